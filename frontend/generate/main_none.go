//go:build !bindings

// Command generate writes the page's types; it needs the tag "bindings".
package main

//go:generate go -C ../.. run -tags bindings ./frontend/generate

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "run it with: go run -tags bindings ./frontend/generate")
	os.Exit(2)
}
