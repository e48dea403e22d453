package app

import (
	"slices"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// TileRun is one of the last things that happened to a tile, or should have.
type TileRun struct {
	// Mark is its letter in the strip: g, f, m, r, c, p or u.
	Mark string `json:"mark"`
	// At is when it began or was due, empty where that is not known; End is
	// when it was over.
	At  string `json:"at"`
	End string `json:"end"`
	// Seconds is how long it took; 0 while it runs, and for a pin.
	Seconds int   `json:"seconds"`
	By      RunBy `json:"by"`
	// Cause is why it failed, as far as it is understood.
	Cause tiles.Cause `json:"cause"`
	// Query is true when the data arrived and only the tiles' own refresh failed.
	Query bool `json:"query"`
	// Code is what the service said, verbatim.
	Code string `json:"code"`
}

// RunBy is who started a run, or should have.
type RunBy string

// Who starts runs.
const (
	ByNobody   RunBy = ""         // it is not told
	BySchedule RunBy = "schedule" // the model's or the subscription's own
	ByThisApp  RunBy = "app"
	ByHand     RunBy = "hand"
	ByProgram  RunBy = "program" // somebody's own automation
)

// runsOf lists a tile's last runs, the newest first.
func runsOf(f *tiles.Feed, t tiles.Tile) []TileRun {
	var keeps []tiles.Keep
	if t.Keep != nil {
		keeps = append(keeps, *t.Keep)
	}
	marks := tiles.Marks(f, keeps)
	slices.Reverse(marks)
	out := make([]TileRun, 0, len(marks))
	for _, m := range marks {
		out = append(out, tileRun(f, m))
	}
	return out
}

func tileRun(f *tiles.Feed, m tiles.Marked) TileRun {
	out := TileRun{Mark: string(rune(m.Mark)), At: stamp(m.At), Query: m.Query}
	r := m.Run
	if r == nil {
		if m.Mark == tiles.MarkMissed {
			out.By = BySchedule
			if m.Kept {
				out.By = ByThisApp
			}
		}
		return out
	}
	out.By = startedBy(f, r)
	if !r.End.IsZero() {
		out.End = stamp(r.End)
		out.Seconds = int(max(r.End.Sub(r.Start), 0) / time.Second)
	}
	code, text := r.Code, r.Text
	for i := len(r.Attempts) - 1; i >= 0 && code == "" && text == ""; i-- {
		code, text = r.Attempts[i].Code, r.Attempts[i].Text
	}
	if m.Mark == tiles.MarkFailed {
		out.Cause = tiles.ClassifyRun(code, text)
		if f.Source == tiles.SourceSubscription {
			_, out.Cause = tiles.ClassifyStatus(text)
		}
	}
	if m.Mark != tiles.MarkGood {
		out.Code = tiles.Clean(strings.Trim(code+": "+text, ": "), maxCode)
	}
	return out
}

func startedBy(f *tiles.Feed, r *tiles.Run) RunBy {
	switch {
	case tiles.AskedFor(f, r):
		return ByThisApp
	case strings.EqualFold(r.Trigger, "Scheduled"):
		return BySchedule
	case strings.EqualFold(r.Trigger, "OnDemand"):
		return ByHand
	case strings.HasPrefix(strings.ToLower(r.Trigger), "via"):
		return ByProgram
	}
	return ByNobody
}

// RefreshState is how far the refresh of one tile has come.
type RefreshState struct {
	Tile  string         `json:"tile"`
	Stage tiles.Progress `json:"stage"`
	// End is when it was over; Text is why it failed.
	End  string `json:"end"`
	Text string `json:"text"`
}

func refreshStates(all []tiles.Tile, feeds []tiles.Feed, ids []string, since time.Time) []RefreshState {
	byID := make(map[string]*tiles.Tile, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	behind := make(map[string]*tiles.Feed, len(feeds))
	for i := range feeds {
		behind[feeds[i].ID] = &feeds[i]
	}
	out := make([]RefreshState, 0, len(ids))
	for _, id := range ids {
		t := byID[id]
		if t == nil || behind[t.Feed] == nil {
			continue
		}
		stage, run := tiles.ProgressOf(behind[t.Feed], since)
		state := RefreshState{Tile: id, Stage: stage}
		if run != nil && !run.End.IsZero() {
			state.End = stamp(run.End)
		}
		if stage == tiles.ProgressFailed {
			state.Text = tiles.Clean(t.Verdict.Text, maxText)
		}
		out = append(out, state)
	}
	return out
}

// KeptModel is a model that this app keeps fresh.
type KeptModel struct {
	// Feed is the Model of the tiles that are kept.
	Feed  string `json:"feed"`
	Name  string `json:"name"`
	Owner string `json:"owner"`
	Next  string `json:"next"`
	// PerDay, OwnPerDay, Quota, QuotaKnown and OverQuota are as in KeepPreview.
	PerDay     int  `json:"perDay"`
	OwnPerDay  int  `json:"ownPerDay"`
	Quota      int  `json:"quota"`
	QuotaKnown bool `json:"quotaKnown"`
	OverQuota  bool `json:"overQuota"`
}

func keptModels(feeds []tiles.Feed, now time.Time) []KeptModel {
	out := []KeptModel{}
	for _, f := range feeds {
		if len(f.Keeps) == 0 {
			continue
		}
		m := KeptModel{
			Feed: f.ID, Name: tiles.Clean(f.Name, maxName), Owner: tiles.Clean(f.Owner, maxName),
			PerDay: tiles.DailyCost(f.Keeps),
		}
		var next time.Time
		for _, k := range f.Keeps {
			if at, ok := k.Next(now); ok && (next.IsZero() || at.Before(next)) {
				next = at
			}
		}
		m.Next = stamp(next)
		if f.Schedule != nil {
			m.OwnPerDay = f.Schedule.DailyCost()
		}
		m.Quota, m.QuotaKnown = f.Quota()
		m.OverQuota = f.OverQuota(m.PerDay + m.OwnPerDay)
		out = append(out, m)
	}
	return out
}
