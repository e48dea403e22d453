package signin

import (
	"strings"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// help is what to tell about an AADSTS number. admin is true where signing in
// again is of no use.
type help struct {
	text  language.Text
	admin bool
}

// passes tells whether the text is about something that passes by itself, and
// so wrong where the sign-in has ended.
func (h help) passes() bool { return h.text == tellBusy || h.text == tellTooOften }

// Help gives one or two plain sentences for people, the remedy first and never
// a bare code. It never tells somebody to sign in who still is signed in.
func (e *Error) Help() string { return language.Say(e.help()) }

func (e *Error) help() language.Text {
	h, known := helpFor(e.AADSTS)
	passing := e.Cause == tiles.CauseServiceDown || e.Cause == tiles.CauseThrottled || e.Cause == tiles.CauseServerUnreachable
	if known && passing == h.passes() {
		return h.text
	}
	if passing {
		if t, ok := byWay[e.Code]; ok {
			return t
		}
		return byCause[e.Cause]
	}
	if t, ok := byFiner[e.Suberror]; ok && byError[e.Code].state == tiles.Expired {
		return t // as in judge
	}
	if t, ok := byCode[e.Code]; ok {
		return t
	}
	return byCause[e.Cause]
}

func helpFor(aadsts string) (help, bool) {
	h, ok := helpTexts[strings.TrimPrefix(aadsts, aadstsPrefix)]
	return h, ok
}

var byCause = map[tiles.Cause]language.Text{
	tiles.CauseSignInExpired:     "Sign in again. Your sign-in to Power BI has ended.",
	tiles.CauseSignedOut:         "Sign in. You signed out of Power BI on this computer.",
	tiles.CauseSignInRefused:     "Sign in again. Power BI's sign-in service asks for you in person.",
	tiles.CauseAdminNeeded:       "Ask your administrator. Signing in again alone won't help here.",
	tiles.CauseServerUnreachable: "Check your connection. The sign-in service can't be reached; you are still signed in and it is tried again by itself.",
	tiles.CauseServiceDown:       "Wait a little. The sign-in service has trouble; you are still signed in and it is tried again by itself.",
	tiles.CauseThrottled:         "Wait a little. The sign-in service asks for a pause; you are still signed in.",
	tiles.CauseNoPermission:      "Sign in again and approve the further permission.",
	tiles.CauseUnrecognised:      "Sign in again. The sign-in service refused in a way that this app doesn't know; see Details.",
	tiles.CauseNone:              "",
}

// byCode are the sentences for OAuth errors and for codes of our own. A person
// who stopped the sign-in themselves is told nothing.
var byCode = map[string]language.Text{
	"invalid_grant":             "Sign in again. Your sign-in to Power BI has ended.",
	"login_required":            "Sign in again. Your sign-in to Power BI has ended.",
	"interaction_required":      "Sign in again. Your organisation asks for you in person.",
	"consent_required":          "Sign in again and approve the permissions. They are not approved, or no longer.",
	"access_denied":             "Sign in again when you are ready. The sign-in was refused or closed before it was finished.",
	"authorization_declined":    "Sign in again when you are ready. The sign-in was declined in the browser.",
	"expired_token":             "Start again to get a new code. The old one was not used in time.",
	"bad_verification_code":     "Start again to get a new code. The sign-in service doesn't know this one.",
	"invalid_client":            "Ask your administrator to check the app's registration. It isn't accepted as it is.",
	"unauthorized_client":       "Ask your administrator to check the app's registration. It may not sign people in.",
	"invalid_scope":             "Ask your administrator to check the app's permissions, and the cloud in the preferences.",
	"invalid_resource":          "Check the cloud in the preferences. Power BI isn't known there.",
	"invalid_tenant":            "Check the organisation in the preferences. The sign-in service doesn't know it.",
	"invalid_request":           "Ask your administrator to check the app's settings. The sign-in service could not use the request.",
	"unsupported_response_type": "Ask your administrator to check the app's registration. It doesn't allow this kind of sign-in.",
	"unsupported_grant_type":    "Ask your administrator to check the app's registration. It doesn't allow this kind of sign-in.",

	codeTimedOut:     "Sign in again. The sign-in wasn't finished in time.",
	codeCancelled:    "",
	codeNoDiscovery:  "Check the authority in the preferences. There is no sign-in service at that address.",
	codeBadDiscovery: "Ask your administrator to check the authority in the preferences. What it says about itself isn't safe to use.",
	codeNoIDToken:    "Ask your administrator to check the app's registration. The sign-in service didn't say who signed in.",
	codeBadIDToken:   "Sign in again. The proof of who signed in wasn't valid, so nothing was kept.",
	codeNoRefresh:    "Ask your administrator to allow the app to stay signed in (offline_access). The sign-in would have lasted an hour only, so nothing was kept.",
	codeClock:        "Set this computer's clock right, then sign in again. It differs from the sign-in service's by more than 5 minutes.",
	codeOther:        "Sign in as the same person, or sign in without choosing this connection to add the other one. Nothing was changed.",
	codeScope:        "Sign in again and approve the further permission. It is needed for this and wasn't given yet.",
	codeKeyLost:      "Sign in again. The key that protects your sign-in on this computer is gone.",
	codeNotSaved:     "Free some space or check the data folder, then try again. The sign-in is good but could not be saved.",
	codeNoBrowser:    "Use a device code, or set BROWSER. No browser could be opened here.",
	codeNoDeviceCode: "Sign in with the browser. The sign-in service offers no device code.",
	codeListen:       "Try again. This computer didn't let the app wait for the browser's answer on localhost.",
	codeClosed:       "",
	codeUnproven:     "Sign in again. Power BI asks for a proof that only you can give, such as an extra verification.",
	codeUnmet:        "Ask your administrator. Power BI keeps asking for a proof that signing in doesn't give; a rule of your organisation may want another computer or network.",
}

// byWay are the sentences for what stands between here and the sign-in service.
var byWay = map[string]language.Text{
	codeNotTheService: "Check your connection. Something else answered in place of the sign-in service, perhaps the sign-in page of this network.",
	codeTooLarge:      "Check your connection. The answer was far too large to be the sign-in service's.",
	codeTooOften:      "Wait a few minutes. Power BI keeps refusing a sign-in that has only just been renewed.",
	"dns":             "Check your connection. The sign-in service's address can't be found; you are still signed in.",
	"tls":             "Check the network or the certificate file in the preferences. The connection to the sign-in service isn't trusted.",
	"proxy":           "Check the proxy in the preferences. It didn't let the app reach the sign-in service.",
	"timeout":         "Check your connection. The sign-in service didn't answer in time; you are still signed in.",
	"network":         "Check your connection. The sign-in service can't be reached; you are still signed in.",
}

var byFiner = map[string]language.Text{
	"basic_action":                 "Sign in again. The sign-in page will show what is missing.",
	"additional_action":            "Sign in again. The sign-in page will show what has to be set up first.",
	"message_only":                 "Ask your administrator. A rule of your organisation stands in the way; the sign-in page explains it.",
	"consent_required":             "Sign in again and approve the permissions. They are not approved, or no longer.",
	"user_password_expired":        "Sign in again to choose a new password. The old one has expired.",
	"bad_token":                    "Sign in again. Your sign-in to Power BI has ended.",
	"token_expired":                "Sign in again. Your sign-in to Power BI has ended.",
	"device_authentication_failed": "Ask your administrator. This computer isn't accepted as one of your organisation's.",
	"client_mismatch":              "Ask your administrator. The sign-in was made for another app.",
	"protection_policy_required":   "Ask your administrator. Your organisation allows only apps with its protection policy.",
}
