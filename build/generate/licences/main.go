// Command licences writes the notices of everything that is not ours and goes
// into the executables: Go modules, the packages that the page is made of, and
// data. It stops at a licence that it doesn't know, so that somebody looks at
// a new dependency before it is shipped. From the repository's root, with the
// page's packages installed:
//
//	go run ./build/generate/licences -o build/THIRD_PARTY.md
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
)

//go:generate go -C ../../.. run ./build/generate/licences -o build/THIRD_PARTY.md

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// run collects first and writes last: a half-made list is no list.
func run(args []string) error {
	linked, tools, err := goModules()
	if err != nil {
		return err
	}
	page, err := npmPackages("frontend")
	if err != nil {
		return err
	}
	var doc bytes.Buffer
	if err := write(&doc, linked, page, tools); err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		_, err = os.Stdout.Write(doc.Bytes())
		return err
	case len(args) == 2 && args[0] == "-o":
		return os.WriteFile(args[1], doc.Bytes(), 0o644)
	}
	return errors.New("usage: licences [-o FILE]")
}
