package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

type historyDoc struct {
	Sandbox bool        `json:"sandbox,omitempty"`
	Days    []dayDoc    `json:"days"`
	Outages []outageDoc `json:"outages"`
}

type dayDoc struct {
	Date string `json:"date"` // in the person's zone
	From stamp  `json:"from"`
	To   stamp  `json:"to"`
	// Share is from 0 to 1, null where nothing was seen.
	Share *float64 `json:"share"`
	// The seconds add up over all tiles.
	Fresh      int64 `json:"fresh_seconds"`
	Stale      int64 `json:"stale_seconds"`
	Unknown    int64 `json:"unknown_seconds"`
	Tiles      int   `json:"tiles"`
	StaleTiles int   `json:"stale_tiles"`
}

type outageDoc struct {
	Connection string      `json:"connection"`
	Cause      tiles.Cause `json:"cause"`
	State      tiles.State `json:"state"`
	From       stamp       `json:"from"`
	To         stamp       `json:"to"` // null while it lasts
	Tiles      []string    `json:"tiles"`
	Names      []string    `json:"names"`
	Dashboards []string    `json:"dashboards"`
}

// mostDays is as long as anything can be kept.
const mostDays = 3650

func (s *session) historyCommand() *cobra.Command {
	var days int
	var csv bool
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Show how fresh the tiles were, day by day, and what went wrong",
		Long: `Show which share of the tiles was fresh on each of the last days, and the
outages with their causes. Time that nobody looked counts as neither.

--csv prints everything that is kept of those days as one table: every state of
every tile from when to when, every run, and when somebody looked.`,
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if days < 1 || days > mostDays {
				return usagef("--days takes a number from 1 to %d.", mostDays)
			}
			if csv && s.json {
				return usagef("Choose one of --csv and --json.")
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				loc, ok := tiles.Zone(program.LocalZone())
				if !ok {
					loc = time.Local
				}
				now := time.Now().In(loc)
				if csv {
					return s.historyTable(ctx, p, now.AddDate(0, 0, -days))
				}
				return s.history(ctx, p, days, now)
			})
		},
	}
	cmd.Flags().IntVar(&days, "days", 14, "how many `days`, today included")
	cmd.Flags().BoolVar(&csv, "csv", false, "print everything that is kept of them as a table (RFC 4180)")
	return s.answersJSON(cmd)
}

// historyTable prints what is kept since a time.
func (s *session) historyTable(ctx context.Context, p *program.Program, since time.Time) error {
	past, err := p.Store.Past(ctx, since)
	if err != nil {
		return err
	}
	runs, err := p.Store.PastRuns(ctx, since)
	if err != nil {
		return err
	}
	names, err := signInNames(ctx, p)
	if err != nil {
		return err
	}
	return tiles.WriteCSV(s.stdout, past, runs, names)
}

func signInNames(ctx context.Context, p *program.Program) (map[string]string, error) {
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(conns))
	for _, c := range conns {
		names[c.ID] = c.Name
	}
	return names, nil
}

func (s *session) history(ctx context.Context, p *program.Program, n int, now time.Time) error {
	past, err := p.Store.Past(ctx, now.AddDate(0, 0, -n-1))
	if err != nil {
		return err
	}
	days := tiles.Days(past, n, now)
	outages := tiles.Outages(past, days[0].From)
	if s.json {
		return printJSON(s.stdout, newHistoryDoc(p.Sandbox, days, outages, now.Location()))
	}
	if len(past.Spells) == 0 {
		s.tell("Nothing is known of the past yet. It begins with the first look (mysettings check).")
		return nil
	}
	names, err := signInNames(ctx, p)
	if err != nil {
		return err
	}
	var t table
	t.row(language.Say("DAY"), language.Say("FRESH"), language.Say("STALE TILES"), language.Say("SEEN"))
	for _, d := range days {
		t.row(language.Format(d.From.In(now.Location()), "Mon 2 Jan"), shareWord(d), staleWord(d), seenWord(d))
	}
	t.print(s.stdout)
	for _, o := range outages {
		fmt.Fprintf(s.stdout, "\n%s  %s\n  %s\n", spanWord(o, now), causeWord(o.Cause), struckWord(o, names, len(names) > 1))
	}
	return nil
}

func newHistoryDoc(sandbox bool, days []tiles.Day, outages []tiles.Outage, loc *time.Location) historyDoc {
	doc := historyDoc{Sandbox: sandbox, Days: []dayDoc{}, Outages: []outageDoc{}}
	for _, d := range days {
		day := dayDoc{
			Date: d.From.In(loc).Format(time.DateOnly), From: stamp(d.From), To: stamp(d.To),
			Fresh: int64(d.Fresh / time.Second), Stale: int64(d.Stale / time.Second), Unknown: int64(d.Unknown / time.Second),
			Tiles: d.Tiles, StaleTiles: d.StaleTiles,
		}
		if share, ok := d.Share(); ok {
			day.Share = &share
		}
		doc.Days = append(doc.Days, day)
	}
	for _, o := range outages {
		boards := o.Dashboards
		if boards == nil {
			boards = []string{}
		}
		doc.Outages = append(doc.Outages, outageDoc{o.Connection, o.Cause, o.State, stamp(o.From), stamp(o.To), o.Tiles, o.Names, boards})
	}
	return doc
}

// shareWord never says "100%" or "0%" of what isn't all or nothing.
func shareWord(d tiles.Day) string {
	share, ok := d.Share()
	switch {
	case !ok:
		return language.Say("not known")
	case d.Stale == 0:
		return "100%"
	case d.Fresh == 0:
		return "0%"
	}
	return fmt.Sprintf("%d%%", min(max(int(100*share+0.5), 1), 99))
}

func staleWord(d tiles.Day) string {
	if d.Fresh+d.Stale == 0 {
		return "-"
	}
	return language.Sayf("%d of %d", d.StaleTiles, d.Tiles)
}

// seenWord is how much of the day somebody looked.
func seenWord(d tiles.Day) string {
	all := d.Fresh + d.Stale + d.Unknown
	if all == 0 {
		return "-"
	}
	return fmt.Sprintf("%d%%", int(100*float64(d.Fresh+d.Stale)/float64(all)+0.5))
}

func spanWord(o tiles.Outage, now time.Time) string {
	if o.To.IsZero() {
		return language.Sayf("since %s", when(o.From, now))
	}
	return language.Sayf("%s to %s", when(o.From, now), when(o.To, now))
}

// struckWord is which tiles an outage struck.
func struckWord(o tiles.Outage, names map[string]string, several bool) string {
	said := make([]string, 0, 4)
	for _, n := range o.Names[:min(3, len(o.Names))] {
		said = append(said, titleOf(n))
	}
	out := language.Count(len(o.Tiles), "1 tile", "%d tiles")
	if len(o.Dashboards) == 1 {
		out = language.Sayf("%s on %s", out, language.Quote(tiles.Clean(o.Dashboards[0], widest)))
	}
	list := strings.Join(said, ", ")
	if more := len(o.Names) - len(said); more > 0 {
		list += language.Count(more, " and 1 more", " and %d more")
	}
	out += ": " + list
	if several {
		out += " (" + tiles.Clean(names[o.Connection], widest) + ")"
	}
	return out
}

func causeWord(c tiles.Cause) string {
	if word, ok := causeWords[c]; ok {
		return language.Say(word)
	}
	return string(c)
}

// causeWords are what causes are called where there is no room for a sentence.
var causeWords = map[tiles.Cause]language.Text{
	tiles.CauseSignInExpired:     "The sign-in ended",
	tiles.CauseSignedOut:         "Signed out",
	tiles.CauseSignInRefused:     "The sign-in was refused",
	tiles.CauseAdminNeeded:       "An administrator has to act",
	tiles.CauseSourceCredentials: "The data source's credentials",
	tiles.CauseGateway:           "The gateway",
	tiles.CauseItemMissing:       "Something the model needs is missing",
	tiles.CauseModelError:        "An error in the model",
	tiles.CauseTileDeleted:       "The tile was deleted",
	tiles.CauseScheduleOff:       "The schedule is off",
	tiles.CauseSubscriptionOff:   "The subscription is off",
	tiles.CauseCapacity:          "The capacity is used up",
	tiles.CauseThrottled:         "Asked to wait",
	tiles.CauseServerUnreachable: "It couldn't be reached",
	tiles.CauseServiceDown:       "The service is down",
	tiles.CauseLate:              "Overdue",
	tiles.CauseNoPermission:      "No permission to see the refreshes",
	tiles.CauseServerLogin:       "The report server doesn't let this app in",
	tiles.CauseUnrecognised:      "Something new",
}
