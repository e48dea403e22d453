//go:build bindings

// Command generate writes the page's types and bindings (frontend/src/wailsjs)
// from the Go ones. Run it at the top of the source tree:
//
//	go run -tags bindings ./frontend/generate
package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mysettings/app"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate() error {
	// The page needs shapes, not classes that copy every answer.
	if err := os.Setenv("tsoutputtype", "interfaces"); err != nil {
		return err
	}
	quiet, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer quiet.Close()
	os.Stdout = quiet // Wails prints a line for every field
	if err := app.Run(context.Background(), app.Options{}); err != nil {
		return fmt.Errorf("generating the bindings: %w", err)
	}
	folder := filepath.Join("frontend", "src", "wailsjs")
	file := filepath.Join(folder, "go", "models.ts")
	written, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("models: %w", err)
	}
	models, err := tidy(string(written))
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(models), 0o644); err != nil {
		return fmt.Errorf("models: %w", err)
	}
	// Wails leaves text files that may be executed.
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o644)
	})
}
