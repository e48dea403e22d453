package reportserver

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/sandbox"
	"mysettings/app/tiles"
	"mysettings/store"
)

// organisation is a running sandbox with a report server.
type organisation struct {
	t     *testing.T
	about sandbox.Description
	base  func() (*http.Transport, error)
}

func organise(t *testing.T, o sandbox.Options) *organisation {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	org, err := sandbox.Start(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := org.Close(); err != nil {
			t.Errorf("closing the sandbox: %v", err)
		}
	})
	x := &organisation{t: t, about: org.Describe(), base: base}
	if o.ServerTLS {
		var ca struct {
			PEM string `json:"pem"`
		}
		x.control("GET", "server-ca", nil, &ca)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM([]byte(ca.PEM))
		x.base = func() (*http.Transport, error) {
			return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}, nil
		}
	}
	return x
}

// control turns one of the sandbox's knobs.
func (x *organisation) control(method, knob string, body, into any) {
	x.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		x.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(x.t.Context(), method, strings.TrimSuffix(x.about.Control, "/")+"/"+knob, bytes.NewReader(data))
	if err != nil {
		x.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 300 {
		x.t.Fatalf("%s %s: status %d, %v: %s", method, knob, resp.StatusCode, err, answer)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			x.t.Fatal(err)
		}
	}
}

func (x *organisation) set(settings map[string]any) {
	x.t.Helper()
	x.control("POST", "server", settings, nil)
}

// login is how Ana signs in to the report server.
func (x *organisation) login(auth tiles.Auth) login.Login {
	x.t.Helper()
	var server struct {
		People []struct{ Person, User, Password string } `json:"people"`
	}
	x.control("GET", "server", nil, &server)
	i := slices.IndexFunc(server.People, func(p struct{ Person, User, Password string }) bool { return strings.HasPrefix(p.Person, "ana") })
	if i < 0 {
		x.t.Fatalf("no Ana among %+v", server.People)
	}
	return login.Login{Auth: auth, User: server.People[i].User, Password: store.NewSecret(server.People[i].Password)}
}

// join finds the server and makes its client.
func (x *organisation) join(auth tiles.Auth) (tiles.Connection, *Client) {
	x.t.Helper()
	address := x.about.ReportServer
	if x.about.ReportServerTLS != "" {
		address = x.about.ReportServerTLS
	}
	who := x.login(auth)
	found, err := Find(x.t.Context(), FindOptions{Address: address, Login: who, Base: x.base})
	if err != nil {
		x.t.Fatal(err)
	}
	c, err := New(Options{Connection: found, Login: func(context.Context) (login.Login, error) { return who, nil }, Base: x.base, Cloud: cloud})
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(c.Close)
	return found, c
}

// TestSandboxModes goes through the releases that the sandbox plays.
func TestSandboxModes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		mode        string
		api         string
		product     tiles.Product
		integration tiles.Integration
	}{
		{"2016", apiOld, tiles.ProductSSRS, tiles.IntegrationOn},
		{"2017", apiNew, tiles.ProductSSRS, tiles.IntegrationOn},
		{"2019", apiNew, tiles.ProductSSRS, tiles.IntegrationOn},
		{"2022", apiNew, tiles.ProductSSRS, tiles.IntegrationUnavailable},
		{"pbirs-2022-05", apiNew, tiles.ProductPBIRS, tiles.IntegrationOn},
		{"pbirs-2022-09", apiNew, tiles.ProductPBIRS, tiles.IntegrationUnavailable},
	} {
		t.Run(tt.mode, func(t *testing.T) {
			t.Parallel()
			x := organise(t, sandbox.Options{ServerMode: tt.mode})
			found, c := x.join(tiles.AuthNTLM)
			s := found.Server
			if s.API != tt.api || s.Product != tt.product || s.Integration != tt.integration || s.Zone != "W. Europe Standard Time" {
				t.Errorf("%+v; want %+v", s, tt)
			}
			got, err := c.Pins(t.Context(), nil)
			if err != nil || tt.integration == tiles.IntegrationOn && len(got.Feeds) == 0 {
				t.Fatalf("%d pins, %v", len(got.Feeds), err)
			}
			sign, err := c.SignIn(t.Context())
			if err != nil || tt.integration == tiles.IntegrationOn && sign.Status != tiles.StatusSignedIn {
				t.Errorf("sign-in %+v, %v", sign, err)
			}
			if tt.integration == tiles.IntegrationOn {
				if err := c.Pause(t.Context(), got.Feeds[0]); err != nil {
					t.Errorf("pausing: %v", err)
				}
			}
		})
	}
}

// TestSandboxShapes checks that the same pins come out of every shape that the
// wire may have.
func TestSandboxShapes(t *testing.T) {
	t.Parallel()
	x := organise(t, sandbox.Options{Subscriptions: 70})
	_, c := x.join(tiles.AuthNTLM)
	want, err := c.Pins(t.Context(), nil)
	if err != nil || len(want.Feeds) < 70 {
		t.Fatalf("%d pins, %v", len(want.Feeds), err)
	}
	for _, shape := range []map[string]any{
		{"wrapped": false},
		{"values": "object"},
		{"bare_rows": true},
		{"bare_rows": true, "values": "object", "wrapped": false},
		{"page_size": 20},
		{"page_size": 50, "wrapped": false},
		{"dates": "utc"},
		{"dates": "bare"},
		{"row_schedules": false},
		{"administrator": "ana"},
		{"language": "de"},
	} {
		x.set(shape)
		_, fresh := x.join(tiles.AuthNTLM)
		got, err := fresh.Pins(t.Context(), nil)
		if err != nil || len(got.Tiles) != len(want.Tiles) {
			t.Errorf("%v: %d pins, %v; want %d", shape, len(got.Tiles), err, len(want.Tiles))
			continue
		}
		for i := range got.Tiles {
			g, w := got.Tiles[i], want.Tiles[i]
			if g.Title != w.Title || g.Dashboard != w.Dashboard || g.PinnedAs != w.PinnedAs || g.ReportURL != w.ReportURL {
				t.Errorf("%v: tile %+v; want %+v", shape, g, w)
				break
			}
			gs, ws := got.Feeds[i].Subscription, want.Feeds[i].Subscription
			if !gs.RunAt.Truncate(time.Second).Equal(ws.RunAt.Truncate(time.Second)) {
				t.Errorf("%v: %s ran at %v; want %v", shape, g.Title, gs.RunAt, ws.RunAt)
				break
			}
		}
		x.set(map[string]any{"wrapped": true, "values": "list", "bare_rows": false, "page_size": 0, "dates": "offset", "row_schedules": true, "administrator": "", "language": "en"})
	}
}

// TestSandboxSignIn goes through what the server says of its Power BI sign-in.
func TestSandboxSignIn(t *testing.T) {
	t.Parallel()
	x := organise(t, sandbox.Options{})
	_, c := x.join(tiles.AuthNTLM)
	for _, numbers := range []bool{false, true} {
		x.set(map[string]any{"status_numbers": numbers})
		for state, want := range map[string]tiles.ServerStatus{"signed_in": tiles.StatusSignedIn, "signed_out": tiles.StatusSignedOut, "expired": tiles.StatusExpired} {
			x.control("POST", "server-signin", map[string]string{"person": "ana", "state": state}, nil)
			if got, err := c.SignIn(t.Context()); err != nil || got.Status != want {
				t.Errorf("%s: %+v, %v; want %q", state, got, err, want)
			}
		}
	}
	x.control("POST", "server-signin", map[string]string{"person": "ana", "state": "signed_in"}, nil)
	if err := c.SignOut(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := c.SignIn(t.Context()); err != nil || got.Status != tiles.StatusSignedOut {
		t.Errorf("after signing out: %+v, %v", got, err)
	}
	x.set(map[string]any{"undocumented": false})
	if got, err := c.SignIn(t.Context()); err != nil || got != (SignIn{}) {
		t.Errorf("without the undocumented part: %+v, %v", got, err)
	}
}

// TestSandboxActions runs, pauses and deletes a pin with each way to sign in:
// each needs the server's token against forged requests.
func TestSandboxActions(t *testing.T) {
	t.Parallel()
	for _, auth := range []tiles.Auth{tiles.AuthNTLM, tiles.AuthBasic, tiles.AuthForms} {
		t.Run(string(auth), func(t *testing.T) {
			t.Parallel()
			x := organise(t, sandbox.Options{ServerAuth: string(auth), ServerTLS: true, RefreshTakes: 10 * time.Millisecond})
			_, c := x.join(auth)
			got, err := c.Pins(t.Context(), nil)
			if err != nil || len(got.Feeds) == 0 {
				t.Fatalf("%d pins, %v", len(got.Feeds), err)
			}
			f := got.Feeds[0]
			if err := c.Pause(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			if f, err = c.Pin(t.Context(), f); err != nil || f.Subscription.Active {
				t.Errorf("paused: %+v, %v", f.Subscription, err)
			}
			if err := c.Resume(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			before := f.Subscription.RunAt
			if err := c.Run(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(30 * time.Second); !f.Subscription.RunAt.After(before); {
				if f, err = c.Pin(t.Context(), f); err != nil || time.Now().After(deadline) {
					t.Fatalf("it didn't run: %+v, %v", f.Subscription, err)
				}
			}
			if err := c.Delete(t.Context(), f); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Pin(t.Context(), f); !isKind(err, KindGone) {
				t.Errorf("deleted: %v; want gone", err)
			}
		})
	}
}

// TestSandboxRefuses checks the ways in which a server keeps its door shut.
func TestSandboxRefuses(t *testing.T) {
	t.Parallel()
	x := organise(t, sandbox.Options{ServerTLS: true})
	wrong := x.login(tiles.AuthNTLM)
	wrong.Password = store.NewSecret("not it")
	find := func(address string, who login.Login) error {
		_, err := Find(t.Context(), FindOptions{Address: address, Login: who, Base: x.base})
		return err
	}
	if err := find(x.about.ReportServerTLS, wrong); !isKind(err, KindRefused) {
		t.Errorf("wrong password: %v; want refused", err)
	}
	x.set(map[string]any{"execute": "forbidden"})
	_, c := x.join(tiles.AuthNTLM)
	pins, err := c.Pins(t.Context(), nil)
	if err != nil || len(pins.Feeds) == 0 {
		t.Fatalf("%d pins, %v", len(pins.Feeds), err)
	}
	if err := c.Run(t.Context(), pins.Feeds[0]); !isKind(err, KindForbidden) {
		t.Errorf("forbidden: %v", err)
	}
	soap := strings.TrimSuffix(x.about.ReportServerTLS, "/reports") + "/ReportServer"
	if err := find(soap, x.login(tiles.AuthNTLM)); err != nil {
		t.Errorf("the SOAP address: %v; want the portal beside it", err)
	}
	for certificate, want := range map[string]error{"expired": ErrCertificateExpired, "other_name": ErrCertificateName, "unknown_authority": ErrCertificateUntrusted} {
		x.control("POST", "server-certificate", map[string]string{"certificate": certificate}, nil)
		err := find(x.about.ReportServerTLS, x.login(tiles.AuthNTLM))
		if !isKind(err, KindCertificate) || !errors.Is(err, want) {
			t.Errorf("certificate %s: %v; want %v", certificate, err, want)
		}
	}
}
