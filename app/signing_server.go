package app

import (
	"context"
	"errors"

	"mysettings/app/language"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// server reads a connection, and tells whether it is a report server. One that
// isn't there, or has no ID yet, is none.
func (b *Bindings) server(connection string) (c tiles.Connection, is bool, err error) {
	if connection == "" {
		return c, false, nil
	}
	c, err = b.b.Store.Connection(b.life, connection)
	if errors.Is(err, store.ErrNotFound) {
		return c, false, nil
	}
	return c, c.Kind == tiles.ReportServer, err
}

// signInOnServer helps the person to sign in to Power BI on a report server. It
// looks at the pins and runs what had stopped by itself: no look follows it.
func (b *Bindings) signInOnServer(c tiles.Connection) (SignedIn, error) {
	browser, err := b.b.Servers.BrowserFor(b.life, c.ID, b.b.Browser)
	if err != nil {
		return SignedIn{}, err
	}
	var in watch.ServerSignIn
	state := SigningIn{Connection: c.ID, Stage: StageStarting, Server: true}
	err = b.whileSigning(state, signin.Request{Connection: c.ID, Browser: browser}, func(ctx context.Context, r signin.Request) error {
		in, err = b.b.Servers.SignInToServer(ctx, r)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return SignedIn{Connection: c.ID, Confirmed: in.Confirmed, Text: signedInText(in)}, nil
}

// signedInText says what came of signing in on a report server.
func signedInText(in watch.ServerSignIn) string {
	host := in.Connection.Server.Host()
	switch {
	case !in.Confirmed && in.Connection.Server.Status == tiles.StatusSignedIn:
		return language.Sayf("%s says that you are signed in to Power BI. Its page was opened in case you want another account.", host)
	case !in.Confirmed:
		return language.Sayf("The page was opened, but %s doesn't tell whether you signed in. You will see it by your pins.", host)
	}
	text := language.Sayf("Signed in to Power BI on %s.", host)
	refused := 0
	for _, r := range in.Asked {
		if r.Err != nil {
			refused++
		}
	}
	if n := len(in.Asked); n > 0 {
		text += language.Count(n, " 1 pin had stopped; the server was asked to refresh it now.", " %d pins had stopped; the server was asked to refresh them now.")
	}
	if refused > 0 {
		text += language.Sayf(" It didn't do so for %d; you will see why at each.", refused)
	}
	return text
}

// SignOutOnServer has a report server itself forget its sign-in to Power BI,
// which no page documents that it can. The page asks first, for just this.
func (b *Bindings) SignOutOnServer(connection string) (SignedOut, error) {
	c, is, err := b.server(connection)
	if err == nil && !is {
		err = watch.ErrNotServer
	}
	if err != nil {
		return SignedOut{}, fail(err)
	}
	return b.signOutOfServer(c, true)
}

// signOutOfServer opens the page where a person signs out of Power BI on a
// report server, or, with logout, has the server do it.
func (b *Bindings) signOutOfServer(c tiles.Connection, logout bool) (SignedOut, error) {
	browser, err := b.b.Servers.BrowserFor(b.life, c.ID, b.b.Browser)
	if err != nil {
		return SignedOut{}, fail(err)
	}
	undone, err := b.b.Watcher.SignOutOfServer(b.life, c.ID, browser, logout)
	if errors.Is(err, signin.ErrNoBrowser) {
		return SignedOut{}, &Failure{
			Text: language.Say("No browser could be opened here."),
			Do:   language.Sayf("Open this page yourself and sign out of Power BI there: %s", tiles.Clean(c.Server.Page(), maxAddress)),
			Code: "no_browser",
		}
	}
	if err != nil {
		return SignedOut{}, fail(err)
	}
	b.shell.Emit(EventChanged)
	return SignedOut{Undone: orEmpty(undone)}, nil
}

// PinAnother opens a report server's portal, where items are pinned. Where its
// sign-in to Power BI is missing that comes first, as SignIn does it; a person
// who cancels that gets no portal.
func (b *Bindings) PinAnother(connection string) error {
	c, is, err := b.server(connection)
	if err == nil && !is {
		err = watch.ErrNotServer
	}
	if err != nil {
		return fail(err)
	}
	set, err := b.b.Settings(b.life)
	if err != nil {
		return fail(err)
	}
	switch tiles.JudgeSignIn(c, set.LeadDays(), b.b.Now()).State {
	case tiles.SignedOut, tiles.Expired, tiles.Blocked: // the server is asked whether it still is so
		done, err := b.SignIn(c.ID)
		if err != nil || done.Connection == "" {
			return err
		}
	}
	return fail(b.open(c.ID, c.Server.URL))
}
