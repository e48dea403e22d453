package program

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/sandbox"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// office is a program beside a sandbox whose report server lets people in with
// NTLM.
type office struct {
	t        *testing.T
	org      *sandbox.Org
	p        *Program
	user     string
	password store.Secret
}

func newOffice(t *testing.T) *office {
	t.Helper()
	org, err := sandbox.Start(t.Context(), sandbox.Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	o := &office{t: t, org: org, p: open(t, Options{})}
	o.control("server", map[string]any{"mode": "2017", "auth": "ntlm", "execute_takes": "50ms"})
	var about struct {
		People []struct{ User, Password string }
	}
	o.get("server", &about)
	o.user, o.password = about.People[0].User, store.NewSecret(about.People[0].Password)
	return o
}

func (o *office) control(what string, body map[string]any) {
	o.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		o.t.Fatal(err)
	}
	answer, err := http.Post(o.org.Describe().Control+"/"+what, "application/json", bytes.NewReader(text))
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		o.t.Fatalf("control %s: %s", what, answer.Status)
	}
}

func (o *office) get(what string, into any) {
	o.t.Helper()
	answer, err := http.Get(o.org.Describe().Control + "/" + what)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		o.t.Fatal(err)
	}
}

// add adds the server as it should be added.
func (o *office) add() tiles.Connection {
	o.t.Helper()
	c, err := o.p.AddServer(o.t.Context(), AddServer{Address: o.org.Describe().ReportServer, User: o.user, Password: o.password})
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

func (o *office) refused() int {
	o.t.Helper()
	var about struct {
		Refused map[string]int `json:"logons_refused"`
	}
	o.get("server", &about)
	n := 0
	for _, x := range about.Refused {
		n += x
	}
	return n
}

func (o *office) pins() []tiles.Tile {
	o.t.Helper()
	ts, err := o.p.Store.Tiles(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return ts
}

// page signs in on the portal's page, as a person in a browser does.
type page struct {
	o      *office
	opened []string
}

func (b *page) Open(_ context.Context, address string) error {
	b.opened = append(b.opened, address)
	b.o.control("server-signin", map[string]any{"person": "ana", "state": "signed_in"})
	return nil
}

func TestAddServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := o.add()
	if c.Kind != tiles.ReportServer || !strings.HasPrefix(c.ID, "server-") || c.Name == "" || c.Server.User != o.user || c.Server.Integration != tiles.IntegrationOn {
		t.Errorf("connection = %+v", c)
	}
	if got, err := o.p.Store.Password(t.Context(), c.ID); err != nil || !got.Equal(o.password) {
		t.Errorf("password = %v, %v; want the one that was given", got, err)
	}
	if err := o.p.Watcher.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	pins := o.pins()
	if len(pins) == 0 {
		t.Fatal("no pins")
	}
	for _, pin := range pins {
		if pin.Kind != tiles.KindPin || pin.Verdict.State == "" {
			t.Errorf("pin %+v; want it judged", pin)
		}
	}
	if err := o.p.CanUse(t.Context(), c.ID); err != nil {
		t.Errorf("CanUse = %v", err)
	}
	// Once more is the same one.
	if again := o.add(); again.ID != c.ID {
		t.Errorf("added again as %s; want %s", again.ID, c.ID)
	}
	if got := len(o.pins()); got != len(pins) {
		t.Errorf("%d pins after adding it again; want %d", got, len(pins))
	}
	if err := o.p.RemoveServer(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := o.p.Store.Connections(t.Context()); err != nil || len(got) != 0 || len(o.pins()) != 0 {
		t.Errorf("after removing: %+v, %v; want nothing", got, err)
	}
	if _, err := o.p.Store.Password(t.Context(), c.ID); err == nil {
		t.Error("the password outlived its server")
	}
}

// Without a password the login of this computer is used, whatever name was
// typed: a name alone would be asked its password for ever.
func TestAddServerWithoutAPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.control("server", map[string]any{"auth": "none"})
	for _, auth := range []tiles.Auth{"", tiles.AuthNegotiate} {
		c, err := o.p.AddServer(t.Context(), AddServer{Address: o.org.Describe().ReportServer, Auth: auth, User: o.user})
		if err != nil {
			t.Fatal(err)
		}
		if c.Server.User != "" {
			t.Errorf("%q: user %q is kept; want none", auth, c.Server.User)
		}
		if err := o.p.Watcher.Check(t.Context()); err != nil {
			t.Errorf("%q: %v", auth, err)
		}
	}
}

// A server that is added once more keeps what others have learnt meanwhile.
func TestAddServerAgainLosesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	c := o.add()
	seen := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	if err := o.p.Store.UpdateConnection(ctx, c.ID, func(c *tiles.Connection) error {
		c.CheckedAt, c.SignedInAt = seen, seen
		c.Problem = &tiles.Problem{Cause: tiles.CauseServerLogin}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if again := o.add(); !again.CheckedAt.Equal(seen) || !again.SignedInAt.Equal(seen) || again.Problem != nil {
		t.Errorf("added again: %+v; want what was known, without the login's problem", again)
	}
}

func TestAddServerRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, err := o.p.AddServer(t.Context(), AddServer{Address: o.org.Describe().ReportServer, User: o.user, Password: store.NewSecret("wrong")})
	var e *reportserver.Error
	if !errors.As(err, &e) || e.Kind != reportserver.KindRefused {
		t.Errorf("AddServer with a wrong password = %v; want %s", err, reportserver.KindRefused)
	}
	if got, err := o.p.Store.Connections(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("connections %+v, %v; want none saved", got, err)
	}
	if err := o.p.RemoveServer(t.Context(), "server-none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("RemoveServer of none = %v; want %v", err, store.ErrNotFound)
	}
}

func TestServerPassword(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	c := o.add()
	wrong := store.NewSecret("wrong")
	if err := o.p.SetServerPassword(ctx, c.ID, o.user, wrong); err == nil {
		t.Error("a wrong password was taken")
	}
	if got, err := o.p.Store.Password(ctx, c.ID); err != nil || !got.Equal(o.password) {
		t.Errorf("password = %v, %v; want the old one kept", got, err)
	}
	// It was changed in the domain: it is tried once and then no more.
	if err := o.p.Store.SavePassword(ctx, c.ID, wrong); err != nil {
		t.Fatal(err)
	}
	before := o.refused()
	for range 3 {
		_ = o.p.Watcher.Check(ctx) // the first tells why, the others don't ask
	}
	if got := o.refused() - before; got != 1 {
		t.Errorf("a wrong password was tried %d times; want once", got)
	}
	if err := o.p.CanUse(ctx, c.ID); !errors.Is(err, watch.ErrServerLogin) {
		t.Errorf("CanUse = %v; want %v", err, watch.ErrServerLogin)
	}
	if err := o.p.SetServerPassword(ctx, c.ID, o.user, o.password); err != nil {
		t.Fatal(err)
	}
	if err := o.p.Watcher.Check(ctx); err != nil {
		t.Errorf("Check with the right password: %v", err)
	}
	got, err := o.p.Store.Connection(ctx, c.ID)
	if err != nil || got.Problem != nil || got.CheckedAt.IsZero() {
		t.Errorf("connection %+v, %v; want it well", got, err)
	}
}

func TestServerClientIsKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	c := o.add()
	first, err := o.p.server(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.p.server(ctx, c); err != nil || again != first {
		t.Errorf("a second client for one server: it would sign in twice (%v)", err)
	}
	for name, change := range map[string]func(*tiles.Connection){
		"address": func(c *tiles.Connection) { c.Server.URL += "2" },
		"way":     func(c *tiles.Connection) { c.Server.Auth = tiles.AuthBasic },
		"user":    func(c *tiles.Connection) { c.Server.User = "" },
	} {
		first, err := o.p.server(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		other := c
		change(&other)
		if got, err := o.p.server(ctx, other); err != nil || got == first {
			t.Errorf("another %s: the same client (%v)", name, err)
		}
	}
	first, err = o.p.server(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.p.Store.SavePassword(ctx, c.ID, store.NewSecret("another")); err != nil {
		t.Fatal(err)
	}
	if got, err := o.p.server(ctx, c); err != nil || got == first {
		t.Errorf("another password: the same client (%v)", err)
	}
}

func TestSignInToServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	o.control("server-signin", map[string]any{"person": "ana", "state": "signed_in"})
	c := o.add()
	o.control("server-signin", map[string]any{"person": "ana", "state": "expired"})
	o.control("server-run", map[string]any{"pin": ""})
	if err := o.p.Watcher.Check(ctx); err != nil {
		t.Fatal(err)
	}
	stopped := 0
	for _, pin := range o.pins() {
		if pin.Verdict.State == tiles.Stopped && pin.Verdict.Cause == tiles.CauseSignInExpired {
			stopped++
		}
	}
	if stopped == 0 {
		t.Fatalf("no pin is stopped: %+v", o.pins())
	}
	browser := &page{o: o}
	var stages []string
	got, err := o.p.SignInTo(ctx, signin.Request{Connection: c.ID, Browser: browser, Progress: func(p signin.Progress) { stages = append(stages, p.Stage) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(browser.opened) != 1 || !strings.HasSuffix(browser.opened[0], "/mysettings") {
		t.Errorf("opened %q; want the page My Settings", browser.opened)
	}
	if want := "opening waiting running done"; strings.Join(stages, " ") != want {
		t.Errorf("stages %q; want %q", stages, want)
	}
	if got.Server.Status != tiles.StatusSignedIn || got.SignedInAt.IsZero() {
		t.Errorf("connection %+v; want signed in", got)
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		if err := o.p.Watcher.Check(ctx); err != nil {
			t.Fatal(err)
		}
		fresh := 0
		for _, pin := range o.pins() {
			if pin.Verdict.State == tiles.Fresh {
				fresh++
			}
		}
		if fresh >= stopped {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d pins fresh of %d that were stopped: %+v", fresh, stopped, o.pins())
		}
	}
	if undone, err := o.p.SignOut(ctx, "server-none"); err == nil {
		t.Errorf("SignOut of none = %q", undone)
	}
}
