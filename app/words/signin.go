package words

import (
	"errors"
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/store"
)

// settingBehind are the AADSTS numbers and OAuth errors that mean a wrong
// setting. Nothing but the exit code and a hint hangs on them.
var settingBehind = map[string]string{
	"AADSTS700016": settings.KeyClientID, "AADSTS700011": settings.KeyClientID, "AADSTS70001": settings.KeyClientID,
	"unauthorized_client": settings.KeyClientID, "invalid_client": settings.KeyClientID,
	"AADSTS90002": settings.KeyTenant, "AADSTS90019": settings.KeyTenant, "AADSTS50059": settings.KeyTenant,
	"AADSTS50194": settings.KeyTenant, "AADSTS50128": settings.KeyTenant, "invalid_tenant": settings.KeyTenant,
	"no_discovery": settings.KeyAuthority, "bad_discovery": settings.KeyAuthority,
	"AADSTS500011": settings.KeyCloud,
}

// ofSignIn covers what the identity provider, or the way to it, answered.
func ofSignIn(err error) (Sentence, bool) {
	var e *signin.Error
	if !errors.As(err, &e) {
		var other *signin.DifferentPerson
		if errors.As(err, &other) {
			return entry{Text: "Somebody else signed in than the one whose connection this is. Nothing was changed.",
				Do: "Sign in as the same person, or sign in without naming a connection.", Code: "different_person"}.say(other.Error()), true
		}
		return Sentence{}, false
	}
	// What lies behind can say it better: a full disk, a locked keyring.
	for _, behind := range []error{store.ErrFull, store.ErrReadOnly, store.ErrBusy, store.ErrKeyringLocked, store.ErrKeyringMissing} {
		if e.Err != nil && errors.Is(e.Err, behind) {
			return ofSentinel(e.Err)
		}
	}
	do, text := split(e.Help())
	if do == "" {
		return ofBehind(e)
	}
	if e.Op != "renew" && e.Op != "access" {
		// Who is just signing in may not be signed in at all.
		if said, _, ok := strings.Cut(text, language.Say("; you are still signed in")); ok {
			text = said + "."
		}
	}
	switch {
	case text == "" && e.State == "":
		text = language.Say("Nothing was changed.")
	case text == "":
		text = language.Say("The sign-in can't be used as it is.")
	}
	if e.Op == "sign in" && errors.Is(e.Err, signin.ErrTimedOut) {
		// A wrong registration is refused on the page, which never comes back.
		text += language.Say(" If the page showed a problem instead, check the settings client_id and tenant.")
	}
	s := Sentence{Text: text, Do: do, Code: e.Code, Details: signInDetails(e)}
	if s.Code == "" {
		s.Code = string(e.Cause)
	}
	for _, code := range []string{e.AADSTS, e.Code} {
		if key, ok := settingBehind[code]; ok {
			s.Setting = key
			break
		}
	}
	return s, true
}

// ofBehind covers a sign-in error that says nothing of its own.
func ofBehind(e *signin.Error) (Sentence, bool) {
	if e.Err == nil {
		return Sentence{}, false
	}
	if s, ok := ofSentinel(e.Err); ok {
		return s, true
	}
	return ofSystem(e.Err)
}

// split parts a text into its first sentence, which is the remedy, and the
// rest.
func split(help string) (do, text string) {
	do, text, ok := strings.Cut(help, ". ")
	if ok {
		do += "."
	}
	return do, text
}

func signInDetails(e *signin.Error) string {
	at := ""
	if !e.Timestamp.IsZero() {
		at = e.Timestamp.UTC().Format(time.RFC3339)
	}
	correlation := ""
	if e.CorrelationID != "" {
		correlation = "correlation id " + e.CorrelationID
	}
	behind := ""
	if e.Err != nil {
		behind = e.Err.Error()
	}
	return join(e.AADSTS, e.Suberror, correlation, at, tiles.Clean(e.Description, longest), behind)
}
