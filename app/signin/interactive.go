package signin

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/tiles"
	"mysettings/store"
)

const (
	// defaultTimeout is how long the browser's answer is waited for,
	// deviceTimeout how long that to a device code, which Entra lets live for
	// as long.
	defaultTimeout = 5 * time.Minute
	deviceTimeout  = 15 * time.Minute
)

// Request is what kind of sign-in is wanted. The zero value signs anybody in
// with the browser.
type Request struct {
	// Connection is the one to sign in again to; its person is suggested to
	// the sign-in page, and its permissions are asked for again.
	Connection string
	// Scopes are further permissions, without prefix, e.g. WriteScope.
	Scopes []string
	// ChooseAccount lets the person pick an account although one is signed in
	// in the browser. No account is suggested then: Entra forbids both.
	ChooseAccount bool
	// DeviceCode shows a code to enter in a browser anywhere, instead of
	// opening one here.
	DeviceCode bool
	// Claims is a claims challenge to sign in with. Empty, it is the one that
	// ended the sign-in of Connection, if one did.
	Claims string
	// Timeout bounds the whole sign-in: 5 minutes if zero, 15 with DeviceCode.
	Timeout time.Duration
	// Browser opens the page: the system's if nil.
	Browser Browser
	// Progress is told how far it is, from the goroutine that called SignIn.
	Progress func(Progress)
}

// The stages of a sign-in, in order.
const (
	StageDiscovering = "discovering"
	StageWaiting     = "waiting"
	StageRedeeming   = "redeeming"
	StageSaving      = "saving"
	StageDone        = "done"
)

// Progress is how far a sign-in is.
type Progress struct {
	Stage string
	// URL is the page that was opened, for "open the page again"; it is the
	// same sign-in however often it is opened. It holds nothing that would
	// help who reads it: state, nonce and the verifier's hash are worthless
	// without this process.
	URL string
	// UserCode and VerificationURL are what the person enters where, for a
	// device code. Untrusted text and an https address.
	UserCode        string
	VerificationURL string
	// Until is when the waiting ends.
	Until time.Time
	// Err is why no browser could be opened. The waiting goes on: show URL.
	Err error
}

// SignIn signs a person in:
//
//  1. find the endpoints by discovery;
//  2. listen on this computer's loopback addresses and open the browser (or
//     show a device code);
//  3. wait for one right answer; refuse all others;
//  4. exchange the code for the token, and check who it is about;
//  5. save both.
//
// Until step 5 nothing is changed: an existing sign-in stays as it is whatever
// goes wrong, and every *[Error] has an empty State. With Request.Connection
// only that connection's person will do: if somebody else signs in, nothing
// is saved and the error is a [*DifferentPerson]. (Whoever presses "sign in
// again" wants this connection's tiles back; a second account that appears
// instead would leave them broken without a word.)
//
// If a permission of Request.Scopes was not granted the sign-in is saved, and
// returned together with an error that is [ErrScopeMissing].
//
// Errors are *[Error]; behind it may be [ErrTimedOut], [ErrNoBrowser],
// [ErrNoDeviceCode], context.Canceled, a *[ConfigError] or an error of the
// store.
func (m *Manager) SignIn(ctx context.Context, r Request) (tiles.Connection, error) {
	limit := r.Timeout
	if limit <= 0 {
		limit = defaultTimeout
		if r.DeviceCode {
			limit = deviceTimeout
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, ErrTimedOut)
	defer cancel()
	conn, err := m.signIn(ctx, r)
	if err == nil {
		m.log.Info("signed in", "connection", conn.ID, "good_until", conn.GoodUntil, "estimate", conn.Estimate)
		return conn, nil
	}
	e := *asError("sign in", err)
	e.State = ""
	if e.Err != nil && e.Code == "" && ctx.Err() != nil {
		e = *stopped("sign in", ctx)
	}
	m.log.Warn("not signed in", "code", e.Code, "suberror", e.Suberror, "aadsts", e.AADSTS,
		"correlation_id", e.CorrelationID, "network", e.Network)
	return conn, &e
}

func (m *Manager) signIn(ctx context.Context, r Request) (tiles.Connection, error) {
	if m.isClosed() {
		return tiles.Connection{}, &Error{Op: "sign in", Code: codeClosed, Err: ErrClosed}
	}
	tell := r.Progress
	if tell == nil {
		tell = func(Progress) {}
	}
	cfg, err := m.config(ctx)
	if err != nil {
		return tiles.Connection{}, fmt.Errorf("settings: %w", err)
	}
	var want tiles.Connection
	if r.Connection != "" {
		if want, err = m.store.Connection(ctx, r.Connection); err != nil {
			return tiles.Connection{}, fmt.Errorf("connection: %w", err)
		}
		cfg = cfg.of(want).with(want.Scopes...)
		if r.Claims == "" {
			r.Claims = m.pending(ctx, want)
		}
	}
	cfg = cfg.with(r.Scopes...)
	tell(Progress{Stage: StageDiscovering})
	p, err := m.provider(ctx, cfg)
	if err != nil {
		return tiles.Connection{}, err
	}

	x := m.exchange(ctx, claimsForm(r.Claims))
	way := m.browserCode
	if r.DeviceCode {
		way = m.deviceCode
	}
	got, err := way(x, p, cfg, r, want.Name, tell)
	if err != nil {
		return tiles.Connection{}, err
	}
	who, err := m.identify(x, p, cfg, got.id, got.nonce, got.token.AccessToken)
	if err != nil {
		return tiles.Connection{}, err
	}
	if got.iss != "" && got.iss != who.issuer {
		return tiles.Connection{}, badToken("issuer differs from the answer's", got.id)
	}
	if r.Connection != "" && !who.is(want) {
		return tiles.Connection{}, &Error{
			Op: "sign in", Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn, Code: codeOther,
			Err: &DifferentPerson{Want: want.Name, Got: who.name},
		}
	}
	tell(Progress{Stage: StageSaving})
	stored, err := tokenOf(got.token, cfg, store.Token{}, m.now())
	if err != nil {
		return tiles.Connection{}, notTheService("sign in", err)
	}
	if stored.Refresh.Empty() {
		// It would end within the hour, after a promise of three months.
		return tiles.Connection{}, &Error{Op: "sign in", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin, Code: codeNoRefresh}
	}
	stored.Challenge, stored.Proven = r.Claims, r.Claims != ""
	id := who.connectionID()
	if r.Connection != "" {
		id = want.ID
	}
	conn, err := m.keep(ctx, cfg, who, id, stored)
	if err != nil {
		return tiles.Connection{}, err
	}
	tell(Progress{Stage: StageDone})
	if missing := declined(r.Scopes, conn.Scopes); len(missing) > 0 {
		return conn, scopeError("sign in", missing)
	}
	return conn, nil
}

// brought is what either way of signing in brings back.
type brought struct {
	token *oauth2.Token
	id    string
	nonce string // empty where none could be sent
	iss   string
}

// browserCode is the authorization code flow with PKCE (RFC 6749 section 4.1,
// RFC 7636) through the system browser (RFC 8252).
func (m *Manager) browserCode(x *exchange, p provider, cfg Config, r Request, hint string, tell func(Progress)) (brought, error) {
	listeners, port, err := m.listen(x.ctx)
	if err != nil {
		return brought{}, &Error{Op: "sign in", Cause: tiles.CauseUnrecognised, Code: codeListen, Err: err}
	}
	secret := newProof()
	back := newCallback(listeners, port, secret.state, p)
	var ending sync.WaitGroup
	defer ending.Wait()

	conf := p.oauth(cfg, back.address())
	answer, err := m.ask(x.ctx, back, authorizeURL(conf, p, secret, r, hint), r, tell)
	// The done page is shown while the code is exchanged.
	ending.Go(back.close)
	if err != nil {
		return brought{}, err
	}
	if answer.refusal != nil {
		return brought{}, m.refused(*answer.refusal)
	}
	tell(Progress{Stage: StageRedeeming})
	t, err := conf.Exchange(x.context(), answer.code.Reveal(),
		oauth2.VerifierOption(secret.verifier.Reveal()),
		oauth2.SetAuthURLParam("scope", strings.Join(cfg.Scopes, " ")))
	if err != nil {
		return brought{}, m.failure("sign in", err, x, answer.code.Reveal(), secret.verifier.Reveal())
	}
	id, _ := t.Extra("id_token").(string)
	return brought{token: t, id: id, nonce: secret.nonce, iss: answer.iss}, nil
}

func authorizeURL(conf *oauth2.Config, p provider, secret proof, r Request, hint string) string {
	mode := "query"
	if p.formPost {
		mode = "form_post"
	}
	options := []oauth2.AuthCodeOption{
		oauth2.S256ChallengeOption(secret.verifier.Reveal()),
		oauth2.SetAuthURLParam("nonce", secret.nonce),
		oauth2.SetAuthURLParam("response_mode", mode),
	}
	switch {
	case r.ChooseAccount:
		options = append(options, oauth2.SetAuthURLParam("prompt", "select_account"))
	case hint != "":
		options = append(options, oauth2.SetAuthURLParam("login_hint", hint))
	}
	if r.Claims != "" {
		options = append(options, oauth2.SetAuthURLParam("claims", r.Claims))
	}
	return conf.AuthCodeURL(secret.state, options...)
}

// ask opens the page and waits for its answer.
func (m *Manager) ask(ctx context.Context, back *callback, page string, r Request, tell func(Progress)) (redirect, error) {
	browser := r.Browser
	if browser == nil {
		browser = SystemBrowser()
	}
	until, _ := ctx.Deadline()
	waiting := Progress{Stage: StageWaiting, URL: page, Until: until.UTC()}
	tell(waiting)

	opening, cancel := context.WithCancel(ctx)
	var opened sync.WaitGroup
	defer opened.Wait()
	defer cancel()
	failed := make(chan error, 1)
	opened.Go(func() {
		if err := browser.Open(opening, page); err != nil && opening.Err() == nil {
			failed <- err
		}
	})

	for {
		select {
		case answer := <-back.answers:
			return answer, nil
		case <-ctx.Done():
			return redirect{}, stopped("sign in", ctx)
		case err := <-failed:
			if r.Progress == nil {
				return redirect{}, &Error{Op: "sign in", Cause: tiles.CauseUnrecognised, Code: codeNoBrowser, Err: err}
			}
			waiting.Err = err
			tell(waiting)
		}
	}
}

// refused makes the Error of an error answer in the browser. It ends nothing:
// the sign-in that there was is as good as before.
func (m *Manager) refused(r reply) *Error {
	o := judge(r)
	e := &Error{
		Op: "sign in", Cause: o.cause, Remedy: o.remedy, Code: r.Code, Suberror: r.Suberror, AADSTS: r.AADSTS,
		CorrelationID: r.CorrelationID, Timestamp: m.now().UTC(), Description: r.Description, Claims: r.Claims,
	}
	if h, ok := helpFor(r.AADSTS); ok && h.admin {
		e.Cause, e.Remedy = tiles.CauseAdminNeeded, tiles.RemedyAskAdmin
	}
	return e
}

func scopeError(op string, missing []string) *Error {
	return &Error{
		Op: op, Cause: tiles.CauseNoPermission, Remedy: tiles.RemedySignIn, Code: codeScope,
		Err: fmt.Errorf("%w: %s", ErrScopeMissing, strings.Join(missing, " ")),
	}
}
