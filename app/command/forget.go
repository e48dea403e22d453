package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mysettings/app/erase"
	"mysettings/app/language"
	"mysettings/app/program"
)

// forgetWord is what has to be typed before everything is deleted.
const forgetWord language.Text = "delete"

func (s *session) forgetCommand() *cobra.Command {
	var everything, yes bool
	cmd := &cobra.Command{
		Use:   "forget --everything",
		Short: "Delete everything that the app keeps on this computer",
		Long: "Delete everything that the app keeps on this computer: sign-ins, passwords and their\n" +
			"keys, tiles, history, settings, the log, and the entry that starts it at login. The\n" +
			"tray icon and the window are closed first. There is no way back.",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !everything {
				return usagef("Say that you mean it: %s", cmd.CommandPath()+" --everything")
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error { return s.forget(ctx, p, yes) })
		},
	}
	cmd.Flags().BoolVar(&everything, "everything", false, "delete all of it")
	cmd.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return cmd
}

func (s *session) forget(ctx context.Context, p *program.Program, yes bool) error {
	plan, err := erase.MakePlan(ctx, p)
	if err != nil {
		return err
	}
	if !yes {
		if !s.interactive() {
			return usagef("Nobody can be asked here. To delete everything without a question, add --yes.")
		}
		s.note("This deletes, for good:")
		for _, sentence := range plan.Goes {
			fmt.Fprintln(s.stderr, " -", sentence)
		}
		word := language.Say(forgetWord)
		answer, err := s.askLine(ctx, language.Sayf("Type %s to go on: ", word))
		if err != nil {
			return err
		}
		if !strings.EqualFold(strings.TrimSpace(answer), word) {
			s.note("Nothing was deleted.")
			s.code = CodeFailed
			return nil
		}
	}
	if err := erase.Everything(ctx, p, false); err != nil {
		return err
	}
	s.tell("Everything was deleted. What that doesn't undo:")
	for _, sentence := range plan.Stays {
		fmt.Fprintln(s.stdout, " -", sentence)
	}
	return nil
}
