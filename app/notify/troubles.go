package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"mysettings/app/tiles"
)

// troubles returns a notice for each cause and connection that is worth
// telling now. At is when it may be told at the earliest.
func (d *decision) troubles() []tiles.Notice {
	var out []tiles.Notice
	for _, a := range d.Attention {
		c, known := d.conn[a.Connection]
		p := patienceFor(c, a.Cause)
		if p.silent || !known || c.SignedOut {
			continue
		}
		hit := d.hit(a)
		ofSignIn := signInCause(a.Cause) || a.Cause == tiles.CauseAdminNeeded || a.Cause == tiles.CauseServerLogin
		if len(hit) == 0 && !(ofSignIn && lost(c, d.Now)) {
			continue // an expiring sign-in is the reminders' business
		}
		n := tiles.Notice{
			At:         a.Since.Add(p.wait),
			Kind:       kindOf(hit),
			Key:        troubleKey(a),
			Connection: a.Connection,
			Cause:      a.Cause,
			Remedy:     a.Remedy,
		}
		for _, t := range hit {
			n.Tiles = append(n.Tiles, t.ID)
		}
		n.Title, n.Text = troubleText(n.Kind, a, hit, c, len(d.Connections) > 1)
		if i := slices.IndexFunc(out, func(o tiles.Notice) bool { return o.Key == n.Key }); i >= 0 {
			continue
		}
		out = append(out, n)
	}
	return out
}

// hit returns the tiles of an attention that are known to be in trouble. Tiles
// that merely can't be seen are not: Power BI may well go on refreshing them.
// Pins of which something worse is suspected are.
func (d *decision) hit(a tiles.Attention) []tiles.Tile {
	var out []tiles.Tile
	for _, id := range a.Tiles {
		t, ok := d.tile[id]
		if !ok {
			continue
		}
		v := tiles.Aged(t.Verdict, d.Now)
		switch {
		case v.State == tiles.Late && v.Cause == tiles.CauseLate && v.Remedy == tiles.RemedyWait:
			// It is being caught up: nothing to do, and soon over.
		case v.State == tiles.Stopped, v.State == tiles.Failing, v.State == tiles.Late, suspected(a):
			out = append(out, t)
		}
	}
	return out
}

// kindOf is the worst of what tiles suffer from.
func kindOf(hit []tiles.Tile) tiles.NoticeKind {
	kind := tiles.NoticeSignIn
	for _, t := range hit {
		switch t.Verdict.State {
		case tiles.Stopped:
			return tiles.NoticeStopped
		case tiles.Failing, tiles.Unseen:
			kind = tiles.NoticeFailing
		default:
			if kind == tiles.NoticeSignIn {
				kind = tiles.NoticeLate
			}
		}
	}
	return kind
}

// troubleKey names a cause at a connection. The ways to lose a sign-in are one
// cause: whether it ended or was refused, signing in puts it right.
func troubleKey(a tiles.Attention) string {
	cause := string(a.Cause)
	if signInCause(a.Cause) {
		cause = "sign_in"
	}
	return fmt.Sprintf("stopped/%s/%s", a.Connection, cause)
}

// lost is true when a sign-in is gone or no longer works.
func lost(c tiles.Connection, now time.Time) bool {
	return !tiles.JudgeSignIn(c, 0, now).Usable()
}

// noticeID makes an ID that is the same for the same notice, without chance.
func noticeID(key string, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s@%d", key, at.UnixNano()))
	return "n-" + hex.EncodeToString(sum[:6])
}
