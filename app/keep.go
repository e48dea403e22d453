package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// dayNames are the page's names of the days, in Go's order.
var dayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// errChoice is a KeepChoice that can't be: the page's own controls never make one.
var errChoice = errors.New("choice of a schedule")

// newKeep makes the schedule that a person chose.
func newKeep(t tiles.Tile, choice KeepChoice, zone string, now time.Time) (tiles.Keep, error) {
	k := tiles.Keep{Tile: t.ID, Feed: t.Feed, Every: choice.Every, Zone: zone, Since: now.UTC()}
	switch choice.Every {
	case tiles.Hourly, tiles.Daily, tiles.Weekly:
	default:
		return k, fmt.Errorf("%w: every %q", errChoice, choice.Every)
	}
	at, err := time.Parse("15:04", choice.At)
	if err != nil {
		return k, fmt.Errorf("%w: time %q", errChoice, choice.At)
	}
	k.At = at.Hour()*60 + at.Minute()
	if choice.Every != tiles.Weekly {
		return k, nil
	}
	for _, name := range choice.On {
		day := slices.Index(dayNames[:], strings.ToLower(name))
		if day < 0 {
			return k, fmt.Errorf("%w: day %q", errChoice, name)
		}
		k.On = append(k.On, time.Weekday(day))
	}
	slices.Sort(k.On)
	if k.On = slices.Compact(k.On); len(k.On) == 0 {
		return k, fmt.Errorf("%w: weekly on no day", errChoice)
	}
	return k, nil
}

// kept is a schedule as the page shows it.
func kept(k tiles.Keep, now time.Time) *Kept {
	out := &Kept{
		Every: k.Every,
		At:    fmt.Sprintf("%02d:%02d", k.At/60%24, k.At%60),
		On:    make([]string, 0, len(k.On)),
		Zone:  k.Zone,
		Model: k.Feed,
	}
	for _, day := range k.On {
		if day >= 0 && int(day) < len(dayNames) {
			out.On = append(out.On, dayNames[day])
		}
	}
	if next, ok := k.Next(now); ok {
		out.Next = stamp(next)
	}
	return out
}

// preview says what a schedule would mean beside the ones that exist, and
// beside the service's own. Due times of one model that fall together are
// asked for once, so they count once.
func preview(k tiles.Keep, feed tiles.Feed, all []tiles.Tile, now time.Time) KeepPreview {
	var p KeepPreview
	if next, ok := k.Next(now); ok {
		p.Next = stamp(next)
	}
	keeps := []tiles.Keep{k}
	for _, t := range all {
		if t.ID == k.Tile || t.Feed == "" || t.Feed != k.Feed {
			continue
		}
		p.SameModel++
		if t.Keep != nil {
			keeps = append(keeps, *t.Keep)
		}
	}
	p.PerDay = tiles.DailyCost(keeps)
	if feed.Schedule != nil {
		p.OwnPerDay = feed.Schedule.DailyCost()
	}
	p.Quota, p.QuotaKnown = feed.Quota()
	p.OverQuota = feed.OverQuota(p.PerDay + p.OwnPerDay)
	return p
}
