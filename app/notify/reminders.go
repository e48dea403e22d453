package notify

import (
	"fmt"
	"slices"
	"time"

	"mysettings/app/tiles"
)

const day = 24 * time.Hour

// reminderDays are the days before its end at which a sign-in is warned of.
var reminderDays = []int{14, 7, 3, 1}

// reminders returns the notice that each sign-in which ends soon calls for: the
// one of the last moment that has passed, so that a machine that was off for a
// week is told once.
func (d *decision) reminders() []tiles.Notice {
	var out []tiles.Notice
	for _, c := range d.Connections {
		if !endable(c, d.Now) || !d.hangs(c) {
			continue
		}
		left := c.GoodUntil.Sub(d.Now)
		var due time.Duration
		for _, l := range leads(c, d.LeadDays) {
			if left <= l {
				due = l // in falling order: the last one that fits is the nearest
			}
		}
		if due == 0 {
			continue
		}
		n := tiles.Notice{
			At:         c.GoodUntil.Add(-due),
			Kind:       tiles.NoticeExpiring,
			Key:        fmt.Sprintf("expiring/%s/%s", c.ID, leadName(due)),
			Connection: c.ID,
			Cause:      tiles.CauseSignInExpired,
			Remedy:     tiles.RemedySignIn,
		}
		n.Title, n.Text = reminderText(c, left, d.Zone, len(d.Connections) > 1)
		out = append(out, n)
	}
	return out
}

// hangs is true when something depends on a sign-in: a report server's matters
// only while it keeps tiles fresh with it.
func (d *decision) hangs(c tiles.Connection) bool {
	return c.Kind != tiles.ReportServer || slices.ContainsFunc(d.Tiles, func(t tiles.Tile) bool {
		off := t.Verdict.Cause == tiles.CauseSubscriptionOff || t.Verdict.Cause == tiles.CauseTileDeleted
		return t.Connection == c.ID && !off
	})
}

// endable is true for a sign-in that is good and has an end.
func endable(c tiles.Connection, now time.Time) bool {
	return !lost(c, now) && c.GoodUntil.After(now)
}

// leads returns how long before a sign-in's end it is warned of, longest
// first. Nothing is said in the first third of its life: a sign-in of a
// week has fewer reminders, one of a day a single one when a sixth is left.
func leads(c tiles.Connection, leadDays int) []time.Duration {
	if leadDays <= 0 {
		return nil
	}
	days := append([]int{leadDays}, reminderDays...)
	slices.Sort(days)
	slices.Reverse(days)
	days = slices.Compact(days)
	life := lifetime(c)
	var out []time.Duration
	for _, n := range days {
		if l := time.Duration(n) * day; n <= leadDays && l <= life-life/3 {
			out = append(out, l)
		}
	}
	if len(out) == 0 && life >= time.Hour {
		out = append(out, life/6)
	}
	return out
}

// lifetime is how long the sign-in is good for, counted from the last time it
// was used or given.
func lifetime(c tiles.Connection) time.Duration {
	from := c.SignedInAt
	if c.RenewedAt.After(from) {
		from = c.RenewedAt
	}
	if from.IsZero() || !from.Before(c.GoodUntil) {
		return 90 * day // Entra's default for a refresh token
	}
	return c.GoodUntil.Sub(from)
}

func leadName(l time.Duration) string {
	if l%day == 0 {
		return fmt.Sprint(int(l / day))
	}
	return l.String()
}
