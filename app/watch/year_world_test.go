package watch

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/notify"
	"mysettings/app/powerbi"
	"mysettings/app/sandbox"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/store"
)

// line is the network between the app and the organisation, which live in the
// same process: sockets would keep virtual time from passing.
type line struct {
	to http.RoundTripper

	mu    sync.Mutex // guards what follows
	down  bool
	calls int
	asked []asked
}

// asked is one request for a refresh, and what the organisation answered.
type asked struct {
	at     time.Time
	model  string
	status int
}

func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	down := l.down
	l.mu.Unlock()
	if down {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("network is unreachable")}
	}
	answer, err := l.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
	if rest, ok := strings.CutSuffix(r.URL.Path, "/refreshes"); ok && r.Method == http.MethodPost {
		// A copy: what the test keeps for a year isn't the app's memory.
		l.asked = append(l.asked, asked{time.Now(), strings.Clone(rest[strings.LastIndex(rest, "/")+1:]), answer.StatusCode})
	}
	return answer, nil
}

func (l *line) cut(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

// count is how many requests reached the organisation so far.
func (l *line) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls
}

// told is one notification that came up on the screen.
type shownNotice struct {
	at time.Time
	tiles.Notice
}

// desk is a Notifier that remembers what came up.
type desk struct {
	mu    sync.Mutex // guards what follows
	shown []shownNotice
	up    map[string]bool
}

func (d *desk) Show(_ context.Context, n tiles.Notice) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown, d.up[n.ID] = append(d.shown, shownNotice{time.Now(), n}), true
	return nil
}

func (d *desk) Update(context.Context, tiles.Notice) error { return nil }

func (d *desk) Withdraw(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.up, id)
	return nil
}

func (d *desk) Pressed() <-chan notify.Press { return nil }
func (d *desk) Close() error                 { return nil }

// life is somebody's computer with the resident on it, and their organisation.
type life struct {
	*Watcher
	t       testing.TB
	ctx     context.Context
	size    yearSize
	org     *sandbox.Org
	line    *line
	desk    *desk
	store   *store.Store
	manager *signin.Manager
	wakes   chan time.Time
	conn    string            // the account's id, once signed in
	models  map[string]string // by name: the organisation's id
	passes  int
	last    time.Time // of the passes
}

// newLife starts the computer at the bubble's present time.
func newLife(t testing.TB, dir string, size yearSize) *life {
	ctx := t.Context()
	org, err := sandbox.Inside(ctx, sandbox.Options{Tiles: size.tiles, RefreshTakes: 10 * time.Second, Forgetful: true})
	if err != nil {
		t.Fatal(err)
	}
	l := &life{
		t: t, ctx: ctx, size: size, org: org, line: &line{to: org.Transport()},
		desk:  &desk{up: map[string]bool{}},
		wakes: make(chan time.Time, 1), models: map[string]string{},
	}
	if l.store, err = store.Open(ctx, dir, store.Options{Protection: "file"}); err != nil {
		t.Fatal(err)
	}
	about := org.Describe()
	web := &http.Client{Transport: l.line}
	log := slog.New(slog.DiscardHandler)
	l.manager = signin.New(signin.Options{
		Store: l.store, HTTP: web, Log: log,
		Config: func(context.Context) (signin.Config, error) {
			return signin.NewConfig("", about.Authority, "", about.ClientID, "")
		},
	})
	var client *powerbi.Client
	l.Watcher = New(Options{
		Store: l.store,
		Client: func(_ context.Context, c tiles.Connection) (Client, error) {
			if client == nil {
				client, err = powerbi.New(powerbi.Options{
					Base: about.PowerBI, Connection: c.ID, HTTP: web, Tokens: l.manager.Tokens(c.ID), Log: log, PausedUntil: c.PausedUntil,
				})
			}
			return client, err
		},
		Permit: func(ctx context.Context, connection, scope string) error {
			_, err := l.manager.Access(ctx, connection, scope)
			return err
		},
		Settings: func(context.Context) (Settings, error) {
			return Settings{Every: size.every, LeadDays: 14, CatchUp: true, Notify: true, History: size.history}, nil
		},
		Notifier: l.desk, Wakes: l.wakes, Log: log,
	})
	l.signIn()
	l.learnModels()
	return l
}

// learnModels reads the ids of the models.
func (l *life) learnModels() {
	l.t.Helper()
	var known struct {
		Workspaces []struct {
			Datasets []struct{ ID, Name string }
		}
	}
	l.control("organisation", nil, &known)
	for _, ws := range known.Workspaces {
		for _, m := range ws.Datasets {
			l.models[m.Name] = m.ID
		}
	}
}

func (l *life) close() {
	l.manager.Close()
	if err := errors.Join(l.store.Close(), l.org.Close()); err != nil {
		l.t.Error(err)
	}
}

// control turns one of the organisation's knobs, or reads one where body is nil.
func (l *life) control(name string, body, into any) {
	l.t.Helper()
	text, err := l.org.Control(l.ctx, name, body)
	if err == nil && into != nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		l.t.Fatalf("control %s: %v", name, err)
	}
}

// signIn signs Ana in with a code, which needs no socket, and lets the resident
// see it as it would at once.
func (l *life) signIn() {
	l.t.Helper()
	c, err := l.manager.SignIn(l.ctx, signin.Request{
		Connection: l.conn, DeviceCode: true, Scopes: []string{WriteScope},
		Progress: func(p signin.Progress) {
			if p.UserCode != "" {
				l.enterCode(p.VerificationURL, p.UserCode)
			}
		},
	})
	if err != nil {
		l.t.Fatalf("sign-in: %v", err)
	}
	l.conn = c.ID
}

func (l *life) enterCode(address, code string) {
	l.t.Helper()
	form := url.Values{"user_code": {code}, "person": {sandbox.Ana.User}}
	r, err := http.NewRequestWithContext(l.ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		l.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := l.line.RoundTrip(r)
	if err != nil {
		l.t.Fatal(err)
	}
	if text, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK || !strings.Contains(string(text), "Signed in") {
		l.t.Fatalf("code page answered %d: %s", answer.StatusCode, text)
	}
}

// once makes one pass and returns when the next one is due.
func (l *life) once() time.Time {
	l.t.Helper()
	next, err := l.pass(l.ctx)
	if err != nil {
		l.t.Fatalf("pass at %v: %v", time.Now(), err)
	}
	l.passes++
	l.last = time.Now()
	if !next.After(time.Now()) {
		l.t.Fatalf("at %v the next pass is due at %v: it would never rest", time.Now(), next)
	}
	return next
}

// until lives on until t, on a computer whose timers come late by as much as the
// size says: what falls due within that is done together.
func (l *life) until(t time.Time) {
	l.t.Helper()
	for time.Now().Before(t) {
		next := l.once()
		if early := l.last.Add(l.size.slack); next.Before(early) {
			next = early
		}
		if !next.Before(t) {
			time.Sleep(time.Until(t))
			return
		}
		if err := l.wait(l.ctx, next, nil); err != nil {
			l.t.Fatal(err)
		}
	}
}

// sleep lets the computer sleep.
func (l *life) sleep(t time.Time) {
	l.once()
	time.Sleep(time.Until(t))
	l.wakes <- time.Now()
	if err := l.wait(l.ctx, time.Now().Add(time.Minute), nil); err != nil {
		l.t.Fatal(err)
	}
}

// tilesOf are the IDs of the tiles behind models, by the models' names.
func (l *life) tilesOf(model string) []string {
	l.t.Helper()
	ts, err := l.Watcher.o.Store.Tiles(l.ctx)
	if err != nil {
		l.t.Fatal(err)
	}
	var ids []string
	for _, t := range ts {
		if t.Feed == l.conn+"/"+l.models[model] {
			ids = append(ids, t.ID)
		}
	}
	slices.Sort(ids)
	return ids
}
