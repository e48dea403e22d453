//go:build !linux

package tray

import (
	"context"
	"time"
)

func wakes(ctx context.Context, out chan<- time.Time) { compare(ctx, clocks(), out) }
