//go:build linux

// Command faults lets everything go wrong that can, one case after the other,
// with the real executables on a virtual desktop: no screen, no bus, no
// keyring, no tray, a full disk, a damaged database, a sign-in service that
// answers nonsense, processes that are killed. Each must end in a clear
// sentence and the right exit code, lose nothing, and hang nowhere.
//
//	go run ./build/faults -bin build/bin
//	go run ./build/faults -bin build/bin -only "full disk"
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// fault is one thing that goes wrong, and what must become of it.
type fault struct {
	name  string
	limit time.Duration // 30 seconds when zero
	does  func(ctx context.Context, l *lab) error
}

// skipped is why a case can't be played with the rights of whoever plays it.
type skipped string

func (s skipped) Error() string { return string(s) }

func main() {
	bin := flag.String("bin", "build/bin", "folder of the executables")
	only := flag.String("only", "", "play only the cases whose name contains this")
	pictures := flag.String("pictures", "", "folder for pictures of what cases on the desktop show; none where empty")
	person := flag.String("person", "", "be the browser of this person of the sandbox, and end")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *person != "" {
		if err := browse(ctx, *person, flag.Arg(0)); err != nil {
			os.Exit(1)
		}
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	if err := play(ctx, *bin, *only, *pictures); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// play plays the lanes side by side, the cases of each one after the other.
func play(ctx context.Context, bin, only, pictures string) error {
	began := time.Now()
	h, err := newHouse(bin)
	if err != nil {
		return err
	}
	defer h.close()
	h.pictures = pictures
	var passed, failed, left int
	var mu sync.Mutex // guards the counts, and one line at a time
	var lanes sync.WaitGroup
	for _, lane := range [][]fault{joined(commandFaults, storeFaults, signInFaults), joined(trayFaults, windowFaults, newcomerFaults, eraseFaults, idleFaults), joined(sessionFaults, answerFaults), joined(serverAddressFaults, serverLoginFaults, serverAnswerFaults)} {
		lanes.Go(func() {
			for _, f := range lane {
				if !strings.Contains(f.name, only) {
					continue
				}
				start := time.Now()
				err := h.play(ctx, f)
				mu.Lock()
				var skip skipped
				switch {
				case err == nil:
					passed++
					fmt.Printf("ok    %-66s %5.1fs\n", f.name, time.Since(start).Seconds())
				case errors.As(err, &skip):
					left++
					fmt.Printf("skip  %-66s %s\n", f.name, skip)
				default:
					failed++
					fmt.Printf("FAIL  %-66s %5.1fs\n%s\n", f.name, time.Since(start).Seconds(), indent(err.Error()))
				}
				mu.Unlock()
			}
		})
	}
	lanes.Wait()
	fmt.Printf("faults: %d passed, %d failed, %d skipped in %.0f s\n", passed, failed, left, time.Since(began).Seconds())
	if failed > 0 {
		return fmt.Errorf("%d cases failed", failed)
	}
	return nil
}

func joined(lists ...[]fault) (all []fault) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func indent(s string) string {
	if len(s) > 4000 {
		s = s[:4000] + " …"
	}
	return "      " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n      ")
}
