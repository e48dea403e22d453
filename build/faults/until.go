//go:build linux

package main

import (
	"context"

	"mysettings/build/desktop"
)

func until(ctx context.Context, f func() error) error { return desktop.Until(ctx, f) }
