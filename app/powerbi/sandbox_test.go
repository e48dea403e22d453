package powerbi

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
)

// member is a person of a sandbox organisation who has signed in, and the
// Tokens of that sign-in.
type member struct {
	org    *sandbox.Org
	config oauth2.Config

	mu    sync.Mutex
	token *oauth2.Token // guarded by mu
}

// join starts an organisation and signs a person in, as a browser would.
func join(t *testing.T, p sandbox.Person, o sandbox.Options) (*member, *Client) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
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
	codes := make(chan string, 1)
	callback := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { codes <- r.FormValue("code") }))
	t.Cleanup(callback.Close)
	u, err := url.Parse(callback.URL)
	if err != nil {
		t.Fatal(err)
	}
	about := org.Describe()
	m := &member{org: org, config: oauth2.Config{
		ClientID:    about.ClientID,
		RedirectURL: "http://localhost:" + u.Port(),
		Endpoint: oauth2.Endpoint{
			AuthURL:   about.Authority + "/organizations/oauth2/v2.0/authorize",
			TokenURL:  about.Authority + "/organizations/oauth2/v2.0/token",
			AuthStyle: oauth2.AuthStyleInParams,
		},
		Scopes: []string{"openid", "profile", "offline_access"},
	}}
	for _, scope := range []string{"Dashboard.Read.All", "Dataset.Read.All", "Workspace.Read.All", "Report.Read.All", ScopeRefresh} {
		m.config.Scopes = append(m.config.Scopes, sandbox.Resource+"/"+scope)
	}
	verifier := oauth2.GenerateVerifier()
	if err := p.SignIn(ctx, m.config.AuthCodeURL("state", oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("nonce", "n"))); err != nil {
		t.Fatal(err)
	}
	if m.token, err = m.config.Exchange(ctx, <-codes, oauth2.VerifierOption(verifier)); err != nil {
		t.Fatal(err)
	}
	c, err := New(Options{Base: about.PowerBI, Portal: portalURL, Connection: connection, Tokens: m})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.closeIdle)
	return m, c
}

func (m *member) Token(context.Context, ...string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.token.AccessToken, nil
}

func (m *member) Renew(ctx context.Context, rejected string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.token.AccessToken == rejected {
		fresh, err := m.config.TokenSource(ctx, &oauth2.Token{RefreshToken: m.token.RefreshToken}).Token()
		if err != nil {
			return "", err
		}
		m.token = fresh
	}
	return m.token.AccessToken, nil
}

func (m *member) Prove(ctx context.Context, rejected, _ string) (string, error) {
	return m.Renew(ctx, rejected)
}

func (m *member) control(t *testing.T, name, body string) {
	t.Helper()
	if _, err := m.org.Control(t.Context(), name, json.RawMessage(body)); err != nil {
		t.Fatal(err)
	}
}

// TestAgainstTheSandbox goes through an organisation that was built from the
// same documents by other hands.
func TestAgainstTheSandbox(t *testing.T) {
	t.Parallel()
	m, c := join(t, sandbox.Ana, sandbox.Options{})
	ctx := t.Context()
	m.control(t, "expire-access", `{"person":"ana"}`)
	inv, err := c.Inventory(ctx)
	if err != nil || len(inv.Missed) != 0 {
		t.Fatalf("error %v, missed %+v", err, inv.Missed)
	}
	kinds := map[tiles.Kind]int{}
	for _, tile := range inv.Tiles {
		kinds[tile.Kind]++
		if !strings.HasPrefix(tile.OpenURL, portalURL+"/") {
			t.Errorf("tile %q opens %q", tile.Title, tile.OpenURL)
		}
	}
	for _, k := range []tiles.Kind{tiles.KindImport, tiles.KindDirectQuery, tiles.KindPush, tiles.KindStatic, tiles.KindHidden} {
		if kinds[k] == 0 {
			t.Errorf("no tile of kind %s among %v", k, kinds)
		}
	}
	var ledger tiles.Feed
	for _, f := range inv.Feeds {
		looked, err := c.Runs(ctx, f)
		if err != nil {
			t.Errorf("runs of %s: %v", f.Name, err)
		}
		planned, err := c.Schedule(ctx, f)
		if err != nil {
			t.Errorf("schedule of %s: %v", f.Name, err)
		}
		switch f.Name {
		case "General ledger":
			ledger = looked
			if looked.Access != tiles.AccessGranted || len(looked.Runs) == 0 || looked.Runs[0].Status != tiles.RunGood || f.Owner == "" || f.WorkspaceID == "" {
				t.Errorf("feed %+v", looked)
			}
			if s := planned.Schedule; s == nil || !s.Enabled || !slices.Equal(s.Times, []int{360, 720, 1080}) || s.Zone != "W. Europe Standard Time" {
				t.Errorf("schedule %+v", planned.Schedule)
			}
		case "Orders, live":
			if s := planned.Schedule; s == nil || s.EveryMinutes != 60 {
				t.Errorf("schedule %+v", planned.Schedule)
			}
		case "Board pack":
			if looked.Access != tiles.AccessDenied { // Ana only views that workspace
				t.Errorf("access to Board pack: %q", looked.Access)
			}
		}
	}
	if ledger.ID == "" {
		t.Fatal("no General ledger")
	}
	ask, err := c.Refresh(ctx, ledger)
	if err != nil || ask.Outcome != tiles.AskAccepted {
		t.Errorf("ask %+v, %v", ask, err)
	}
	if ask, err = c.Refresh(ctx, ledger); err != nil || ask.Outcome != tiles.AskRunning {
		t.Errorf("asked again: %+v, %v", ask, err)
	}
	if ledger, err = c.Runs(ctx, ledger); err != nil || ledger.Runs[0].Status != tiles.RunRunning || ledger.Runs[0].Trigger != "ViaApi" {
		t.Errorf("runs after asking: %+v, %v", ledger.Runs[0], err)
	}
	m.control(t, "fail", `{"dataset":"Budget 2027","code":"ModelRefreshFailed_CredentialsNotSpecified"}`)
	for _, f := range inv.Feeds {
		if f.Name != "Budget 2027" {
			continue
		}
		if f, err = c.Runs(ctx, f); err != nil || f.Runs[0].Status != tiles.RunFailed || f.Runs[0].Code != "ModelRefreshFailed_CredentialsNotSpecified" {
			t.Errorf("failing run %+v, %v", f.Runs[0], err)
		}
	}
}

func TestSandboxFaults(t *testing.T) {
	t.Parallel()
	m, c := join(t, sandbox.Ana, sandbox.Options{})
	ctx := t.Context()
	m.control(t, "fault", `{"path":"/v1.0/myorg/groups/*/dashboards","kind":"html","times":1}`)
	inv, err := c.Inventory(ctx)
	if err != nil || len(inv.Missed) != 1 || inv.Missed[0].WorkspaceID == "" {
		t.Errorf("with a page in between: error %v, missed %+v", err, inv.Missed)
	}
	m.control(t, "challenge", `{"person":"ana"}`)
	if _, err = c.Inventory(ctx); err == nil || asError(t, err).Claims == "" {
		t.Errorf("challenged: %v", err)
	}
	m.control(t, "reset", `{}`)
	m.control(t, "fault", `{"path":"/v1.0/myorg/groups","kind":"throttle","seconds":30,"times":1}`)
	_, err = c.Inventory(ctx)
	if e := asError(t, err); e.Cause != tiles.CauseThrottled || time.Until(e.RetryAfter) < 20*time.Second || time.Until(e.RetryAfter) > 31*time.Second {
		t.Errorf("throttled: %+v", e)
	}
}

func TestSandboxWithoutALicence(t *testing.T) {
	t.Parallel()
	_, c := join(t, sandbox.Ben, sandbox.Options{})
	_, err := c.Inventory(t.Context())
	if e := asError(t, err); e.Cause != tiles.CauseAdminNeeded {
		t.Errorf("error %+v", e)
	}
}

func TestSandboxViewer(t *testing.T) {
	t.Parallel()
	_, c := join(t, sandbox.Carla, sandbox.Options{})
	inv, err := c.Inventory(t.Context())
	if err != nil || len(inv.Missed) != 0 || len(inv.Tiles) == 0 {
		t.Fatalf("error %v, missed %+v, %d tiles", err, inv.Missed, len(inv.Tiles))
	}
	hidden := 0
	for _, f := range inv.Feeds {
		if f.Kind == tiles.KindHidden && f.Access == tiles.AccessDenied {
			hidden++
		}
	}
	if hidden == 0 {
		t.Errorf("no feed is hidden from a viewer: %+v", inv.Feeds)
	}
}
