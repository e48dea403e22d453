package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"mysettings/store"
)

// codeOf is a browser in which somebody else has signed in at the identity
// provider: it gives a code that is good there, and for another sign-in.
func (i *idp) codeOf(t *testing.T, challenge, nonce, back string) string {
	t.Helper()
	code := ""
	i.set(func() {
		code = i.secret("0.stolen")
		i.codes[code] = url.Values{
			"object": {bob}, "name": {"bob@contoso.com"}, "scope": {"openid offline_access"},
			"code_challenge": {challenge}, "nonce": {nonce}, "redirect_uri": {back},
		}
	})
	return code
}

// TestCodeInjection: an attacker who even knows the state (it is in the address
// that the browser was started with) gets a code of their own accepted by the
// listener, and no further: the verifier catches it, and, at a provider that
// doesn't look at that, the nonce. Nothing is kept and nobody is signed in.
func TestCodeInjection(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		// challenge is the one that the provider holds the verifier against.
		challenge func(q url.Values) string
		want      string
	}{
		{"a provider that checks the verifier", func(url.Values) string {
			sum := sha256.Sum256([]byte("the attacker's own verifier"))
			return base64.RawURLEncoding.EncodeToString(sum[:])
		}, "invalid_grant"},
		{"a provider that doesn't", func(q url.Values) string { return q.Get("code_challenge") }, codeBadIDToken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			before := b.signIn(Request{})
			kept := b.token(before.ID)
			browser := browserFunc(func(ctx context.Context, page string) error {
				u, err := url.Parse(page)
				if err != nil {
					return err
				}
				q := u.Query()
				code := b.idp.codeOf(t, tc.challenge(q), "the attacker's nonce", q.Get("redirect_uri"))
				resp, err := visit(ctx, http.DefaultClient, q.Get("redirect_uri")+"/?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode())
				if err == nil {
					_ = resp.Body.Close()
				}
				return err
			})
			_, err := b.manager.SignIn(t.Context(), Request{Browser: browser})
			if e := wantError(t, err); e.Code != tc.want || e.State != "" {
				t.Errorf("error = %+v; want %s", e, tc.want)
			}
			all, err := b.store.Connections(t.Context())
			if err != nil || len(all) != 1 || all[0].ID != before.ID {
				t.Errorf("connections = %+v, %v; want the one of before", all, err)
			}
			if now := b.token(before.ID); !now.Refresh.Equal(kept.Refresh) || !now.Access.Equal(kept.Access) {
				t.Error("the token of before was replaced")
			}
			b.noSecrets(err2text(err))
		})
	}
}

func err2text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestTwoSignInsAtOnce: two sign-ins wait at the same time. What was meant for
// one is refused by the other, each takes its own, and both are kept.
func TestTwoSignInsAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	pages := make(chan string, 2)
	waits := browserFunc(func(_ context.Context, page string) error {
		pages <- page
		return nil
	})
	errs := make(chan error, 2)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			_, err := b.manager.SignIn(t.Context(), Request{Browser: waits})
			errs <- err
		})
	}
	first, second := <-pages, <-pages
	u1, _ := url.Parse(first)
	u2, _ := url.Parse(second)
	one, two := u1.Query(), u2.Query()
	for _, name := range []string{"state", "nonce", "code_challenge", "redirect_uri"} {
		if one.Get(name) == two.Get(name) {
			t.Errorf("both have the same %s", name)
		}
	}
	for _, cross := range [][2]url.Values{{one, two}, {two, one}} {
		resp, err := visit(t.Context(), http.DefaultClient, cross[0].Get("redirect_uri")+"/?"+url.Values{"code": {"c"}, "state": {cross[1].Get("state")}}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("the other's state: status %d; want 400", resp.StatusCode)
		}
	}
	b.idp.set(func() { b.idp.object, b.idp.name = bob, "bob@contoso.com" })
	if err := (obedient{t}).Open(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
	b.idp.set(func() { b.idp.object, b.idp.name = ana, "ana@contoso.com" })
	if err := (obedient{t}).Open(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
	all.Wait()
	conns, err := b.store.Connections(t.Context())
	if err != nil || len(conns) != 2 {
		t.Fatalf("connections = %+v, %v; want two", conns, err)
	}
	for _, c := range conns {
		if _, err := b.store.Token(t.Context(), c.ID); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

// TestHeldConnections: another program on the computer holds hundreds of
// connections to the listener open, silent ones and such with half a request.
// The browser's answer gets through all the same.
func TestHeldConnections(t *testing.T) {
	t.Parallel()
	const each = 200
	b := newBench(t)
	var held []net.Conn
	browser := browserFunc(func(ctx context.Context, page string) error {
		u, err := url.Parse(page)
		if err != nil {
			return err
		}
		back, err := url.Parse(u.Query().Get("redirect_uri"))
		if err != nil {
			return err
		}
		var d net.Dialer
		for n := range 2 * each {
			conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", back.Port()))
			if err != nil {
				return err
			}
			held = append(held, conn)
			if n >= each {
				_, _ = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 60000\r\n", back.Host)
			}
		}
		// The oldest have made room: nothing grows without end.
		_ = held[0].SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := held[0].Read(make([]byte, 1)); err == nil || isTimeout(err) {
			t.Errorf("the oldest of %d connections is still open: %v", len(held), err)
		}
		return obedient{t}.Open(ctx, page)
	})
	begun := time.Now()
	c, err := b.manager.SignIn(t.Context(), Request{Browser: browser, Timeout: 30 * time.Second})
	for _, conn := range held {
		_ = conn.Close()
	}
	if err != nil || c.ID == "" {
		t.Fatalf("signed in as %q, %v, after %v", c.Name, err, time.Since(begun))
	}
	if _, err := b.store.Token(t.Context(), c.ID); err != nil {
		t.Error(err)
	}
}

func isTimeout(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// TestFlood: requests without end from another program don't keep the right
// answer from being taken, and none of them is.
func TestFlood(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	browser := browserFunc(func(ctx context.Context, page string) error {
		u, err := url.Parse(page)
		if err != nil {
			return err
		}
		back := u.Query().Get("redirect_uri")
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		var flood sync.WaitGroup
		defer flood.Wait()
		sent := make(chan struct{}, 1)
		for range 8 {
			flood.Go(func() {
				for ctx.Err() == nil {
					resp, err := visit(ctx, http.DefaultClient, back+"/?code=stolen&state="+store.NewSecret("x").String())
					if err == nil {
						_, _ = io.Copy(io.Discard, resp.Body)
						_ = resp.Body.Close()
						if resp.StatusCode < 400 {
							t.Errorf("status %d", resp.StatusCode)
						}
					}
					select {
					case sent <- struct{}{}:
					default:
					}
				}
			})
		}
		for range 20 {
			<-sent
		}
		err = obedient{t}.Open(ctx, page)
		stop()
		return err
	})
	b.signIn(Request{Browser: browser})
	if got := len(b.idp.tokenRequests("authorization_code")); got != 1 {
		t.Errorf("codes redeemed = %d; want 1", got)
	}
}
