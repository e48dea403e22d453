// Package signin signs a person in to Power BI and keeps the sign-in alive.
//
// It opens the system browser for the authorization code flow with PKCE (or
// shows a device code), checks who signed in, gives the token to the store,
// hands out access tokens that are renewed ahead of their end by exactly one
// request whoever asks, and forgets the token on signing out. A [Manager] does
// all of it; one Manager serves any number of goroutines, and any number of
// processes may each have one on the same store.
//
// It never shows a web page of its own besides the "you can close this tab"
// page of the loopback redirect, never opens a browser unasked, never puts a
// token, code or verifier into an error, a log line or a URL that it reports,
// and never takes a network failure for the end of a sign-in.
package signin
