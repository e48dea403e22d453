//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func strangeCallbacks(ctx context.Context, l *lab) error {
	if err := l.organisation(ctx); err != nil {
		return err
	}
	// Before the right answer comes much that is wrong; none of it counts.
	l.person = "mischief"
	if _, err := l.want(ctx, 0, []string{"Signed in as ana@contoso.com"}, "signin", "--timeout", "15s"); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

// mischief sends to the app's loopback address what isn't the sign-in's answer.
func mischief(ctx context.Context, address string) error {
	page, err := url.Parse(address)
	if err != nil {
		return err
	}
	q := page.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Port() == "" {
		return fmt.Errorf("no loopback address in %s", address)
	}
	state := url.QueryEscape(q.Get("state"))
	base := "http://127.0.0.1:" + back.Port()
	for _, r := range []struct{ method, target, body string }{
		{"GET", "/?code=stolen&state=wrong", ""},
		{"GET", "/?code=stolen", ""},
		{"GET", "/?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state=wrong", ""},
		{"GET", "/?code=a&code=b&state=" + state + "&state=" + state, ""},
		{"GET", "/elsewhere?code=stolen&state=" + state, ""},
		{"GET", "/favicon.ico", ""},
		{"POST", "/", "code=stolen&state=wrong"},
		{"POST", "/", "<html><body>code=stolen</body></html>"},
		{"POST", "/", strings.Repeat("x", 3<<20)},
		{"PUT", "/?state=" + state, "code=stolen"},
		{"OPTIONS", "/", ""},
	} {
		req, err := http.NewRequestWithContext(ctx, r.method, base+r.target, strings.NewReader(r.body))
		if err != nil {
			return err
		}
		if r.method == "POST" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue // hung up on: as good as an answer
		}
		resp.Body.Close()
		if resp.StatusCode < 300 {
			return errors.New(r.method + " " + r.target + " was taken")
		}
	}
	return nil
}
