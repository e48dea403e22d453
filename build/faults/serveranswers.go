//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"mysettings/app/sandbox"
)

var serverAnswerFaults = []fault{
	{name: "report server: 403 on running a pin", does: forbiddenRun},
	{name: "report server: the report behind a pin is gone", does: reportGone},
	{name: "report server: a status of 64 kB", does: longStatus},
	{name: "report server: dates without zone, in the year 0001, of no kind", limit: time.Minute, does: strangeDates},
	{name: "report server: dies in mid-answer, answers HTML, nonsense, nothing", limit: 2 * time.Minute, does: brokenServer},
	{name: "report server: asks for a pause", does: pausedServer},
	{name: "report server: German texts", limit: time.Minute, does: germanServer},
	{name: "report server: nothing of what isn't documented", limit: time.Minute, does: documentedOnly},
	{name: "report server: releases 2016 to 2022, not integrated", limit: 2 * time.Minute, does: releases},
}

func forbiddenRun(ctx context.Context, l *lab) error {
	if err := l.withServer(ctx, sandbox.Options{}); err != nil {
		return err
	}
	if err := l.settle(ctx, map[string]any{"execute": "forbidden"}); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, []string{"Ask", "report server"}, "refresh", "Gauge1"); err != nil {
		return err
	}
	a, err := l.want(ctx, 1, []string{`"denied"`}, "refresh", "--json", "Gauge1")
	if err != nil || !json.Valid([]byte(a.out)) {
		return fmt.Errorf("refresh --json: %w: %s", err, a.out)
	}
	return errors.Join(l.serverUnchanged(ctx), l.quiet(ctx))
}

func reportGone(ctx context.Context, l *lab) error {
	if err := l.withServer(ctx, sandbox.Options{}); err != nil {
		return err
	}
	var list struct {
		Subscriptions []struct{ ID, Report, Visual string } `json:"subscriptions"`
	}
	if err := l.asked(ctx, "server-subscriptions", &list); err != nil {
		return err
	}
	report := ""
	for _, s := range list.Subscriptions {
		if s.Visual == "Gauge1" {
			report = s.Report
		}
	}
	if err := errors.Join(l.control(ctx, "server-report", map[string]any{"report": report, "gone": true}),
		l.control(ctx, "server-run", map[string]any{"pin": "Gauge1"})); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, []string{"Gauge1"}, "check"); err != nil {
		return err
	}
	if err := errors.Join(l.kept(ctx, "signed_in"), l.judged(ctx, "failing", "item_missing", "Gauge1"), l.judged(ctx, "fresh", "", "Chart1", "Image1")); err != nil {
		return err
	}
	_, err := l.want(ctx, 1, []string{"Gauge1: "}, "tiles")
	return err
}

func longStatus(ctx context.Context, l *lab) error {
	if err := l.withServer(ctx, sandbox.Options{}); err != nil {
		return err
	}
	text := "Strange \x1b[31m\u202e<b>words</b>\r\n%s " + strings.Repeat("Ä", 100)
	if err := l.control(ctx, "server-fail", map[string]any{"pin": "Gauge1", "text": text, "size": 64 << 10}); err != nil {
		return err
	}
	if _, err := l.run(ctx, "check"); err != nil {
		return err
	}
	if err := errors.Join(l.kept(ctx, "signed_in"), l.judged(ctx, "unseen", "unrecognised", "Gauge1"), l.judged(ctx, "fresh", "", "Chart1", "Image1")); err != nil {
		return err
	}
	all, err := l.pins(ctx)
	if err != nil {
		return err
	}
	if said := all["Gauge1"].Text; !strings.Contains(said, "Strange") || len(said) > 5000 || !utf8.ValidString(said) {
		return fmt.Errorf("%d bytes, want the server's own words, cut: %q", len(said), said)
	}
	for _, args := range [][]string{{"tiles"}, {"status"}, {"status", "--json"}, {"tiles", "--json"}} {
		a, err := l.run(ctx, args...)
		if err != nil {
			return err
		}
		if unprintable(a.out) || unprintable(a.errs) || len(a.out) > 20_000 {
			return fmt.Errorf("%v: %d bytes: %q", args, len(a.out), a.out)
		}
	}
	return l.quiet(ctx)
}

func strangeDates(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	// Far from this computer's zone, whatever that is.
	if err := l.settle(ctx, map[string]any{"zone": "Tokyo Standard Time"}); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil); err != nil {
		return err
	}
	for _, dates := range []string{"utc", "bare", "year1", "offset"} {
		if err := l.settle(ctx, map[string]any{"dates": dates}); err != nil {
			return err
		}
		if err := l.control(ctx, "server-run", map[string]any{"pin": ""}); err != nil {
			return err
		}
		if err := errors.Join(l.serverUnchanged(ctx), l.recent(ctx)); err != nil {
			return fmt.Errorf("%s: %w", dates, err)
		}
	}
	// One that has never run has no date, however that is written.
	if err := errors.Join(l.settle(ctx, map[string]any{"dates": "year1"}),
		l.control(ctx, "pin", map[string]any{"person": "ana", "report": "/Finance/IT Spend", "visual": "Map1", "dashboard": "Me", "every": "daily"})); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "check"); err != nil {
		return err
	}
	if err := l.judged(ctx, "waiting", "", "Map1"); err != nil {
		return err
	}
	for _, date := range []string{`"0001-01-01T00:00:00"`, `"9999-12-31T23:59:59.9999999"`, `"yesterday"`, `5`, `{}`, `"\/Date(1)\/"`, `"2026-02-30T25:61:00"`} {
		row := `{"value":[{"Id":"fcdb8581-0000-4000-8000-000000000001","Owner":"SANDBOX\\ana","Report":"/Finance/IT Spend","IsActive":true,"EventType":"TimedSubscription","LastRunTime":` + date +
			`,"LastStatus":"","ModifiedDate":` + date + `,"DeliveryExtension":"Report Server PowerBI","ExtensionSettings":{"Extension":"Report Server PowerBI","ParameterValues":[{"Name":"ReportVisualName","Value":"Odd"}]}}]}`
		if err := l.answer(ctx, "/reports/api/v2.0/Subscriptions", map[string]any{"kind": "body", "body": row}); err != nil {
			return err
		}
		a, err := l.run(ctx, "check")
		if err != nil {
			return err
		}
		if a.code > 1 && a.code != 3 || dump.MatchString(a.out+a.errs) || a.code == 3 && a.sentence() != nil {
			return fmt.Errorf("%s: exit code %d: %s%s", date, a.code, a.out, a.errs)
		}
		if all, err := l.pins(ctx); err != nil || all["Odd"].State == "fresh" || all["Odd"].State == "failing" {
			return fmt.Errorf("%s: %+v, %w", date, all["Odd"], err)
		}
	}
	return l.quiet(ctx)
}

// recent checks that the pins' last good refresh was a moment ago: a date that
// is read in a wrong zone is hours off.
func (l *lab) recent(ctx context.Context) error {
	all, err := l.pins(ctx)
	if err != nil {
		return err
	}
	for title, p := range all {
		at, err := time.Parse(time.RFC3339, p.LastGood)
		if d := time.Since(at); err != nil || d < -time.Minute || d > 5*time.Minute {
			return fmt.Errorf("pin %s was good at %q, %v ago, want a moment ago: %w", title, p.LastGood, d, err)
		}
	}
	return nil
}

// brokenAnswers are what the server may answer in place of data.
var brokenAnswers = []map[string]any{
	{"kind": "cut"}, {"kind": "reset"}, {"kind": "html"}, {"kind": "html", "status": 502}, {"kind": "empty"}, {"kind": "big"},
	{"kind": "status", "status": 500}, {"kind": "status", "status": 503},
	{"kind": "body", "body": `{"value":[{"Id":`}, {"kind": "body", "body": `{"value":null}`}, {"kind": "body", "body": `5`},
}

func brokenServer(ctx context.Context, l *lab) error {
	if err := l.withServer(ctx, sandbox.Options{}); err != nil {
		return err
	}
	for _, path := range []string{"/reports/**", "/reports/api/v2.0/Subscriptions", "/reports/api/v2.0/PowerBIIntegration"} {
		for _, f := range brokenAnswers {
			if err := l.answer(ctx, path, f); err != nil {
				return err
			}
			a, err := l.run(ctx, "check")
			if err == nil && (a.code == 2 || a.code > 3 || a.code == 3 && a.sentence() != nil) {
				err = fmt.Errorf("exit code %d, %w: %s%s", a.code, a.sentence(), a.out, a.errs)
			}
			// Nothing to act on for the person: the pins are what they were.
			if err := errors.Join(err, l.kept(ctx, "signed_in", "unknown"), l.quiet(ctx)); err != nil {
				return fmt.Errorf("%s %v: %w", path, f, err)
			}
		}
	}
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	if err := l.serverUnchanged(ctx); err != nil {
		return err
	}
	// And it is gone for good: nothing is lost, nobody is alarmed.
	if err := l.org.Close(); err != nil {
		return err
	}
	if _, err := l.want(ctx, 3, []string{"can't be reached"}, "check"); err != nil {
		return err
	}
	return errors.Join(l.kept(ctx, "signed_in"), l.quiet(ctx))
}

func pausedServer(ctx context.Context, l *lab) error {
	if err := l.withServer(ctx, sandbox.Options{}); err != nil {
		return err
	}
	const pause = 2 * time.Second
	if err := l.answer(ctx, "/reports/**", map[string]any{"kind": "throttle", "seconds": pause.Seconds()}); err != nil {
		return err
	}
	calls := func() (int, error) {
		var n struct {
			Total int `json:"total"`
		}
		return n.Total, l.asked(ctx, "calls", &n)
	}
	if _, err := l.want(ctx, 3, []string{"asks for a pause"}, "check"); err != nil {
		return err
	}
	over := time.Now().Add(pause)
	before, err := calls()
	if err != nil {
		return err
	}
	a, err := l.run(ctx, "check")
	if err != nil || a.code == 2 || a.code > 3 {
		return fmt.Errorf("check in the pause: %w, exit code %d: %s%s", err, a.code, a.out, a.errs)
	}
	// Unless the machine is so slow that the pause is over.
	if after, err := calls(); err != nil || after != before && time.Now().Before(over) {
		return fmt.Errorf("%d calls in the pause: %w", after-before, err)
	}
	if err := errors.Join(l.control(ctx, "fault/clear", map[string]any{}), l.kept(ctx, "signed_in"), l.quiet(ctx)); err != nil {
		return err
	}
	// After it the app goes on.
	if err := until(ctx, func() error {
		if _, err := l.run(ctx, "check"); err != nil {
			return err
		}
		after, err := calls()
		if err == nil && after == before {
			err = errors.New("the server isn't asked any more")
		}
		return err
	}); err != nil {
		return err
	}
	return l.serverUnchanged(ctx)
}

func germanServer(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	if err := l.settle(ctx, map[string]any{"language": "de"}); err != nil {
		return err
	}
	if err := l.control(ctx, "server-run", map[string]any{"pin": ""}); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil); err != nil {
		return err
	}
	// Words that nobody here can read are shown, and never taken for good or bad.
	if _, err := l.run(ctx, "check"); err != nil {
		return err
	}
	if err := errors.Join(l.kept(ctx, "signed_in"), l.judged(ctx, "unseen", "unrecognised", pinned...), l.quiet(ctx)); err != nil {
		return err
	}
	all, err := l.pins(ctx)
	if err != nil {
		return err
	}
	if !strings.Contains(all["Gauge1"].Text, "Fertig") {
		return fmt.Errorf("the server's own words aren't shown: %+v", all["Gauge1"])
	}
	// The server's word about its sign-in is no text.
	if err := errors.Join(l.control(ctx, "server-signin", map[string]any{"person": "ana", "state": "expired"}),
		l.control(ctx, "server-run", map[string]any{"pin": ""})); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, []string{"Sign in again"}, "check"); err != nil {
		return err
	}
	return l.kept(ctx, "expired")
}

func documentedOnly(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{RefreshTakes: time.Second}); err != nil {
		return err
	}
	if err := l.settle(ctx, map[string]any{"undocumented": false}); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "check"); err != nil {
		return err
	}
	if err := errors.Join(l.kept(ctx, "unknown"), l.judged(ctx, "fresh", "", pinned...)); err != nil {
		return err
	}
	// Here the pins tell that the sign-in has ended.
	if err := errors.Join(l.control(ctx, "server-signin", map[string]any{"person": "ana", "state": "expired"}),
		l.control(ctx, "server-run", map[string]any{"pin": ""})); err != nil {
		return err
	}
	if _, err := l.want(ctx, 1, []string{"Sign in again"}, "check"); err != nil {
		return err
	}
	return l.judged(ctx, "stopped", "sign_in_expired", pinned...)
}

func releases(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	for _, c := range []struct {
		mode        string
		integrated  bool
		says        string
		integration string
		state       string
	}{
		{"2016", true, "It works with Power BI.", "on", "signed_in"},
		{"2017", true, "It works with Power BI.", "on", "signed_in"},
		{"pbirs-2022-05", true, "It works with Power BI.", "on", "signed_in"},
		{"2022", true, "no longer pins to Power BI", "unavailable", "blocked"},
		{"pbirs-2022-09", true, "no longer pins to Power BI", "unavailable", "blocked"},
		{"2019", false, "Ask its administrator", "off", "blocked"},
	} {
		if err := l.settle(ctx, map[string]any{"mode": c.mode, "integrated": c.integrated}); err != nil {
			return err
		}
		if _, err := l.add(ctx, 0, []string{c.says}); err != nil {
			return fmt.Errorf("%s: %w", c.mode, err)
		}
		k, err := l.known(ctx)
		if err != nil {
			return err
		}
		if len(k.Connections) != 1 || k.Connections[0].Integration != c.integration || k.Connections[0].State != c.state || k.Tiles.Total != len(pinned) {
			return fmt.Errorf("%s: %+v, want %s, %s", c.mode, k, c.integration, c.state)
		}
		code := 0
		if c.state == "blocked" {
			code = 1
			if _, err := l.want(ctx, 3, nil, "signin", l.org.Describe().ReportServer); err != nil {
				return fmt.Errorf("%s: %w", c.mode, err)
			}
		}
		if _, err := l.want(ctx, code, nil, "check"); err != nil {
			return fmt.Errorf("%s: %w", c.mode, err)
		}
		if _, err := l.want(ctx, 0, nil, "server", "remove", l.org.Describe().ReportServer); err != nil {
			return fmt.Errorf("%s: %w", c.mode, err)
		}
	}
	return l.nobody(ctx)
}
