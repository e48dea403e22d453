//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

var signInFaults = []fault{
	{name: "wrong client id, wrong tenant", does: wrongRegistration},
	{name: "unreachable authority", does: unreachableAuthority},
	{name: "http authority that isn't this computer", does: insecureAuthority},
	{name: "refused consent", does: refusedConsent},
	{name: "answers to the callback that are not the sign-in's", does: strangeCallbacks},
	{name: "token answer that is HTML, empty, 2 MB, cut off: signing in", limit: time.Minute, does: badTokenAnswers},
	{name: "token answer that is HTML, empty, 2 MB, cut off: renewing", limit: time.Minute, does: badRenewals},
	{name: "token answer without a refresh token", does: noRefreshToken},
	{name: "sign-in revoked, ended, challenged", limit: time.Minute, does: signInsEnded},
}

func wrongRegistration(ctx context.Context, l *lab) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	l.person = "ana"
	if _, err := l.want(ctx, 2, nil, "config", "set", "client_id", "not an id"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "client_id", "99999999-9999-4999-8999-999999999999"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 2, []string{"Details:"}, "signin", "--device-code", "--timeout", "10s"); err != nil {
		return err
	}
	// In the browser it is the page that says so; the app waits in vain.
	if _, err := l.want(ctx, 3, []string{"client_id and tenant"}, "signin", "--timeout", "2s"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "client_id", l.where.ClientID); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "tenant", "nowhere.example.com"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 2, []string{"Details:"}, "signin", "--timeout", "10s"); err != nil {
		return err
	}
	if err := l.nobody(ctx); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "tenant", "organizations"); err != nil {
		return err
	}
	_, err := l.want(ctx, 0, []string{"Signed in as"}, "signin")
	return err
}

func unreachableAuthority(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	address, err := nowhere()
	if err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "authority", address); err != nil {
		return err
	}
	if _, err := l.want(ctx, 3, []string{"Check your connection"}, "signin"); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "authority", l.where.Authority); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func insecureAuthority(ctx context.Context, l *lab) error {
	for key, value := range map[string]string{
		"authority": "http://login.contoso.com", "powerbi_api": "http://api.contoso.com", "proxy": "ftp://x",
	} {
		if _, err := l.want(ctx, 2, []string{key}, "config", "set", key, value); err != nil {
			return err
		}
	}
	// Written into the data folder past the command.
	if err := l.setting(ctx, "authority", "http://login.contoso.com"); err != nil {
		return err
	}
	a, err := l.run(ctx, "signin", "--timeout", "5s")
	if err != nil {
		return err
	}
	if a.code != 2 && a.code != 3 {
		return fmt.Errorf("signing in over http: exit code %d: %s%s", a.code, a.out, a.errs)
	}
	if strings.Contains(a.errs, "Sign in in the browser") {
		return fmt.Errorf("a page over http was opened: %s", a.errs)
	}
	return errors.Join(a.sentence(), l.nobody(ctx))
}

func refusedConsent(ctx context.Context, l *lab) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	l.person = "refuses"
	if _, err := l.want(ctx, 3, []string{"access_denied"}, "signin"); err != nil {
		return err
	}
	if err := l.nobody(ctx); err != nil {
		return err
	}
	l.person = "ana"
	if _, err := l.want(ctx, 0, nil, "signin"); err != nil {
		return err
	}
	// Refusing to sign in again takes nothing away.
	l.person = "refuses"
	if _, err := l.want(ctx, 3, []string{"access_denied"}, "signin", "ana@contoso.com"); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

// nonsense is what the token endpoint may answer instead of tokens.
var nonsense = []map[string]any{
	{"kind": "html"}, {"kind": "html", "status": 502}, {"kind": "empty"}, {"kind": "big"}, {"kind": "reset"},
	{"kind": "body", "body": `{"access_token":`}, {"kind": "body", "body": `[]`}, {"kind": "body", "body": `{"access_token":5,"expires_in":"soon"}`},
	{"kind": "body", "status": 400, "body": `{"error":"\u001b[31minvalid_request<b>","error_description":"` + strings.Repeat("x", 9000) + `"}`},
	{"kind": "status", "status": 500},
}

func (l *lab) answerTokens(ctx context.Context, fault map[string]any) error {
	if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil || fault == nil {
		return err
	}
	with := map[string]any{"path": "/*/oauth2/v2.0/token", "times": 0}
	for k, v := range fault {
		with[k] = v
	}
	return l.control(ctx, "fault", with)
}

func badTokenAnswers(ctx context.Context, l *lab) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	l.person = "ana"
	for _, f := range nonsense {
		if err := l.answerTokens(ctx, f); err != nil {
			return err
		}
		if _, err := l.want(ctx, 3, nil, "signin", "--timeout", "20s"); err != nil {
			return fmt.Errorf("%v: %w", f, err)
		}
		if err := l.nobody(ctx); err != nil {
			return fmt.Errorf("%v: %w", f, err)
		}
	}
	if err := l.answerTokens(ctx, nil); err != nil {
		return err
	}
	_, err := l.want(ctx, 0, nil, "signin")
	return err
}

func badRenewals(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	if err := l.control(ctx, "expire-access", map[string]any{"person": "ana"}); err != nil {
		return err
	}
	for _, f := range nonsense {
		if err := l.answerTokens(ctx, f); err != nil {
			return err
		}
		if _, err := l.want(ctx, 3, nil, "check"); err != nil {
			return fmt.Errorf("%v: %w", f, err)
		}
		k, err := l.known(ctx)
		if err != nil {
			return err
		}
		if len(k.Connections) != 1 || k.Connections[0].State != "signed_in" || k.Tiles.Total == 0 {
			return fmt.Errorf("%v: something was lost: %+v", f, k)
		}
	}
	if err := l.answerTokens(ctx, nil); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func noRefreshToken(ctx context.Context, l *lab) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	l.person = "ana"
	if err := l.control(ctx, "lifetimes", map[string]any{"no_refresh_token": true}); err != nil {
		return err
	}
	a, err := l.run(ctx, "signin")
	if err != nil {
		return err
	}
	switch a.code {
	case 0:
		// Taken for what it is: good for an hour, and it says so.
		if strings.Contains(a.out, "days left") {
			return fmt.Errorf("a sign-in that can't be renewed is said to last for days: %s", a.out)
		}
	case 3:
		if err := errors.Join(a.sentence(), l.nobody(ctx)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("exit code %d: %s%s", a.code, a.out, a.errs)
	}
	if err := l.control(ctx, "lifetimes", map[string]any{"no_refresh_token": false}); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, []string{"90 days left"}, "signin"); err != nil {
		return err
	}
	// A renewal that brings no new one: the old one is kept.
	if err := l.control(ctx, "lifetimes", map[string]any{"no_refresh_token": true}); err != nil {
		return err
	}
	for range 2 {
		if err := l.control(ctx, "expire-access", map[string]any{"person": "ana"}); err != nil {
			return err
		}
		if err := l.unchanged(ctx); err != nil {
			return err
		}
	}
	return nil
}

func signInsEnded(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	for _, how := range []string{"revoke", "expire"} {
		if err := l.control(ctx, how, map[string]any{"person": "ana"}); err != nil {
			return err
		}
		if _, err := l.want(ctx, 1, []string{"Sign in again"}, "check"); err != nil {
			return err
		}
		k, err := l.known(ctx)
		if err != nil {
			return err
		}
		if len(k.Connections) != 1 || k.Connections[0].State != "expired" || k.Tiles.Total == 0 {
			return fmt.Errorf("%s: %+v, want an ended sign-in and its tiles", how, k)
		}
		if _, err := l.want(ctx, 1, []string{"sign_in"}, "refresh", "--json", "Open invoices"); err != nil {
			return err
		}
		if _, err := l.want(ctx, 0, nil, "signin", "ana@contoso.com"); err != nil {
			return err
		}
		if err := l.unchanged(ctx); err != nil {
			return err
		}
	}
	return nil
}
