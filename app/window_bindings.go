//go:build bindings

package app

import (
	"context"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// Generating tells that this executable was built to write the page's types:
// its main must call Run and do nothing else.
const Generating = true

// Run writes the page's types and returns; Wails builds and runs the program
// with the tag "bindings" for that, and nothing else may start then.
func Run(context.Context, Options) error {
	return wails.Run(&options.App{
		Bind:     []any{&Bindings{}},
		EnumBind: enums(),
	})
}
