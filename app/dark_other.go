//go:build desktop && !bindings && !windows

package app

import (
	"os"
	"strings"
)

// systemDark tells whether the person chose dark for their programs, as far as
// it can be told before GTK runs.
func systemDark() bool { return strings.Contains(strings.ToLower(os.Getenv("GTK_THEME")), "dark") }
