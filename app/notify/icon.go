package notify

import _ "embed"

// iconPNG is the app's icon, 64 pixels wide; build/generate/icons draws it.
//
//go:embed icon.png
var iconPNG []byte
