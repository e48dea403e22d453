//go:build linux

package secrets

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// place is somewhere that a secret could have ended up.
type place struct {
	kind string // such as "log" or "arguments"
	name string
	text []byte
}

// witness remembers everything that it comes to see, to be searched when all
// secrets are known.
type witness struct {
	root string // the folder that holds all that the trial's programs may write
	mark string // in the environment of everything that the trial starts

	mu     sync.Mutex // guards what follows
	seen   map[[sha256.Size]byte]bool
	places []place
	files  map[string]time.Time // when the file was last read
}

func newWitness(root, mark string) *witness {
	return &witness{root: root, mark: mark, seen: map[[sha256.Size]byte]bool{}, files: map[string]time.Time{}}
}

// sees remembers a place; the same text is remembered once.
func (w *witness) sees(kind, name string, text []byte) {
	if len(text) == 0 {
		return
	}
	sum := sha256.Sum256(append([]byte(kind+"\x00"), text...))
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.seen[sum] {
		w.seen[sum] = true
		w.places = append(w.places, place{kind, name, bytes.Clone(text)})
	}
}

// watch looks again and again until ctx ends: what is there for a moment only
// is found by looking often.
func (w *witness) watch(ctx context.Context) {
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for {
		w.look()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// look reads every file that changed, and every process of the trial.
func (w *witness) look() {
	w.lookAtProcesses()
	_ = filepath.WalkDir(w.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // gone while we looked
		}
		info, err := e.Info()
		if err != nil {
			return nil
		}
		w.mu.Lock()
		known := w.files[path].Equal(info.ModTime())
		w.files[path] = info.ModTime()
		w.mu.Unlock()
		// A memory-mapped file changes without a new time.
		if known && !strings.HasSuffix(path, "-shm") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		w.file(path, text)
		return nil
	})
}

// file remembers a file, and what is packed in it.
func (w *witness) file(path string, text []byte) {
	name, _ := filepath.Rel(w.root, path)
	w.sees(fileKind(path), name, text)
	if z, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
		for _, f := range z.File {
			if r, err := f.Open(); err == nil {
				if inside, err := io.ReadAll(r); err == nil {
					w.sees("bundle", name+"/"+f.Name, inside)
				}
			}
		}
	}
	if z, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		if inside, err := io.ReadAll(z); err == nil {
			w.sees("log", name+" unpacked", inside)
		}
	}
}

func fileKind(path string) string {
	base := filepath.Base(path)
	switch {
	case strings.HasSuffix(base, ".log"), strings.HasSuffix(base, ".log.gz"):
		return "log"
	case strings.HasSuffix(base, "-wal"):
		return "write-ahead log"
	case strings.HasSuffix(base, "-shm"):
		return "shared memory"
	case strings.HasSuffix(base, ".db"):
		return "database"
	case strings.HasPrefix(base, "core"):
		return "core dump"
	case strings.HasSuffix(base, ".zip"):
		return "bundle"
	case strings.HasPrefix(base, "key-"):
		return "key file"
	case filepath.Base(filepath.Dir(path)) == "tmp":
		return "temporary file"
	}
	return "other file"
}

// lookAtProcesses remembers the arguments and the environment of every process
// that the trial has started, and of those that they have.
func (w *witness) lookAtProcesses() {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err != nil || !bytes.Contains(env, []byte(w.mark)) {
			continue
		}
		args, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		w.process(e.Name(), args, env)
	}
}

func (w *witness) process(pid string, args, env []byte) {
	command, _, _ := bytes.Cut(args, []byte{0})
	name := filepath.Base(string(command)) + " " + pid
	w.sees("arguments", name, args)
	w.sees("environment", name, env)
}

// finding is a secret in a place.
type finding struct {
	met
	place place
}

// search searches all places. A sealing key may stand in its own file.
func (w *witness) search(f *finder) []finding {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []finding
	for _, p := range w.places {
		for m := range f.in(p.text) {
			if m.kind == sealingKey && p.kind == "key file" {
				continue
			}
			all = append(all, finding{m, p})
		}
	}
	return all
}

// counts gives how many places of each kind there were.
func (w *witness) counts() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := map[string]int{}
	for _, p := range w.places {
		n[p.kind]++
	}
	return n
}

// TestWitness checks that what must be found is found where it stands.
func TestWitness(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	w := newWitness(root, "NO_SUCH_MARK=1")
	secret := given{"refresh_token", "0.AXoA-refresh-token-of-the-witness-test"}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	inside, err := z.Create("log/mysettings.log")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(inside, `{"msg":"`+secret.Value+`"}`)
	z.Close()
	var rolled bytes.Buffer
	g := gzip.NewWriter(&rolled)
	io.WriteString(g, secret.Value)
	g.Close()
	for name, text := range map[string]string{
		"data/mysettings.db": secret.Value, "data/mysettings.db-wal": secret.Value + "\x00", "data/mysettings.db-shm": "\x00" + secret.Value,
		"data/log/mysettings.log": secret.Value + "\n", "data/log/mysettings-1.log.gz": rolled.String(), "bundle.zip": packed.String(),
		"core.17": "\x7fELF" + secret.Value, "tmp/x": "x" + secret.Value, "home/.cache/y.bin": "y" + secret.Value,
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.look()
	w.process("1", []byte("browser\x00https://x/?"+secret.Value), []byte("TOKEN="+secret.Value+"\x00"))
	kinds := map[string]bool{}
	for _, f := range w.search(newFinder(t, []given{secret})) {
		kinds[f.place.kind] = true
	}
	for _, kind := range []string{"database", "write-ahead log", "shared memory", "log", "bundle", "core dump", "temporary file", "other file", "arguments", "environment"} {
		if !kinds[kind] {
			t.Errorf("a secret in a place of the kind %q is not found", kind)
		}
	}
}
