package watch

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/powerbi"
	"mysettings/app/tiles"
)

// past is what is kept of the world so far, in short.
func (w *world) past() (spells []string, spans []tiles.Span) {
	w.t.Helper()
	p, err := w.store.Past(w.t.Context(), time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range p.Spells {
		if s.Title == "Welcome" {
			continue // never watched
		}
		to := "now"
		if !s.To.IsZero() {
			to = s.To.Format("2 15:04")
		}
		spells = append(spells, strings.TrimSpace(fmt.Sprintf("%s %s %s..%s %s", s.Title, s.State, s.From.Format("2 15:04"), to, s.Cause)))
	}
	slices.Sort(spells)
	return spells, p.Watched[account]
}

// A quiet day is one spell for each tile and one span; a night's sleep makes
// another span, and nothing else.
func TestHistoryOfQuietDays(t *testing.T) {
	w := newWorld(t)
	w.until(morning.Add(10 * time.Hour))
	w.clock.set(morning.Add(24 * time.Hour))
	w.until(morning.Add(34 * time.Hour))
	spells, spans := w.past()
	if want := []string{"Budget fresh 2 08:00..now", "Margin fresh 2 08:00..now", "Revenue fresh 2 08:00..now"}; !slices.Equal(spells, want) {
		// the runs of the night and the morning are found by the first look
		t.Errorf("spells %q; want %q", spells, want)
	}
	if len(spans) != 2 || !spans[0].From.Equal(morning) || spans[0].To.Before(morning.Add(8*time.Hour)) || spans[0].To.After(morning.Add(10*time.Hour)) ||
		!spans[1].From.Equal(morning.Add(24*time.Hour)) || spans[1].To.Before(morning.Add(32*time.Hour)) {
		t.Errorf("spans %v; want two days", spans)
	}
}

// While the sign-in is gone it is known how things are: nothing goes on.
func TestHistoryOfALostSignIn(t *testing.T) {
	w := newWorld(t)
	w.once()
	keepBoth(t, w)
	w.until(morning.Add(20 * time.Minute))
	w.refuse()
	w.until(morning.Add(20 * time.Hour))
	spells, spans := w.past()
	for _, want := range []string{"Budget unseen 2 08:", "Revenue stopped 2 08:"} {
		if !slices.ContainsFunc(spells, func(s string) bool {
			return strings.HasPrefix(s, want) && strings.HasSuffix(s, "..now sign_in_refused")
		}) {
			t.Errorf("spells %q; want %q until now among them", spells, want)
		}
	}
	if len(spans) != 1 || spans[0].To.Before(morning.Add(18*time.Hour)) {
		t.Errorf("spans %v; want one to the end", spans)
	}
	p, err := w.store.Past(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if out := tiles.Outages(p, morning); len(out) != 1 || out[0].Cause != tiles.CauseSignInRefused || out[0].State != tiles.Stopped || len(out[0].Tiles) != 3 || !out[0].To.IsZero() {
		t.Errorf("outages %+v; want one of three tiles", out)
	}
	w.service.setFault(nil)
	w.signIn()
	w.until(w.clock.now().Add(time.Hour))
	if spells, _ = w.past(); !slices.ContainsFunc(spells, func(s string) bool { return strings.HasPrefix(s, "Revenue fresh 3 ") && strings.HasSuffix(s, "..now") }) {
		t.Errorf("spells %q; want Revenue fresh again", spells)
	}
}

// A service that doesn't answer is time that nobody looked.
func TestHistoryWithoutAnAnswer(t *testing.T) {
	w := newWorld(t)
	w.until(morning.Add(2 * time.Hour))
	w.service.setFault(&powerbi.Error{Op: "runs", Cause: tiles.CauseServerUnreachable, Err: errors.New("connection refused")})
	w.until(morning.Add(9 * time.Hour))
	w.service.setFault(nil)
	w.until(morning.Add(10 * time.Hour))
	spells, spans := w.past()
	for _, s := range spells {
		// Afterwards one model may answer a little before the other.
		if !strings.Contains(s, " fresh 2 08:00..") && !strings.Contains(s, " 2 17:") {
			t.Errorf("spell %q of a time that nobody looked", s)
		}
	}
	if len(spans) != 2 || spans[0].To.After(morning.Add(2*time.Hour)) || spans[1].From.Before(morning.Add(9*time.Hour)) {
		t.Errorf("spans %v; want a gap while there was no answer", spans)
	}
}
