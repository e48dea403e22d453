package reportserver

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	const status, notices = "GET /PowerBIIntegration", "GET /Notifications"
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>"))
	}
	says := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, body) }
	}
	for _, tt := range []struct {
		name            string
		status, notices http.HandlerFunc // nil for 404
		onlyNotices     bool
		want            SignIn
		calls           int
	}{
		{name: "signed in", status: says(`{"@odata.context":"x","Id":"1","UserName":"ana@contoso.com","Status":"SignedIn"}`), want: SignIn{Status: tiles.StatusSignedIn, Account: "ana@contoso.com"}, calls: 1},
		{name: "signed out", status: says(`{"UserName":null,"Status":"SignedOut"}`), want: SignIn{Status: tiles.StatusSignedOut}, calls: 1},
		{name: "expired", status: says(`{"UserName":"ana@contoso.com","Status":"Expired"}`), want: SignIn{Status: tiles.StatusExpired, Account: "ana@contoso.com"}, calls: 1},
		{name: "number 1", status: says(`{"Status":1}`), want: SignIn{Status: tiles.StatusSignedIn}, calls: 1},
		{name: "number 2", status: says(`{"status":2}`), want: SignIn{Status: tiles.StatusSignedOut}, calls: 1},
		{name: "number as a text", status: says(`{"Status":"3"}`), want: SignIn{Status: tiles.StatusExpired}, calls: 1},
		{name: "with its type", status: says(`{"Status":"Model.PowerBIStatus'Signed_In'"}`), want: SignIn{Status: tiles.StatusSignedIn}, calls: 1},
		{name: "wrapped", status: says(`{"value":[{"UserName":"ana\u202e","Status":"SignedIn"}]}`), want: SignIn{Status: tiles.StatusSignedIn, Account: "ana"}, calls: 1},
		{name: "a word that is not known, then notices", status: says(`{"Status":"Angemeldet"}`), notices: says(`{"value":[]}`), want: SignIn{Quiet: true}, calls: 2},
		{name: "number out of range", status: says(`{"Status":0}`), calls: 2},
		{name: "a page", status: page, notices: page, calls: 2},
		{name: "nothing at all", calls: 2},
		{name: "a list of nothing", status: says(`{"value":[]}`), calls: 2},
		{name: "text", status: says(`"SignedIn"`), calls: 2},
		{name: "notice: expired", notices: says(`{"value":[{"Id":"1","IssueType":"PowerBITokenNeedsRenewal"}]}`), want: SignIn{Status: tiles.StatusExpired}, calls: 2},
		{name: "notice: signed out", notices: says(`[{"IssueType":"PowerBITokenNeeded"}]`), onlyNotices: true, want: SignIn{Status: tiles.StatusSignedOut}, calls: 1},
		{name: "no notice", notices: says(`[]`), onlyNotices: true, want: SignIn{Quiet: true}, calls: 1},
		{name: "another notice", notices: says(`[{"IssueType":"Other"}]`), onlyNotices: true, want: SignIn{Quiet: true}, calls: 1},
		{name: "notices in another shape", notices: says(`{"IssueType":"PowerBITokenNeeded"}`), onlyNotices: true, calls: 1},
	} {
		p := newPortal(t)
		if tt.status != nil {
			p.on(status, tt.status)
		}
		if tt.notices != nil {
			p.on(notices, tt.notices)
		}
		c := p.client(func(o *Options) { o.Connection.Server.TellsSignIn = !tt.onlyNotices })
		got, err := c.SignIn(t.Context())
		if err != nil || got != tt.want || p.count("") != tt.calls {
			t.Errorf("%s: %+v, %v, calls %q; want %+v", tt.name, got, err, p.asked(), tt.want)
		}
	}
}

// TestSignInErrors checks that what speaks of the server, not of the sign-in,
// is an error, and never "can't tell".
func TestSignInErrors(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]Kind{500: KindServer, 503: KindServer, 429: KindThrottled} {
		p := newPortal(t)
		p.fails("GET /PowerBIIntegration", status, ``)
		if got, err := p.client().SignIn(t.Context()); !isKind(err, kind) {
			t.Errorf("%d: %+v, %v; want %s", status, got, err, kind)
		}
	}
	p := newPortal(t)
	c := p.client(func(o *Options) { o.Connection.Server.TellsSignIn, o.Connection.Server.TellsNotices = false, false })
	if got, err := c.SignIn(t.Context()); err != nil || got != (SignIn{}) {
		t.Errorf("a server that doesn't tell: %+v, %v", got, err)
	}
	p.wantCalls()
}

// TestSignInWaits checks that whoever waits for another's question can give up.
func TestSignInWaits(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	begun, end := make(chan struct{}), make(chan struct{})
	p.on("GET /PowerBIIntegration", func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-end
		reply(w, 200, `{"Status":"SignedIn"}`)
	})
	c := p.client()
	done := make(chan error)
	go func() {
		_, err := c.SignIn(t.Context())
		done <- err
	}()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := c.SignIn(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v; want the end of its time", err)
	}
	close(end)
	if err := <-done; err != nil {
		t.Error(err)
	}
}
