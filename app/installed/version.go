package installed

import (
	"runtime"
	"runtime/debug"
)

// Version is the released version, set when the executable is linked
// (-ldflags "-X mysettings/app/installed.Version=1.2.3"); a build without it
// is a development build.
var Version = "development"

// Build says what was built, of what and for what.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"` // "linux/amd64"
}

// ThisBuild is that of the running executable.
func ThisBuild() Build {
	return Build{Version, commit(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
}

// commit is the source's commit as the Go tool recorded it, "+" when files had
// been changed since.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	id, changed := "unknown", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			id = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				changed = "+"
			}
		}
	}
	return id + changed
}
