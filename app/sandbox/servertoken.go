package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The states of the Power BI sign-in that the server keeps for a person, in
// the order of their numbers.
const (
	stateSignedIn  = "SignedIn"
	stateSignedOut = "SignedOut"
	stateExpired   = "Expired"
)

// heldToken is the Power BI sign-in that the server keeps for a person.
type heldToken struct {
	refresh     string
	accessUntil time.Time
	since       time.Time
}

// renewAhead is how long before its end the server takes a new access token.
const renewAhead = 30 * time.Second

// signInAt is the state of a person's Power BI sign-in at a moment, after the
// server used it: asking renews what is about to end. The caller holds mu.
func (s *reportServer) signInAt(u *serverUser, at time.Time) string {
	t := u.token
	switch {
	case t == nil:
		return stateSignedOut
	case at.Before(t.accessUntil.Add(-renewAhead)):
		return stateSignedIn
	}
	until, bad := s.identity.renewServer(t.refresh, at)
	if bad != nil {
		t.accessUntil = time.Time{}
		return stateExpired
	}
	t.accessUntil = until
	return stateSignedIn
}

// heldBy is what the server keeps for a person, without using it.
func (s *reportServer) heldBy(u *serverUser, now time.Time) (state, account string, since, until time.Time) {
	if u.token == nil {
		return stateSignedOut, "", time.Time{}, time.Time{}
	}
	account, until, ended := s.identity.serverSignIn(u.token.refresh)
	if ended || now.After(until) {
		return stateExpired, account, u.token.since, until
	}
	return stateSignedIn, account, u.token.since, until
}

// give lets the server keep a sign-in of the Power BI account for a person.
// The caller holds mu.
func (s *reportServer) give(u *serverUser, account string, now time.Time) error {
	refresh, ok := s.identity.grantServer(account)
	if !ok {
		return errNoPerson
	}
	u.token = &heldToken{refresh: refresh, since: now}
	s.signInAt(u, now)
	return nil
}

// authorizeURL is where the pop-up goes.
func (s *reportServer) authorizeURL(redirect, state string) string {
	return s.base + "/common/oauth2/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {serverClientID}, "resource": {Resource}, "redirect_uri": {redirect}, "state": {state},
	}.Encode()
}

// redeem takes the code of a sign-in to the identity provider, over HTTP and
// with the server's own secret, and keeps what it gets for the person.
func (s *reportServer) redeem(ctx context.Context, u *serverUser, code, redirect string) error {
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {serverClientID}, "client_secret": {s.identity.server.secret},
		"code": {code}, "redirect_uri": {redirect}, "resource": {Resource},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/common/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("redeem code: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	transport := &http.Transport{} // no proxy: everything is loopback
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("redeem code: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("redeem code: %w", err)
	}
	var answer struct {
		serverTokenAnswer
		Description string `json:"error_description"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("redeem code: %s", response.Status)
	}
	if response.StatusCode != http.StatusOK || answer.Refresh == "" {
		return fmt.Errorf("redeem code: %s %s", response.Status, answer.Description)
	}
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.advance(now)
	u.token = &heldToken{refresh: answer.Refresh, since: now}
	s.signInAt(u, now)
	return nil
}
