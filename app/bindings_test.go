package app

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
)

// failure is err as the page gets it.
func failure(t *testing.T, err error) *Failure {
	t.Helper()
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("error %v (%T) is not for the page", err, err)
	}
	if f.Text == "" || strings.Contains(f.Text, "%!") || !strings.HasSuffix(f.Text, ".") {
		t.Errorf("text %q is no sentence", f.Text)
	}
	return f
}

// tileNamed is the tile with a title, or the first that fits.
func tileFor(t *testing.T, s Snapshot, fits func(Tile) bool) Tile {
	t.Helper()
	for _, tile := range s.Tiles {
		if fits(tile) {
			return tile
		}
	}
	t.Fatalf("no such tile among %d", len(s.Tiles))
	return Tile{}
}

func refreshable(t Tile) bool { return t.CanRefresh && t.State == tiles.Fresh }

// TestWindowStory is a person's way through the page, with everything real but
// the web view: and in all of it no secret reaches the page.
func TestWindowStory(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	var page strings.Builder // everything the page was given
	see := func() Snapshot {
		s := w.see(t)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		page.Write(text)
		return s
	}

	if s := see(); len(s.Connections) != 0 || !s.Sandbox || s.NeedsClientID || s.Health != tiles.HealthSignedOut {
		t.Fatalf("at first: %+v", s)
	}
	in, err := w.SignIn("")
	id := in.Connection
	if err != nil || id == "" || !in.Confirmed {
		t.Fatalf("SignIn = %+v, %v", in, err)
	}
	w.wait() // the look that follows
	s := see()
	c := s.Connections[0]
	if c.ID != id || c.State != tiles.SignedIn || c.Person != sandbox.Ana.Name || c.Organisation != "contoso.com" || c.DaysLeft != 90 || c.Protection != "file" {
		t.Errorf("connection = %+v", c)
	}
	if s.Counts.Total == 0 || s.Counts.Fresh == 0 || s.Signing != nil || s.Checking {
		t.Errorf("after signing in: %+v, signing %v, checking %v", s.Counts, s.Signing, s.Checking)
	}

	// A refresh asks for the further permission on the way, and goes on.
	one := tileFor(t, s, refreshable)
	results, err := w.Refresh([]string{one.ID})
	if err != nil || len(results) != 1 || !results[0].Accepted {
		t.Fatalf("Refresh = %+v, %v", results, err)
	}
	if s = see(); !s.Connections[0].MayRefresh {
		t.Error("the permission is not there afterwards")
	}
	browsed := len(w.browser.addresses())
	if err := w.Keep(one.ID, KeepChoice{Every: tiles.Daily, At: "07:00"}); err != nil {
		t.Fatal(err)
	}
	if got := len(w.browser.addresses()); got != browsed {
		t.Errorf("the browser was opened %d more times for a permission that was there", got-browsed)
	}
	kept := func() *Kept { return tileFor(t, see(), func(t Tile) bool { return t.ID == one.ID }).Kept }
	if k := kept(); k == nil || k.At != "07:00" || k.Next == "" {
		t.Errorf("kept = %+v", k)
	}
	if p, err := w.PreviewKeep(one.ID, KeepChoice{Every: tiles.Hourly, At: "00:05"}); err != nil || p.PerDay < 24 || p.Next == "" {
		t.Errorf("PreviewKeep = %+v, %v", p, err)
	}
	if err := w.Unkeep(one.ID); err != nil || kept() != nil {
		t.Errorf("Unkeep: %v", err)
	}

	if err := w.OpenTile(tileFor(t, s, func(t Tile) bool { return t.CanOpen }).ID); err != nil {
		t.Error(err)
	}
	if opened := w.browser.addresses(); !strings.HasPrefix(opened[len(opened)-1], "https://") {
		t.Errorf("opened %q", opened[len(opened)-1])
	}
	text, err := w.CopyDetails("connection", id, "")
	if err != nil || text != w.shell.clipboard || !strings.Contains(text, "ana@contoso.com") {
		t.Errorf("CopyDetails = %q, %v", text, err)
	}
	page.WriteString(text)

	gone, err := w.SignOut(id)
	if err != nil || len(gone.Undone) == 0 {
		t.Errorf("SignOut = %+v, %v", gone, err)
	}
	if s = see(); s.Connections[0].State != tiles.SignedOut {
		t.Errorf("state = %s", s.Connections[0].State)
	}

	page.WriteString(w.shell.log.String())
	for _, secret := range secrets(t, w.org) {
		if strings.Contains(page.String(), secret) {
			t.Errorf("the page was given a secret of %d characters", len(secret))
		}
	}
}

// secrets are every token, code and verifier that went over the wire.
func secrets(t *testing.T, org *sandbox.Org) []string {
	t.Helper()
	answer, err := http.Get(org.Describe().Control + "/secrets")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Secrets []json.RawMessage `json:"secrets"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, raw := range list.Secrets {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			var named struct {
				Value string `json:"value"`
			}
			if err := json.Unmarshal(raw, &named); err != nil {
				t.Fatal(err)
			}
			s = named.Value
		}
		if len(s) > 8 {
			out = append(out, s)
		}
	}
	if len(out) < 4 {
		t.Fatalf("only %d secrets in %s", len(out), text)
	}
	return out
}

// TestSnapshotHoldsNoToken looks for the seeded tokens in what the page gets.
func TestSnapshotHoldsNoToken(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 12, notices: true, ended: time.Hour})
	w := windowOn(t, p, nil)
	text, err := json.Marshal(w.see(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{seedAccess, seedRefresh, seedID} {
		if strings.Contains(string(text), token) {
			t.Errorf("the page was given %q", token)
		}
	}
}

func TestCancelSignIn(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	w.browser.is(nil)
	done := make(chan error, 1)
	id := make(chan string, 1)
	go func() {
		got, err := w.SignIn("")
		id <- got.Connection
		done <- err
	}()
	waiting := func() bool {
		now := w.signing.now()
		return now != nil && now.Stage == StageWaiting && now.CanOpenAgain
	}
	w.shell.until(t, "waiting for the browser", waiting)

	if _, err := w.SignIn(""); failure(t, err).Code != "signin_under_way" {
		t.Errorf("second sign-in: %v", err)
	}
	opened := len(w.browser.addresses())
	if err := w.OpenSignInPageAgain(); err != nil {
		t.Fatal(err)
	}
	if again := w.browser.addresses(); len(again) != opened+1 || again[opened] != again[0] {
		t.Errorf("opened again: %d addresses", len(again))
	}
	text, err := json.Marshal(w.see(t))
	if err != nil || strings.Contains(string(text), "code_challenge") || strings.Contains(w.shell.log.String(), "code_challenge") {
		t.Errorf("the page was given the address of the sign-in page (%v)", err)
	}
	w.CancelSignIn()
	if got, err := <-id, <-done; err != nil || got != "" {
		t.Errorf("cancelled: %q, %v", got, err)
	}
	if s := w.see(t); s.Signing != nil || len(s.Connections) != 0 {
		t.Errorf("after cancelling: %+v", s.Signing)
	}
	if err := w.OpenSignInPageAgain(); failure(t, err).Code != "signin_over" {
		t.Errorf("open again: %v", err)
	}
	w.CancelSignIn() // nothing to cancel is fine
}

func TestRefusedSignIn(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	w.browser.is(sandbox.Ana.Refuse)
	_, err := w.SignIn("")
	if f := failure(t, err); f.Do == "" {
		t.Errorf("nothing to do: %+v", f)
	}
}

func TestBindingsRefuse(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 6, healthy: true})
	for _, address := range []string{"", "http://app.powerbi.com/x", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://user:pw@app.powerbi.com/", "::"} {
		ts, err := p.Store.Tiles(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fs, err := p.Store.Feeds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ts[0].OpenURL = address
		if err := p.Store.SaveInventory(t.Context(), seedConnection, ts, fs, time.Now()); err != nil {
			t.Fatal(err)
		}
		w := windowOn(t, p, nil)
		if err := w.OpenTile(ts[0].ID); err == nil {
			t.Errorf("opened %q", address)
		} else {
			failure(t, err)
		}
		if got := w.browser.addresses(); len(got) != 0 {
			t.Errorf("browser got %q", got)
		}
	}
	w := windowOn(t, p, nil)
	for name, err := range map[string]error{
		"open an unknown tile":   w.OpenTile("no/such"),
		"keep an unknown tile":   w.Keep("no/such", KeepChoice{Every: tiles.Daily, At: "07:00"}),
		"keep in a strange way":  w.Keep(seedConnection+"/tile-0001", KeepChoice{Every: "never"}),
		"a setting not the page": w.Set("authority", "https://evil.example"),
		"a value that can't be":  w.Set("check.every", "yesterday"),
		"an unknown warning":     w.Acknowledge("no such"),
	} {
		t.Run(name, func(t *testing.T) { failure(t, err) })
	}
	if _, err := w.PreviewKeep("no/such", KeepChoice{}); err == nil {
		t.Error("preview of an unknown tile")
	}
	if _, err := w.CopyDetails("tile", "no/such", ""); err == nil {
		t.Error("details of an unknown tile")
	}
}

func TestSetAndSeen(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 6, notices: true})
	w := windowOn(t, p, nil)
	if err := w.Set("theme", "dark"); err != nil {
		t.Fatal(err)
	}
	if err := w.MarkNoticesSeen(); err != nil {
		t.Fatal(err)
	}
	s := w.see(t)
	if s.NewNotices != 0 || s.Settings[0].Value != "dark" || s.Settings[0].Source != "user" || !s.NeedsClientID {
		t.Errorf("new %d, settings %+v", s.NewNotices, s.Settings)
	}
	if first, err := w.First(); err != nil || first.Page != "tiles" {
		t.Errorf("first page = %q, %v", first.Page, err)
	}
	for _, warning := range s.Warnings {
		if err := w.Acknowledge(warning.Code); err != nil {
			t.Error(err)
		}
	}
	if s := w.see(t); len(s.Warnings) != 0 {
		t.Errorf("warnings = %+v", s.Warnings)
	}
}

func TestFormatError(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(formatError(io.ErrUnexpectedEOF))
	if err != nil {
		t.Fatal(err)
	}
	var f Failure
	if err := json.Unmarshal(text, &f); err != nil || f.Text == "" {
		t.Errorf("error for the page = %s", text)
	}
	if fail(nil) != nil || formatError(nil) != nil {
		t.Error("nothing became an error")
	}
}
