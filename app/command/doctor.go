package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mysettings/app/doctor"
	"mysettings/app/language"
	"mysettings/app/program"
)

type doctorDoc struct {
	Sandbox bool             `json:"sandbox,omitempty"`
	Checks  []doctor.Finding `json:"checks"`
}

func (s *session) doctorCommand() *cobra.Command {
	bundle := ""
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check everything that the app depends on",
		Long: "Check everything that the app depends on, and say what to do about what is wrong.\n\n" +
			"With --bundle it writes what it finds, the settings, what is known about your\nconnections and tiles without their names, and the log into a zip file, to read\n" +
			"first and then to send to whoever helps. There is no secret in it.",
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.doctor(ctx, p, bundle)
			})
		},
	}
	cmd.Flags().StringVar(&bundle, "bundle", "", "write a zip `file` for whoever helps")
	return s.answersJSON(cmd)
}

func (s *session) doctor(ctx context.Context, p *program.Program, bundle string) error {
	over := s.working(language.Say("Checking…"))
	found, err := doctor.Run(ctx, p, nil)
	over()
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.State == doctor.Bad {
			s.code = CodeAttention
		}
	}
	if bundle != "" {
		if err := s.writeBundle(ctx, p, found, bundle); err != nil {
			return err
		}
	}
	if s.json {
		return printJSON(s.stdout, doctorDoc{Sandbox: p.Sandbox, Checks: found})
	}
	if p.Sandbox {
		s.tell("Sandbox: a stand-in organisation on this computer, not Power BI.")
	}
	fmt.Fprint(s.stdout, doctor.Text(found))
	return nil
}

// writeBundle writes the bundle for whoever helps, and says what is in it.
func (s *session) writeBundle(ctx context.Context, p *program.Program, found []doctor.Finding, path string) error {
	b, err := doctor.MakeBundle(ctx, p, found)
	if err != nil {
		return err
	}
	if err := b.Write(path); err != nil {
		return err
	}
	s.note("Written to %s. Read it before you send it: it holds", path)
	for _, f := range b.Files {
		s.note("  %-18s %s", f.Name, f.About)
	}
	return nil
}
