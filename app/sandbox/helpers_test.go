package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/sandbox"
)

// clock is a clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock(text string) *clock {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return &clock{now: at}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// tester drives one organisation as an app would.
type tester struct {
	*testing.T
	org      *sandbox.Org
	about    sandbox.Description
	http     *http.Client
	callback *callback
}

func start(t *testing.T, o sandbox.Options) *tester {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	org, err := sandbox.Start(ctx, o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := org.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &tester{T: t, org: org, about: org.Describe(), callback: newCallback(t), http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// callback is the app's loopback listener: it remembers what came.
type callback struct {
	address string // http://localhost:port
	got     chan url.Values
}

func newCallback(t *testing.T) *callback {
	c := &callback{got: make(chan url.Values, 16)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		values := r.Form
		values.Set("method", r.Method)
		values.Set("path", r.URL.Path)
		c.got <- values
		io.WriteString(w, "<!doctype html><title>The app</title>")
	}))
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.address = "http://localhost:" + u.Port()
	return c
}

func (c *callback) next(t *testing.T) url.Values {
	t.Helper()
	select {
	case v := <-c.got:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came to the app's address")
		return nil
	}
}

var standardScopes = []string{
	"openid", "profile", "offline_access",
	sandbox.Resource + "/Dashboard.Read.All", sandbox.Resource + "/Dataset.Read.All",
	sandbox.Resource + "/Workspace.Read.All", sandbox.Resource + "/Report.Read.All",
}

const writeScope = sandbox.Resource + "/Dataset.ReadWrite.All"

func (t *tester) config(tenant string, scopes ...string) *oauth2.Config {
	at := t.about.Authority + "/" + tenant + "/oauth2/v2.0/"
	return &oauth2.Config{
		ClientID: t.about.ClientID, RedirectURL: t.callback.address, Scopes: scopes,
		Endpoint: oauth2.Endpoint{AuthURL: at + "authorize", TokenURL: at + "token", DeviceAuthURL: at + "devicecode", AuthStyle: oauth2.AuthStyleInParams},
	}
}

// signIn plays a whole sign-in.
func (t *tester) signIn(p sandbox.Person, scopes ...string) *oauth2.Token {
	t.Helper()
	if len(scopes) == 0 {
		scopes = standardScopes
	}
	config, verifier := t.config("organizations", scopes...), oauth2.GenerateVerifier()
	address := config.AuthCodeURL("some-state", oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("nonce", "some-nonce"))
	if err := p.SignIn(t.Context(), address); err != nil {
		t.Fatalf("SignIn: %v", err)
	}
	got := t.callback.next(t.T)
	if got.Get("code") == "" || got.Get("state") != "some-state" {
		t.Fatalf("callback got %v", got)
	}
	token, err := config.Exchange(t.Context(), got.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatalf("Exchange: %v", err)
	}
	return token
}

// renew redeems a refresh token; the fields of an error are in the second
// result.
func (t *tester) renew(refresh string, extra ...string) (map[string]any, int) {
	t.Helper()
	form := url.Values{"client_id": {sandbox.ClientID}, "grant_type": {"refresh_token"}, "refresh_token": {refresh}, "scope": {strings.Join(standardScopes, " ")}}
	for n := 0; n < len(extra); n += 2 {
		form.Set(extra[n], extra[n+1])
	}
	return t.post(t.about.Authority+"/organizations/oauth2/v2.0/token", form)
}

func (t *tester) post(address string, form url.Values) (map[string]any, int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, _, body := t.do(request)
	answer := map[string]any{}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("answer %d is no JSON: %v: %q", status, err, body)
	}
	return answer, status
}

func (t *tester) do(request *http.Request) (int, http.Header, string) {
	t.Helper()
	response, err := t.http.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", request.Method, request.URL.Path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("body: %v", err)
	}
	return response.StatusCode, response.Header, string(body)
}

// api calls Power BI.
func (t *tester) api(token, method, path, body string) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, t.about.PowerBI+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return t.do(request)
}

// list reads a collection.
func (t *tester) list(token, path string) []map[string]any {
	t.Helper()
	status, _, body := t.api(token, http.MethodGet, path, "")
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, status, body)
	}
	var answer struct {
		Value []map[string]any `json:"value"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Value == nil {
		t.Fatalf("GET %s is no collection: %v: %s", path, err, body)
	}
	return answer.Value
}

// errorCode reads the code of an error of Power BI.
func errorCode(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if body == "" {
		return ""
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("error body: %v: %s", err, body)
	}
	return answer.Error.Code
}

func (t *tester) control(name string, request any) map[string]any {
	t.Helper()
	answer, err := t.org.Control(t.Context(), name, request)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]any{}
	if err := json.Unmarshal(answer, &fields); err != nil {
		t.Fatalf("control %s: %v", name, err)
	}
	return fields
}

// id finds something in the organisation by name.
func (t *tester) id(kind, name string) string {
	t.Helper()
	var org struct {
		Workspaces []struct {
			ID, Name   string
			Datasets   []struct{ ID, Name string }
			Dashboards []struct {
				ID, Name string
				Tiles    []struct{ ID, Title string }
			}
		}
	}
	answer, err := t.org.Control(t.Context(), "organisation", nil)
	if err == nil {
		err = json.Unmarshal(answer, &org)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, ws := range org.Workspaces {
		if kind == "workspace" && ws.Name == name {
			return ws.ID
		}
		for _, m := range ws.Datasets {
			if kind == "dataset" && m.Name == name {
				return m.ID
			}
		}
		for _, d := range ws.Dashboards {
			if kind == "dashboard" && d.Name == name {
				return d.ID
			}
			for _, tile := range d.Tiles {
				if kind == "tile" && tile.Title == name {
					return tile.ID
				}
			}
		}
	}
	t.Fatalf("no %s %q", kind, name)
	return ""
}

func retrieveError(t *testing.T, err error) *oauth2.RetrieveError {
	t.Helper()
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		t.Fatalf("error %v is no answer of the token endpoint", err)
	}
	return refused
}
