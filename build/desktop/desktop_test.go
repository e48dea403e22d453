//go:build linux

package desktop

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The desktop is real enough when a notification sent to it is on the screen
// and its picture is a PNG.
func TestDesktop(t *testing.T) {
	if _, err := lookPath("Xvfb"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("Xvfb is missing: run build/install.sh desktop")
		}
		t.Skip("Xvfb is missing: run build/install.sh desktop")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d, err := Start(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Stop()
	cmd := d.Command(ctx, "dunstify", "--action=default,Open", "Hello", "from a test")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := Until(ctx, func() error {
		n, err := d.Shown(ctx)
		if err == nil && n != 1 {
			return os.ErrNotExist
		}
		return err
	}); err != nil {
		t.Fatal("notification never shown:", err)
	}
	file := filepath.Join(t.TempDir(), "screen.png")
	if err := d.Picture(ctx, file); err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("KEEP_PICTURE"); keep != "" {
		b, _ := os.ReadFile(file)
		os.WriteFile(keep, b, 0o600)
	}
	if err := d.PressNotification(ctx, "Open"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal("dunstify:", err)
	}
}
