package erase

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/installed"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// noKeyring is a computer without one.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", store.ErrKeyringMissing }
func (noKeyring) Set(string, string, string) error   { return store.ErrKeyringMissing }
func (noKeyring) Delete(string, string) error        { return store.ErrKeyringMissing }

func open(t *testing.T, folder string) *program.Program {
	t.Helper()
	p, err := program.Open(t.Context(), program.Options{
		Data: folder, Policy: filepath.Join(t.TempDir(), "none"), Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func signIn(t *testing.T, p *program.Program) {
	t.Helper()
	err := errors.Join(
		p.Store.SaveSignIn(t.Context(), tiles.Connection{ID: "powerbi-0000000000", Kind: tiles.PowerBI}, store.Token{Refresh: store.NewSecret("r")}),
		p.Store.SaveConnection(t.Context(), tiles.Connection{ID: "server-1", Kind: tiles.ReportServer, Server: tiles.Server{URL: "https://bi.contoso.com/reports"}}),
	)
	if err != nil {
		t.Fatal(err)
	}
}

// face is another process that holds a lease until it is asked to end.
func face(t *testing.T, folder, lease, request string, obeys bool) (ended func()) {
	t.Helper()
	p := open(t, folder)
	held, ok, err := p.Store.TryLease(lease)
	if err != nil || !ok {
		t.Fatalf("lease %s: %v, %v", lease, ok, err)
	}
	changes, err := p.Store.Changes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for range changes {
			requests, err := p.Store.Requests(context.Background())
			if err != nil {
				return
			}
			for _, r := range requests {
				if r.Kind == request && obeys {
					if err := errors.Join(p.Store.FinishRequest(context.Background(), r.ID), p.Close()); err != nil {
						t.Error(err)
					}
					held.Release()
					return
				}
			}
		}
	})
	return func() {
		if !obeys {
			held.Release()
			return
		}
		running.Wait()
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	p := open(t, filepath.Join(t.TempDir(), "data"))
	before, err := MakePlan(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	signIn(t, p)
	plan, err := MakePlan(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Goes) != len(before.Goes)+2 || len(plan.Stays) != len(before.Stays)+2 {
		t.Errorf("plan %q, before signing in %q", plan, before)
	}
	all := strings.Join(append(plan.Goes, plan.Stays...), "\n")
	for _, want := range []string{"1 sign-in to Power BI", "1 report server", "Pins and their schedules on report servers go on"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if strings.Contains(all, "log in") {
		t.Error("a folder that was named has an entry at login")
	}
}

func TestEverything(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, folder)
	signIn(t, p)
	trayEnded := face(t, folder, installed.TrayLease, installed.RequestEndTray, true)
	windowEnded := face(t, folder, installed.WindowLease, installed.RequestEndWindow, true)
	if err := Everything(t.Context(), p, false); err != nil {
		t.Fatal(err)
	}
	trayEnded()
	windowEnded()
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		entries, _ := os.ReadDir(folder)
		t.Errorf("the folder is still there, with %v", entries)
	}
	if !p.Erased() {
		t.Error("Erased = false")
	}
}

func TestNothingWhileSomebodyStays(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	p := open(t, folder)
	signIn(t, p)
	ended := face(t, folder, installed.TrayLease, installed.RequestEndTray, false)
	if err := everything(t.Context(), p, true, 100*time.Millisecond); !errors.Is(err, program.ErrRunning) {
		t.Errorf("error %v; want ErrRunning", err)
	}
	if _, err := p.Store.Token(t.Context(), "powerbi-0000000000"); err != nil {
		t.Errorf("the token: %v; want it kept", err)
	}
	if left, err := p.Store.Requests(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("requests %v, %v; want it taken back", left, err)
	}
	ended()
	if err := everything(t.Context(), p, true, time.Minute); err != nil {
		t.Error(err)
	}
}
