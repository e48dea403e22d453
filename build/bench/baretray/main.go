//go:build tray

// Command baretray is what the tray is measured against: a program that shows
// an icon and does nothing else.
package main

import (
	_ "embed"

	"github.com/getlantern/systray"
)

//go:embed icon.png
var icon []byte

func main() {
	systray.Run(func() {
		systray.SetIcon(icon)
		systray.AddMenuItem("Quit", "")
	}, func() {})
}
