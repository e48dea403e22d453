//go:build linux

// Command story plays the whole story of the app on a virtual desktop, with
// every part real: the window, the tray, notifications, a browser, and the
// sandbox organisation over HTTP. It leaves one picture per step, prints one
// line per step, and ends with the first step that does not come true.
//
//	go run ./build/story -bin build/bin -pictures build/pictures
//	go run ./build/story -bin build/bin -pictures build/pictures -server
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"mysettings/build/desktop"
)

func main() {
	bin := flag.String("bin", "build/bin", "folder of the executables")
	pictures := flag.String("pictures", "build/pictures", "folder for the pictures")
	server := flag.Bool("server", false, "only the part about the report server, with what it needs")
	limit := flag.Duration("limit", 8*time.Minute, "when to give up")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *limit)
	defer cancel()
	played := steps
	if *server {
		played = serverSteps
	}
	if err := play(ctx, played, *bin, *pictures); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// play runs the steps in order, on a desktop of their own.
func play(ctx context.Context, steps []step, bin, pictures string) error {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return err
	}
	if pictures, err = filepath.Abs(pictures); err != nil {
		return err
	}
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		return fmt.Errorf("folder for the pictures: %w", err)
	}
	dir, err := os.MkdirTemp("", "mysettings-story-")
	if err != nil {
		return fmt.Errorf("throw-away folder: %w", err)
	}
	defer os.RemoveAll(dir)
	d, err := desktop.Start(ctx, dir)
	if err != nil {
		return err
	}
	defer d.Stop()
	if err := d.OpenKeyring(ctx); err != nil {
		return err
	}
	t, err := newTeller(d, bin, dir)
	if err != nil {
		return err
	}
	defer t.stop()
	passed := 0
	for i, s := range steps {
		if err := t.take(ctx, s, filepath.Join(pictures, fmt.Sprintf("%02d-%s.png", i+1, s.name))); err != nil {
			t.explain(ctx, filepath.Join(pictures, "failed.png"))
			fmt.Printf("story: %d passed, 1 failed\n", passed)
			return fmt.Errorf("step %d, %s: %w", i+1, s.says, err)
		}
		passed++
	}
	fmt.Printf("The pictures are in %s\n", pictures)
	fmt.Printf("story: %d passed, 0 failed\n", passed)
	return nil
}
