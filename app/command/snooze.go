package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/settings"
)

// longestSnooze is for how long notifications can be put off at most; whoever
// wants none at all switches them off.
const longestSnooze = 30 * 24 * time.Hour

type snoozeDoc struct {
	Sandbox bool `json:"sandbox,omitempty"`
	// SnoozedUntil is null where notifications are shown.
	SnoozedUntil *time.Time `json:"snoozed_until"`
}

func (s *session) snoozeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "snooze [DURATION | morning | monday | off]",
		Short: "Show no notifications for a while",
		Long: `Show no notifications for a while: for an hour where nothing is said, for a
DURATION (90m, 8h, 2d), until eight in the morning, or on Monday. With off they are
shown again. Everything is still listed, and the tray icon still changes.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("Say one time. See: %s --help", cmd.CommandPath())
			}
			return nil
		},
		ValidArgs: []string{string(settings.SnoozeMorning), string(settings.SnoozeMonday), string(settings.SnoozeOff)},
		RunE: func(cmd *cobra.Command, args []string) error {
			choice := string(settings.SnoozeHour)
			if len(args) == 1 {
				choice = args[0]
			}
			until, err := parseSnooze(choice, time.Now())
			if err != nil {
				return err
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.snooze(ctx, p, until)
			})
		},
	}
	return s.answersJSON(cmd)
}

// parseSnooze reads until when no notifications are to be shown; zero for "off".
func parseSnooze(choice string, now time.Time) (time.Time, error) {
	if until, ok := settings.Snooze(choice).Until(now); ok {
		return until, nil
	}
	span, err := time.ParseDuration(choice)
	if days, ok := strings.CutSuffix(choice, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 8)
		span = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || span < time.Minute || span > longestSnooze {
		return time.Time{}, usagef("%q is no time to be quiet for. Say how long (90m, 8h, at most 30d), morning, monday, or off.", choice)
	}
	return now.Add(span), nil
}

func (s *session) snooze(ctx context.Context, p *program.Program, until time.Time) error {
	if err := p.Settings.SnoozeTo(ctx, until); err != nil {
		return err
	}
	if s.json {
		doc := snoozeDoc{Sandbox: p.Sandbox}
		if !until.IsZero() {
			doc.SnoozedUntil = new(until.UTC().Truncate(time.Second))
		}
		return printJSON(s.stdout, doc)
	}
	switch {
	case until.IsZero():
		s.tell("Notifications are shown again.")
	default:
		s.tell("No notifications are shown until %s.", language.Format(until, "Monday, 2 January, 15:04"))
	}
	if !p.Settings.Notify() {
		s.note("They are switched off altogether: mysettings config set notify true")
	}
	return nil
}
