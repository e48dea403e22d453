package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"mysettings/app/program"
)

// The executables, each beside the others.
const (
	commandProgram = "mysettings"
	trayProgram    = "mysettings-tray"
	windowProgram  = "mysettings-window"
	sandboxProgram = "mysettings-sandbox"
)

// trayPrograms and windowPrograms are the executables that may hold the face:
// on Windows both may be in one.
func trayPrograms() []string {
	if runtime.GOOS == "windows" {
		return []string{trayProgram, windowProgram}
	}
	return []string{trayProgram}
}

func windowPrograms() []string {
	if runtime.GOOS == "windows" {
		return []string{windowProgram, trayProgram}
	}
	return []string{windowProgram}
}

// self is the running executable. A link to it in /usr/local/bin points to
// where the others are.
func self() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("own path: %w", err)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path, nil
}

// beside finds the first of names in the folder of the running executable,
// which itself is not meant: it doesn't hold what is looked for.
func beside(names ...string) (string, error) {
	path, err := self()
	if err != nil {
		return "", err
	}
	return find(filepath.Dir(path), path, names...)
}

func find(folder, but string, names ...string) (string, error) {
	for _, name := range names {
		path := filepath.Join(folder, name+suffix())
		if path == but {
			continue
		}
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("looking for %s: %w", name, err)
		}
	}
	return "", fmt.Errorf("%w: no %s in %s", program.ErrMissing, names[0]+suffix(), folder)
}

func suffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

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
		return fmt.Errorf("running %s: %w", strings.TrimSuffix(filepath.Base(cmd.Path), suffix()), err)
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
