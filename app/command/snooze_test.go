package command

import (
	"strings"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func TestSnoozeCommand(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	setting := func() string {
		return strings.TrimSpace(d.run("config", "get", "notify.snooze_until").want(CodeGood).stdout)
	}
	var doc struct {
		Until *time.Time `json:"snoozed_until"`
	}
	before := time.Now()
	d.run("snooze", "--json").want(CodeGood).into(&doc)
	if doc.Until == nil || doc.Until.Before(before.Add(59*time.Minute)) || doc.Until.After(time.Now().Add(time.Hour)) {
		t.Errorf("snooze: until %v, want in an hour", doc.Until)
	}
	if got := setting(); got != doc.Until.Format(time.RFC3339) {
		t.Errorf("setting %q, want %s", got, doc.Until)
	}
	if said := d.run("snooze", "monday").want(CodeGood).stdout; !strings.Contains(said, "until Monday, ") || !strings.Contains(said, ", 08:00") {
		t.Errorf("snooze monday: %s", said)
	}
	if said := d.run("snooze", "off").want(CodeGood).stdout; !strings.Contains(said, "shown again") || setting() != "" {
		t.Errorf("snooze off: %s, setting %q", said, setting())
	}
	doc.Until = &before
	d.run("snooze", "off", "--json").want(CodeGood).into(&doc)
	if doc.Until != nil {
		t.Errorf("snooze off: until %v", doc.Until)
	}
	d.run("config", "set", "notify", "false").want(CodeGood)
	if said := d.run("snooze", "2d").want(CodeGood).stderr; !strings.Contains(said, "switched off altogether") {
		t.Errorf("snooze where there are none: %s", said)
	}
	for _, args := range [][]string{{"snooze", "soon"}, {"snooze", "30s"}, {"snooze", "-1h"}, {"snooze", "31d"}, {"snooze", "999d"}, {"snooze", "1h", "2h"}} {
		d.run(args...).want(CodeUsage)
	}
}

func TestParseSnooze(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC) // a Friday
	for choice, want := range map[string]time.Time{
		"hour": now.Add(time.Hour), "90m": now.Add(90 * time.Minute), "1m": now.Add(time.Minute), "30d": now.Add(30 * 24 * time.Hour),
		"morning": time.Date(2026, 3, 28, 8, 0, 0, 0, time.UTC), "monday": time.Date(2026, 3, 30, 8, 0, 0, 0, time.UTC), "off": {},
	} {
		if got, err := parseSnooze(choice, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %v, %v; want %v", choice, got, err, want)
		}
	}
}
