package command

import (
	"context"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

type pinDoc struct {
	Sandbox bool   `json:"sandbox,omitempty"`
	Tile    string `json:"tile"`
	// Done is "paused", "resumed" or "deleted".
	Done string `json:"done"`
}

// pinAction is something that can be done to a pin's subscription.
type pinAction struct {
	use, short, done string
	// said is what the person is told, with the pin's name put in.
	said language.Text
	do   func(ctx context.Context, p *program.Program, tile string) error
}

var pinActions = []pinAction{
	{"pause TILE", "Switch off the subscription that refreshes a pin", "paused",
		"%s is paused: the report server refreshes it no more until you resume it. It is muted until then.",
		func(ctx context.Context, p *program.Program, tile string) error { return p.Watcher.Pause(ctx, tile) }},
	{"resume TILE", "Switch the subscription of a pin on again", "resumed",
		"%s goes on: the report server refreshes it on its schedule again.",
		func(ctx context.Context, p *program.Program, tile string) error { return p.Watcher.Resume(ctx, tile) }},
}

func (s *session) pinCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pin",
		Short: "Pause, resume or delete the subscription behind a report server's pin",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("There is no command %q. See: %s --help", args[0], cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("Say pause, resume or delete. See: %s --help", cmd.CommandPath())
		},
	}
	for _, a := range pinActions {
		cmd.AddCommand(s.answersJSON(&cobra.Command{
			Use: a.use, Short: a.short, Args: oneWord("tile"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
					t, err := s.pickPin(ctx, p, args[0])
					if err != nil {
						return err
					}
					if err := a.do(ctx, p, t.ID); err != nil {
						return err
					}
					return s.pinDone(p, t, a.done, a.said)
				})
			},
		}))
	}
	var sure bool
	remove := &cobra.Command{
		Use:   "delete TILE",
		Short: "Delete the subscription of a pin whose tile is gone",
		Long: `Delete the subscription that refreshes a pin. The tile itself, where it still
is on its dashboard, stays there and is not refreshed any more. This can't be
undone: the item would have to be pinned again in the portal.`,
		Args: oneWord("tile"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.with(cmd.Context(), func(ctx context.Context, p *program.Program) error {
				return s.pinDelete(ctx, p, args[0], sure)
			})
		},
	}
	remove.Flags().BoolVar(&sure, "yes", false, "don't ask")
	cmd.AddCommand(s.answersJSON(remove))
	return cmd
}

func (s *session) pinDelete(ctx context.Context, p *program.Program, name string, sure bool) error {
	t, err := s.pickPin(ctx, p, name)
	if err != nil {
		return err
	}
	if !sure {
		if !s.interactive() {
			return usagef("Add --yes to delete the subscription of %s. It can't be undone.", pinName(t))
		}
		if sure, err = s.yes(ctx, language.Sayf("Delete the subscription of %s on the report server? It can't be undone.", pinName(t))); err != nil {
			return err
		}
		if !sure {
			s.note("Nothing was changed.")
			return nil
		}
	}
	if err := p.Watcher.DeletePin(ctx, t.ID); err != nil {
		return err
	}
	return s.pinDone(p, t, "deleted", "The subscription of %s is deleted.")
}

func (s *session) pickPin(ctx context.Context, p *program.Program, name string) (tiles.Tile, error) {
	all, err := p.Store.Tiles(ctx)
	if err != nil {
		return tiles.Tile{}, err
	}
	t, err := pickTile(all, name)
	if err != nil {
		return t, err
	}
	if t.Kind != tiles.KindPin {
		return t, usagef("%s isn't a report server's pin. To stop keeping a tile fresh: mysettings unkeep TILE", pinName(t))
	}
	return t, nil
}

func (s *session) pinDone(p *program.Program, t tiles.Tile, done string, said language.Text) error {
	if s.json {
		return printJSON(s.stdout, pinDoc{p.Sandbox, t.ID, done})
	}
	s.tell(said, pinName(t))
	return nil
}

func pinName(t tiles.Tile) string {
	return language.Sayf("“%s” on “%s”", tiles.Clean(titleOf(t.Title), widest), tiles.Clean(t.Dashboard, widest))
}
