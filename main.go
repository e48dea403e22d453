// My Settings for Power BI: sign in once, and know when a tile stops
// refreshing. Which faces this executable holds is decided by build tags; see
// package app/command.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"

	"mysettings/app"
	"mysettings/app/command"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tray"
)

//go:embed build/icons/mysettings.png
var icon []byte

//go:embed build/THIRD_PARTY.md
var licences string

func main() {
	if app.Generating {
		// Wails runs the program to read the types that the page gets.
		if err := app.Run(context.Background(), app.Options{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(command.CodeFailed)
		}
		return
	}
	faces := command.Faces{Window: window, Tray: tray.Run}
	language.Start()
	os.Exit(command.Main(os.Args, os.Stdin, os.Stdout, os.Stderr, faces))
}

func window(ctx context.Context, p *program.Program, page string) error {
	backend := app.BackendOf(p)
	backend.Licences = licences
	return app.Run(ctx, app.Options{Backend: backend, Page: page, Data: p.Data, Icon: icon})
}
