package command

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

const about = `My Settings for Power BI keeps your sign-in to Power BI, watches the tiles on
your dashboards, and tells you when one stops refreshing, and why.

Without a command it opens the window.

Exit codes: 0 all well; 1 attention needed (a tile that isn't fresh, a sign-in
that is expiring or gone); 2 wrong usage or setting; 3 could not do it, or
interrupted.`

func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "mysettings",
		Short:         "Sign in once, and know when a Power BI tile stops refreshing",
		Long:          about,
		Args:          noWords,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRun: func(cmd *cobra.Command, _ []string) {
			s.named = cmd.Flags().Changed("data")
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return s.open(cmd.Context(), openOptions{}) },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usagef("%s.", capital(tiles.Clean(err.Error(), 300))) })
	flags := root.PersistentFlags()
	flags.StringVar(&s.data, "data", os.Getenv("MYSETTINGS_DATA"), "the `folder` that holds the app's data (or MYSETTINGS_DATA)")
	flags.BoolVar(&s.sandbox, "sandbox", false, "run against a throw-away organisation on this computer")
	root.AddCommand(
		s.openCommand(), s.trayCommand(),
		s.signinCommand(), s.signoutCommand(),
		s.statusCommand(), s.tilesCommand(), s.checkCommand(),
		s.refreshCommand(), s.keepCommand(), s.unkeepCommand(), s.muteCommand(), s.unmuteCommand(),
		s.serverCommand(), s.pinCommand(),
		s.noticesCommand(), s.snoozeCommand(), s.historyCommand(), s.configCommand(), s.doctorCommand(), s.forgetCommand(),
		s.sandboxCommand(), s.versionCommand(),
	)
	return root
}

// answersJSON gives cmd the flag --json.
func (s *session) answersJSON(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&s.json, "json", false, "print one JSON document")
	return cmd
}

// folder is the data folder that this command works on.
func (s *session) folder() (string, error) {
	if s.data != "" {
		return s.data, nil
	}
	return program.DefaultData()
}

func noWords(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasParent() {
		return usagef("There is no command %q. See: mysettings --help", args[0])
	}
	return usagef("%q takes no further words. See: %s --help", cmd.CommandPath(), cmd.CommandPath())
}

func oneWord(what language.Text) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 && strings.TrimSpace(args[0]) != "" {
			return nil
		}
		return usagef("Name one %s. See: %s --help", language.Say(what), cmd.CommandPath())
	}
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
