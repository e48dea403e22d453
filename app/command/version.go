package command

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the released version, set when the executable is linked
// (-ldflags "-X mysettings/app/command.Version=1.2.3"); a build without it
// is a development build.
var Version = "development"

type versionDoc struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
}

func (s *session) versionCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			v := versionDoc{Version, commit(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
			if s.json {
				return printJSON(s.stdout, v)
			}
			fmt.Fprintf(s.stdout, "My Settings for Power BI %s\ncommit %s\n%s %s\n", v.Version, v.Commit, v.Go, v.OS)
			return nil
		},
	})
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
