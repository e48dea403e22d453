package signin

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"mysettings/app/tiles"
	"mysettings/store"
)

const (
	// usualLifetime is a refresh token's at Entra when it isn't used, each use
	// beginning it anew ("Refresh tokens in the Microsoft identity platform").
	usualLifetime = 90 * 24 * time.Hour
	// longestLifetime is beyond what any provider means.
	longestLifetime = 10 * 365 * 24 * time.Hour
	// unsaidAccess is taken for an access token's life where the answer says
	// none; RFC 6749 section 5.1 only recommends it.
	unsaidAccess = 10 * time.Minute
	// longestAccess is what continuous access evaluation goes to, and more.
	longestAccess = 28 * time.Hour
)

var errNotBearer = errors.New("token type not Bearer")

// tokenOf makes what is stored of a token answer. old is what was stored
// before, zero at a sign-in; what the answer leaves out is kept of it.
func tokenOf(t *oauth2.Token, cfg Config, old store.Token, now time.Time) (store.Token, error) {
	if !strings.EqualFold(t.Type(), "Bearer") || !headerSafe(t.AccessToken) {
		return store.Token{}, errNotBearer
	}
	now = now.UTC().Truncate(time.Millisecond) // as the store keeps it
	life := time.Duration(t.ExpiresIn) * time.Second
	if life <= 0 {
		life = unsaidAccess
	}
	life = min(life, longestAccess)
	n := store.Token{
		Access:      store.NewSecret(t.AccessToken),
		Refresh:     old.Refresh,
		ID:          old.ID,
		AccessUntil: now.Add(life),
		Type:        "Bearer",
		IssuedAt:    now,
		Scopes:      grantedScopes(t, cfg, old),
	}
	// The oauth2 library puts the old one in its place where there is none.
	renewed, _ := t.Extra("refresh_token").(string)
	if renewed != "" {
		n.Refresh = store.NewSecret(renewed)
	}
	if id, _ := t.Extra("id_token").(string); id != "" {
		n.ID = store.NewSecret(id)
	}
	if in, ok := seconds(t.Extra("refresh_in")); ok && in < life {
		n.RefreshAfter = now.Add(in)
	}
	until, said := seconds(t.Extra("refresh_token_expires_in"))
	switch {
	case said:
		n.RefreshUntil, n.RefreshUntilKnown = now.Add(min(until, longestLifetime)), true
	case renewed == "" && old.RefreshUntilKnown:
		// The same token as before: its end was told once.
		n.RefreshUntil, n.RefreshUntilKnown = old.RefreshUntil, true
	default:
		n.RefreshUntil = now.Add(usualLifetime)
	}
	return n, nil
}

// headerSafe reports whether the token can be sent as RFC 6750 section 2.1
// wants it, which has no room for spaces and line breaks.
func headerSafe(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// grantedScopes gives the permissions, without prefix, that the answer names.
// Where it names none they are the ones asked for (RFC 6749 section 5.1).
func grantedScopes(t *oauth2.Token, cfg Config, old store.Token) []string {
	said, _ := t.Extra("scope").(string)
	var names []string
	for _, s := range strings.Fields(said) {
		if s = cfg.short(s); !slices.Contains(protocolScopes, s) && scopeName().MatchString(s) {
			names = addScope(names, s)
		}
	}
	if len(names) > 0 {
		return names
	}
	if len(old.Scopes) > 0 {
		return old.Scopes
	}
	return cfg.permissions()
}

// seconds reads a positive number of seconds, which servers write as a number
// or as a string.
func seconds(v any) (time.Duration, bool) {
	var f float64
	switch n := v.(type) {
	case float64:
		f = n
	case int64:
		f = float64(n)
	case json.Number:
		f, _ = n.Float64()
	case string:
		f, _ = strconv.ParseFloat(strings.TrimSpace(n), 64)
	}
	if !(f >= 1) || math.IsInf(f, 0) {
		return 0, false
	}
	return time.Duration(min(f, longestLifetime.Seconds())) * time.Second, true
}

// sameEnd is by how much the same end may differ, told in seconds from now.
const sameEnd = 2 * time.Second

// signedIn writes into c what a sign-in or a renewal has brought.
func signedIn(c *tiles.Connection, t store.Token) {
	// A renewal that leaves the end where it was begins no new life: reminders are
	// counted in parts of it.
	if moved := t.RefreshUntil.Sub(c.GoodUntil).Abs(); moved >= sameEnd || c.RenewedAt.IsZero() {
		c.RenewedAt = t.IssuedAt
	}
	c.GoodUntil, c.Estimate = t.RefreshUntil, !t.RefreshUntilKnown
	if len(t.Scopes) > 0 {
		c.Scopes = t.Scopes
	}
	c.SignedOut, c.EndedAt, c.Problem = false, time.Time{}, nil
}
