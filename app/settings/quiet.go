package settings

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"mysettings/app/language"
)

// QuietHours is a span of every day, in local time. It may go over midnight.
// The zero value, and any span from a time to the same time, is empty.
type QuietHours struct {
	From, To int // minutes after midnight; To is the first minute outside
}

// Contains tells whether t, read in its own location, falls into the span.
func (q QuietHours) Contains(t time.Time) bool {
	m := t.Hour()*60 + t.Minute()
	if q.From <= q.To {
		return q.From <= m && m < q.To
	}
	return m >= q.From || m < q.To
}

// String is "22:00-07:00", or empty for the empty span.
func (q QuietHours) String() string {
	if q.From == q.To {
		return ""
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", q.From/60, q.From%60, q.To/60, q.To%60)
}

func parseQuiet(text string) (QuietHours, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(text, "–", "-"), "-")
	var q QuietHours
	var err error
	if !ok {
		err = errors.New("no dash")
	}
	if err == nil {
		q.From, err = minutes(from)
	}
	if err == nil {
		q.To, err = minutes(to)
	}
	if err != nil {
		return QuietHours{}, errors.New(language.Say("two times such as 22:00-07:00 are needed"))
	}
	if q.From == q.To {
		return QuietHours{}, errors.New(language.Say("two different times are needed"))
	}
	return q, nil
}

func minutes(text string) (int, error) {
	t, err := time.Parse("15:04", strings.TrimSpace(text))
	if err != nil {
		return 0, err
	}
	return t.Hour()*60 + t.Minute(), nil
}
