package command

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/reportserver"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/app/words"
)

type refreshDoc struct {
	Sandbox bool        `json:"sandbox,omitempty"`
	Results []resultDoc `json:"results"`
}

// resultDoc is what became of one tile: outcome is "accepted", "running" (a
// refresh was under way already), "quota", "denied", "sign_in", "later", or
// "impossible" where there is nothing to ask for.
type resultDoc struct {
	Tile    string `json:"tile"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

func (s *session) refreshCommand() *cobra.Command {
	var stale bool
	cmd := &cobra.Command{
		Use:   "refresh TILE… | --stale",
		Short: "Ask for a refresh of tiles now",
		Long: `Ask Power BI to refresh the semantic models behind the tiles that are named (by
title, DASHBOARD/TITLE, id, or the beginning of an id), or behind every tile that isn't fresh. A report server is
asked to run the subscriptions behind its pins.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if stale == (len(args) > 0) {
				return usagef("Name the tiles to refresh, or say --stale. See: %s --help", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.refresh(ctx, p, args)
			})
		},
	}
	cmd.Flags().BoolVar(&stale, "stale", false, "every tile that is late, failing or stopped")
	return s.answersJSON(cmd)
}

func (s *session) refresh(ctx context.Context, p *program.Program, names []string) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	chosen, err := pickTiles(all, names, time.Now())
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		if s.json {
			return printJSON(s.stdout, refreshDoc{p.Sandbox, []resultDoc{}})
		}
		s.tell("No tile needs a refresh.")
		return nil
	}
	results, err := s.refreshNow(ctx, p, chosen)
	if err != nil {
		return err
	}
	byID := map[string]tiles.Tile{}
	for _, t := range chosen {
		byID[t.ID] = t
	}
	doc := refreshDoc{Sandbox: p.Sandbox, Results: []resultDoc{}}
	var t table
	for _, r := range results {
		d := newResultDoc(r)
		doc.Results = append(doc.Results, d)
		t.row(titleOf(byID[r.Tile].Title), d.Text)
		if d.Outcome != string(tiles.AskAccepted) && d.Outcome != string(tiles.AskRunning) {
			s.code = CodeAttention
		}
	}
	if s.json {
		return printJSON(s.stdout, doc)
	}
	t.print(s.stdout)
	return nil
}

// pickTiles finds the named tiles, each once; without names all that are late,
// failing or stopped, not muted, and have a model behind them.
func pickTiles(all []tiles.Tile, names []string, now time.Time) ([]tiles.Tile, error) {
	var chosen []tiles.Tile
	if len(names) == 0 {
		for _, t := range all {
			if t.Muted != tiles.NotMuted {
				continue
			}
			switch tiles.Aged(t.Verdict, now).State {
			case tiles.Late, tiles.Failing, tiles.Stopped:
				if t.Feed != "" && t.Gone.IsZero() {
					chosen = append(chosen, t)
				}
			}
		}
		return chosen, nil
	}
	for _, name := range names {
		t, err := pickTile(all, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(chosen, func(c tiles.Tile) bool { return c.ID == t.ID }) {
			chosen = append(chosen, t)
		}
	}
	return chosen, nil
}

// refreshNow asks for the refreshes; where a connection lacks the permission
// it asks the person for it, and then goes on.
func (s *session) refreshNow(ctx context.Context, p *program.Program, chosen []tiles.Tile) ([]watch.Result, error) {
	ids := make([]string, len(chosen))
	connections := map[string]string{}
	for i, t := range chosen {
		ids[i], connections[t.ID] = t.ID, t.Connection
	}
	results, err := s.askRefresh(ctx, p, ids)
	if err != nil {
		return nil, err
	}
	var again []string
	asked := map[string]bool{}
	for _, r := range results {
		if !errors.Is(r.Err, signin.ErrScopeMissing) {
			continue
		}
		again = append(again, r.Tile)
		if c := connections[r.Tile]; !asked[c] {
			asked[c] = true
			if err := s.askPermission(ctx, p, c); err != nil {
				return nil, err
			}
		}
	}
	if len(again) == 0 {
		return results, nil
	}
	second, err := s.askRefresh(ctx, p, again)
	if err != nil {
		return nil, err
	}
	for _, r := range second {
		i := slices.IndexFunc(results, func(old watch.Result) bool { return old.Tile == r.Tile })
		results[i] = r
	}
	return results, nil
}

func (s *session) askRefresh(ctx context.Context, p *program.Program, ids []string) ([]watch.Result, error) {
	defer s.working(language.Say("Asking for the refresh…"))()
	return p.Watcher.RefreshNow(ctx, ids)
}

// askPermission signs in again for the permission to refresh models.
func (s *session) askPermission(ctx context.Context, p *program.Program, connection string) error {
	s.note("To refresh tiles, Power BI wants you to allow one more thing: refreshing semantic models.")
	_, err := s.ask(ctx, p, signin.Request{Connection: connection, Scopes: []string{watch.WriteScope}})
	return err
}

func newResultDoc(r watch.Result) resultDoc {
	d := resultDoc{Tile: r.Tile, Outcome: string(r.Ask.Outcome)}
	if r.Err != nil {
		sentence := words.Of(r.Err)
		d.Text = sentence.String()
		d.Outcome = string(tiles.AskLater)
		var gone *signin.Error
		var refused *reportserver.Error
		switch {
		case errors.Is(r.Err, watch.ErrNotKeepable), errors.Is(r.Err, watch.ErrNoSuchTile):
			d.Outcome = "impossible"
		case errors.As(r.Err, &refused) && refused.Kind == reportserver.KindForbidden:
			d.Outcome = string(tiles.AskDenied)
		case errors.As(r.Err, &gone) && gone.Gone(), errors.Is(r.Err, signin.ErrScopeMissing),
			errors.Is(r.Err, watch.ErrServerSignedOut), errors.Is(r.Err, watch.ErrServerLogin):
			d.Outcome = string(tiles.AskSignIn)
		}
		return d
	}
	d.Text = words.OfAsk(r.Ask)
	return d
}
