package command

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/app/tray"
	"mysettings/store"
)

// anaAtTheBrowser signs in as soon as a page is opened.
type anaAtTheBrowser struct {
	t       *testing.T
	waiting sync.WaitGroup
}

func (b *anaAtTheBrowser) Open(_ context.Context, address string) error {
	b.waiting.Go(func() {
		if err := sandbox.Ana.SignIn(context.Background(), address); err != nil {
			b.t.Errorf("at the sign-in page: %v", err)
		}
	})
	return nil
}

// presser is a desktop without notifications whose buttons can be pressed.
type presser struct {
	notify.Notifier
	pressed chan notify.Press
}

func (p *presser) Pressed() <-chan notify.Press { return p.pressed }

// pages collects which pages the window was opened on.
type pagesOpened struct {
	mu    sync.Mutex
	pages []string // guarded by mu
	more  chan struct{}
}

func (o *pagesOpened) open(page string, _ func(error)) error {
	o.mu.Lock()
	o.pages = append(o.pages, page)
	o.mu.Unlock()
	o.more <- struct{}{}
	return nil
}

// TestResident clicks through the tray's life: signed out, sign in, revoked,
// check, sign in again from a notice, open, quit.
func TestResident(t *testing.T) {
	t.Parallel()
	ctx, quit := context.WithTimeout(t.Context(), 2*time.Minute)
	defer quit()
	org, err := sandbox.Start(ctx, sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer org.Close()
	buttons := &presser{notify.None(), make(chan notify.Press)}
	p, err := program.Open(ctx, program.Options{
		Data: filepath.Join(t.TempDir(), "data"), Face: "tray", Notifier: buttons,
		Policy: filepath.Join(t.TempDir(), "none"), Keyring: noKeyring{}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	where := org.Describe()
	if err := p.PointTo(ctx, where.Authority, where.ClientID, where.PowerBI); err != nil {
		t.Fatal(err)
	}
	ana := &anaAtTheBrowser{t: t}
	defer ana.waiting.Wait()
	opened := &pagesOpened{more: make(chan struct{}, 8)}
	r := &resident{p: p, notifier: buttons, browser: ana, log: p.Log, openWindow: opened.open}

	show := func(ctx context.Context, o tray.Options) error {
		m := o.Model
		until := func(what string, good func(tray.Model) bool) {
			t.Helper()
			for !good(m) {
				select {
				case m = <-o.Models:
				case <-ctx.Done():
					t.Fatalf("%s: the icon still shows %s, %+v", what, m.Health, m.Counts)
				}
			}
		}
		if m.Health != tiles.HealthSignedOut && m.Health != tiles.HealthCantTell || !m.Sandbox {
			t.Errorf("at the start: %s, sandbox %v", m.Health, m.Sandbox)
		}
		o.SignIn("")
		o.SignIn("") // a double click opens one page
		until("signed in", func(m tray.Model) bool { return m.Health == tiles.HealthGood && m.Counts.Fresh > 0 })

		if _, err := org.Control(ctx, "revoke", map[string]string{"person": "ana"}); err != nil {
			t.Error(err)
		}
		o.Check()
		until("revoked", func(m tray.Model) bool {
			return m.Health != tiles.HealthGood && len(m.Attention) == 1 && m.Attention[0].Remedy == tiles.RemedySignIn
		})

		n := tiles.Notice{ID: "n-1", At: time.Now(), Kind: tiles.NoticeSignIn, Connection: m.Connections[0].ID, Remedy: tiles.RemedySignIn}
		if err := p.Store.SaveNotices(ctx, []tiles.Notice{n}); err != nil {
			t.Error(err)
		}
		buttons.pressed <- notify.Press{Notice: "n-1", Button: notify.ButtonSignIn}
		until("signed in again", func(m tray.Model) bool { return m.Health == tiles.HealthGood })

		o.Open()
		buttons.pressed <- notify.Press{Notice: "long gone", Button: notify.ButtonOpen}
		<-opened.more
		<-opened.more
		o.Quit()
		return nil
	}
	if err := r.run(ctx, quit, show); err != nil {
		t.Error(err)
	}
	if !slices.Equal(opened.pages, []string{"", ""}) {
		t.Errorf("opened = %q; want the first page twice", opened.pages)
	}
	list, err := p.Store.Notices(t.Context(), time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if i := slices.IndexFunc(list, func(n tiles.Notice) bool { return n.ID == "n-1" }); i < 0 || list[i].SeenAt.IsZero() {
		t.Errorf("the pressed notice isn't marked as seen: %+v", list)
	}
	if conns, err := p.Store.Connections(t.Context()); err != nil || len(conns) != 1 {
		t.Errorf("connections = %d, %v; want one", len(conns), err)
	}
}

// noKeyring is a computer without one.
type noKeyring struct{}

func (noKeyring) Get(string, string) (string, error) { return "", store.ErrKeyringMissing }
func (noKeyring) Set(string, string, string) error   { return store.ErrKeyringMissing }
func (noKeyring) Delete(string, string) error        { return store.ErrKeyringMissing }
