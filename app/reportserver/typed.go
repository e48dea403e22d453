package reportserver

import (
	"net/http"
	"strings"

	"mysettings/app/tiles"
)

// TypedAuth is the way to sign in with a typed name and password that the
// server offers, where that is what the error asks for; empty where there is
// none that this app can do.
func (e *Error) TypedAuth() tiles.Auth {
	if e.Kind == KindLoginPage {
		return tiles.AuthForms
	}
	if e.Kind == KindNoScheme && e.Status == http.StatusUnauthorized && len(e.Offered) == 0 {
		return tiles.AuthForms // it wants a login, and none that a header could carry
	}
	auth := tiles.Auth("")
	for _, scheme := range e.Offered {
		switch strings.ToLower(scheme) {
		case "ntlm", "negotiate":
			return tiles.AuthNTLM
		case "basic":
			auth = tiles.AuthBasic
		}
	}
	return auth
}
