package powerbi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

const (
	// allRuns is the most that the service keeps; fewRuns serve when the last
	// look is not older than soon, as runs are at least minutes apart.
	allRuns = 60
	fewRuns = 10
	soon    = 3 * time.Hour
	// mostAttempts bounds what is kept of one run.
	mostAttempts = 50
	// skew is how far ahead of this computer's clock the service's may be.
	skew = 24 * time.Hour
)

type refreshObject struct {
	RequestID   string          `json:"requestId"`
	RefreshType string          `json:"refreshType"`
	Status      string          `json:"status"`
	Start       string          `json:"startTime"`
	End         string          `json:"endTime"`
	Exception   string          `json:"serviceExceptionJson"`
	Attempts    []attemptObject `json:"refreshAttempts"`
}

type attemptObject struct {
	Type      string `json:"type"`
	Start     string `json:"startTime"`
	End       string `json:"endTime"`
	Exception string `json:"serviceExceptionJson"`
}

// Runs reads the newest runs of the feed and returns the feed with Runs,
// Access, LookedAt and TriedAt set and no Trouble. Runs holds the known ones
// besides, newest first, 60 at most. That the history may not be seen (401,
// 403, 404), or that this kind of model keeps none, is Access and not an
// error; Runs and LookedAt stay as they are then. With an error the feed is
// returned unchanged.
func (c *Client) Runs(ctx context.Context, f tiles.Feed) (tiles.Feed, error) {
	const op = "list refreshes"
	path, err := modelPath(op, f, "refreshes")
	if err != nil {
		return f, err
	}
	now := c.now().UTC()
	top := allRuns
	if len(f.Runs) > 0 && now.Sub(f.LookedAt) < soon {
		top = fewRuns
	}
	a, err := c.do(ctx, call{op: op, method: http.MethodGet, path: path, query: url.Values{"$top": {strconv.Itoa(top)}}})
	if err != nil {
		access, ok := accessIn(err)
		if !ok {
			return f, err
		}
		f.Access, f.TriedAt, f.Misses, f.Trouble = access, now, 0, nil
		return f, nil
	}
	var page struct {
		Value []refreshObject `json:"value"`
	}
	if err = decode(a.body, &page); err == nil && page.Value == nil {
		err = errShape
	}
	if err != nil {
		return f, nonsense(op, a, err)
	}
	listed := runs(page.Value, now)
	f.Access = tiles.AccessGranted
	if f.Kind == tiles.KindUnknown && len(listed) > 0 {
		f.Kind = kindByRuns(listed)
	}
	f.Runs = mergeRuns(listed, f.Runs, len(page.Value) < top, now)
	f.LookedAt, f.TriedAt, f.Misses, f.Trouble = now, now, 0, nil
	return f, nil
}

// kindByRuns tells a model that the service did not describe by what refreshes
// it.
func kindByRuns(rs []tiles.Run) tiles.Kind {
	for _, r := range rs {
		if r.Trigger == "DirectLakeFraming" {
			return tiles.KindDirectLake
		}
	}
	return tiles.KindImport
}

// accessIn tells what an error means for the history of one model.
func accessIn(err error) (tiles.Access, bool) {
	var e *Error
	if !errors.As(err, &e) || e.Account || e.Status == 0 {
		return "", false
	}
	switch {
	case e.denied():
		return tiles.AccessDenied, true
	case e.missing():
		return tiles.AccessMissing, true
	case e.noModel():
		return tiles.AccessNone, true
	}
	return "", false
}

// noModel tells whether the service refuses because the dataset is not one
// that is refreshed (push, streaming).
func (e *Error) noModel() bool {
	return (e.Status == http.StatusBadRequest || e.Status == http.StatusUnsupportedMediaType) &&
		strings.Contains(strings.ToLower(e.Message), "model-based dataset")
}

func modelPath(op string, f tiles.Feed, what string) (string, error) {
	if f.Source != tiles.SourceModel || ident(f.ModelID) == "" {
		return "", &Error{Op: op, Cause: tiles.CauseNotWatchable, Err: fmt.Errorf("feed %s is no model", f.ID)}
	}
	return workspacePath(f.WorkspaceID, "datasets", f.ModelID, what), nil
}

// runs translates the service's entries, newest first. Entries without any
// time are left out, as nothing can be said about them.
func runs(list []refreshObject, now time.Time) []tiles.Run {
	out := make([]tiles.Run, 0, len(list))
	seen := map[string]bool{}
	for _, o := range list {
		r, ok := o.run(now)
		if !ok || seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		out = append(out, r)
	}
	sortRuns(out)
	return out
}

func sortRuns(rs []tiles.Run) {
	slices.SortStableFunc(rs, func(a, b tiles.Run) int { return b.Start.Compare(a.Start) })
}

func (o refreshObject) run(now time.Time) (tiles.Run, bool) {
	start, end := plausible(o.Start, now), plausible(o.End, now)
	if start.IsZero() {
		start = end
	}
	if start.IsZero() {
		return tiles.Run{}, false
	}
	if !end.IsZero() && end.Before(start) {
		end = start
	}
	r := tiles.Run{ID: ident(o.RequestID), Start: start, End: end, Trigger: code(o.RefreshType)}
	if r.ID == "" {
		r.ID = runID(start)
	}
	r.Status = statusOf(o.Status, !end.IsZero())
	if r.Status != tiles.RunRunning && r.End.IsZero() {
		r.End = start // it is over; when is not said
	}
	if r.Status != tiles.RunGood {
		r.Code, r.Text = exception(o.Exception)
	}
	for _, a := range o.Attempts[:min(len(o.Attempts), mostAttempts)] {
		t := tiles.Attempt{Type: code(a.Type), Start: plausible(a.Start, now), End: plausible(a.End, now)}
		if t.Type == "" && t.Start.IsZero() {
			continue // no attempt at all
		}
		t.Code, t.Text = exception(a.Exception)
		r.Attempts = append(r.Attempts, t)
	}
	return r, true
}

// plausible reads a date; zero when it lies further ahead than clocks are apart.
func plausible(date string, now time.Time) time.Time {
	t := parseTime(date)
	if t.After(now.Add(skew)) {
		return time.Time{}
	}
	return t
}

const madeUp = "at-"

// runID names a run that the service gave no id, the same at every look.
func runID(start time.Time) string {
	return madeUp + start.UTC().Format("20060102T150405.000Z")
}

// statusOf reads the status of a run. "Unknown" is running while it has no
// end, and so is whatever this app does not know.
func statusOf(status string, ended bool) tiles.RunStatus {
	switch strings.ToLower(strings.TrimSpace(status)) {
	case "completed":
		return tiles.RunGood
	case "failed", "timedout":
		return tiles.RunFailed
	case "cancelled", "canceled":
		return tiles.RunCancelled
	case "disabled":
		return tiles.RunDisabled
	}
	if !ended {
		return tiles.RunRunning
	}
	return tiles.RunUnknown
}

func exception(raw string) (errorCode, message string) {
	if raw == "" {
		return "", ""
	}
	errorCode, message = tiles.ParseServiceException(raw[:min(len(raw), largestError)])
	return code(errorCode), tiles.Clean(message, longestText)
}

// mergeRuns puts the listed runs before the known ones, newest first. A known
// run that was still running, and that the list would show if the service
// still knew it, has ended unseen.
func mergeRuns(listed, known []tiles.Run, whole bool, now time.Time) []tiles.Run {
	merged := slices.Clone(listed)
	ids, starts := map[string]bool{}, map[time.Time]bool{}
	oldest := now
	for _, r := range listed {
		ids[r.ID], starts[r.Start] = true, true
		oldest = r.Start
	}
	for _, r := range known {
		if ids[r.ID] || strings.HasPrefix(r.ID, madeUp) && starts[r.Start] {
			continue // the service has given it an id since
		}
		if r.Status == tiles.RunRunning && (whole || !r.Start.Before(oldest)) {
			r.Status, r.End = tiles.RunUnknown, now
		}
		merged = append(merged, r)
	}
	sortRuns(merged)
	return merged[:min(len(merged), allRuns)]
}
