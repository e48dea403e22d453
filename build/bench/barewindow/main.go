//go:build desktop

// Command barewindow is what the window is measured against: a Wails window
// with one line of text, which says when it has been painted.
package main

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"os"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
)

//go:embed page
var page embed.FS

// Bare has the one method that the page calls.
type Bare struct{}

// Painted says on standard output that the page is on the screen, in the words
// of the app's log.
func (Bare) Painted() { slog.New(slog.NewJSONHandler(os.Stdout, nil)).Info("page painted") }

func main() {
	err := wails.Run(&options.App{
		Title: "bare", Width: 1000, Height: 720,
		AssetServer: &assetserver.Options{Assets: page},
		Bind:        []any{&Bare{}},
		OnStartup:   func(context.Context) {},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
