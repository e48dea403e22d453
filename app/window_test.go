package app

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestDisplay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		goos string
		env  map[string]string
		here bool
	}{
		{"linux", nil, false},
		{"linux", map[string]string{"DISPLAY": ":0"}, true},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, true},
		{"windows", nil, true},
		{"darwin", nil, true},
	} {
		err := display(c.goos, func(name string) string { return c.env[name] })
		if (err == nil) != c.here || err != nil && !errors.Is(err, ErrNoDisplay) {
			t.Errorf("display(%s, %v) = %v", c.goos, c.env, err)
		}
	}
}

func TestTitleSaysSandbox(t *testing.T) {
	t.Parallel()
	if got := (Options{}).title(); got != "My Settings for Power BI" {
		t.Errorf("title = %q", got)
	}
	if got := (Options{Backend: Backend{Sandbox: true}}).title(); got != "My Settings for Power BI — Sandbox" {
		t.Errorf("title = %q", got)
	}
}

func TestSecured(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	secured(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	got := w.Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(got, part) {
			t.Errorf("policy %q without %q", got, part)
		}
	}
	if strings.Contains(got, "unsafe") || strings.Contains(got, "*") || strings.Contains(got, "http") {
		t.Errorf("policy lets something in: %q", got)
	}
	if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("headers = %v", w.Header())
	}
}
