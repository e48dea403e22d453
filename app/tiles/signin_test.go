package tiles

import (
	"testing"
	"time"
)

func TestJudgeSignIn(t *testing.T) {
	t.Parallel()
	begin := at("2026-01-01 12:00")
	const life = 90 * day
	tests := []struct {
		name  string
		c     Connection
		lead  int
		at    time.Time
		state SignInState
		cause Cause
		since time.Time
	}{
		{"good", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 14, begin.Add(day), SignedIn, "", begin},
		{"good, its end not known", Connection{SignedInAt: begin}, 14, begin.Add(900 * day), SignedIn, "", begin},
		{"just before the lead", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 14, begin.Add(76*day - 1), SignedIn, "", begin},
		{"from the lead on", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 14, begin.Add(76 * day), Expiring, "", begin.Add(76 * day)},
		{"renewed: its life began anew", Connection{SignedInAt: begin, RenewedAt: begin.Add(50 * day), GoodUntil: begin.Add(140 * day)}, 14, begin.Add(100 * day), SignedIn, "", begin},
		{"no lead", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 0, begin.Add(89 * day), SignedIn, "", begin},
		{"a lead beyond all measure", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 1 << 60, begin.Add(30 * day), Expiring, "", begin.Add(30 * day)},
		{"a short life: not in its first third", Connection{SignedInAt: begin, GoodUntil: begin.Add(day)}, 14, begin.Add(8*time.Hour - 1), SignedIn, "", begin},
		{"a short life: after its first third", Connection{SignedInAt: begin, GoodUntil: begin.Add(day)}, 14, begin.Add(8 * time.Hour), Expiring, "", begin.Add(8 * time.Hour)},
		{"its end has come", Connection{SignedInAt: begin, GoodUntil: begin.Add(life)}, 14, begin.Add(life), Expired, CauseSignInExpired, begin.Add(life)},
		{"an estimated end has come", Connection{SignedInAt: begin, GoodUntil: begin.Add(life), Estimate: true}, 14, begin.Add(life), Expired, CauseSignInExpired, begin.Add(life)},
		{"a report server's estimate is only one", Connection{Kind: ReportServer, SignedInAt: begin, GoodUntil: begin.Add(life), Estimate: true}, 14, begin.Add(life), Expiring, "", begin.Add(76 * day)},
		{"found to be gone", Connection{SignedInAt: begin, GoodUntil: begin.Add(life), EndedAt: begin.Add(day)}, 14, begin.Add(2 * day), Expired, CauseSignInExpired, begin.Add(day)},
		{"refused", Connection{SignedInAt: begin, EndedAt: begin.Add(day), Problem: &Problem{Cause: CauseSignInRefused}}, 14, begin.Add(2 * day), Expired, CauseSignInRefused, begin.Add(day)},
		{"blocked", Connection{SignedInAt: begin, EndedAt: begin.Add(day), Problem: &Problem{Cause: CauseAdminNeeded}}, 14, begin.Add(2 * day), Blocked, CauseAdminNeeded, begin.Add(day)},
		{"signed out", Connection{SignedInAt: begin, SignedOut: true, EndedAt: begin.Add(day)}, 14, begin.Add(2 * day), SignedOut, CauseSignedOut, begin.Add(day)},
		{"signed out of a refused one", Connection{SignedInAt: begin, SignedOut: true, Problem: &Problem{Cause: CauseSignInRefused}}, 14, begin.Add(2 * day), SignedOut, CauseSignedOut, time.Time{}},
		{"the network is down: nothing is lost", Connection{SignedInAt: begin, GoodUntil: begin.Add(life), Problem: &Problem{Cause: CauseServerUnreachable}}, 14, begin.Add(day), SignedIn, "", begin},
		{"the service is down: nothing is lost", Connection{SignedInAt: begin, GoodUntil: begin.Add(life), Problem: &Problem{Cause: CauseServiceDown}}, 14, begin.Add(80 * day), Expiring, "", begin.Add(76 * day)},
		{"throttled: nothing is lost", Connection{SignedInAt: begin, GoodUntil: begin.Add(life), Problem: &Problem{Cause: CauseThrottled}, PausedUntil: begin.Add(2 * day)}, 14, begin.Add(day), SignedIn, "", begin},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := JudgeSignIn(tt.c, tt.lead, tt.at)
			if s.State != tt.state || s.Cause != tt.cause || !s.Since.Equal(tt.since) {
				t.Errorf("got %s %q since %v, want %s %q since %v", s.State, s.Cause, s.Since, tt.state, tt.cause, tt.since)
			}
			if usable := tt.state == SignedIn || tt.state == Expiring; s.Usable() != usable {
				t.Errorf("Usable = %v, want %v", s.Usable(), usable)
			}
			if (s.Cause == CauseNone) != s.Usable() {
				t.Errorf("cause %q and usable %v do not go together", s.Cause, s.Usable())
			}
		})
	}
}

func TestDaysLeft(t *testing.T) {
	t.Parallel()
	end := at("2026-03-31 12:00")
	for _, tt := range []struct {
		c    Connection
		at   string
		want int
	}{
		{Connection{GoodUntil: end}, "2026-03-01 12:00", 30},
		{Connection{GoodUntil: end}, "2026-03-01 12:01", 30},
		{Connection{GoodUntil: end}, "2026-03-02 00:01", 29},
		{Connection{GoodUntil: end}, "2026-03-30 11:00", 1},
		{Connection{GoodUntil: end}, "2026-03-30 13:00", 1},
		{Connection{GoodUntil: end}, "2026-03-31 00:00", 1},
		{Connection{GoodUntil: end}, "2026-03-31 00:01", 0},
		{Connection{GoodUntil: end}, "2026-03-31 11:00", 0},
		{Connection{GoodUntil: end}, "2026-05-01 12:00", 0},
		{Connection{}, "2026-05-01 12:00", -1},
	} {
		if got := tt.c.DaysLeft(at(tt.at)); got != tt.want {
			t.Errorf("at %s: DaysLeft = %d, want %d", tt.at, got, tt.want)
		}
	}
}

func TestPatienceFor(t *testing.T) {
	t.Parallel()
	for every, want := range map[time.Duration]time.Duration{
		0: 150 * time.Minute, time.Hour: 150 * time.Minute, 6 * time.Hour: 750 * time.Minute, -1: 150 * time.Minute,
	} {
		if got := PatienceFor(every); got != want {
			t.Errorf("PatienceFor(%v) = %v, want %v", every, got, want)
		}
	}
}
