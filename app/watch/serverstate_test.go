package watch

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

func TestHeard(t *testing.T) {
	t.Parallel()
	earlier := morning.Add(-48 * time.Hour)
	good := morning.Add(-time.Hour)
	for _, c := range []struct {
		name              string
		was               tiles.ServerStatus
		endedAt, good     time.Time
		said, want        tiles.ServerStatus
		ended, signedInAt time.Time
		until             time.Time
	}{
		{name: "first word", said: tiles.StatusSignedIn, want: tiles.StatusSignedIn},
		{name: "first word, a good run", good: good, said: tiles.StatusSignedIn, want: tiles.StatusSignedIn, until: good.Add(serverLifetime)},
		{name: "signed in again", was: tiles.StatusExpired, endedAt: earlier, said: tiles.StatusSignedIn, want: tiles.StatusSignedIn, signedInAt: morning, until: morning.Add(serverLifetime)},
		{name: "expired", was: tiles.StatusSignedIn, said: tiles.StatusExpired, want: tiles.StatusExpired, ended: morning},
		{name: "still expired", was: tiles.StatusExpired, endedAt: earlier, said: tiles.StatusExpired, want: tiles.StatusExpired, ended: earlier},
		{name: "expired, then signed out", was: tiles.StatusExpired, endedAt: earlier, said: tiles.StatusSignedOut, want: tiles.StatusSignedOut, ended: earlier},
		{name: "no longer told", was: tiles.StatusSignedIn, said: tiles.StatusUnknown, want: tiles.StatusUnknown},
		{name: "no word ends no outage", was: tiles.StatusExpired, endedAt: earlier, said: tiles.StatusUnknown, want: tiles.StatusExpired, ended: earlier},
		{name: "but a good run does", was: tiles.StatusExpired, endedAt: earlier, good: good, said: tiles.StatusUnknown, want: tiles.StatusUnknown, until: good.Add(serverLifetime)},
	} {
		conn := tiles.Connection{Kind: tiles.ReportServer, EndedAt: c.endedAt, Server: tiles.Server{Status: c.was}}
		heard(&conn, reportserver.SignIn{Status: c.said}, c.good, morning)
		if conn.Server.Status != c.want || !conn.EndedAt.Equal(c.ended) || !conn.SignedInAt.Equal(c.signedInAt) || !conn.GoodUntil.Equal(c.until) {
			t.Errorf("%s: %q, ended %v, signed in %v, good until %v; want %q, %v, %v, %v", c.name,
				conn.Server.Status, conn.EndedAt, conn.SignedInAt, conn.GoodUntil, c.want, c.ended, c.signedInAt, c.until)
		}
		if !conn.Server.StatusAt.Equal(morning) {
			t.Errorf("%s: asked at %v; want now", c.name, conn.Server.StatusAt)
		}
	}
}

func TestRan(t *testing.T) {
	t.Parallel()
	server := tiles.Server{Status: tiles.StatusExpired, StatusAt: morning, TellsSignIn: true}
	c := tiles.Connection{Kind: tiles.ReportServer, EndedAt: morning, Server: server}
	ran(&c, morning.Add(-time.Minute))
	if c.Server != server || !c.GoodUntil.IsZero() {
		t.Errorf("a run before the sign-in ended: %+v; want nothing changed", c)
	}
	ran(&c, morning.Add(time.Minute))
	if !c.Server.StatusAt.IsZero() || c.Server.Status != tiles.StatusExpired {
		t.Errorf("a good run since: %+v; want the server to be asked at once", c.Server)
	}
	c.Server = server
	c.Server.TellsSignIn = false
	ran(&c, morning.Add(time.Minute))
	if c.Server.Status != tiles.StatusUnknown || !c.EndedAt.IsZero() || !c.GoodUntil.Equal(morning.Add(time.Minute+serverLifetime)) {
		t.Errorf("a good run where nobody tells: %+v; want nothing against it", c)
	}
}

func TestProbedKeepsWhatThePersonChose(t *testing.T) {
	t.Parallel()
	old := tiles.Server{
		URL: "https://bi/reports", SettingsURL: "https://bi/reports/my", Auth: tiles.AuthNTLM, User: "ana",
		Status: tiles.StatusSignedIn, Account: "ana@contoso.com", StatusAt: morning, TellsSignIn: true,
	}
	c := tiles.Connection{Server: old}
	found := tiles.Server{URL: "https://other", Auth: tiles.AuthBasic, Version: "15.0", Integration: tiles.IntegrationOn, TellsSignIn: true}
	Probed(&c, found, morning.Add(time.Hour))
	want := old
	want.Version, want.Integration, want.ProbedAt = "15.0", tiles.IntegrationOn, morning.Add(time.Hour)
	if c.Server != want {
		t.Errorf("server = %+v; want %+v", c.Server, want)
	}
	found.TellsSignIn = false
	Probed(&c, found, morning)
	if c.Server.Status != tiles.StatusUnknown {
		t.Errorf("status = %q of a server that no longer tells; want unknown", c.Server.Status)
	}
}

func TestLoginProblem(t *testing.T) {
	t.Parallel()
	of := func(kind reportserver.Kind, cause tiles.Cause) error {
		return fmt.Errorf("listing: %w", &reportserver.Error{Op: "list", Kind: kind, Cause: cause})
	}
	own, typed := tiles.Server{URL: "https://bi/reports"}, tiles.Server{URL: "https://bi/reports", User: "ana"}
	for _, c := range []struct {
		name  string
		s     tiles.Server
		err   error
		want  bool
		retry bool
	}{
		{"refused password", typed, of(reportserver.KindRefused, tiles.CauseServerLogin), true, false},
		{"refused ticket", own, of(reportserver.KindRefused, tiles.CauseServerLogin), true, true},
		{"no ticket", own, of(reportserver.KindNoTicket, tiles.CauseServerLogin), true, true},
		{"clock", own, of(reportserver.KindClock, tiles.CauseServerLogin), true, true},
		{"password gone", typed, of(reportserver.KindNoPassword, tiles.CauseServerLogin), true, true},
		{"keyring locked", typed, of(reportserver.KindNoPassword, tiles.CauseNone), false, false},
		{"unreachable", own, of(reportserver.KindUnreachable, tiles.CauseServerUnreachable), false, false},
		{"forbidden", own, of(reportserver.KindForbidden, tiles.CauseNoPermission), false, false},
		{"odd", own, errors.New("odd"), false, false},
	} {
		p := loginProblem(c.s, c.err, morning)
		if (p != nil) != c.want || p != nil && (p.RetryAt.IsZero() == c.retry || p.Text == "" || p.Cause != tiles.CauseServerLogin) {
			t.Errorf("%s: problem %+v; want one: %v, tried again: %v", c.name, p, c.want, c.retry)
		}
	}
}
