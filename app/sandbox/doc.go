// Package sandbox is a stand-in organisation on loopback: an identity
// provider that speaks like Microsoft Entra, and the part of the Power BI
// REST API that the app uses. It is there to try the app out and to test it
// against real HTTP.
//
// It is honest about what it is: every page says Sandbox, every token is
// worthless elsewhere, and it listens on loopback only and answers to no
// other host name. It imports nothing of the app's, so that a
// misunderstanding cannot agree with itself.
//
// # The identity provider
//
// The protocol is zitadel/oidc's; tenant names, pages, consent and the words
// of errors are Entra's. Any of the tenant names "organizations", "common",
// TenantID, Domain and contoso.onmicrosoft.com works:
//
//	GET  /{tenant}/v2.0/.well-known/openid-configuration
//	GET  /{tenant}/discovery/v2.0/keys
//	GET  /{tenant}/oauth2/v2.0/authorize
//	POST /{tenant}/oauth2/v2.0/token
//	POST /{tenant}/oauth2/v2.0/devicecode
//	GET  /devicelogin
//
// The client is public (ClientID), must use PKCE with S256, and may have
// itself called back at http://localhost with any port; http://127.0.0.1 is
// refused, as Entra refuses it. response_mode is query, fragment or
// form_post. Refresh tokens rotate; a replaced one stays good, as with Entra,
// unless Options.ReuseDetection is set. An access token carries every
// permission the person has consented to so far.
//
// # Playing the person
//
// The pages need no script, so a program can play the person. Person.SignIn
// does it for Go. Anything else that speaks HTTP sends one request: a POST to
// the whole authorization address, with these form fields:
//
//	person   who signs in and consents: ana@contoso.com or just ana
//	action   "refuse" instead of person: presses Cancel
//
// With response_mode=query or none the answer is a redirect to the app, so
// this is a $BROWSER that signs Ana in:
//
//	#!/bin/sh
//	exec curl -sL --data person=ana "$1"
//
// With response_mode=form_post the answer is a page with a form (id
// "response") whose hidden fields are to be posted to its action; a browser
// does it by itself, and a shell so:
//
//	#!/bin/sh
//	page=$(curl -s --data person=ana "$1")
//	to=$(printf %s "$page" | sed -n 's/.* id="response" action="\([^"]*\)".*/\1/p')
//	set --
//	for f in code state session_state error error_description; do
//	  v=$(printf %s "$page" | sed -n "s/.* name=\"$f\" value=\"\([^\"]*\)\".*/\1/p")
//	  [ -z "$v" ] || set -- "$@" --data-urlencode "$f=$v"
//	done
//	exec curl -s "$@" "$to"
//
// A GET of the address shows the page, whose form (id "flow") posts the
// hidden field flow and the pressed button (person or action). The page for
// device codes takes user_code, and person or action as well.
//
// # Power BI
//
// Under /v1.0/myorg are the paths and shapes of api.powerbi.com, for the
// person whose token comes along. What may be seen depends on the role in the
// workspace: a Viewer gets dashboards and tiles, but 401
// PowerBINotAuthorizedException for datasets and refreshes. Models with a
// schedule are refreshed by themselves: their histories are worked out when
// they are read, so nothing runs in between, and three days of them are there
// at the start. A refresh that was asked for takes Options.RefreshTakes.
//
// # Controls
//
// GET /control lists what can be done to the organisation: sign-ins revoked,
// refreshes made to fail, endpoints slow or down, calls counted. Org.Control
// does the same from Go.
package sandbox
