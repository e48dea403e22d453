package signin

import (
	"errors"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/tiles"
)

const (
	// usualInterval is RFC 8628 section 3.2's.
	usualInterval   = 5
	longestInterval = 60
)

// deviceCode is the device authorization grant (RFC 8628). Many organisations
// forbid it, and may end such a sign-in later: it is for computers on which
// no browser can be opened.
func (m *Manager) deviceCode(x *exchange, p provider, cfg Config, _ Request, _ string, tell func(Progress)) (brought, error) {
	if p.device == "" {
		return brought{}, &Error{Op: "device code", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin, Code: codeNoDeviceCode, Err: ErrNoDeviceCode}
	}
	conf := p.oauth(cfg, "")
	code, err := conf.DeviceAuth(x.context())
	if err != nil {
		return brought{}, m.failure("device code", err, x)
	}
	if err := m.sane(code); err != nil {
		return brought{}, notTheService("device code", err)
	}
	until := code.Expiry
	if limit, ok := x.ctx.Deadline(); ok && limit.Before(until) {
		until = limit
	}
	tell(Progress{
		Stage: StageWaiting, URL: code.VerificationURIComplete, UserCode: tiles.Clean(code.UserCode, 40),
		VerificationURL: code.VerificationURI, Until: until.UTC(),
	})
	t, err := m.poll(x, conf, code)
	if err != nil {
		return brought{}, err
	}
	id, _ := t.Extra("id_token").(string)
	return brought{token: t, id: id}, nil
}

// poll asks until there is an answer. The oauth2 library keeps the interval
// and obeys slow_down; a failing network or a busy service only makes the
// pauses longer, as RFC 8628 section 3.5 wants.
func (m *Manager) poll(x *exchange, conf *oauth2.Config, code *oauth2.DeviceAuthResponse) (*oauth2.Token, error) {
	for {
		t, err := conf.DeviceAccessToken(x.context(), code)
		if err == nil {
			return t, nil
		}
		if x.ctx.Err() != nil {
			return nil, stopped("device code", x.ctx)
		}
		if !time.Now().Before(code.Expiry) {
			return nil, m.refused(reply{Code: "expired_token"})
		}
		e := m.failure("device code", err, x, code.DeviceCode)
		if !e.Network && e.Cause != tiles.CauseServiceDown && e.Cause != tiles.CauseThrottled {
			return nil, e
		}
		code.Interval = min(2*code.Interval, longestInterval)
	}
}

// sane makes the answer to the device request one that can be shown and
// waited with.
func (m *Manager) sane(code *oauth2.DeviceAuthResponse) error {
	if code == nil || code.DeviceCode == "" || code.UserCode == "" {
		return errors.New("device code missing")
	}
	u, err := url.Parse(code.VerificationURI)
	if err != nil || !safeURL(u) {
		return errors.New("verification address not https")
	}
	if u, err := url.Parse(code.VerificationURIComplete); err != nil || !safeURL(u) {
		code.VerificationURIComplete = ""
	}
	if code.Interval <= 0 {
		code.Interval = usualInterval
	}
	code.Interval = min(code.Interval, longestInterval)
	// The library reads the clock itself, so that Options.Now can't be used.
	if now := time.Now(); !code.Expiry.After(now) || code.Expiry.After(now.Add(time.Hour)) {
		code.Expiry = now.Add(deviceTimeout)
	}
	return nil
}
