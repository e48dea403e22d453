//go:build tray

package tray

import _ "embed"

// The icons are package-level and embedded: the library reads the bytes after
// SetIcon has returned, when a slice of its caller's could be gone.
var (
	//go:embed icons/good.png
	iconGood []byte
	//go:embed icons/attention.png
	iconAttention []byte
	//go:embed icons/signed_out.png
	iconSignedOut []byte
	//go:embed icons/cant_tell.png
	iconCantTell []byte
)
