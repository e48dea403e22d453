// Package sandbox is a stand-in organisation on loopback: an identity
// provider that speaks like Microsoft Entra, the part of the Power BI REST API
// that the app uses, and a report server. It is there to try the app out and
// to test it against real HTTP.
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
// # The report server
//
// It is at /reports, the web portal with the REST API under api/v2.0 and
// api/v1.0, and at /ReportServer, the address for SOAP and URL access that
// answers HTML and XML only. Capital letters don't matter. Which release it
// plays, how it wants to be signed in to, its language and the shapes of its
// answers are settings of the control server.
//
// A person signs in to it as SANDBOX\ana with the password that the control
// organisation gives. NTLM is version 2, verified by the protocol and bound to
// the connection; there is no Kerberos. The pages of the portal, which a
// browser without a window cannot sign in to by NTLM, ask who is there instead
// and believe the answer; the cookie that they give is no good for the API,
// except in forms mode. Every change needs the value of the cookie XSRF-TOKEN
// in the header X-XSRF-TOKEN.
//
// The server keeps a Power BI sign-in of its own for each person. It gets it
// as real ones do: a pop-up goes to the identity provider's older endpoint
// (/{tenant}/oauth2/authorize) with a state that is bound to the browser, and
// the code that comes back to /ReportServer/pages/LoginComplete.aspx is
// redeemed by the server with its own secret. Whenever a run or a question
// finds the access token near its end the sign-in is renewed, so that it lives
// on while it is used. revoke and expire end the app's sign-ins, server-signin
// this one.
//
// At the start Ana is signed in, and has three pins (hourly, daily, weekly)
// that stand for tiles which Power BI shows as well. Their runs are worked out
// when somebody looks, in the order of time. A run needs the sign-in, the
// report, its item, stored credentials, the dashboard and the tile, and its
// status says which is missing. A failure that may pass is tried again every
// 15 minutes, three times.
//
// Person.SignInAtServer and SignOutAtServer play the person for Go. For
// anything else one POST to the portal's My Settings says who is there and
// presses Sign in; a client that keeps cookies and follows redirects as they
// are (307) does the rest, so this is a $BROWSER that signs Ana in:
//
//	#!/bin/sh
//	exec curl -sL -b '' --data person=ana "$1"
//
// With action=refuse besides it presses Cancel at the identity provider, with
// action=signout it signs out. A real browser shows the form of who is there
// (id "flow"), then the page, whose link (id "signin") opens the pop-up, or
// leads there without script.
//
// What real servers do and nobody has written down is made up: the words of a
// good run, the state codes, how a request without sign-in fares in forms mode.
// The controls change most of it.
//
// # Controls
//
// GET /control lists what can be done to the organisation: sign-ins revoked,
// refreshes made to fail, endpoints slow or down, calls counted. Org.Control
// does the same from Go.
package sandbox
