package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

type refreshBody struct {
	RequestID string        `json:"requestId"`
	Type      string        `json:"refreshType"`
	Start     string        `json:"startTime"`
	End       string        `json:"endTime,omitempty"`
	Exception string        `json:"serviceExceptionJson,omitempty"`
	Status    string        `json:"status"`
	Attempts  []attemptBody `json:"refreshAttempts,omitempty"`
}

type attemptBody struct {
	ID        int    `json:"attemptId"`
	Start     string `json:"startTime"`
	End       string `json:"endTime,omitempty"`
	Exception string `json:"serviceExceptionJson,omitempty"`
	Type      string `json:"type"`
}

type refreshDetail struct {
	Start    string        `json:"startTime"`
	End      string        `json:"endTime,omitempty"`
	Type     string        `json:"type"`
	Commit   string        `json:"commitMode"`
	Status   string        `json:"status"`
	Extended string        `json:"extendedStatus"`
	Current  string        `json:"currentRefreshType"`
	Number   int           `json:"numberOfAttempts"`
	Objects  []any         `json:"objects"`
	Messages []any         `json:"messages"`
	Attempts []attemptBody `json:"refreshAttempts,omitempty"`
}

const (
	triggerAPI      = "ViaApi"
	triggerEnhanced = "ViaEnhancedApi"
	zonedTime       = "2006-01-02T15:04:05.000Z"
	bareTime        = "2006-01-02T15:04:05.000"
)

func stamp(t time.Time) string { return t.UTC().Format(zonedTime) }

// state is how a run stands at now, in the words of the list call.
func (r *run) state(now time.Time) string {
	switch {
	case r.running(now):
		return "Unknown"
	case r.cancelled:
		return "Cancelled"
	case r.failure != nil:
		return "Failed"
	}
	return "Completed"
}

// attempts are the load of the model, and after it the refresh of the tiles.
func (r *run) attempts(now time.Time) []attemptBody {
	if r.running(now) || r.cancelled {
		return nil
	}
	if r.failure != nil {
		return []attemptBody{{ID: 1, Type: "Data", Start: stamp(r.start), End: stamp(r.end), Exception: r.failure.json()}}
	}
	loaded := r.start.Add(r.end.Sub(r.start) * 9 / 10)
	both := []attemptBody{
		{ID: 1, Type: "Data", Start: stamp(r.start), End: stamp(loaded)},
		{ID: 1, Type: "Query", Start: stamp(loaded), End: stamp(r.end)},
	}
	if r.queryFailure != nil {
		both[1].Exception = r.queryFailure.json()
	}
	return both
}

func (r *run) body(now time.Time) refreshBody {
	b := refreshBody{RequestID: r.id, Type: r.trigger, Start: stamp(r.start), Status: r.state(now), Attempts: r.attempts(now)}
	if !r.running(now) {
		b.End = stamp(r.end)
		if r.failure != nil {
			b.Exception = r.failure.json()
		}
	}
	return b
}

func (c *call) listRefreshes() (any, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, err
	}
	if m.mode == modePush || m.mode == modeStreaming {
		return nil, &apiError{status: http.StatusUnsupportedMediaType, Code: "InvalidRequest", Message: "Invalid dataset. This API can only be called on a Model-based dataset"}
	}
	history := m.history(c.now)
	_, to, err := c.pageOf(len(history), keptRuns)
	if err != nil {
		return nil, err
	}
	bodies := []refreshBody{}
	for _, r := range history[:to] {
		bodies = append(bodies, r.body(c.now))
	}
	return c.list("refreshes", bodies), nil
}

// getRefresh tells about a refresh that was asked for with details; the
// others have none.
func (c *call) getRefresh() (any, error) {
	m, r, err := c.findRefresh()
	if err != nil {
		return nil, err
	}
	b := refreshDetail{
		Start: r.start.UTC().Format(bareTime), Type: "Full", Commit: "Transactional", Status: r.state(c.now), Extended: r.state(c.now),
		Current: "Full", Number: 1, Objects: []any{map[string]string{"table": m.name}}, Messages: []any{}, Attempts: r.attempts(c.now),
	}
	if r.running(c.now) {
		b.Extended = "InProgress"
		return withStatus{http.StatusAccepted, b}, nil
	}
	b.End = r.end.UTC().Format(bareTime)
	if r.failure != nil {
		b.Messages = append(b.Messages, map[string]string{"code": "0xC1120001", "message": r.failure.Description, "type": "Error"})
	}
	return b, nil
}

func (c *call) cancelRefresh() (any, error) {
	_, r, err := c.findRefresh()
	if err != nil {
		return nil, err
	}
	if r.running(c.now) {
		r.end, r.cancelled, r.failure = c.now, true, nil
	}
	return nil, nil
}

func (c *call) findRefresh() (*model, *run, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, nil, err
	}
	for _, r := range m.runs {
		if strings.EqualFold(r.id, c.r.PathValue("refresh")) && r.trigger == triggerEnhanced {
			return m, r, nil
		}
	}
	return nil, nil, apiNotFound
}

// mostAsked is how many refreshes that were asked for are remembered, of which
// the older half is forgotten.
const mostAsked = 10_000

// askRefresh begins a refresh, and notes that it was asked for.
func (c *call) askRefresh() (any, error) {
	note := askedRefresh{At: c.now.UTC(), Person: c.user, DatasetID: c.r.PathValue("dataset"), Status: http.StatusAccepted}
	r, m, err := c.beginRefresh()
	if m != nil {
		note.Dataset, note.Workspace = m.name, m.workspace.name
	}
	var refused *apiError
	if errors.As(err, &refused) {
		note.Status, note.Code = refused.status, refused.Code
	} else {
		note.RequestID = r.id
	}
	if len(c.asked) >= mostAsked {
		c.asked = slices.Delete(c.asked, 0, mostAsked/2)
	}
	c.asked = append(c.asked, note)
	if err != nil {
		return nil, err
	}
	if r.trigger == triggerEnhanced {
		c.w.Header().Set("x-ms-request-id", r.id)
		c.w.Header().Set("Location", c.base+c.r.URL.Path+"/"+r.id)
	}
	return status(http.StatusAccepted), nil
}

func (c *call) beginRefresh() (*run, *model, error) {
	m, err := c.findModel()
	if err != nil {
		return nil, nil, err
	}
	fields := map[string]any{}
	body, err := io.ReadAll(io.LimitReader(c.r.Body, 1<<16))
	if err != nil {
		return nil, m, apiInvalid("The body could not be read")
	}
	if len(body) > 0 && json.Unmarshal(body, &fields) != nil {
		return nil, m, apiInvalid("The body is not a refresh request")
	}
	if option, given := fields["notifyOption"]; given && !slices.Contains([]any{"NoNotification", "MailOnFailure", "MailOnCompletion"}, option) {
		return nil, m, apiInvalid("notifyOption is not one of NoNotification, MailOnFailure and MailOnCompletion")
	}
	delete(fields, "notifyOption")
	trigger := triggerAPI
	if len(fields) > 0 {
		trigger = triggerEnhanced
	}
	switch {
	case m.mode != modeImport:
		return nil, m, apiInvalid("Invalid dataset refresh request. The dataset does not load data")
	case trigger == triggerEnhanced && !m.workspace.premium:
		return nil, m, apiInvalid("Only notifyOption may be given on a shared capacity")
	case m.runningRun(c.now) != nil:
		return nil, m, apiRunning
	case m.quotaGone, !m.workspace.premium && m.quotaUsed(c.now) >= dailyQuota:
		return nil, m, apiQuota
	}
	r := m.newRun(trigger, c.now, c.options.RefreshTakes)
	m.add(r)
	return r, m, nil
}

// dailyQuota is how many refreshes a model on a shared capacity has in 24
// hours, by schedule and by request together.
const dailyQuota = 8
