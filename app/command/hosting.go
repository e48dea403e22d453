package command

import (
	"context"
	"errors"
	"os/exec"

	"mysettings/app/installed"
)

// openSandbox hosts an organisation, with a tray and a window on it, until the
// window ends.
func (s *session) openSandbox(ctx context.Context, o openOptions) error {
	return s.host(ctx, func(folder string) error {
		window, err := installed.Beside(installed.Windows()...)
		if err != nil {
			return err
		}
		if tray, err := installed.TrayPath(); err == nil && !o.noTray {
			end, err := s.alongside(ctx, tray, "tray", "--data", folder)
			if err != nil {
				return err
			}
			defer end()
		}
		cmd, err := s.start(ctx, window, windowArgs(folder, o.page)...)
		if err != nil {
			return err
		}
		return s.finish(cmd)
	}, "open", o.page)
}

// traySandbox hosts an organisation with a tray on it.
func (s *session) traySandbox(ctx context.Context) error {
	return s.host(ctx, func(folder string) error {
		tray, err := installed.TrayPath()
		if err != nil {
			return err
		}
		cmd, err := s.start(ctx, tray, "tray", "--data", folder)
		if err != nil {
			return err
		}
		return s.finish(cmd)
	}, "tray", "")
}

// host hosts an organisation here, or hands over to the command executable
// where this one holds a face: the organisation must outlive the faces, which
// meet it only over HTTP and in the store.
func (s *session) host(ctx context.Context, use func(folder string) error, command, page string) error {
	if holdsSandbox {
		err := s.throwAway(ctx, use)
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			return nil // interrupting it is one way to end it
		}
		return err
	}
	path, err := installed.Beside(installed.Command)
	if err != nil {
		return err
	}
	args := []string{command, "--sandbox"}
	if page != "" {
		args = append(args, page)
	}
	if s.named {
		args = append(args, "--data", s.data)
	}
	return s.handOver(ctx, path, args...)
}

// alongside starts a program and returns how to end it, which waits for its end.
func (s *session) alongside(ctx context.Context, path string, args ...string) (end func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd, err := s.start(ctx, path, args...)
	if err != nil {
		cancel()
		return nil, err
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		var exit *exec.ExitError
		if err := cmd.Wait(); errors.As(err, &exit) && ctx.Err() == nil {
			s.note("The tray icon ended (%v); the window works without it.", exit)
		}
	}()
	return func() {
		cancel()
		<-gone
	}, nil
}
