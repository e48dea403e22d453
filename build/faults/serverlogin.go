//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"mysettings/app/sandbox"
)

// A clock that is off matters to Kerberos alone; `make kerberos-test` has a
// real realm for that.
var serverLoginFaults = []fault{
	{name: "report server: 401 for ever, one attempt with the password", limit: time.Minute, does: refusedForEver},
	{name: "report server: a clock 10 minutes off, without Kerberos", limit: time.Minute, does: serverClock},
	{name: "report server: only Kerberos, and no ticket", does: noTicket},
	{name: "report server: a login page in place of answers", limit: time.Minute, does: loginPage},
}

// attempts checks how many passwords were refused in all.
func (l *lab) attempts(ctx context.Context, want int) error {
	doc, err := l.server(ctx)
	if err == nil && doc.tried() != want {
		err = fmt.Errorf("the password was tried %d times in vain, want %d: %v", doc.tried(), want, doc.Refused)
	}
	return err
}

func refusedForEver(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	if err := l.settle(ctx, map[string]any{"auth": "never"}); err != nil {
		return err
	}
	if _, err := l.add(ctx, 3, []string{"doesn't accept this user name and password", "isn't locked"}); err != nil {
		return err
	}
	if err := errors.Join(l.attempts(ctx, 1), l.nobody(ctx)); err != nil {
		return fmt.Errorf("adding: %w", err)
	}
	if err := l.settle(ctx, map[string]any{"auth": "ntlm"}); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil); err != nil {
		return err
	}
	// The password is changed: the app finds out, once, and asks the person.
	if err := errors.Join(l.settle(ctx, map[string]any{"auth": "never"}), l.control(ctx, "server-logoff", map[string]any{})); err != nil {
		return err
	}
	for n := range 3 {
		a, err := l.run(ctx, "check")
		if err == nil && a.code != 1 && (a.code != 3 || a.sentence() != nil) {
			err = fmt.Errorf("exit code %d: %s%s", a.code, a.out, a.errs)
		}
		if err := errors.Join(err, l.attempts(ctx, 2), l.kept(ctx, "unknown")); err != nil {
			return fmt.Errorf("check %d: %w", n+1, err)
		}
	}
	if _, err := l.want(ctx, 1, []string{"won't be tried again by themselves"}, "status"); err != nil {
		return err
	}
	if _, err := l.run(ctx, "refresh", "Gauge1"); err != nil {
		return err
	}
	// A wrong one that is typed is tried once, too.
	name := l.org.Describe().ReportServer
	if _, err := l.withPassword(ctx, 3, []string{"doesn't accept"}, "signin", name); err != nil {
		return err
	}
	if err := l.attempts(ctx, 3); err != nil {
		return err
	}
	if err := l.settle(ctx, map[string]any{"auth": "ntlm"}); err != nil {
		return err
	}
	if _, err := l.withPassword(ctx, 0, []string{"lets this app in again", "signed in"}, "signin", name); err != nil {
		return err
	}
	return errors.Join(l.attempts(ctx, 3), l.serverUnchanged(ctx))
}

func serverClock(ctx context.Context, l *lab) error {
	for _, off := range []time.Duration{-10 * time.Minute, 10 * time.Minute} {
		if err := l.reports(ctx, sandbox.Options{Now: func() time.Time { return time.Now().Add(off) }, RefreshTakes: time.Second}); err != nil {
			return err
		}
		if _, err := l.add(ctx, 0, nil); err != nil {
			return fmt.Errorf("%v: %w", off, err)
		}
		if err := l.serverUnchanged(ctx); err != nil {
			return fmt.Errorf("%v: %w", off, err)
		}
		if _, err := l.want(ctx, 0, nil, "refresh", "Gauge1"); err != nil {
			return fmt.Errorf("%v: %w", off, err)
		}
		if err := errors.Join(l.serverUnchanged(ctx), l.attempts(ctx, 0), l.quiet(ctx)); err != nil {
			return fmt.Errorf("%v: %w", off, err)
		}
		if _, err := l.want(ctx, 0, nil, "server", "remove", l.org.Describe().ReportServer); err != nil {
			return err
		}
	}
	return nil
}

func noTicket(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{ServerAuth: "kerberos"}); err != nil {
		return err
	}
	l.env = append(l.env, "KRB5CCNAME=FILE:"+l.dir+"/no-tickets")
	if _, err := l.want(ctx, 3, []string{"Kerberos ticket", "--auth ntlm"}, "server", "add", l.org.Describe().ReportServer); err != nil {
		return err
	}
	if _, err := l.add(ctx, 3, []string{"no way to sign in to it"}); err != nil {
		return err
	}
	return errors.Join(l.attempts(ctx, 0), l.nobody(ctx))
}

func loginPage(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{ServerAuth: "forms"}); err != nil {
		return err
	}
	// One that comes in place of the answer, and one that a redirect leads to.
	page := map[string]any{"path": "/reports/**", "kind": "body", "content_type": "text/html",
		"body": `<!doctype html><form action="/login"><input name="u"><input type="password" name="p"></form>`}
	for _, how := range []string{"redirect", "page"} {
		if how == "page" {
			if err := l.control(ctx, "fault", page); err != nil {
				return err
			}
		}
		a, err := l.run(ctx, "server", "add", l.org.Describe().ReportServer)
		if err == nil && a.code != 2 && a.code != 3 {
			err = fmt.Errorf("exit code %d: %s%s", a.code, a.out, a.errs)
		}
		if err == nil && !strings.Contains(a.errs, "--auth forms") {
			err = fmt.Errorf("it doesn't say how to go on: %s", a.errs)
		}
		if err := errors.Join(err, a.sentence(), l.nobody(ctx)); err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
	}
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
		return err
	}
	page["times"] = 1 // until the form is sent
	if err := l.control(ctx, "fault", page); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil, "--auth", "forms"); err != nil {
		return err
	}
	// The cookie is gone: the app logs in again by itself, with the password
	// that was good.
	for _, how := range []string{"redirect", "401"} {
		if err := errors.Join(l.settle(ctx, map[string]any{"unauthenticated": how}), l.control(ctx, "server-logoff", map[string]any{})); err != nil {
			return err
		}
		if err := errors.Join(l.serverUnchanged(ctx), l.attempts(ctx, 0), l.quiet(ctx)); err != nil {
			return fmt.Errorf("%s: %w", how, err)
		}
	}
	return nil
}
