//go:build linux

package main

import (
	"context"
	"fmt"
	"time"
)

var answerFaults = []fault{
	{name: "API answers that are HTML, empty, 2 MB, cut off, of other shapes", limit: 2 * time.Minute, does: badAnswers},
	{name: "API answers with unknown values, missing fields and wrong types", limit: time.Minute, does: strangeAnswers},
}

// shapes are JSON answers that are no list of anything.
var shapes = []string{`[]`, `{}`, `null`, `5`, `"text"`, `{"value":null}`, `{"value":5}`, `{"value":{}}`, `{"error":{"code":"\u001b[31m<b>"}}`}

func (l *lab) answer(ctx context.Context, path string, fault map[string]any) error {
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	with := map[string]any{"path": path, "times": 0}
	for k, v := range fault {
		with[k] = v
	}
	return l.control(ctx, "fault", with)
}

func badAnswers(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	before, err := l.known(ctx)
	if err != nil {
		return err
	}
	all := nonsense
	for _, s := range shapes {
		all = append(all[:len(all):len(all)], map[string]any{"kind": "body", "body": s})
	}
	for _, path := range []string{"/v1.0/myorg/**", "/v1.0/myorg/dashboards", "/v1.0/myorg/groups/*/dashboards/*/tiles", "/v1.0/myorg/groups/*/datasets/*/refreshes"} {
		for _, f := range all {
			if err := l.answer(ctx, path, f); err != nil {
				return err
			}
			a, err := l.run(ctx, "check")
			if err != nil {
				return err
			}
			if a.code > 3 || a.code == 2 || a.code == 3 && a.sentence() != nil {
				return fmt.Errorf("%s %v: exit code %d, %v: %s%s", path, f, a.code, a.sentence(), a.out, a.errs)
			}
			after, err := l.known(ctx)
			if err != nil {
				return err
			}
			if after.Tiles.Total != before.Tiles.Total || len(after.Connections) != 1 || after.Connections[0].State != "signed_in" {
				return fmt.Errorf("%s %v: something was lost: %+v, before %+v: %s", path, f, after, before, a.errs)
			}
		}
	}
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func strangeAnswers(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for path, bodies := range map[string][]string{
		"/v1.0/myorg/groups/*/datasets/*/refreshes": {
			`{"value":[{"requestId":5,"status":"Exploded","refreshType":"Quantum","startTime":"soon","endTime":7}]}`,
			`{"value":[{"status":"Failed","serviceExceptionJson":"not json <b>\u001b[31m","startTime":"2026-01-01T00:00:00Z"}]}`,
			`{"value":[{},null,{"status":null,"startTime":null,"refreshAttempts":"none"}]}`,
		},
		"/v1.0/myorg/groups/*/dashboards/*/tiles": {
			`{"value":[{"id":"t","title":{"a":1},"rowSpan":"x","embedUrl":5}]}`,
			`{"value":[{"title":"no id"},{"id":""},{"id":"x","datasetId":"../../x?y","reportId":"<b>"}]}`,
		},
		"/v1.0/myorg/groups": {
			`{"value":[{"id":"../..","name":7},{"id":"ok","capacityId":[]}],"@odata.nextLink":"http://evil.example.com/next"}`,
		},
	} {
		for _, body := range bodies {
			if err := l.answer(ctx, path, map[string]any{"kind": "body", "body": body}); err != nil {
				return err
			}
			for _, args := range [][]string{{"check"}, {"tiles"}, {"status", "--json"}} {
				a, err := l.run(ctx, args...)
				if err != nil {
					return err
				}
				if a.code == 2 || a.code > 3 || unprintable(a.out) || unprintable(a.errs) || dump.MatchString(a.out+a.errs) || a.code == 3 && a.sentence() != nil {
					return fmt.Errorf("%s %s: %v: exit code %d: %s%s", path, body, args, a.code, a.out, a.errs)
				}
			}
		}
	}
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	a, err := l.run(ctx, "check")
	if err == nil && a.code > 1 {
		err = fmt.Errorf("check afterwards: exit code %d: %s%s", a.code, a.out, a.errs)
	}
	return err
}
