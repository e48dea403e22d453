//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mysettings/app/sandbox"
)

var serverAddressFaults = []fault{
	{name: "report server: a URL of another site, of nothing, of no server", limit: time.Minute, does: anotherSite},
	{name: "report server: a redirect to elsewhere gets no credentials", limit: time.Minute, does: redirectElsewhere},
	{name: "report server: a certificate for another name, expired, untrusted", limit: time.Minute, does: badCertificates},
}

func anotherSite(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	cats, err := l.stranger(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><h1>Cats</h1>") })
	if err != nil {
		return err
	}
	null, err := l.stranger(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"value":null}`)
	})
	if err != nil {
		return err
	}
	dead, err := nowhere()
	if err != nil {
		return err
	}
	for _, c := range []struct {
		address string
		code    int
		says    string
	}{
		{cats.url, 3, "There is no report server's web portal at this address."},
		{cats.url + "/reports/report/Finance/IT%20Spend", 3, "There is no report server's web portal"},
		{null.url + "/reports", 3, "There is no report server's web portal"},
		{dead + "/reports", 3, "can't be reached"},
		{"https://nowhere.invalid/reports", 3, "no computer of that name"},
		{"two words", 2, "address"},
		{"ftp://127.0.0.1/reports", 2, "neither http nor https"},
		{strings.Replace(l.org.Describe().ReportServer, "://", "://ana:secret@", 1), 2, "user name"},
	} {
		for _, auth := range []string{"ntlm", "forms"} {
			if _, err := l.addAt(ctx, c.address, c.code, []string{c.says}, "--auth", auth); err != nil {
				return fmt.Errorf("%s, %s: %w", c.address, auth, err)
			}
		}
	}
	// Basic: the password never goes over a connection that others can read.
	if _, err := l.addAt(ctx, cats.url, 3, nil, "--auth", "basic"); err != nil {
		return err
	}
	// The address of the same server for SOAP is found to be beside its portal.
	soap := strings.TrimSuffix(l.org.Describe().ReportServer, "/reports") + "/ReportServer"
	if err := errors.Join(cats.gotNothing(false), null.gotNothing(false), l.nobody(ctx)); err != nil {
		return err
	}
	if _, err := l.addAt(ctx, soap, 0, []string{"/reports as SANDBOX\\ana"}); err != nil {
		return err
	}
	return l.serverUnchanged(ctx)
}

func redirectElsewhere(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{}); err != nil {
		return err
	}
	// It would take a password in any way.
	trap, err := l.stranger(func(w http.ResponseWriter, _ *http.Request) {
		for _, scheme := range []string{"Negotiate", "NTLM", `Basic realm="trap"`} {
			w.Header().Add("WWW-Authenticate", scheme)
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	if err != nil {
		return err
	}
	away := map[string]any{"path": "/reports/**", "kind": "redirect", "location": trap.url + "/reports/api/v2.0/Me"}
	for _, auth := range []string{"ntlm", "forms", "basic"} {
		if err := l.control(ctx, "fault", away); err != nil {
			return err
		}
		a, err := l.add(ctx, 3, nil, "--auth", auth)
		if err != nil {
			return fmt.Errorf("%s: %w", auth, err)
		}
		if !strings.Contains(a.errs, "sends this app on to another address") && auth != "basic" {
			return fmt.Errorf("%s: the sentence is another one: %s", auth, a.errs)
		}
		if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
			return err
		}
	}
	if err := errors.Join(trap.gotNothing(true), l.nobody(ctx)); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, nil); err != nil {
		return err
	}
	// A server that was added long ago may begin it, too, at any of its parts.
	for _, path := range []string{"/reports/**", "/reports/api/v2.0/Subscriptions", "/reports/api/v2.0/PowerBIIntegration"} {
		away["path"] = path
		if err := l.control(ctx, "fault", away); err != nil {
			return err
		}
		a, err := l.run(ctx, "check")
		if err != nil {
			return err
		}
		if a.code == 3 {
			err = a.sentence()
		} else if a.code > 1 {
			err = fmt.Errorf("exit code %d: %s%s", a.code, a.out, a.errs)
		}
		if err := errors.Join(err, trap.gotNothing(true), l.kept(ctx, "signed_in", "unknown"), l.quiet(ctx)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if _, err := l.run(ctx, "refresh", "Gauge1"); err != nil {
			return err
		}
		if err := l.control(ctx, "fault/clear", map[string]any{}); err != nil {
			return err
		}
	}
	return errors.Join(l.serverUnchanged(ctx), trap.gotNothing(true))
}

func badCertificates(ctx context.Context, l *lab) error {
	if err := l.reports(ctx, sandbox.Options{ServerTLS: true}); err != nil {
		return err
	}
	address := l.org.Describe().ReportServerTLS
	bad := []struct{ kind, says string }{
		{"unknown_authority", "an authority that this computer doesn't know"},
		{"other_name", "made out to another name"},
		{"expired", "isn't valid today"},
	}
	show := func(kind string) error {
		return l.control(ctx, "server-certificate", map[string]any{"certificate": kind})
	}
	// Without the authority none is good.
	if _, err := l.addAt(ctx, address, 3, []string{"an authority that this computer doesn't know", "ca_file"}); err != nil {
		return err
	}
	var authority struct {
		PEM string `json:"pem"`
	}
	if err := l.asked(ctx, "server-ca", &authority); err != nil {
		return err
	}
	file := filepath.Join(l.dir, "authority.pem")
	if err := os.WriteFile(file, []byte(authority.PEM), 0o600); err != nil {
		return err
	}
	if _, err := l.want(ctx, 0, nil, "config", "set", "ca_file", file); err != nil {
		return err
	}
	for _, b := range bad {
		if err := show(b.kind); err != nil {
			return err
		}
		if _, err := l.addAt(ctx, address, 3, []string{b.says, "nothing was sent"}); err != nil {
			return fmt.Errorf("%s: %w", b.kind, err)
		}
	}
	doc, err := l.server(ctx)
	if err != nil {
		return err
	}
	if doc.logons() != 0 || doc.tried() != 0 {
		return fmt.Errorf("somebody has signed in to a server that isn't trusted: %+v", doc)
	}
	if err := errors.Join(l.nobody(ctx), show("good")); err != nil {
		return err
	}
	if _, err := l.addAt(ctx, address, 0, []string{"Added https://"}); err != nil {
		return err
	}
	if err := l.serverUnchanged(ctx); err != nil {
		return err
	}
	// One that goes bad later takes nothing away, and alarms nobody.
	for _, b := range bad {
		if err := show(b.kind); err != nil {
			return err
		}
		if _, err := l.want(ctx, 3, []string{b.says}, "check"); err != nil {
			return fmt.Errorf("%s: %w", b.kind, err)
		}
		if err := errors.Join(l.kept(ctx, "signed_in"), l.quiet(ctx)); err != nil {
			return fmt.Errorf("%s: %w", b.kind, err)
		}
	}
	if err := show("good"); err != nil {
		return err
	}
	return l.serverUnchanged(ctx)
}
