package app

import (
	"context"
	"slices"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

// spoilt is something that went wrong in the past of a seed: those tiles of
// every so many, from so long ago, for so long.
type spoilt struct {
	every, of int
	from, to  time.Duration // ago
	state     tiles.State
	cause     tiles.Cause
}

const aDay = 24 * time.Hour

var spoilts = []spoilt{
	{4, 1, 76 * aDay, 73*aDay + 7*time.Hour, tiles.Failing, tiles.CauseGateway},
	{1, 0, 58*aDay + 5*time.Hour, 57*aDay + 2*time.Hour, tiles.Stopped, tiles.CauseSignInExpired},
	{6, 2, 30*aDay + 3*time.Hour, 30 * aDay, tiles.Late, tiles.CauseCapacity},
	{3, 0, 12*aDay + 6*time.Hour, 11*aDay + 20*time.Hour, tiles.Late, tiles.CauseCapacity},
	{9, 4, 9*aDay + 4*time.Hour, 7*aDay + 22*time.Hour, tiles.Failing, tiles.CauseModelError},
	{10, 3, 5*aDay + 6*time.Hour, 4*aDay + 3*time.Hour, tiles.Failing, tiles.CauseSourceCredentials},
}

// fillPast gives the tiles the last 90 days of a person who works from Monday to
// Friday, was away for a week, and had some trouble. last are today's verdicts.
func fillPast(t testing.TB, s *store.Store, last map[string]tiles.Verdict, now time.Time) {
	t.Helper()
	ids := make([]string, 0, len(last))
	for id := range last {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	var times []time.Time // when somebody looked
	for i := 89; i >= 0; i-- {
		d := day.AddDate(0, 0, -i)
		away := i > 36 && i < 44 || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday && i > 3
		if from, to := d.Add(7*time.Hour+30*time.Minute), d.Add(18*time.Hour+30*time.Minute); !away {
			for at := from; !at.After(to) && at.Before(now); at = at.Add(30 * time.Minute) {
				times = append(times, at)
			}
		}
	}
	var before string
	for i, at := range times {
		looks, word := map[string]tiles.Verdict{}, ""
		for n, id := range ids {
			v := verdictThen(n, last[id], now.Sub(at), at)
			looks[id] = v
			word += string(v.State) + string(v.Cause) + " "
		}
		edge := i == 0 || i == len(times)-1 || at.Sub(times[i-1]) > time.Hour || times[i+1].Sub(at) > time.Hour
		if word == before && !edge {
			continue
		}
		before = word
		if err := s.SaveJudgement(context.Background(), store.Judgement{
			At: at, Tiles: looks, Looks: map[string]time.Time{seedConnection: at}, Patience: 12 * time.Hour,
		}); err != nil {
			t.Fatal(err)
		}
	}
	// and all of today until now
	if err := s.SaveJudgement(context.Background(), store.Judgement{
		At: now, Tiles: last, Looks: map[string]time.Time{seedConnection: now}, Patience: 12 * time.Hour,
	}); err != nil {
		t.Fatal(err)
	}
}

// verdictThen is how tile n was doing so long ago.
func verdictThen(n int, last tiles.Verdict, ago time.Duration, at time.Time) tiles.Verdict {
	v := tiles.Verdict{State: tiles.Fresh, Since: at}
	if last.State == tiles.Unseen && last.Cause == tiles.CauseNoPermission {
		return last // ever since
	}
	if bad := last.State == tiles.Failing || last.State == tiles.Late || last.State == tiles.Stopped; bad && !last.Since.After(at) {
		return last
	}
	for _, s := range spoilts {
		if n%s.every == s.of%s.every && ago <= s.from && ago > s.to {
			v.State, v.Cause = s.state, s.cause
		}
	}
	return v
}
