package words

import (
	"errors"
	"time"

	"mysettings/app/language"
	"mysettings/app/powerbi"
	"mysettings/app/tiles"
)

// byCause are the sentences for Power BI's refusals.
var byCause = map[tiles.Cause]entry{
	tiles.CauseThrottled:         {Text: "Power BI asks for a pause, as it was asked for much in a short time.", Do: "Wait; the app goes on by itself."},
	tiles.CauseServerUnreachable: {Text: "Power BI can't be reached.", Do: "Check your connection, then try again."},
	tiles.CauseServiceDown:       {Text: "Power BI doesn't answer as it should.", Do: "Wait a little, then try again."},
	tiles.CauseSignInExpired:     {Text: "Power BI no longer accepts your sign-in.", Do: "Sign in again."},
	tiles.CauseSignInRefused:     {Text: "Power BI asks you to sign in once more.", Do: "Sign in again."},
	tiles.CauseSignedOut:         {Text: "You are signed out.", Do: "Sign in again."},
	tiles.CauseAdminNeeded:       {Text: "Your organisation doesn't let this app, or your account, use Power BI.", Do: "Ask your administrator."},
	tiles.CauseNoPermission:      {Text: "You may not do this with the tile's semantic model.", Do: "Ask its owner to let you build on it and refresh it."},
	tiles.CauseItemMissing:       {Text: "What the tile shows is gone, or you may no longer see it.", Do: "Open the dashboard in Power BI to look."},
	tiles.CauseCapacity:          {Text: "Power BI's capacity is used up for now.", Do: "Wait, or try again tomorrow."},
	tiles.CauseUnrecognised:      {Text: "Power BI answered something that this app doesn't know.", Do: "Try again; if it stays so, open the dashboard in Power BI."},
}

// ofPowerBI covers what Power BI, or the way to it, answered.
func ofPowerBI(err error) (Sentence, bool) {
	var e *powerbi.Error
	if !errors.As(err, &e) {
		return Sentence{}, false
	}
	known, ok := byCause[e.Cause]
	s := known.say()
	if !ok && e.Err != nil {
		if behind, is := ofSentinel(e.Err); is {
			s, ok = behind, true
		}
	}
	if !ok {
		s = byCause[tiles.CauseUnrecognised].say()
	}
	switch {
	case e.Code != "":
		s.Code = e.Code
	case s.Code == "" && e.Cause != "":
		s.Code = string(e.Cause)
	case s.Code == "":
		s.Code = string(tiles.CauseUnrecognised)
	}
	request, again := "", ""
	if e.RequestID != "" {
		request = "request " + e.RequestID
	}
	if !e.RetryAfter.IsZero() {
		again = "again from " + e.RetryAfter.UTC().Format(time.RFC3339)
	}
	behind := ""
	if e.Err != nil {
		behind = e.Err.Error()
	}
	s.Details = join(e.Message, request, again, behind)
	return s, true
}

// OfAsk says what Power BI, or a report server, answered to a request for a
// refresh.
func OfAsk(a tiles.Ask) string {
	switch a.Outcome {
	case tiles.AskAccepted:
		return language.Say("It is being refreshed.")
	case tiles.AskRunning:
		return language.Say("It was being refreshed already.")
	case tiles.AskQuota:
		return language.Say("Try again tomorrow. The refreshes that Power BI grants this model in a day are used up.")
	case tiles.AskDenied:
		return language.Say("Ask the owner for write permission on the semantic model. Power BI didn't let you refresh it.")
	case tiles.AskSignIn:
		return language.Say("Sign in again. Power BI doesn't accept your sign-in.")
	case tiles.AskLater:
		return language.Say("Try again later. Power BI could not be asked now.")
	}
	return language.Say("Look at the tile in Power BI. It answered something that this app doesn't know.")
}
