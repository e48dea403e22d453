package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

type noticesDoc struct {
	Sandbox bool        `json:"sandbox,omitempty"`
	Notices []noticeDoc `json:"notices"`
}

func (s *session) noticesCommand() *cobra.Command {
	var since string
	cmd := &cobra.Command{
		Use:   "notices",
		Short: "Show what you were told, newest first",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := parseSince(since, time.Now())
			if err != nil {
				return err
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.notices(ctx, p, from)
			})
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "only since this `time`: a date, a time, or how long ago (24h, 7d)")
	return s.answersJSON(cmd)
}

func (s *session) notices(ctx context.Context, p *program.Program, from time.Time) error {
	list, err := p.Store.Notices(ctx, from, 0)
	if err != nil {
		return err
	}
	if s.json {
		doc := noticesDoc{Sandbox: p.Sandbox, Notices: []noticeDoc{}}
		for _, n := range list {
			doc.Notices = append(doc.Notices, newNoticeDoc(n))
		}
		return printJSON(s.stdout, doc)
	}
	if len(list) == 0 {
		s.tell("Nothing was told.")
		return nil
	}
	now := time.Now()
	for _, n := range list {
		over := ""
		if !n.EndedAt.IsZero() {
			over = language.Say(" (over)")
		}
		fmt.Fprintf(s.stdout, "%s  %s%s\n", when(n.At, now), tiles.Clean(n.Title, 120), over)
		if text := tiles.Clean(n.Text, 600); text != "" {
			fmt.Fprintf(s.stdout, "  %s\n", text)
		}
	}
	return nil
}
