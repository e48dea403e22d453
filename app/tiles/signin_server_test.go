package tiles

import (
	"reflect"
	"testing"
	"time"
)

// rs is a report server whose sign-in is good.
func rs(change ...func(*Connection)) Connection {
	c := Connection{
		ID: "rs", Kind: ReportServer, Name: `CONTOSO\ana`, SignedInAt: at("2026-02-20"), CheckedAt: clockAt("11:55"), InventoryAt: clockAt("11:55"),
		Server: Server{URL: "https://bi.contoso.com/reports", Integration: IntegrationOn, Status: StatusSignedIn, TellsSignIn: true,
			ProbedAt: clockAt("06:00"), StatusAt: clockAt("11:55")},
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

func says(s ServerStatus) func(*Connection) { return func(c *Connection) { c.Server.Status = s } }

func problem(cause Cause) func(*Connection) {
	return func(c *Connection) { c.Problem = &Problem{Cause: cause} }
}

func integrated(i Integration) func(*Connection) {
	return func(c *Connection) { c.Server.Integration = i }
}

// about is the estimated end of the sign-in.
func about(s string) func(*Connection) {
	return func(c *Connection) { c.GoodUntil, c.Estimate = at(s), true }
}

func TestJudgeSignInOfAServer(t *testing.T) {
	t.Parallel()
	signedInAt := at("2026-02-20")
	tests := []struct {
		name  string
		c     Connection
		state SignInState
		cause Cause
		since time.Time
	}{
		{"good", rs(), SignedIn, "", signedInAt},
		{"good, whatever was found out otherwise", rs(ended, problem(CauseSignInExpired), func(c *Connection) { c.SignedOut = true }), SignedIn, "", signedInAt},
		{"good, and its end is near by the estimate", rs(about("2026-03-05")), Expiring, "", at("2026-02-24 08:00")},
		{"good, and its end has come by the estimate", rs(about("2026-03-01")), Expiring, "", at("2026-02-23")},
		{"signed out", rs(says(StatusSignedOut), ended), SignedOut, CauseSignedOut, clockAt("10:00")},
		{"expired", rs(says(StatusExpired), ended), Expired, CauseSignInExpired, clockAt("10:00")},
		{"the server doesn't tell", rs(says(StatusUnknown)), UnknownState, "", signedInAt},
		{"it doesn't tell, and the estimate says soon", rs(says(StatusUnknown), about("2026-03-05")), Expiring, "", at("2026-02-24 08:00")},
		{"it doesn't tell, and its pins do", rs(says(StatusUnknown), ended, problem(CauseSignInExpired)), Expired, CauseSignInExpired, clockAt("10:00")},
		{"it doesn't tell, and was found to be gone", rs(says(StatusUnknown), ended), Expired, CauseSignInExpired, clockAt("10:00")},
		{"it doesn't tell, and the person signed out here", rs(says(StatusUnknown), func(c *Connection) { c.SignedOut = true }), SignedOut, CauseSignedOut, time.Time{}},
		{"not integrated", rs(integrated(IntegrationOff)), Blocked, CauseAdminNeeded, time.Time{}},
		{"no longer possible", rs(integrated(IntegrationUnavailable), says(StatusSignedOut)), Blocked, CauseAdminNeeded, time.Time{}},
		{"nobody knows whether it is integrated", rs(integrated(IntegrationUnknown)), SignedIn, "", signedInAt},
		{"an administrator is needed", rs(problem(CauseAdminNeeded), ended), Blocked, CauseAdminNeeded, clockAt("10:00")},
		{"it doesn't let the app in", rs(problem(CauseServerLogin), says(StatusExpired), ended), UnknownState, CauseServerLogin, time.Time{}},
		{"it can't be reached: nothing is lost", rs(problem(CauseServerUnreachable)), SignedIn, "", signedInAt},
		{"it can't be reached: what is gone stays so", rs(problem(CauseServerUnreachable), says(StatusExpired), ended), Expired, CauseSignInExpired, clockAt("10:00")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := JudgeSignIn(tt.c, 14, at(testNow))
			if s.State != tt.state || s.Cause != tt.cause || !s.Since.Equal(tt.since) {
				t.Errorf("got %s %q since %v, want %s %q since %v", s.State, s.Cause, s.Since, tt.state, tt.cause, tt.since)
			}
			if (s.Cause == CauseNone) != s.Usable() {
				t.Errorf("cause %q and usable %v do not go together", s.Cause, s.Usable())
			}
			if s.Integration != tt.c.Server.Integration {
				t.Errorf("integration %q, want %q", s.Integration, tt.c.Server.Integration)
			}
		})
	}
}

func TestInferSignIn(t *testing.T) {
	t.Parallel()
	silent := rs(says(StatusUnknown))
	gone := func(id, start string) Feed {
		return spend(pinned(pinRun(start, saysExpired), pinRun("10:00", saysExpired)), func(f *Feed) { f.ID = "rs/" + id })
	}
	tests := []struct {
		name  string
		c     Connection
		feeds []Feed
		since string // empty: nothing is inferred
	}{
		{"no pins", silent, nil, ""},
		{"all is well", silent, []Feed{spend()}, ""},
		{"a pin says so, and nothing was good since", silent, []Feed{gone("a", "11:50"), spend(func(f *Feed) { f.Runs = f.Runs[1:] })}, "10:00"},
		{"a pin was good since", silent, []Feed{gone("a", "10:30"), spend()}, ""},
		{"the pin is off", silent, []Feed{func() Feed { f := gone("a", "11:50"); inactive(&f); return f }()}, ""},
		{"somebody has signed in since", rs(says(StatusUnknown), func(c *Connection) { c.SignedInAt = clockAt("11:55") }), []Feed{gone("a", "11:50")}, ""},
		{"the server tells itself", rs(), []Feed{gone("a", "11:50")}, ""},
		{"not a report server", conn(), []Feed{gone("a", "11:50")}, ""},
		{"it failed for something else", silent, []Feed{spend(pinned(pinRun("11:50", saysDown)))}, ""},
		{"it said so and then something else", silent, []Feed{spend(pinned(pinRun("11:50", saysDown), pinRun("11:00", saysExpired)))}, ""},
	}
	for _, tt := range tests {
		p, since := InferSignIn(tt.c, tt.feeds)
		if (p != nil) != (tt.since != "") || !since.Equal(clockAt(tt.since)) {
			t.Errorf("%s: %+v since %v, want since %q", tt.name, p, since, tt.since)
		}
		if p == nil {
			continue
		}
		if p.Cause != CauseSignInExpired || p.Remedy != RemedySignIn || p.Code != saysExpired || p.Text == "" {
			t.Errorf("%s: %+v", tt.name, p)
		}
		tt.c.Problem, tt.c.EndedAt = p, since
		if s := JudgeSignIn(tt.c, 14, at(testNow)); s.State != Expired || !s.Since.Equal(since) {
			t.Errorf("%s: kept, it makes %+v", tt.name, s)
		}
	}
}

func pin(id string, st State, c Cause, change ...func(*Tile)) Tile {
	t := tile(id, st, c, change...)
	t.ID, t.Connection, t.Kind = "rs/"+id, "rs", KindPin
	return t
}

func wasGood(s string) func(*Tile) { return func(t *Tile) { t.Verdict.LastGood = clockAt(s) } }

func TestAttendToServers(t *testing.T) {
	t.Parallel()
	silent := func(change ...func(*Connection)) Connection { return rs(append(change, says(StatusUnknown))...) }
	since := clockAt("09:00")
	tests := []struct {
		name  string
		conns []Connection
		ts    []Tile
		want  []Attention
	}{
		{"all is well", []Connection{rs()}, []Tile{pin("a", Fresh, "")}, nil},
		{"nobody is signed in, and no pin needs it", []Connection{rs(says(StatusSignedOut))}, nil, nil},
		{"nobody is signed in, and only pins that are off", []Connection{rs(says(StatusSignedOut))}, []Tile{pin("a", Stopped, CauseSubscriptionOff)},
			[]Attention{{"rs", CauseSubscriptionOff, RemedyOpen, []string{"rs/a"}, []string{"Tile a"}, since, "About a.", "code a"}}},
		{"nobody is signed in, with another connection in use", []Connection{rs(says(StatusSignedOut)), conn()}, []Tile{pin("a", Stopped, CauseSignedOut)},
			[]Attention{{"rs", CauseSignedOut, RemedySignIn, []string{"rs/a"}, []string{"Tile a"}, since,
				"Sign in on the report server: it keeps no sign-in to Power BI of yours. Until then one tile isn't refreshed.", ""}}},
		{"the sign-in has ended", []Connection{rs(says(StatusExpired), ended)}, []Tile{pin("a", Stopped, CauseSignInExpired), pin("b", Stopped, CauseSignInExpired)},
			[]Attention{{"rs", CauseSignInExpired, RemedySignIn, []string{"rs/a", "rs/b"}, []string{"Tile a", "Tile b"}, clockAt("10:00"),
				"Sign in again on the report server: the sign-in to Power BI that it keeps has ended. Until then 2 tiles aren't refreshed.", ""}}},
		{"it has ended, and one pin needs the administrator besides", []Connection{rs(says(StatusExpired), ended)}, []Tile{pin("a", Stopped, CauseSignInExpired), pin("b", Stopped, CauseAdminNeeded)},
			[]Attention{
				{"rs", CauseSignInExpired, RemedySignIn, []string{"rs/a"}, []string{"Tile a"}, clockAt("10:00"),
					"Sign in again on the report server: the sign-in to Power BI that it keeps has ended. Until then one tile isn't refreshed.", ""},
				{"rs", CauseAdminNeeded, RemedyAskAdmin, []string{"rs/b"}, []string{"Tile b"}, since, "About b.", "code b"},
			}},
		{"not integrated, and no pins", []Connection{rs(integrated(IntegrationOff))}, nil, nil},
		{"not integrated", []Connection{rs(integrated(IntegrationOff))}, []Tile{pin("a", Stopped, CauseAdminNeeded)},
			[]Attention{{"rs", CauseAdminNeeded, RemedyAskAdmin, []string{"rs/a"}, []string{"Tile a"}, since, string(integrationTexts[IntegrationOff]) + " Until then one tile isn't refreshed.", ""}}},
		{"no pins any more in this release", []Connection{rs(integrated(IntegrationUnavailable))}, []Tile{pin("a", Stopped, CauseAdminNeeded)},
			[]Attention{{"rs", CauseAdminNeeded, RemedyAskAdmin, []string{"rs/a"}, []string{"Tile a"}, since, string(integrationTexts[IntegrationUnavailable]) + " Until then one tile isn't refreshed.", ""}}},
		{"it doesn't let the app in, pins or not", []Connection{rs(problem(CauseServerLogin))}, nil,
			[]Attention{{Connection: "rs", Cause: CauseServerLogin, Remedy: RemedySignIn, Text: "Sign in to the report server itself: it doesn't let this app in."}}},
		{"it doesn't let the app in, with pins", []Connection{rs(problem(CauseServerLogin))}, []Tile{pin("a", Unseen, CauseServerLogin), pin("b", Fresh, "")},
			[]Attention{{"rs", CauseServerLogin, RemedySignIn, []string{"rs/a"}, []string{"Tile a"}, since, "Sign in to the report server itself: it doesn't let this app in.", ""}}},
		{"it doesn't tell, and pins do: in the words for pins", []Connection{silent()},
			[]Tile{pin("a", Stopped, CauseSignInExpired), pin("b", Stopped, CauseSignInExpired), tile("a", Fresh, "")},
			[]Attention{{"rs", CauseSignInExpired, RemedySignIn, []string{"rs/a", "rs/b"}, []string{"Tile a", "Tile b"}, since,
				"Sign in again on the report server: it couldn't refresh 2 tiles with the sign-in to Power BI that it keeps.", "code a"}}},
		{"several failed at once in unknown words", []Connection{silent()},
			[]Tile{pin("a", Unseen, CauseUnrecognised, wasGood("08:00")), pin("b", Failing, CauseUnrecognised, wasGood("07:00")), pin("c", Fresh, "", wasGood("08:30"))},
			[]Attention{{"rs", CauseUnrecognised, RemedySignIn, []string{"rs/a", "rs/b"}, []string{"Tile a", "Tile b"}, since,
				tileText(suspectText, 2), "code a"}}},
		{"several failed, but one was refreshed since", []Connection{silent()},
			[]Tile{pin("a", Unseen, CauseUnrecognised, wasGood("08:00")), pin("b", Unseen, CauseUnrecognised, wasGood("07:00")), pin("c", Fresh, "", wasGood("09:30"))}, nil},
		{"several failed, but one that isn't listed was refreshed since", []Connection{silent(func(c *Connection) { c.RenewedAt = clockAt("09:30") })},
			[]Tile{pin("a", Unseen, CauseUnrecognised, wasGood("08:00")), pin("b", Unseen, CauseUnrecognised, wasGood("07:00"))}, nil},
		{"several have never been good: a server of another language", []Connection{silent()},
			[]Tile{pin("a", Unseen, CauseUnrecognised), pin("b", Unseen, CauseUnrecognised)}, nil},
		{"several failed, but the server says that the sign-in is good", []Connection{rs()},
			[]Tile{pin("a", Unseen, CauseUnrecognised, wasGood("08:00")), pin("b", Unseen, CauseUnrecognised, wasGood("07:00"))}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Attend(tt.conns, 14, tt.ts, at(testNow))
			if len(got) != len(tt.want) {
				t.Fatalf("got %d entries, want %d:\n%+v", len(got), len(tt.want), got)
			}
			for i := range got {
				if !reflect.DeepEqual(got[i], tt.want[i]) {
					t.Errorf("%d:\n got %+v\nwant %+v", i, got[i], tt.want[i])
				}
				checkNames(t, got[i].Text)
			}
		})
	}
}

func TestExpiringTextOfAServer(t *testing.T) {
	t.Parallel()
	c := rs(about("2026-03-01"))
	got := Attend([]Connection{c}, 14, nil, at(testNow))
	want := "Sign in again on the report server: by this app's estimate its sign-in to Power BI has ended, though the server doesn't say so."
	if len(got) != 1 || got[0].Text != want {
		t.Errorf("got %+v, want %q", got, want)
	}
}

func TestOverallWithServers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		conns []Connection
		c     Counts
		want  Health
	}{
		{"a server that is well", []Connection{rs()}, Counts{Total: 1, Fresh: 1}, HealthGood},
		{"a server that doesn't tell", []Connection{rs(says(StatusUnknown))}, Counts{Total: 1, Fresh: 1}, HealthGood},
		{"nothing can be told", []Connection{rs(says(StatusUnknown))}, Counts{Total: 1, Unseen: 1}, HealthCantTell},
		{"the only sign-in has ended", []Connection{rs(says(StatusExpired))}, Counts{Total: 1, Stopped: 1}, HealthSignedOut},
		{"one of two sign-ins has ended", []Connection{rs(says(StatusExpired)), conn()}, Counts{Total: 2, Stopped: 1, Fresh: 1}, HealthAttention},
		{"a server that nobody needs, and all else is well", []Connection{rs(says(StatusSignedOut)), conn()}, Counts{Total: 1, Fresh: 1}, HealthGood},
	} {
		att := Attend(tt.conns, 14, nil, at(testNow))
		if got := Overall(tt.conns, 14, tt.c, att, at(testNow)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
