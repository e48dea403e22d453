package tiles

import (
	"strings"

	"mysettings/app/language"
)

// LoginText says what to do about a report server that doesn't let this app
// in: one or two plain sentences, remedy first. kind is the reportserver
// package's kind of error; an unknown one gets the general sentence.
func LoginText(kind string, s Server) string {
	text, ok := loginTexts[kind]
	if own, special := ownLoginTexts[kind]; special && s.User == "" {
		text, ok = own, true
	}
	if !ok {
		text = "Sign in to the report server {host} again. It doesn't let this app in, so your pins can't be seen."
	}
	return strings.ReplaceAll(language.Say(text), "{host}", s.Host())
}

// ProblemText is the sentence about the connection's Problem, in the language in
// force; empty where there is none.
func (c Connection) ProblemText() string {
	p := c.Problem
	switch {
	case p == nil:
		return ""
	case p.Cause == CauseServerLogin && c.Kind == ReportServer:
		return LoginText(p.Code, c.Server)
	}
	return language.Say(language.Text(p.Text)) // kept as it is in the tables
}

// loginTexts are for a user name and password that were typed here.
var loginTexts = map[string]language.Text{
	"refused":       "Enter your user name and password for the report server {host} again. It didn't accept them, and they won't be tried again by themselves.",
	"no_password":   "Enter your password for the report server {host} again. It isn't kept on this computer any more.",
	"no_ticket":     "Log in to your organisation's domain, or enter a user name and password for the report server {host}. This computer has no valid ticket for it.",
	"clock":         "Set this computer's clock right. It differs so much from that of the report server {host} that it can't let you in.",
	"no_scheme":     "Choose another way to sign in to the report server {host}. It doesn't offer the one that was chosen.",
	"plain_basic":   "Use an https address for the report server {host}, or another way to sign in. Your password would be readable on the network, so it wasn't sent.",
	"other_account": "Sign in to the report server {host} as before, or add it again as the new user. It takes you for somebody else now, whose pins are others.",
	"login_page":    "Sign in to your network, or choose another way to sign in to the report server {host}. A sign-in page answered in its place.",
}

// ownLoginTexts are for the user who is logged in to this computer.
var ownLoginTexts = map[string]language.Text{
	"refused":     "Enter a user name and password for the report server {host}. It doesn't accept the user who is logged in to this computer.",
	"no_password": "Enter a user name and password for the report server {host}. It needs them to let you in.",
}
