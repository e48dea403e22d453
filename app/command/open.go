package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mysettings/app/installed"
	"mysettings/app/program"
	"mysettings/app/tray"
)

// pages are what `open` may be asked to show; notices are a part of history.
var pages = []string{"settings", "tiles", "history", "preferences", "about", "notices"}

type openOptions struct {
	page   string
	noTray bool
}

func (s *session) openCommand() *cobra.Command {
	var o openOptions
	cmd := &cobra.Command{
		Use:       "open [page]",
		Short:     "Open the window",
		Long:      "Open the window. The pages are: " + strings.Join(pages, ", ") + ".",
		ValidArgs: pages,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return usagef("Name one page: %s.", strings.Join(pages, ", "))
			case len(args) == 1 && !slices.Contains(pages, args[0]):
				return usagef("There is no page %q. The pages are: %s.", args[0], strings.Join(pages, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.page = args[0]
			}
			return s.open(cmd.Context(), o)
		},
	}
	cmd.Flags().BoolVar(&o.noTray, "no-tray", false, "leave the tray alone")
	// Only for the process that has started the tray already.
	_ = cmd.Flags().MarkHidden("no-tray")
	return cmd
}

func (s *session) open(ctx context.Context, o openOptions) error {
	if err := program.Screen(); err != nil {
		return err
	}
	if s.sandbox {
		return s.openSandbox(ctx, o)
	}
	folder, err := s.path()
	if err != nil {
		return err
	}
	if !o.noTray {
		s.startTray(folder)
	}
	if holdsWindow {
		return s.runWindow(ctx, folder, o.page)
	}
	path, err := installed.Beside(installed.Windows()...)
	if err != nil {
		return err
	}
	return s.handOver(ctx, path, windowArgs(folder, o.page)...)
}

// runWindow shows the window from this process.
func (s *session) runWindow(ctx context.Context, folder, page string) (err error) {
	p, err := program.Open(ctx, program.Options{Data: folder, Face: "window"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	return s.faces.Window(ctx, p, page)
}

// windowArgs are what the executable that holds the window is started with by
// a process that has seen to the tray.
func windowArgs(folder, page string) []string {
	args := []string{"open", "--no-tray", "--data", folder}
	if page != "" {
		args = append(args, page)
	}
	return args
}

// startTray starts the resident unless one runs. Without it the window still
// works, so nothing here is an error for the person.
func (s *session) startTray(folder string) {
	if err := installed.StartTray(folder); err != nil && !errors.Is(err, program.ErrMissing) {
		s.note("The tray icon could not be started: %v", err)
	}
}

func (s *session) trayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tray",
		Short: "Watch the tiles from an icon in the tray",
		Args:  noWords,
		RunE:  func(cmd *cobra.Command, _ []string) error { return s.tray(cmd.Context()) },
	}
}

func (s *session) tray(ctx context.Context) error {
	if err := program.Screen(); err != nil {
		return err
	}
	if s.sandbox {
		return s.traySandbox(ctx)
	}
	folder, err := s.path()
	if err != nil {
		return err
	}
	if tray.Here {
		return s.runTray(ctx, folder)
	}
	path, err := installed.Beside(installed.Trays()...)
	if err != nil {
		return err
	}
	return s.handOver(ctx, path, "tray", "--data", folder)
}
