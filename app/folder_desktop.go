//go:build desktop && !bindings

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

// errNoFolder is a folder that can't be shown.
var errNoFolder = errors.New("folder that can't be shown")

// showFolder opens a folder in the system's own program for that, and doesn't
// wait for it. No shell is involved.
func showFolder(ctx context.Context, path string) error {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return fmt.Errorf("%w: %w", errNoFolder, errors.Join(err, errors.New("no folder")))
	}
	name := map[string]string{"windows": "explorer.exe", "darwin": "open"}[runtime.GOOS]
	if name == "" {
		name = "xdg-open"
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), name, path)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%w: %w", errNoFolder, err)
	}
	go func() { _ = cmd.Wait() }() // explorer.exe returns 1 when all is well
	return nil
}
