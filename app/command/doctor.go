package command

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// finding is what one of doctor's checks found. Nothing in it is a secret.
type finding struct {
	ID string `json:"id"`
	// State is "good", "note" (works, but worth knowing), "bad", or "skipped"
	// where there was nothing to check.
	State findingState `json:"state"`
	Text  string       `json:"text"`
	// Fix is what to do; empty where there is nothing.
	Fix     string `json:"fix"`
	Details string `json:"details"`
}

type findingState string

const (
	isGood    findingState = "good"
	isNote    findingState = "note"
	isBad     findingState = "bad"
	isSkipped findingState = "skipped"
)

type doctorDoc struct {
	Sandbox bool      `json:"sandbox,omitempty"`
	Checks  []finding `json:"checks"`
}

// checks are what doctor looks at, in this order.
var checks = []func(ctx context.Context, p *program.Program) finding{
	checkFolder, checkSettings, checkKeyring, checkProxy, checkAuthority, checkAPI,
	checkSignIns, checkServers, checkWatching, checkParts, checkNotifications, checkTrayHost,
}

func (s *session) doctorCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "doctor",
		Short: "Check everything that the app depends on",
		Args:  noWords,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.with(cmd.Context(), s.doctor) },
	})
}

func (s *session) doctor(ctx context.Context, p *program.Program) error {
	over := s.working("Checking…")
	doc := doctorDoc{Sandbox: p.Sandbox}
	for _, check := range checks {
		f := check(ctx, p)
		if ctx.Err() != nil {
			over()
			return ctx.Err()
		}
		f.Text, f.Fix, f.Details = tiles.Clean(f.Text, 400), tiles.Clean(f.Fix, 400), tiles.Clean(f.Details, 400)
		doc.Checks = append(doc.Checks, f)
		if f.State == isBad {
			s.code = CodeAttention
		}
	}
	over()
	if s.json {
		return printJSON(s.stdout, doc)
	}
	if p.Sandbox {
		fmt.Fprintln(s.stdout, "Sandbox: a stand-in organisation on this computer, not Power BI.")
	}
	for _, f := range doc.Checks {
		fmt.Fprintf(s.stdout, "%-8s%s\n", f.State, f.Text)
		if f.Fix != "" {
			fmt.Fprintf(s.stdout, "        %s\n", f.Fix)
		}
		if f.Details != "" && f.State != isGood {
			fmt.Fprintf(s.stdout, "        Details: %s\n", f.Details)
		}
	}
	return nil
}

// wrong is the finding for an error.
func wrong(id string, err error) finding {
	w := words.Of(err)
	return finding{ID: id, State: isBad, Text: w.Text, Fix: w.Do, Details: w.Detail()}
}
