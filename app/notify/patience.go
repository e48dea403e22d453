package notify

import (
	"time"

	"mysettings/app/tiles"
)

// patience is how long a cause must last before it is told.
type patience struct {
	wait time.Duration
	// silent causes are never told: they pass by themselves, can't be known,
	// or are the person's own doing.
	silent bool
}

// patiences lists the causes that are not told at once. A failed run is told at
// once because it only counts as failed when Power BI's own retries, which are
// attempts of the same run, are over.
var patiences = map[tiles.Cause]patience{
	tiles.CauseNone:              {silent: true},
	tiles.CauseSignedOut:         {silent: true}, // the person did it
	tiles.CauseThrottled:         {silent: true}, // over at a known time
	tiles.CauseServerUnreachable: {silent: true}, // most often the own network
	tiles.CauseServiceDown:       {silent: true}, // Power BI's own status page tells it
	tiles.CauseNotWatchable:      {silent: true},
	tiles.CauseNotChecked:        {silent: true},
	// A busy capacity refuses one run and takes the next.
	tiles.CauseCapacity: {wait: 30 * time.Minute},
}

// serverPatiences are patiences that differ for a report server's pins. That it
// couldn't reach what a pin needs is the server's trouble and not that of this
// computer's network; it only counts when its own tries are over, and may still
// pass. A sign-in that it doesn't keep wasn't ended here.
var serverPatiences = map[tiles.Cause]patience{
	tiles.CauseSignedOut:         {},
	tiles.CauseThrottled:         {wait: 3 * time.Hour},
	tiles.CauseServerUnreachable: {wait: 3 * time.Hour},
	tiles.CauseServiceDown:       {wait: 3 * time.Hour},
}

func patienceFor(c tiles.Connection, cause tiles.Cause) patience {
	if p := c.Problem; cause == tiles.CauseSignedOut && p != nil && p.Cause == tiles.CauseSignedOut {
		return patience{silent: true} // the person signed out of the server with this app
	}
	if p, ok := serverPatiences[cause]; ok && c.Kind == tiles.ReportServer {
		return p
	}
	return patiences[cause]
}

// signInCause is true for the causes that signing in again puts right.
func signInCause(c tiles.Cause) bool {
	return c == tiles.CauseSignInExpired || c == tiles.CauseSignInRefused || c == tiles.CauseSignedOut
}
