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

type muteDoc struct {
	Sandbox bool      `json:"sandbox,omitempty"`
	Tiles   []tileDoc `json:"tiles"`
}

func (s *session) muteCommand() *cobra.Command {
	return s.muting(true, &cobra.Command{
		Use:   "mute TILE… | --dashboard D",
		Short: "Hear nothing more about tiles, or about all of a dashboard",
		Long: `Hear nothing more about tiles (named by title, DASHBOARD/TITLE, id, or the
beginning of an id), or about every tile of a dashboard. They are watched, listed and kept fresh as before; they
make no notification, and status doesn't count them as something to do.`,
	})
}

func (s *session) unmuteCommand() *cobra.Command {
	return s.muting(false, &cobra.Command{
		Use:   "unmute TILE… | --dashboard D",
		Short: "Hear about tiles again, or about all of a dashboard",
	})
}

func (s *session) muting(on bool, cmd *cobra.Command) *cobra.Command {
	var dashboard string
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if (dashboard != "") == (len(args) > 0) {
			return usagef("Name the tiles, or one dashboard with --dashboard. See: %s --help", cmd.CommandPath())
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
			if dashboard != "" {
				return s.muteDashboard(ctx, p, dashboard, on)
			}
			return s.muteTiles(ctx, p, args, on)
		})
	}
	cmd.Flags().StringVar(&dashboard, "dashboard", "", "all tiles of the `dashboard` with this name or id")
	return s.answersJSON(cmd)
}

func (s *session) muteTiles(ctx context.Context, p *program.Program, names []string, on bool) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	chosen, err := pickTiles(all, names, time.Now())
	if err != nil {
		return err
	}
	ids := make([]string, len(chosen))
	for i, t := range chosen {
		ids[i] = t.ID
	}
	if err := p.Store.MuteTiles(ctx, ids, on, time.Now()); err != nil {
		return err
	}
	return s.showMuted(ctx, p, ids)
}

func (s *session) muteDashboard(ctx context.Context, p *program.Program, name string, on bool) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	first, err := pickDashboard(all, name)
	if err != nil {
		return err
	}
	if err := p.Store.MuteDashboard(ctx, first.Connection, first.DashboardID, on, time.Now()); err != nil {
		return err
	}
	var ids []string
	for _, t := range all {
		if sameDashboard(t, first) {
			ids = append(ids, t.ID)
		}
	}
	return s.showMuted(ctx, p, ids)
}

// pickDashboard finds a tile of the dashboard that a person named: by name, by
// WORKSPACE/NAME, by id, or by the beginning of the id.
func pickDashboard(all []tiles.Tile, name string) (tiles.Tile, error) {
	var hits []tiles.Tile
	folded := strings.ToLower(name)
	for _, t := range all {
		called, workspace := tiles.Clean(t.Dashboard, 10000), tiles.Clean(t.Workspace, 10000)
		id := strings.ToLower(t.DashboardID)
		hit := strings.EqualFold(called, name) || strings.EqualFold(workspace+"/"+called, name) || strings.HasPrefix(id, folded)
		if id == "" || !hit || slices.ContainsFunc(hits, func(h tiles.Tile) bool { return sameDashboard(h, t) }) {
			continue
		}
		hits = append(hits, t)
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return tiles.Tile{}, usagef("There is no dashboard %q. List the tiles: mysettings tiles", tiles.Clean(name, widest))
	}
	var lines []string
	for _, t := range hits[:min(len(hits), 5)] {
		lines = append(lines, fmt.Sprintf("  %s  %s/%s", t.DashboardID, tiles.Clean(t.Workspace, widest), tiles.Clean(t.Dashboard, widest)))
	}
	return tiles.Tile{}, usagef("%q could be several dashboards. Name one by its id, or as WORKSPACE/NAME:\n%s", tiles.Clean(name, widest), strings.Join(lines, "\n"))
}

func sameDashboard(a, b tiles.Tile) bool {
	return a.Connection == b.Connection && a.DashboardID == b.DashboardID
}

// showMuted answers with the tiles as they are after the change.
func (s *session) showMuted(ctx context.Context, p *program.Program, ids []string) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	doc := muteDoc{Sandbox: p.Sandbox, Tiles: []tileDoc{}}
	for _, t := range all {
		if !slices.Contains(ids, t.ID) {
			continue
		}
		doc.Tiles = append(doc.Tiles, newTileDoc(t, tiles.Places{}, now))
		if s.json {
			continue
		}
		said := language.Say("%s: you hear about it again.\n")
		switch t.Muted {
		case tiles.MutedTile:
			said = language.Say("%s is muted.\n")
		case tiles.MutedDashboard:
			said = language.Say("%s is muted with its whole dashboard.\n")
		}
		fmt.Fprintf(s.stdout, said, tiles.Clean(titleOf(t.Title), widest))
	}
	if s.json {
		return printJSON(s.stdout, doc)
	}
	return nil
}
