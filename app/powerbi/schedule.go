package powerbi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"mysettings/app/tiles"
)

// The two kinds of schedule, as they are called in addresses.
const (
	importSchedule      = "refreshSchedule"
	directQuerySchedule = "directQueryRefreshSchedule"
)

type scheduleObject struct {
	Days      []string `json:"days"`
	Times     []string `json:"times"`
	Enabled   bool     `json:"enabled"`
	Zone      string   `json:"localTimeZoneId"`
	Frequency number   `json:"frequency"`
}

// Schedule reads when the service refreshes the feed by itself, and returns
// the feed with Schedule and ScheduleAt set. Schedule is nil when the kind of
// model has none, when it may not be seen, or when the model is gone. A Kind
// that was not known is set where the schedule tells it. With an error the feed
// is returned unchanged.
func (c *Client) Schedule(ctx context.Context, f tiles.Feed) (tiles.Feed, error) {
	var s *tiles.Schedule
	var err error
	switch f.Kind {
	case tiles.KindPush, tiles.KindStreaming, tiles.KindHidden, tiles.KindStatic:
	case tiles.KindDirectQuery, tiles.KindLive:
		s, err = c.schedule(ctx, f, directQuerySchedule)
	case tiles.KindUnknown, "":
		// A model that the service did not describe has one of the two.
		s, err = c.schedule(ctx, f, directQuerySchedule)
		if s != nil {
			f.Kind = tiles.KindDirectQuery
		} else if err == nil {
			s, err = c.schedule(ctx, f, importSchedule)
		}
	default:
		s, err = c.schedule(ctx, f, importSchedule)
	}
	if err != nil {
		return f, err
	}
	f.Schedule, f.ScheduleAt = s, c.now().UTC()
	return f, nil
}

// schedule reads one of the two kinds of schedule; nil where the service
// refuses or has none.
func (c *Client) schedule(ctx context.Context, f tiles.Feed, what string) (*tiles.Schedule, error) {
	const op = "read a schedule"
	path, err := modelPath(op, f, what)
	if err != nil {
		return nil, err
	}
	a, err := c.do(ctx, call{op: op, method: http.MethodGet, path: path})
	var e *Error
	if errors.As(err, &e) && !e.Account && (e.denied() || e.missing() ||
		e.Status == http.StatusBadRequest || e.Status == http.StatusUnsupportedMediaType) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var o scheduleObject
	if err := decode(a.body, &o); err != nil {
		return nil, nonsense(op, a, err)
	}
	return o.schedule(what == directQuerySchedule), nil
}

// schedule translates the service's words. A DirectQuery schedule can't be
// switched off, so it is always enabled.
func (o scheduleObject) schedule(directQuery bool) *tiles.Schedule {
	s := &tiles.Schedule{Enabled: o.Enabled || directQuery, Zone: code(o.Zone)}
	if directQuery && o.Frequency > 0 && o.Frequency <= 24*60 {
		s.EveryMinutes = int(o.Frequency)
		return s
	}
	for _, d := range o.Days {
		if day, ok := weekday(d); ok && !slices.Contains(s.Days, day) {
			s.Days = append(s.Days, day)
		}
	}
	slices.Sort(s.Days)
	for _, t := range o.Times {
		if m, ok := minuteOfDay(t); ok && !slices.Contains(s.Times, m) {
			s.Times = append(s.Times, m)
		}
	}
	slices.Sort(s.Times)
	return s
}

func weekday(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(strings.TrimSpace(name), d.String()) {
			return d, true
		}
	}
	return 0, false
}

// minuteOfDay reads "hh:mm"; seconds, and a missing zero in front, are
// forgiven.
func minuteOfDay(s string) (int, bool) {
	hour, rest, ok := strings.Cut(strings.TrimSpace(s), ":")
	minute, _, _ := strings.Cut(rest, ":")
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if !ok || err1 != nil || err2 != nil || h < 0 || h > 23 || m < 0 || m > 59 {
		return 0, false
	}
	return h*60 + m, true
}
