//go:build desktop

// Package frontend holds the built page.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Assets returns the files of the built page, index.html at the top.
func Assets() (fs.FS, error) { return fs.Sub(dist, "dist") }
