//go:build !linux

package program

// NoCore does nothing here. On Windows the Go runtime ends a crashed program
// itself, without handing it to error reporting; macOS keeps dumps only where
// somebody has switched them on.
func NoCore() error { return nil }
