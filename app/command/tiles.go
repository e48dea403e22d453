package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

type tilesDoc struct {
	Sandbox bool      `json:"sandbox,omitempty"`
	Tiles   []tileDoc `json:"tiles"`
}

func (s *session) tilesCommand() *cobra.Command {
	var state string
	names := make([]string, len(tiles.States))
	for i, st := range tiles.States {
		names[i] = string(st)
	}
	list := strings.Join(names, ", ")
	cmd := &cobra.Command{
		Use:   "tiles",
		Short: "List every tile with its verdict",
		Args:  noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state != "" && !slices.Contains(names, state) {
				return usagef("There is no state %q. The states are: %s.", state, list)
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.tiles(ctx, p, tiles.State(state))
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only the tiles in this `state`: "+list)
	return s.answersJSON(cmd)
}

// tiles lists the tiles in a state, or all of them, and ends with the code
// that status would.
func (s *session) tiles(ctx context.Context, p *program.Program, state tiles.State) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	st, err := readStanding(ctx, p, now)
	if err != nil {
		return err
	}
	s.code = st.code()
	docs := []tileDoc{}
	places := tiles.NewPlaces(all, st.connections)
	for _, t := range all {
		d := newTileDoc(t, places, now)
		if state != "" && d.State != state {
			continue
		}
		docs = append(docs, d)
	}
	if s.json {
		return printJSON(s.stdout, tilesDoc{p.Sandbox, docs})
	}
	if len(docs) == 0 {
		if state != "" {
			s.tell("No tile is %s.", stateWord(state))
		} else {
			s.tell("No tiles yet. Sign in (mysettings signin), or look now (mysettings check).")
		}
		return nil
	}
	var t table
	t.row(language.Say("TITLE"), language.Say("DASHBOARD"), language.Say("STATE"), language.Say("LAST GOOD"), language.Say("NEXT"), language.Say("KEPT"), language.Say("ID"))
	for _, d := range docs {
		t.row(titleOf(d.Title), d.Dashboard, stateWord(d.State)+mutedWord(d.Muted), when(time.Time(d.LastGood), now),
			nextWord(d, now), keptWord(d.Kept), shortID(d.ID))
	}
	t.print(s.stdout)
	for _, d := range docs {
		// What a server said in words that nobody here knows is for the person to read.
		verbatim := d.State == tiles.Unseen && d.Cause == tiles.CauseUnrecognised
		if d.Text != "" && !d.Muted && (d.State == tiles.Late || d.State == tiles.Failing || d.State == tiles.Stopped || verbatim) {
			fmt.Fprintf(s.stdout, "\n%s: %s\n", tiles.Clean(titleOf(d.Title), widest), tiles.Clean(d.Text, 600))
		}
	}
	return nil
}

func titleOf(title string) string {
	if strings.TrimSpace(title) == "" {
		return language.Say("(no title)")
	}
	return title
}

func stateWord(st tiles.State) string {
	if word, ok := stateWords[st]; ok {
		return language.Say(word)
	}
	return string(st)
}

func mutedWord(muted bool) string {
	if !muted {
		return ""
	}
	return ", " + language.Say("muted")
}

var stateWords = map[tiles.State]language.Text{
	tiles.Fresh: "fresh", tiles.Waiting: "waiting", tiles.Late: "late", tiles.Failing: "failing",
	tiles.Stopped: "stopped", tiles.Unseen: "can't tell",
}

func nextWord(d tileDoc, now time.Time) string {
	if time.Time(d.NextDue).IsZero() {
		return "-"
	}
	return when(time.Time(d.NextDue), now)
}

func keptWord(k *keptDoc) string {
	switch {
	case k == nil:
		return "-"
	case k.Every == tiles.Hourly:
		return language.Say("hourly")
	case k.Every == tiles.Weekly:
		return keptDays(k.On) + " " + k.At
	default:
		return language.Sayf("daily %s", k.At)
	}
}

// shortID is the service's own part of a tile's id, which is enough to name it.
// keptDays are days of the week as they are read: mon,thu.
func keptDays(on []string) string {
	words := make([]string, len(on))
	for i, d := range on {
		words[i] = language.Say(dayWords[d])
	}
	return strings.Join(words, ",")
}

var dayWords = map[string]language.Text{
	"mon": "mon", "tue": "tue", "wed": "wed", "thu": "thu", "fri": "fri", "sat": "sat", "sun": "sun",
}

func shortID(id string) string {
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		return id[i+1:]
	}
	return id
}
