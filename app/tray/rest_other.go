//go:build !tray || !linux

package tray

// Rest does nothing here.
func Rest() {}
