package tiles

import "time"

// Spell is how long a tile was in one state for one cause, as it was judged.
type Spell struct {
	// Tile is a Tile.ID, which may be gone by now.
	Tile       string
	Connection string
	// Workspace, Dashboard and Title are what they are called, or were last.
	// Untrusted text.
	Workspace string
	Dashboard string
	Title     string
	State     State
	Cause     Cause
	// From is when the state was first seen, To when another one was, or the
	// tile was gone; zero while it lasts. UTC.
	From time.Time
	To   time.Time
	// Began is when the state began, where that is known to be before From;
	// zero otherwise.
	Began time.Time
}

// begin is when the state began, as far as it is known.
func (s *Spell) begin() time.Time {
	if !s.Began.IsZero() && s.Began.Before(s.From) {
		return s.Began
	}
	return s.From
}

// Span is a piece of time, To not included. UTC.
type Span struct{ From, To time.Time }

// Past is what is kept of how tiles were doing.
type Past struct {
	// Spells are in the order of Tile and From; no two of a tile overlap.
	Spells []Spell
	// Watched is when somebody looked at the tiles of each connection, by its
	// ID, in order. What lies outside nobody saw.
	Watched map[string][]Span
}

// Of is what is kept of one connection; of all where it is empty.
func (p Past) Of(connection string) Past {
	if connection == "" {
		return p
	}
	one := Past{Watched: map[string][]Span{connection: p.Watched[connection]}}
	for _, s := range p.Spells {
		if s.Connection == connection {
			one.Spells = append(one.Spells, s)
		}
	}
	return one
}

// light is how a spell counts in the share of tiles that were fresh.
type light string

const (
	lit     light = "fresh"
	dark    light = "stale"
	blind   light = "unknown"
	ignored light = "" // says nothing about freshness, and never will
)

// light is what the spell's verdict says. A tile that can't be watched at all,
// or that waits for its first run, is neither fresh nor stale nor a secret.
func (s *Spell) light() light {
	switch s.State {
	case Fresh:
		return lit
	case Late, Failing, Stopped:
		return dark
	case Waiting:
		return ignored
	}
	if s.Cause == CauseNotWatchable || s.Cause == CauseNoPermission {
		return ignored
	}
	return blind
}

// outage reports spells in which the tile needed somebody, or couldn't be seen
// for want of a sign-in.
func (s *Spell) outage() bool {
	if s.light() == dark {
		return true
	}
	if s.State != Unseen {
		return false
	}
	switch s.Cause {
	case CauseSignInExpired, CauseSignedOut, CauseSignInRefused, CauseAdminNeeded, CauseServerLogin:
		return true
	}
	return false
}

// Unanswered reports verdicts that say nothing but that nobody could look: the
// service didn't answer, or wasn't asked.
func (v Verdict) Unanswered() bool {
	if v.State != Unseen {
		return false
	}
	switch v.Cause {
	case CauseNotChecked, CauseServerUnreachable, CauseServiceDown, CauseThrottled:
		return true
	}
	return false
}
