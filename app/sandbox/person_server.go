package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
)

// SignInAtServer opens the report server's page My Settings, says there that it
// is the person, presses Sign in, and picks the person at the identity
// provider. It returns when the server keeps the sign-in; ErrRefused means that
// a page showed an error.
func (p Person) SignInAtServer(ctx context.Context, settings string) error {
	return pressAtServer(ctx, settings, url.Values{"person": {p.User}})
}

// RefuseAtServer is SignInAtServer, but presses Cancel at the identity
// provider; it returns ErrRefused with what the server says to that.
func (p Person) RefuseAtServer(ctx context.Context, settings string) error {
	return pressAtServer(ctx, settings, url.Values{"person": {p.User}, "action": {"refuse"}})
}

// SignOutAtServer presses Sign out on the report server's page My Settings.
func (p Person) SignOutAtServer(ctx context.Context, settings string) error {
	return pressAtServer(ctx, settings, url.Values{"person": {p.User}, "action": {"signout"}})
}

func pressAtServer(ctx context.Context, settings string, press url.Values) error {
	start, err := url.Parse(settings)
	if err != nil || start.Scheme != "http" || !loopbackHost(start.Hostname()) {
		return errors.New("page that is not a sandbox's")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{} // no proxy: everything is loopback
	defer transport.CloseIdleConnections()
	client := &http.Client{Jar: jar, Transport: transport, CheckRedirect: staysOnLoopback}
	_, err = open(ctx, client, http.MethodPost, settings, press)
	return err
}
