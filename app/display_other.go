//go:build desktop && !bindings && !linux

package app

// answers is for systems where a screen can't be missing.
func answers() error { return nil }

// startNetwork is for systems where the web view starts all that it needs.
func startNetwork() {}
