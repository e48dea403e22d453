package sandbox_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"mysettings/app/sandbox"
)

// An organisation that listens nowhere lives where time is virtual, and cuts
// connections as any other.
func TestInside(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		org, err := sandbox.Inside(t.Context(), sandbox.Options{Forgetful: true})
		if err != nil {
			t.Fatal(err)
		}
		defer org.Close()
		time.Sleep(365 * 24 * time.Hour) // nothing of it keeps time from passing
		control := func(name string, body any) json.RawMessage {
			t.Helper()
			text, err := org.Control(t.Context(), name, body)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		control("fault", map[string]any{"path": "/v1.0/**", "kind": "reset"})
		get := func() (*http.Response, error) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, org.Describe().PowerBI+"/groups", nil)
			if err != nil {
				t.Fatal(err)
			}
			return org.Transport().RoundTrip(r)
		}
		if answer, err := get(); err == nil {
			t.Errorf("a connection that is cut answered %s", answer.Status)
		}
		control("fault/clear", map[string]any{})
		if answer, err := get(); err != nil || answer.StatusCode != http.StatusUnauthorized && answer.StatusCode != http.StatusForbidden {
			t.Errorf("a call without a token: %v, %v", answer, err)
		}
		var kept struct{ Secrets []any }
		if err := json.Unmarshal(control("secrets", nil), &kept); err != nil || len(kept.Secrets) != 0 {
			t.Errorf("a forgetful organisation remembers %d secrets, %v", len(kept.Secrets), err)
		}
	})
}
