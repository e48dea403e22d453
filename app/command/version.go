package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"mysettings/app/installed"
)

func (s *session) versionCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  noWords,
		RunE: func(*cobra.Command, []string) error {
			v := installed.ThisBuild()
			if s.json {
				return printJSON(s.stdout, v)
			}
			fmt.Fprintf(s.stdout, "My Settings for Power BI %s\ncommit %s\n%s %s\n", v.Version, v.Commit, v.Go, v.OS)
			return nil
		},
	})
}
