package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mysettings/app/installed"
)

// start starts the program at path with this command's streams, its errors
// visible where the person typed. When ctx ends it is asked to end, and killed
// when it doesn't within five seconds.
func (s *session) start(ctx context.Context, path string, args ...string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.stdin, s.stdout, s.stderr
	cmd.Cancel = func() error { return askToEnd(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", filepath.Base(path), err)
	}
	return cmd, nil
}

// finish waits for a started program and takes over its exit code; it has
// already said what went wrong.
func (s *session) finish(cmd *exec.Cmd) error {
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		s.code = exit.ExitCode()
		return nil
	default:
		return fmt.Errorf("running %s: %w", strings.TrimSuffix(filepath.Base(cmd.Path), installed.Suffix()), err)
	}
}

// handOver lets the program at path go on in this process's place.
func (s *session) handOver(ctx context.Context, path string, args ...string) error {
	if s.ownStreams() {
		if err := replace(path, args); !errors.Is(err, errCantReplace) {
			return fmt.Errorf("starting %s: %w", filepath.Base(path), err)
		}
	}
	cmd, err := s.start(ctx, path, args...)
	if err != nil {
		return err
	}
	return s.finish(cmd)
}

// ownStreams is true when this session writes to the process's own streams,
// which a program that takes its place inherits.
func (s *session) ownStreams() bool {
	return s.stdin == os.Stdin && s.stdout == os.Stdout && s.stderr == os.Stderr
}

var errCantReplace = errors.New("a process can't be replaced on this system")
