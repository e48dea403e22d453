package login

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"mysettings/app/tiles"
)

// lost says whether an answer or an error means that there is no session, so
// that the form has to be sent.
func (t *Transport) lost(answer *http.Response, err error) bool {
	if t.login.Auth != tiles.AuthForms {
		return false
	}
	if err != nil {
		return errors.Is(err, ErrLoginPage)
	}
	return answer.StatusCode == http.StatusUnauthorized
}

// openSession sends the form (POST /Session), unless someone did since the
// request that found the session of the number seen lost. A session that the
// server won't open for a passing reason gives its answer.
func (t *Transport) openSession(ctx context.Context, seen int) (*http.Response, error) {
	together, err := t.alone(ctx)
	if err != nil {
		return nil, err
	}
	defer together()
	if session, err := t.standing(); err != nil || session != seen {
		return nil, err
	}
	o, err := t.sessionRequest(ctx)
	if err != nil {
		return nil, err
	}
	l, err := t.lanes.take(ctx)
	if err != nil {
		return nil, err
	}
	answer, _, err := o.send(l, "")
	if err != nil {
		t.lanes.give(l)
		return nil, err
	}
	t.lend(l, answer)
	status := answer.StatusCode
	switch {
	case status >= 200 && status < 300:
		drain(answer)
		t.mu.Lock()
		t.session, t.proven, t.provenAt = t.session+1, true, t.now()
		t.mu.Unlock()
		t.log.Debug("signed in to the report server", "with", "form")
		return nil, nil
	case status == http.StatusBadRequest || status == http.StatusUnauthorized:
		drain(answer)
		return nil, t.refuse(&Error{Reason: ErrRefused, Status: status, Offered: Offered(answer.Header)})
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		drain(answer)
		return nil, &Error{Reason: ErrNoScheme, Status: status, Offered: Offered(answer.Header)}
	case isRedirect(status):
		drain(answer)
		return nil, &Error{Reason: ErrLoginPage, Status: status}
	}
	return answer, nil
}

func (t *Transport) sessionRequest(ctx context.Context) (*outgoing, error) {
	user, domain := t.login.split()
	// The field names are those of the published description of the API.
	form, err := json.Marshal(map[string]string{
		"UserName": user, "Password": t.login.Password.Reveal(), "Domain": domain,
	})
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.resource("Session").String(), bytes.NewReader(form))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	return t.newOutgoing(r)
}
