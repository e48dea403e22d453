package command

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/program"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/store"
)

type keepDoc struct {
	Sandbox bool    `json:"sandbox,omitempty"`
	Tile    tileDoc `json:"tile"`
}

func (s *session) keepCommand() *cobra.Command {
	var every, at, on string
	cmd := &cobra.Command{
		Use:   "keep TILE --every hourly|daily|weekly [--at 07:00] [--on mon,thu]",
		Short: "Have this app refresh a tile on a schedule",
		Long: `Have this app refresh a tile (named by title, DASHBOARD/TITLE, id, or the
beginning of its id) on a schedule: it asks Power BI with your sign-in, in this computer's time zone,
while the tray is running.`,
		Args: oneWord("tile"),
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := parseKeep(every, at, on)
			if err != nil {
				return err
			}
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.keep(ctx, p, args[0], k)
			})
		},
	}
	cmd.Flags().StringVar(&every, "every", "", "how often: hourly, daily or weekly")
	cmd.Flags().StringVar(&at, "at", "", "at what `time` of day (for hourly, the minutes count), 07:00 if not said")
	cmd.Flags().StringVar(&on, "on", "", "on which `days` of the week, for weekly")
	return s.answersJSON(cmd)
}

func (s *session) keep(ctx context.Context, p *program.Program, name string, k tiles.Keep) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	t, err := pickTile(all, name)
	if err != nil {
		return err
	}
	k.Tile, k.Feed, k.Zone, k.Since = t.ID, t.Feed, program.LocalZone(), time.Now().UTC()
	if k.Every == tiles.Hourly && t.Feed != "" && t.Kind != tiles.KindPin {
		f, err := p.Store.Feed(ctx, t.Feed)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if f.OverQuota(k.DailyCost()) {
			s.note("Hourly is more than the %d refreshes a day that Power BI grants a model outside a Premium or Fabric capacity. Where they are used up, the tile waits until the next day.", tiles.SharedQuota)
		}
	}
	err = p.Watcher.Keep(ctx, k)
	if errors.Is(err, signin.ErrScopeMissing) {
		if err := s.askPermission(ctx, p, t.Connection); err != nil {
			return err
		}
		err = p.Watcher.Keep(ctx, k)
	}
	if err != nil {
		return err
	}
	return s.showKept(ctx, p, t.ID)
}

func (s *session) unkeepCommand() *cobra.Command {
	return s.answersJSON(&cobra.Command{
		Use:   "unkeep TILE",
		Short: "Have this app no longer refresh a tile",
		Args:  oneWord("tile"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.unkeep(ctx, p, args[0])
			})
		},
	})
}

func (s *session) unkeep(ctx context.Context, p *program.Program, name string) error {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return err
	}
	t, err := pickTile(all, name)
	if err != nil {
		return err
	}
	if err := p.Watcher.Unkeep(ctx, t.ID); err != nil {
		return err
	}
	return s.showKept(ctx, p, t.ID)
}

// showKept answers with the tile as it is after the change.
func (s *session) showKept(ctx context.Context, p *program.Program, id string) error {
	t, err := p.Store.Tile(ctx, id)
	if err != nil {
		return err
	}
	now := time.Now()
	d := newTileDoc(t, tiles.Places{}, now)
	if s.json {
		return printJSON(s.stdout, keepDoc{p.Sandbox, d})
	}
	title := tiles.Clean(titleOf(t.Title), widest)
	if d.Kept == nil {
		s.tell("%s is no longer kept fresh by this app.", title)
		return nil
	}
	s.tell("%s is kept fresh: %s (%s), next %s.", title, keptWord(d.Kept), d.Kept.TimeZone, when(time.Time(d.Kept.Next), now))
	return nil
}
