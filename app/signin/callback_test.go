package signin

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	rightState = "right-state-right-state-right-state-right-s"
	testIssuer = "https://login.microsoftonline.com/{tenantid}/v2.0"
)

// testCallback is a callback that is asked without a network.
func testCallback() *callback {
	return newCallback(nil, 4711, rightState, provider{issuer: testIssuer})
}

// asked is a request to a callback.
type asked struct {
	method, target, host, kind, body string
}

func (a asked) to(c *callback) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://localhost:4711/", strings.NewReader(a.body))
	if a.method != "" {
		r.Method = a.method
	}
	if a.target != "" {
		u, err := url.Parse(a.target)
		if err != nil {
			panic(err)
		}
		r.URL = u
	}
	r.Host = "localhost:4711"
	if a.host != "" {
		r.Host = a.host
	}
	if a.kind != "" {
		r.Header.Set("Content-Type", a.kind)
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

const form = "application/x-www-form-urlencoded"

func TestCallbackRefuses(t *testing.T) {
	t.Parallel()
	right := "code=c&state=" + rightState
	for _, tc := range []struct {
		name   string
		ask    asked
		status int
	}{
		{"nothing", asked{}, 400},
		{"wrong state", asked{target: "/?code=c&state=wrong"}, 400},
		{"no state", asked{target: "/?code=c"}, 400},
		{"empty state", asked{target: "/?code=c&state="}, 400},
		{"state with more", asked{target: "/?code=c&state=" + rightState + "x"}, 400},
		{"start of the state", asked{target: "/?code=c&state=" + rightState[:10]}, 400},
		{"state in another case", asked{target: "/?code=c&state=" + strings.ToUpper(rightState)}, 400},
		{"two states", asked{target: "/?code=c&state=wrong&state=" + rightState}, 400},
		{"the state twice", asked{target: "/?code=c&state=" + rightState + "&state=" + rightState}, 400},
		{"two codes", asked{target: "/?code=c&code=d&state=" + rightState}, 400},
		{"no code", asked{target: "/?state=" + rightState}, 400},
		{"empty code", asked{target: "/?code=&state=" + rightState}, 400},
		{"code and error", asked{target: "/?error=x&" + right}, 400},
		{"error with a wrong state", asked{target: "/?error=access_denied&state=wrong"}, 400},
		{"error without a state", asked{target: "/?error=access_denied"}, 400},
		{"another path", asked{target: "/callback?" + right}, 404},
		{"favicon", asked{target: "/favicon.ico"}, 404},
		{"a longer path", asked{target: "//?" + right}, 404},
		{"an escaped path", asked{target: "/%2f?" + right}, 404},
		{"done page before the answer", asked{target: donePath}, 404},
		{"done page by POST", asked{method: "POST", target: donePath}, 405},
		{"HEAD", asked{method: "HEAD", target: "/?" + right}, 405},
		{"PUT", asked{method: "PUT", target: "/?" + right}, 405},
		{"OPTIONS", asked{method: "OPTIONS", target: "/?" + right}, 405},
		{"a name made to lead here", asked{host: "evil.example:4711", target: "/?" + right}, 421},
		{"another port", asked{host: "localhost:80", target: "/?" + right}, 421},
		{"no port", asked{host: "localhost", target: "/?" + right}, 421},
		{"by number", asked{host: "127.0.0.1:4711", target: "/?" + right}, 421},
		{"a subdomain", asked{host: "x.localhost:4711", target: "/?" + right}, 421},
		{"POST with the query only", asked{method: "POST", target: "/?" + right, kind: form}, 400},
		{"POST of JSON", asked{method: "POST", kind: "application/json", body: `{"code":"c","state":"` + rightState + `"}`}, 400},
		{"POST of text", asked{method: "POST", kind: "text/plain", body: right}, 400},
		{"POST without a type", asked{method: "POST", body: right}, 400},
		{"POST of parts", asked{method: "POST", kind: "multipart/form-data; boundary=x", body: right}, 400},
		{"POST of too much", asked{method: "POST", kind: form, body: right + "&x=" + strings.Repeat("x", formLimit)}, 413},
		{"broken escapes", asked{method: "POST", kind: form, body: "code=%zz&state=" + rightState}, 400},
		{"another provider", asked{target: "/?iss=https%3A%2F%2Fevil.example&" + right}, 400},
		{"an issuer that only begins right", asked{target: "/?iss=https%3A%2F%2Flogin.microsoftonline.com%2Fa%2Fb%2Fv2.0&" + right}, 400},
		{"an empty issuer", asked{target: "/?iss=&" + right}, 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := testCallback()
			defer c.server.Close()
			w := tc.ask.to(c)
			if w.Code != tc.status {
				t.Errorf("status = %d; want %d", w.Code, tc.status)
			}
			if strings.Contains(w.Body.String(), "evil") || strings.Contains(w.Body.String(), rightState) {
				t.Errorf("page repeats what was asked: %s", w.Body)
			}
			if got := w.Header().Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || strings.Contains(got, "script-src") {
				t.Errorf("policy = %q", got)
			}
			select {
			case a := <-c.answers:
				t.Fatalf("taken for an answer: %+v", a)
			default:
			}
			// The wait goes on: the right answer is still taken.
			if w := (asked{method: "POST", kind: form, body: right}).to(c); w.Code != http.StatusSeeOther || w.Header().Get("Location") != donePath {
				t.Errorf("right answer afterwards: %d to %q", w.Code, w.Header().Get("Location"))
			}
			if a := <-c.answers; a.code.Reveal() != "c" || a.refusal != nil {
				t.Errorf("answer = %+v", a)
			}
		})
	}
}

func TestCallbackAccepts(t *testing.T) {
	t.Parallel()
	iss := url.QueryEscape("https://login.microsoftonline.com/" + testTenant + "/v2.0")
	for _, tc := range []struct {
		name string
		ask  asked
		code string
		err  string
	}{
		{"GET", asked{target: "/?code=abc&state=" + rightState}, "abc", ""},
		{"POST", asked{method: "POST", kind: form + "; charset=utf-8", body: "state=" + rightState + "&code=a%2Bc&session_state=x"}, "a+c", ""},
		{"host in capitals", asked{host: "LocalHost:4711", target: "/?code=abc&state=" + rightState}, "abc", ""},
		{"issuer", asked{target: "/?code=abc&state=" + rightState + "&iss=" + iss}, "abc", ""},
		{"error by POST", asked{method: "POST", kind: form, body: "state=" + rightState + "&error=access_denied&error_description=" + url.QueryEscape(`<img src=x onerror="alert(1)">`)}, "", "access_denied"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := testCallback()
			defer c.server.Close()
			if w := tc.ask.to(c); w.Code != http.StatusSeeOther {
				t.Fatalf("status = %d; want 303", w.Code)
			}
			a := <-c.answers
			if a.code.Reveal() != tc.code || (a.refusal != nil) != (tc.err != "") || a.refusal != nil && a.refusal.Code != tc.err {
				t.Errorf("answer = %q, %+v", a.code.Reveal(), a.refusal)
			}
			for _, again := range []string{tc.ask.target, "/?code=other&state=" + rightState} {
				if w := (asked{target: again}).to(c); w.Code != http.StatusConflict && w.Code != http.StatusBadRequest {
					t.Errorf("a second answer got %d", w.Code)
				}
			}
			select {
			case a := <-c.answers:
				t.Errorf("second answer taken: %+v", a)
			default:
			}
			w := asked{target: donePath}.to(c)
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<img") || strings.Contains(w.Body.String(), "<script") {
				t.Errorf("done page: %d %s", w.Code, w.Body)
			}
			if failed := strings.Contains(w.Body.String(), "not completed"); failed != (tc.err != "") {
				t.Errorf("done page says %s", w.Body)
			}
		})
	}
}

func TestCallbackDemandsAnnouncedIssuer(t *testing.T) {
	t.Parallel()
	c := newCallback(nil, 4711, rightState, provider{issuer: "https://id.example", saysIss: true})
	defer c.server.Close()
	if w := (asked{target: "/?code=abc&state=" + rightState}).to(c); w.Code != 400 {
		t.Errorf("without iss: status = %d; want 400", w.Code)
	}
	if w := (asked{target: "/?code=abc&iss=https://id.example&state=" + rightState}).to(c); w.Code != 303 {
		t.Errorf("with iss: status = %d; want 303", w.Code)
	}
}

// TestCallbackListens asks over the real loopback addresses, both of them.
func TestCallbackListens(t *testing.T) {
	t.Parallel()
	listeners, port, err := listenLoopback(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := newCallback(listeners, port, rightState, provider{issuer: testIssuer})
	if want := fmt.Sprintf("http://localhost:%d", port); c.address() != want {
		t.Errorf("address = %q; want %q", c.address(), want)
	}
	for _, l := range listeners {
		r, _ := http.NewRequest(http.MethodGet, "http://"+l.Addr().String()+"/?code=x&state=wrong", nil)
		r.Host = c.host
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatalf("%v: %v", l.Addr(), err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: status = %d; want 400", l.Addr(), resp.StatusCode)
		}
		if host, _, _ := net.SplitHostPort(l.Addr().String()); host != "127.0.0.1" && host != "::1" {
			t.Errorf("listens on %s, which others can reach", host)
		}
	}
	c.close()
	for _, l := range listeners {
		if conn, err := net.Dial("tcp", l.Addr().String()); err == nil {
			_ = conn.Close()
			t.Errorf("%v still listens", l.Addr())
		}
	}
}

// TestCallbackCloses measures the end with browsers that hold connections
// open, in each of the ways they do.
func TestCallbackCloses(t *testing.T) {
	for _, tc := range []struct {
		name     string
		answered bool
		send     string
	}{
		{"nothing sent", false, ""},
		{"half a request", false, "GET / HTTP/1.1\r\nHost: loc"},
		{"half a body", false, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"},
		{"nothing sent, answered elsewhere", true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			listeners, port, err := listenLoopback(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c := newCallback(listeners, port, rightState, provider{issuer: testIssuer})
			conn, err := net.Dial("tcp", listeners[0].Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, tc.send)
			if tc.answered {
				c.answered = true
			}
			begun := time.Now()
			c.close()
			if took := time.Since(begun); took > 500*time.Millisecond {
				t.Errorf("closing took %v; want at most 500ms", took)
			}
		})
	}
}

// TestCallbackManyAtOnce: of many right answers at once exactly one is taken.
func TestCallbackManyAtOnce(t *testing.T) {
	t.Parallel()
	c := testCallback()
	defer c.server.Close()
	var all sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for n := range 50 {
		all.Go(func() {
			w := asked{target: fmt.Sprintf("/?code=c%d&state=%s", n, rightState)}.to(c)
			mu.Lock()
			defer mu.Unlock()
			statuses[w.Code]++
		})
	}
	all.Wait()
	if statuses[http.StatusSeeOther] != 1 || statuses[http.StatusConflict] != 49 {
		t.Errorf("statuses = %v; want one 303 and 49 409", statuses)
	}
	if len(c.answers) != 1 {
		t.Errorf("answers = %d; want 1", len(c.answers))
	}
}

// TestSignInThroughAttacks: whatever else comes in meanwhile, the one right
// answer signs in.
func TestSignInThroughAttacks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	browser := browserFunc(func(ctx context.Context, page string) error {
		u, _ := url.Parse(page)
		back := u.Query().Get("redirect_uri")
		for _, target := range []string{"/?code=stolen&state=wrong", "/?error=access_denied&state=x", "/other", "/?" + strings.Repeat("x", 10_000)} {
			resp, err := visit(ctx, http.DefaultClient, back+target)
			if err != nil {
				return err
			}
			_ = resp.Body.Close()
			if resp.StatusCode < 400 {
				t.Errorf("%s: status %d", target[:8], resp.StatusCode)
			}
		}
		return obedient{t}.Open(ctx, page)
	})
	b.signIn(Request{Browser: browser})
	if got := len(b.idp.tokenRequests("authorization_code")); got != 1 {
		t.Errorf("codes redeemed = %d; want 1", got)
	}
}

func FuzzCallback(f *testing.F) {
	for _, s := range []string{"", "code=c&state=" + rightState, "error=%3Cscript%3E&state=" + rightState, "state[]=x&;=&%", "iss=x&code=c&state=" + rightState} {
		f.Add("GET", "/", s, form, s)
		f.Add("POST", "/", "", form, s)
	}
	f.Add("TRACE", "/done", "", "a/b; c=\"", "\x00")
	f.Fuzz(checkCallback)
}

func checkCallback(t *testing.T, method, path, query, kind, body string) {
	c := testCallback()
	defer c.server.Close()
	r := &http.Request{
		Method: method, URL: &url.URL{Path: path, RawQuery: query}, Host: c.host,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body)),
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	page := w.Body.String()
	if strings.Contains(page, "<script") || w.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("page of %q %q: %s", query, body, page)
	}
	select {
	case a := <-c.answers:
		raw := query
		if method == http.MethodPost {
			raw = body
		}
		values, err := url.ParseQuery(raw)
		if err != nil || values.Get("state") != rightState || len(values["state"]) != 1 {
			t.Errorf("answer taken from %q", raw)
		}
		if (a.refusal == nil) == a.code.Empty() {
			t.Errorf("neither code nor refusal, or both, from %q", raw)
		}
		if w.Code != http.StatusSeeOther {
			t.Errorf("answer taken with status %d", w.Code)
		}
	default:
		if w.Code == http.StatusSeeOther {
			t.Errorf("303 without an answer for %q %q", query, body)
		}
	}
}
