//go:build !tray || !(linux || windows)

package tray

import "context"

// Here tells whether this executable holds a tray.
const Here = false

// Run returns ErrNotHere: this executable holds no tray.
func Run(context.Context, Options) error { return ErrNotHere }
