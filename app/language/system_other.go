//go:build !windows

package language

func preferred() []string { return fromEnvironment() }
