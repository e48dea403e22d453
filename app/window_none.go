//go:build !desktop && !bindings

package app

import "context"

// Generating tells that this executable was built to write the page's types:
// its main must call Run and do nothing else.
const Generating = false

// Run returns ErrNotHere: this executable was built without a window.
func Run(context.Context, Options) error { return ErrNotHere }
