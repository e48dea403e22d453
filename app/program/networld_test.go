package program

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mysettings/app/notify"
	"mysettings/app/sandbox"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/store"
	"mysettings/store/storetest"
)

// screen counts what is shown on the desktop.
type screen struct {
	mu    sync.Mutex
	shown []tiles.Notice // guarded by mu
}

func (s *screen) Show(_ context.Context, n tiles.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = append(s.shown, n)
	return nil
}

func (s *screen) Update(context.Context, tiles.Notice) error { return nil }
func (s *screen) Withdraw(context.Context, string) error     { return nil }
func (s *screen) Pressed() <-chan notify.Press               { return nil }
func (s *screen) Close() error                               { return nil }

// world is a program and an organisation with the wire between them. It must
// be made in a bubble of time (testing/synctest): nothing in it waits for a
// real clock.
type world struct {
	t      *testing.T
	w      *wire
	org    *sandbox.Org
	p      *Program
	screen *screen
	log    *bytes.Buffer
	power  string // the connection to Power BI
	server string // the connection to the report server
	web    *http.Client
	passes int
}

// newWorld signs Ana in to Power BI and to her report server, and looks at
// everything once.
func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	x := bareWorld(t, o)
	x.set(settings.KeyProxy, "direct")
	x.signIn()
	x.addServer()
	x.settle()
	for title, state := range x.states() {
		if state != tiles.Fresh && state != tiles.Unseen && state != tiles.Waiting {
			t.Logf("to begin with %s is %s", title, state)
		}
	}
	return x
}

// bareWorld is a world in which nobody has signed in.
func bareWorld(t *testing.T, o Options) *world {
	t.Helper()
	x := &world{t: t, w: newWire(t), screen: &screen{}, log: &bytes.Buffer{}}
	var err error
	x.org, err = sandbox.Start(t.Context(), sandbox.Options{Listener: x.w.org, Origin: "https://" + loginHost, ServerAuth: "ntlm"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.org.Close() })
	folder := t.TempDir()
	o.Data, o.Policy = filepath.Join(folder, "data"), filepath.Join(folder, "none.json")
	storetest.Fill(t, o.Data)
	o.Log = slog.New(slog.NewJSONHandler(x.log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: redact}))
	o.Keyring, o.Notifier, o.dial = &ring{kept: map[string]string{}}, x.screen, x.w.dial
	x.p, err = Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	x.p.desktop = nil // a bus is no part of this world
	t.Cleanup(func() {
		if err := x.p.Close(); err != nil {
			t.Error(err)
		}
	})
	ca := filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(ca, x.w.ca, 0o600); err != nil {
		t.Fatal(err)
	}
	x.set(settings.KeyCAFile, ca)
	x.set(settings.KeyClientID, sandbox.ClientID)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(x.w.ca)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: x.w.dial, TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}
	x.web = &http.Client{Transport: transport, Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Hostname() == "localhost" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return x
}

func (x *world) set(key, value string) {
	x.t.Helper()
	if err := x.p.Settings.Set(x.t.Context(), key, value); err != nil {
		x.t.Fatal(err)
	}
}

// control turns one of the sandbox's knobs, or reads one where body is nil.
func (x *world) control(name string, body, into any) {
	x.t.Helper()
	up := &upstream{w: x.w}
	defer up.close()
	method, text := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			x.t.Fatal(err)
		}
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(x.t.Context(), method, "http://127.0.0.1/control/"+name, nil)
	if err != nil {
		x.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	a, err := up.ask(r, text)
	if err == nil && a.status != http.StatusOK {
		err = fmt.Errorf("control %s: status %d: %s", name, a.status, a.body)
	}
	if err == nil && into != nil {
		err = json.Unmarshal(a.body, into)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// signIn signs Ana in with a device code, which needs no listener.
func (x *world) signIn() {
	x.t.Helper()
	c, err := x.p.SignIn.SignIn(x.t.Context(), x.deviceRequest(nil))
	if err != nil {
		x.t.Fatal(err)
	}
	x.power = c.ID
}

// deviceRequest is a sign-in in which Ana types the code when she is told it.
// before is called first; it may be nil.
func (x *world) deviceRequest(before func()) signin.Request {
	return signin.Request{
		DeviceCode: true, Connection: x.power, Scopes: []string{signin.WriteScope},
		Progress: func(p signin.Progress) {
			if p.Stage != signin.StageWaiting {
				return
			}
			if before != nil {
				before()
			}
			x.post(p.VerificationURL, url.Values{"user_code": {p.UserCode}, "person": {"ana"}})
		},
	}
}

// post is a press of a button on a page; it returns the next page.
func (x *world) post(address string, form url.Values) string {
	r, err := http.NewRequestWithContext(x.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		x.t.Error(err)
		return ""
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := x.web.Do(r)
	if err != nil {
		x.t.Error(err)
		return ""
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		x.t.Error(err)
	}
	return string(page)
}

// browser is Ana's: it signs her in and brings the answer back to the app.
// before is called just before that.
type browser struct {
	x      *world
	before func()
}

var (
	action = regexp.MustCompile(`id="response"[^>]* action="([^"]*)"`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

func (b browser) Open(_ context.Context, address string) error {
	page := b.x.post(address, url.Values{"person": {"ana"}})
	to := action.FindStringSubmatch(page)
	if to == nil {
		return fmt.Errorf("no form in %s", page)
	}
	form := url.Values{}
	for _, h := range hidden.FindAllStringSubmatch(page, -1) {
		form.Set(h[1], h[2])
	}
	if b.before != nil {
		b.before()
	}
	// Not with the context that was given, which ends with the answer: the page
	// that says so is fetched as well.
	r, err := http.NewRequestWithContext(b.x.t.Context(), http.MethodPost, to[1], strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// By its address: the resolver's locks are not of this bubble of time.
	byAddress := func(ctx context.Context, network, address string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.Replace(address, "localhost", "127.0.0.1", 1))
	}
	loopback := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: byAddress}}
	answer, err := loopback.Do(r)
	if err != nil {
		return nil // the app has ended the sign-in meanwhile
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return nil
}

func (x *world) addServer() {
	x.t.Helper()
	var about struct {
		People []struct{ User, Password string }
	}
	x.control("server", nil, &about)
	c, err := x.p.AddServer(x.t.Context(), AddServer{
		Address: "https://" + serverHost + "/reports", Auth: tiles.AuthNTLM,
		User: about.People[0].User, Password: store.NewSecret(about.People[0].Password),
	})
	if err != nil {
		x.t.Fatal(err)
	}
	x.server = c.ID
}

// pass does what is due now and returns when there is more.
func (x *world) pass() time.Time {
	x.t.Helper()
	x.passes++
	next, err := x.p.Watcher.Pass(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	return next
}

// settle passes until nothing is due within the minute.
func (x *world) settle() {
	x.t.Helper()
	for range 20 {
		next := x.pass()
		if next.Sub(x.now()) >= time.Minute {
			return
		}
		time.Sleep(max(next.Sub(x.now()), 0))
	}
}

// now is the time by the app's clock.
func (x *world) now() time.Time {
	return x.p.o.Now()
}

func (x *world) tiles() []tiles.Tile {
	x.t.Helper()
	ts, err := x.p.Store.Tiles(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	return ts
}

// states are the tiles' states as they are shown now.
func (x *world) states() map[string]tiles.State {
	states := map[string]tiles.State{}
	for _, t := range x.tiles() {
		states[t.ID+" "+t.Title] = tiles.Aged(t.Verdict, x.now()).State
	}
	return states
}

func (x *world) connection(id string) tiles.Connection {
	x.t.Helper()
	c, err := x.p.Store.Connection(x.t.Context(), id)
	if err != nil {
		x.t.Fatal(err)
	}
	return c
}

// told are all notices so far.
func (x *world) told() []string {
	x.t.Helper()
	all, err := x.p.Store.Notices(x.t.Context(), time.Time{}, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	var told []string
	for _, n := range all {
		told = append(told, fmt.Sprintf("%s %s %s %s (%d tiles)", n.At.UTC().Format(time.RFC3339), n.Kind, n.Cause, n.Text, len(n.Tiles)))
	}
	slices.Sort(told)
	return told
}

// safe says in which way what the sandbox has issued has got where it must not
// be.
func (x *world) safe() []string {
	var wrong []string
	for _, s := range x.w.requests() {
		bad := func(what string) {
			wrong = append(wrong, fmt.Sprintf("%s in %s %s%s", what, s.method, s.host, s.path))
		}
		auth := s.header.Get("Authorization")
		switch {
		case strings.HasPrefix(auth, "Bearer ") && s.host != apiHost:
			bad("an access token")
		case auth != "" && !strings.HasPrefix(auth, "Bearer ") && s.host != serverHost:
			bad("a login to the report server")
		case s.header.Get("Cookie") != "" && s.host != serverHost && s.host != loginHost:
			bad("a cookie")
		}
		form, _ := url.ParseQuery(s.body)
		for _, name := range []string{"refresh_token", "code", "code_verifier", "device_code"} {
			if form.Has(name) && s.host != loginHost {
				bad(name)
			}
			if q, _ := url.ParseQuery(s.query); q.Has(name) {
				bad(name + " in the address")
			}
		}
	}
	var secrets struct {
		Secrets []struct{ Kind, Value string }
	}
	x.control("secrets", nil, &secrets)
	if len(secrets.Secrets) == 0 {
		x.t.Error("the sandbox has issued no secret")
	}
	log := x.log.String()
	for _, s := range secrets.Secrets {
		if len(s.Value) > 7 && strings.Contains(log, s.Value) {
			wrong = append(wrong, "a "+s.Kind+" in the log")
		}
	}
	for _, s := range x.w.requests() {
		if s.host != thiefHost && s.host != hotelHost {
			continue
		}
		text := s.path + s.query + s.body + fmt.Sprint(s.header)
		for _, secret := range secrets.Secrets {
			if strings.Contains(text, secret.Value) {
				wrong = append(wrong, "a "+secret.Kind+" at "+s.host)
			}
		}
	}
	return wrong
}
