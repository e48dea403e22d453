package sandbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func TestStartRefusesOtherAddresses(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0"} {
		org, err := sandbox.Start(t.Context(), sandbox.Options{Addr: addr})
		if !errors.Is(err, sandbox.ErrNotLoopback) {
			t.Errorf("Start(%q) = %v, %v, want ErrNotLoopback", addr, org, err)
		}
	}
	for _, o := range []sandbox.Options{{Addr: "nonsense"}, {Tiles: -1}, {Addr: "127.0.0.1:99999"}} {
		if org, err := sandbox.Start(t.Context(), o); err == nil {
			org.Close()
			t.Errorf("Start(%+v) went well", o)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"", "localhost:0", "[::1]:0"} {
		org, err := sandbox.Start(t.Context(), sandbox.Options{Addr: addr})
		if err != nil && strings.Contains(addr, "::1") {
			continue // no IPv6 here
		} else if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(org.Describe())
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]string
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"authority", "powerbi_api", "reportserver", "control"} {
			if !strings.HasPrefix(fields[name], "http://") {
				t.Errorf("%s = %q", name, fields[name])
			}
		}
		if fields["client_id"] != sandbox.ClientID || len(fields) != 5 {
			t.Errorf("description %s", text)
		}
		org.Close()
	}
}

func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	x.control("fault", map[string]any{"path": "/**", "kind": "slow", "seconds": 3600})
	failed := make(chan error, 1)
	go func() {
		_, err := http.Get(x.about.Authority + "/organizations/v2.0/.well-known/openid-configuration")
		failed <- err
	}()
	waitFor(t, func() bool { return x.control("calls", nil)["total"].(float64) == 1 })
	x.org.Close()
	x.org.Close()
	select {
	case err := <-failed:
		if err == nil {
			t.Error("the request was answered")
		}
	case <-time.After(10 * time.Second):
		t.Error("the request still hangs")
	}
}

func TestContextEndsIt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	org, err := sandbox.Start(ctx, sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	waitFor(t, func() bool {
		response, err := http.Get(org.Describe().Control)
		if err == nil {
			response.Body.Close()
		}
		return err != nil
	})
	org.Close()
}

func TestOtherNamesAreRefused(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for host, want := range map[string]int{"evil.example": 421, "evil.example:80": 421, "localhost:1": 200, "127.0.0.1": 200, "[::1]:5": 200} {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, x.about.Control, nil)
		request.Host = host
		if got, _, _ := x.do(request); got != want {
			t.Errorf("Host %s: %d, want %d", host, got, want)
		}
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, x.about.Control+"/reset", nil)
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	request.Header.Set("Origin", "https://evil.example")
	if got, _, _ := x.do(request); got != http.StatusForbidden {
		t.Errorf("a control from another site: %d, want 403", got)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	for _, path := range []string{"/", "/portal/dashboards/x"} {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, x.about.Authority+path, nil)
		if status, _, body := x.do(request); status != 200 || !strings.Contains(body, "Sandbox") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// The log may be kept; nothing that was issued may be in it.
func TestLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	x := start(t, sandbox.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	token := x.signIn(sandbox.Ana)
	x.renew(token.RefreshToken)
	x.list(token.AccessToken, "/dashboards")
	var answer struct {
		Secrets []struct{ Kind, Value string }
	}
	text, err := x.org.Control(t.Context(), "secrets", nil)
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	if err != nil {
		t.Fatal(err)
	}
	x.org.Close()
	kinds := map[string]int{}
	for _, s := range answer.Secrets {
		kinds[s.Kind]++
		if strings.Contains(log.String(), s.Value) {
			t.Errorf("the log holds a %s", s.Kind)
		}
	}
	for kind, want := range map[string]int{"code": 1, "code_challenge": 1, "code_verifier": 1, "access_token": 2, "refresh_token": 2, "id_token": 2} {
		if kinds[kind] != want {
			t.Errorf("%d secrets of the kind %s, want %d", kinds[kind], kind, want)
		}
	}
	if !strings.Contains(log.String(), "/v1.0/myorg/dashboards") {
		t.Errorf("the log lacks a request:\n%s", log.String())
	}
}

// waitFor waits for a condition that comes by itself.
func waitFor(t *testing.T, ready func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("it never came")
		}
	}
}
