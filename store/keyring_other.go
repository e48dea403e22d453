//go:build !linux

package store

// lookAtKeyring has nothing to look at: Windows and macOS open their key store
// with the person's session.
func lookAtKeyring() (lockState, error) { return keyringOpen, nil }
