package app

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
)

// TestServerStory is a person's way through the page with a report server: in
// all of it no password and no token reaches the page.
func TestServerStory(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	w.browser.is(nil)
	var page strings.Builder // everything the page was given
	give := func(v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		page.Write(text)
	}

	// The address alone: it asks as whom.
	portal := w.org.Describe().ReportServer
	form := ServerForm{Address: strings.TrimPrefix(portal, "http://") + "/report/Finance/IT%20Spend"}
	answer, err := w.AddServer(form)
	if err != nil || answer.Question != QuestionLogin || answer.Auth != tiles.AuthNTLM || answer.Address != portal || answer.Connection != "" {
		t.Fatalf("AddServer = %+v, %v; want to be asked for a login", answer, err)
	}
	give(answer)
	user, password := w.login(t)
	form.Auth, form.User, form.Password = answer.Auth, " "+user, password
	answer, err = w.AddServer(form)
	if err != nil || answer.Connection == "" || answer.Question != QuestionNone || answer.Text != "It works with Power BI." {
		t.Fatalf("AddServer = %+v, %v", answer, err)
	}
	give(answer)
	w.wait() // the look that follows
	id := answer.Connection
	c := w.about(t, id)
	v := c.Server
	if v == nil || c.Kind != tiles.ReportServer || c.State != tiles.SignedIn || c.Name != user || v.Account != sandbox.Ana.User || !v.CanTell ||
		v.URL != portal || v.Page != portal+"/mysettings" || v.Integration != tiles.IntegrationOn || v.Version == "" || v.User != user || v.LoginTrouble {
		t.Errorf("connection = %+v, server = %+v", c, v)
	}
	if strings.HasPrefix(portal, "http://"+v.Host) != true || c.Organisation != v.Host {
		t.Errorf("host %q, organisation %q", v.Host, c.Organisation)
	}
	s := w.see(t)
	pin := tileFor(t, s, func(t Tile) bool { return t.Pin != nil && t.State == tiles.Fresh })
	if pin.Kind != tiles.KindPin || !pin.CanRefresh || !pin.Pin.CanPause || pin.Pin.CanResume || pin.Pin.CanDelete || !pin.Pin.CanOpenReport ||
		pin.Pin.Report == "" || pin.Pin.Place != tiles.PlaceUnknown || pin.Pin.PlaceText != "" || pin.Pin.ScheduleText == "" {
		t.Errorf("pin = %+v, %+v", pin, pin.Pin)
	}
	give(s)

	now := func() Tile { return tileFor(t, w.see(t), func(t Tile) bool { return t.ID == pin.ID }) }
	if err := w.PausePin(pin.ID); err != nil {
		t.Fatal(err)
	}
	if p := now(); !p.Pin.Paused || p.CanRefresh || p.Pin.CanPause || !p.Pin.CanResume || p.Cause != tiles.CauseSubscriptionOff {
		t.Errorf("paused: %+v, %+v", p, p.Pin)
	}
	if err := w.ResumePin(pin.ID); err != nil {
		t.Fatal(err)
	}
	if p := now(); p.Pin.Paused || !p.CanRefresh {
		t.Errorf("resumed: %+v, %+v", p, p.Pin)
	}
	if results, err := w.Refresh([]string{pin.ID}); err != nil || len(results) != 1 || !results[0].Accepted {
		t.Errorf("Refresh = %+v, %v", results, err)
	}
	if err := w.OpenReport(pin.ID); err != nil {
		t.Error(err)
	}
	if opened := w.browser.addresses(); !strings.HasPrefix(opened[len(opened)-1], portal+"/report/") {
		t.Errorf("the report was opened at %q", opened[len(opened)-1])
	}
	if err := failure(t, w.Keep(pin.ID, KeepChoice{Every: tiles.Daily, At: "07:00"})); err.Code != "server_pin" {
		t.Errorf("keeping a pin: %+v", err)
	}

	// The sign-in that the server keeps ends; pinning another item brings it back first.
	w.control(t, "server-signin", map[string]string{"person": "ana", "state": "expired"}, nil)
	w.control(t, "server-run", map[string]string{"pin": ""}, nil)
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	s = w.see(t)
	if c := w.about(t, id); c.State != tiles.Expired || len(s.Attention) != 1 || s.Attention[0].Connection != id || s.Attention[0].Remedy != tiles.RemedySignIn {
		t.Errorf("after it ended: %+v, attention %+v", c, s.Attention)
	}
	for kind, id := range map[string]string{"connection": id, "tile": pin.ID, "attention": s.Attention[0].ID} {
		text, err := w.CopyDetails(kind, id, "")
		if err != nil || kind == "connection" && !strings.Contains(text, "Report server: "+portal) || strings.Contains(text, "Power BI says") {
			t.Errorf("details of the %s: %q, %v", kind, text, err)
		}
		give(text)
	}
	w.browser.is(onEitherPage)
	if err := w.PinAnother(id); err != nil {
		t.Fatal(err)
	}
	if opened := w.browser.addresses(); !slices.Equal(opened[len(opened)-2:], []string{portal + "/mysettings", portal}) {
		t.Errorf("opened %q; want the page to sign in on, then the portal", opened)
	}
	if c := w.about(t, id); c.State != tiles.SignedIn || !c.Estimate || c.DaysLeft != 90 {
		t.Errorf("after signing in again: %+v", c)
	}
	for _, stage := range []string{`"opening"`, `"waiting"`, `"running"`} {
		if !strings.Contains(w.shell.log.String(), `"stage":`+stage) {
			t.Errorf("the page wasn't told of the stage %s", stage)
		}
	}

	// With the app's own sign-in the two sides meet.
	if _, err := w.SignIn(""); err != nil {
		t.Fatal(err)
	}
	w.wait()
	if p := now(); p.Pin.Place != tiles.PlaceThere || !strings.Contains(p.Pin.PlaceText, p.Dashboard) {
		t.Errorf("place = %+v", p.Pin)
	}

	if err := w.DeletePin(pin.ID); err != nil {
		t.Fatal(err)
	}
	if s := w.see(t); slices.ContainsFunc(s.Tiles, func(t Tile) bool { return t.ID == pin.ID }) {
		t.Error("the pin is still there")
	}
	left, err := w.SignOut(id) // opens the page; Ana signs in there again, as she always does
	if err != nil || len(left.Undone) == 0 {
		t.Errorf("SignOut = %+v, %v", left, err)
	}
	if left, err = w.SignOutOnServer(id); err != nil || len(left.Undone) == 0 {
		t.Errorf("SignOutOnServer = %+v, %v", left, err)
	}
	if c := w.about(t, id); c.State != tiles.SignedOut {
		t.Errorf("signed out: %+v", c)
	}
	if err := w.RemoveServer(id); err != nil {
		t.Fatal(err)
	}
	s = w.see(t)
	if len(s.Connections) != 1 || slices.ContainsFunc(s.Tiles, func(t Tile) bool { return t.Pin != nil }) {
		t.Errorf("after removing: %+v", s.Connections)
	}
	give(s)
	page.WriteString(w.shell.log.String())
	for _, secret := range append(secrets(t, w.org), password) {
		if strings.Contains(page.String(), secret) {
			t.Errorf("the page was given a secret of %d characters", len(secret))
		}
	}
}

func TestCancelSignInOnServer(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	w.browser.is(nil)
	id := w.add(t)
	w.control(t, "server-signin", map[string]string{"person": "ana", "state": "expired"}, nil)
	done := make(chan error, 1)
	in := make(chan SignedIn, 1)
	go func() {
		got, err := w.SignIn(id)
		in <- got
		done <- err
	}()
	w.shell.until(t, "waiting for the person", func() bool {
		now := w.signing.now()
		return now != nil && now.Stage == StageWaiting && now.CanOpenAgain && now.Server && !now.NoBrowser && now.Until != ""
	})
	if err := w.OpenSignInPageAgain(); err != nil {
		t.Error(err)
	}
	if opened := w.browser.addresses(); len(opened) != 2 || opened[0] != opened[1] {
		t.Errorf("opened %q", opened)
	}
	if _, err := w.SignIn(""); failure(t, err).Code != "signin_under_way" {
		t.Errorf("another sign-in meanwhile: %v", err)
	}
	w.CancelSignIn()
	if got, err := <-in, <-done; err != nil || got.Connection != "" {
		t.Errorf("cancelled: %+v, %v", got, err)
	}
}

// Whoever signed in on the page already isn't sent there again.
func TestSignedInOnServerAlready(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	w.browser.is(nil)
	id := w.add(t)
	w.control(t, "server-signin", map[string]string{"person": "ana", "state": "expired"}, nil)
	w.control(t, "server-run", map[string]string{"pin": ""}, nil)
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	w.control(t, "server-signin", map[string]string{"person": "ana", "state": "signed_in"}, nil)
	got, err := w.SignIn(id)
	if err != nil || got.Connection != id || !got.Confirmed || !strings.Contains(got.Text, "pins had stopped; the server was asked to refresh them now.") {
		t.Errorf("SignIn = %+v, %v", got, err)
	}
	if opened := w.browser.addresses(); len(opened) != 0 {
		t.Errorf("opened %q", opened)
	}
	got, err = w.SignIn(id) // nothing is wrong: the page opens, and nobody waits
	if err != nil || got.Confirmed || !strings.Contains(got.Text, "says that you are signed in") || len(w.browser.addresses()) != 1 {
		t.Errorf("SignIn = %+v, %v", got, err)
	}
}
