package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// direct is a way to a handler without a network, on which a bubble of time
// could not tell waiting from working.
type direct struct {
	handler http.Handler
	// hang, if it gives true, lets a request wait for its context's end.
	hang func(*http.Request) bool
}

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if d.hang != nil && d.hang(r) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	in := r.Clone(r.Context())
	in.Host, in.RequestURI = r.URL.Host, r.URL.RequestURI()
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, in)
	return w.Result(), nil
}

// silent is a listener that nobody comes to.
type silent struct{ closed chan struct{} }

func (s silent) Accept() (net.Conn, error) { <-s.closed; return nil, net.ErrClosed }
func (s silent) Close() error              { close(s.closed); return nil }
func (s silent) Addr() net.Addr            { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711} }

// bubble is a bench within a bubble of time, on the real store.
func bubble(t *testing.T, hang func(*http.Request) bool) *bench {
	i := bareIDP(t)
	b := benchOn(t, i, &http.Client{Transport: direct{i.handler, hang}})
	b.manager.listen = func(context.Context) ([]net.Listener, int, error) {
		return []net.Listener{silent{make(chan struct{})}}, 4711, nil
	}
	return b
}

func TestTimeLimit(t *testing.T) {
	for _, tc := range []struct {
		name string
		r    Request
		want time.Duration
	}{
		{"by default", Request{}, 5 * time.Minute},
		{"as asked", Request{Timeout: 42 * time.Second}, 42 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := bubble(t, nil)
				tc.r.Browser = nobody
				begun := time.Now()
				_, err := b.manager.SignIn(t.Context(), tc.r)
				if e := wantError(t, err); !errors.Is(err, ErrTimedOut) || e.Code != codeTimedOut || e.Remedy != tiles.RemedySignIn {
					t.Errorf("error = %v; want ErrTimedOut", err)
				}
				if took := time.Since(begun); took < tc.want || took > tc.want+time.Second {
					t.Errorf("took %v; want %v", took, tc.want)
				}
			})
		})
	}
}

func TestRequestTimeLimit(t *testing.T) {
	for _, path := range []string{"/v2.0/.well-known/openid-configuration", "/oauth2/v2.0/devicecode"} {
		synctest.Test(t, func(t *testing.T) {
			b := bubble(t, func(r *http.Request) bool { return r.URL.Path == "/"+DefaultTenant+path })
			begun := time.Now()
			_, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true})
			if e := wantError(t, err); e.Code != "timeout" || !e.Network {
				t.Errorf("error = %+v; want a timeout", e)
			}
			if took := time.Since(begun); took != requestTime {
				t.Errorf("took %v; want %v", took, requestTime)
			}
		})
	}
}

// TestDeviceCode checks the pace against RFC 8628 section 3.5.
func TestDeviceCode(t *testing.T) {
	const pending, slower = "authorization_pending", "slow_down"
	for _, tc := range []struct {
		name     string
		interval int
		answers  []string
		polls    []time.Duration
		code     string // of the error; none for a sign-in
		err      error
	}{
		{"at once", 5, nil, []time.Duration{5}, "", nil},
		{"pending", 5, []string{pending, pending}, []time.Duration{5, 10, 15}, "", nil},
		{"the server's interval", 7, []string{pending}, []time.Duration{7, 14}, "", nil},
		{"no interval", 0, []string{pending}, []time.Duration{5, 10}, "", nil},
		{"an interval of no sense", -3, nil, []time.Duration{5}, "", nil},
		{"an endless interval", 1 << 40, nil, []time.Duration{60}, "", nil},
		{"slower for good", 5, []string{slower, pending}, []time.Duration{5, 15, 25}, "", nil},
		{"declined in Entra's word", 5, []string{pending, "authorization_declined"}, []time.Duration{5, 10}, "authorization_declined", nil},
		{"declined in the RFC's word", 5, []string{"access_denied"}, []time.Duration{5}, "access_denied", nil},
		{"expired", 5, []string{"expired_token"}, []time.Duration{5}, "expired_token", nil},
		{"mangled", 5, []string{"bad_verification_code"}, []time.Duration{5}, "bad_verification_code", nil},
		{"forbidden", 5, []string{"invalid_grant"}, []time.Duration{5}, "invalid_grant", nil},
		{"busy", 5, []string{"temporarily_unavailable"}, []time.Duration{5, 15}, "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := bubble(t, nil)
				b.idp.interval, b.idp.pending = tc.interval, slices.Clone(tc.answers)
				begun := time.Now()
				var polls []time.Duration
				b.idp.take = func(http.ResponseWriter, url.Values) bool {
					polls = append(polls, time.Since(begun)/time.Second)
					return false
				}
				var shown Progress
				c, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true, Progress: func(p Progress) {
					if p.Stage == StageWaiting {
						shown = p
					}
				}})
				if tc.code != "" {
					if e := wantError(t, err); e.Code != tc.code || e.State != "" || e.Help() == "" {
						t.Errorf("error = %+v; want %s", e, tc.code)
					}
				} else if err != nil || c.Name != "ana@contoso.com" {
					t.Errorf("SignIn = %+v, %v", c, err)
				}
				if !slices.Equal(polls, tc.polls) {
					t.Errorf("polls at %d; want %d", polls, tc.polls)
				}
				if shown.UserCode != "ABCD-EFGH" || shown.VerificationURL != b.idp.origin+"/device" || shown.Until.Sub(begun) != 15*time.Minute {
					t.Errorf("shown = %+v", shown)
				}
			})
		})
	}
}

func TestDeviceCodeRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bubble(t, nil)
		b.idp.take = refuseWith("authorization_pending", 70016)
		begun := time.Now()
		_, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true, Timeout: time.Hour})
		if e := wantError(t, err); e.Code != "expired_token" || e.Help() == "" {
			t.Errorf("error = %v; want expired_token", err)
		}
		if took := time.Since(begun); took != 15*time.Minute {
			t.Errorf("took %v; want 15m", took)
		}
	})
}

func TestDeviceCodeThroughABadNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		b := bubble(t, func(r *http.Request) bool {
			return r.Method == http.MethodPost && r.URL.Path == "/organizations/oauth2/v2.0/token" && time.Since(begun) < 2*time.Minute
		})
		if c, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true}); err != nil || c.ID == "" {
			t.Errorf("SignIn = %v", err)
		}
	})
}

func TestDeviceCodeRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() { b.idp.document = func(d map[string]any) { delete(d, "device_authorization_endpoint") } })
	if _, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true}); !errors.Is(err, ErrNoDeviceCode) {
		t.Errorf("error = %v; want ErrNoDeviceCode", err)
	}
	for name, answer := range map[string]string{
		"an address that isn't https": `{"device_code":"d","user_code":"u","verification_uri":"http://example.com/"}`,
		"a script for an address":     `{"device_code":"d","user_code":"u","verification_uri":"javascript:alert(1)"}`,
		"no code":                     `{"device_code":"d","verification_uri":"https://example.com/"}`,
		"null":                        `null`,
		"HTML":                        `<html>`,
		"nothing":                     ``,
	} {
		i := bareIDP(t)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				_, _ = w.Write([]byte(answer))
				return
			}
			i.handler.ServeHTTP(w, r)
		}))
		defer s.Close()
		i.origin = s.URL
		b := benchOn(t, i, nil)
		_, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true})
		if e := wantError(t, err); e.Code != codeNotTheService {
			t.Errorf("%s: error = %v", name, err)
		}
	}
}

// TestSignInStaysForMonths: used now and then, a sign-in never ends.
func TestSignInStaysForMonths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := bubble(t, nil)
		c, err := b.manager.SignIn(t.Context(), Request{DeviceCode: true})
		if err != nil {
			t.Fatal(err)
		}
		for day := range 300 {
			time.Sleep(24 * time.Hour)
			if day%25 != 0 {
				continue
			}
			if _, err := b.manager.Access(t.Context(), c.ID); err != nil {
				t.Fatalf("day %d: %v", day, err)
			}
			if left := time.Until(b.connection(c.ID).GoodUntil); left < usualLifetime-time.Minute {
				t.Errorf("day %d: good for %v", day, left)
			}
		}
	})
}

// Reminders are counted in parts of a sign-in's life, which a renewal that
// leaves its end where it was doesn't begin anew.
func TestRenewalWithTheSameEndBeginsNoNewLife(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	end := at.Add(90 * 24 * time.Hour)
	var c tiles.Connection
	signedIn(&c, store.Token{IssuedAt: at, RefreshUntil: end, RefreshUntilKnown: true})
	signedIn(&c, store.Token{IssuedAt: at.Add(time.Hour), RefreshUntil: end.Add(time.Second), RefreshUntilKnown: true})
	if !c.RenewedAt.Equal(at) {
		t.Errorf("renewed at %v after the same end was told again; want %v", c.RenewedAt, at)
	}
	signedIn(&c, store.Token{IssuedAt: at.Add(2 * time.Hour), RefreshUntil: end.Add(2 * time.Hour)})
	if !c.RenewedAt.Equal(at.Add(2*time.Hour)) || !c.Estimate {
		t.Errorf("renewed at %v, estimate %v after the end was put off; want %v", c.RenewedAt, c.Estimate, at.Add(2*time.Hour))
	}
}
