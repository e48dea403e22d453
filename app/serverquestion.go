package app

import (
	"errors"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// typed tells whether a way to sign in to a report server needs a password.
func typed(a tiles.Auth) bool {
	return a == tiles.AuthNTLM || a == tiles.AuthBasic || a == tiles.AuthForms
}

// needsLogin tells whether the form lacks a part of the login that it chose.
func needsLogin(form ServerForm) bool {
	if form.User == "" {
		return typed(form.Auth) || form.Password != ""
	}
	return form.Password == ""
}

// question is what to ask the person after an error, where an answer may help.
// address is what was tried first.
func question(form ServerForm, address string, err error) (ServerAnswer, bool) {
	var e *reportserver.Error
	if !errors.As(err, &e) {
		return ServerAnswer{}, false
	}
	if e.Portal != "" {
		address = e.Portal
	}
	switch e.Kind {
	case reportserver.KindPlainHTTP:
		return ServerAnswer{
			Question: QuestionPlainHTTP, Text: words.PlainHTTP(tiles.Server{URL: address}), Address: tiles.Clean(address, maxAddress),
		}, !form.PlainHTTP
	case reportserver.KindNoTicket, reportserver.KindNoScheme, reportserver.KindLoginPage:
		// Whoever chose a way is told that it isn't the one.
		auth := e.TypedAuth()
		return askLogin(e.Kind, auth, address), form.Auth == "" && auth != ""
	case reportserver.KindRefused:
		// What was typed is refused for good: it isn't tried another way.
		return askLogin(e.Kind, e.TypedAuth(), address), form.User == ""
	}
	return ServerAnswer{}, false
}

// askLogin is the question as whom to sign in to a server; why is empty where
// nobody tried.
func askLogin(why reportserver.Kind, auth tiles.Auth, address string) ServerAnswer {
	return ServerAnswer{
		Question: QuestionLogin, Text: words.LoginWanted(why, tiles.Server{URL: address}), Auth: auth, Address: tiles.Clean(address, maxAddress),
	}
}
