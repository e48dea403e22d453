//go:build desktop && !bindings

package command

// holdsWindow tells whether this executable holds the window.
const holdsWindow = true
