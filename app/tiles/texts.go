package tiles

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mysettings/app/language"
)

// All sentences of verdicts are in this file: remedy first, never a bare code,
// no dates. In the texts, {ask} is "Ask eva@contoso.com to ", and nothing (with
// a capital letter after it, which makes it another sentence for translations)
// where the person is the owner; {model} is the name of the semantic model in
// quotation marks.

// textKey finds a text. The variant tells apart what the cause does not.
type textKey struct {
	state   State
	cause   Cause
	variant string
}

var texts = map[textKey]language.Text{
	{Fresh, CauseNone, ""}:          "Up to date.",
	{Fresh, CauseNone, "running"}:   "Up to date, and being refreshed right now.",
	{Fresh, CauseNone, "unplanned"}: "Up to date. Nothing refreshes it on a schedule that this app can see; you can have this app keep it fresh.",

	{Waiting, CauseNone, ""}:          "Nothing to do: its first refresh is still to come.",
	{Waiting, CauseNone, "running"}:   "Nothing to do: its first refresh is under way.",
	{Waiting, CauseNone, "unplanned"}: "Refresh it now, or have this app keep it fresh: it has never been refreshed, and nothing is planned.",

	{Late, CauseLate, ""}:              "Refresh it now, or wait: {model} was due to be refreshed and wasn't.",
	{Late, CauseLate, "kept"}:          "Refresh it now: this app was to keep {model} fresh and its refresh hasn't come.",
	{Late, CauseLate, "missed"}:        "Refresh it now, or wait: a refresh of {model} was missed while you weren't signed in.",
	{Late, CauseLate, "catching up"}:   "Wait a moment: this app has asked Power BI for the refresh of {model} that was missed.",
	{Late, CauseThrottled, ""}:         "Wait a little: Power BI is taking no more requests for now, so {model} couldn't be refreshed when it was due. This app asks again by itself.",
	{Late, CauseCapacity, ""}:          "Wait a little: Power BI had no capacity left to refresh {model} when it was due. This app asks again by itself.",
	{Late, CauseServerUnreachable, ""}: "Wait a little: Power BI couldn't be reached when {model} was due to be refreshed. This app asks again by itself.",
	{Late, CauseServiceDown, ""}:       "Wait a little: Power BI was out of order when {model} was due to be refreshed. This app asks again by itself.",

	{Failing, CauseSourceCredentials, ""}: "{ask}enter the credentials of the data source of {model} again: Power BI can't sign in to the data with the ones it has.",
	{Failing, CauseGateway, ""}:           "{ask}check the data gateway of {model}: Power BI couldn't get at the data through it.",
	{Failing, CauseItemMissing, ""}:       "{ask}look at {model}: something that it reads from can't be found any more.",
	{Failing, CauseModelError, ""}:        "{ask}look at {model}: loading its data ended in an error.",
	{Failing, CauseModelError, "query"}:   "{ask}look at {model}: its data was loaded, but the tiles on the dashboards couldn't be refreshed from it.",
	{Failing, CauseModelError, "stuck"}:   "{ask}look at {model}: a refresh began and hasn't come to an end.",
	{Failing, CauseNoPermission, ""}:      "{ask}look at {model}: Power BI refused the refresh for want of a permission.",
	{Failing, CauseAdminNeeded, ""}:       "Ask your administrator about the licence behind {model}: Power BI refused the refresh without one.",
	{Failing, CauseCapacity, ""}:          "Wait a little: Power BI had no capacity left to refresh {model}. It tries again by itself.",
	{Failing, CauseCapacity, "quota"}:     "Wait until more refreshes are granted, or choose fewer a day: the refreshes that Power BI grants {model} in a day are used up.",
	{Failing, CauseThrottled, ""}:         "Wait a little: Power BI was asked for too much at once, so {model} wasn't refreshed. It tries again by itself.",
	{Failing, CauseServerUnreachable, ""}: "Wait a little: the data of {model} couldn't be reached. Power BI tries again by itself.",
	{Failing, CauseServiceDown, ""}:       "Wait a little: Power BI was out of order when it refreshed {model}. It tries again by itself.",
	{Failing, CauseUnrecognised, ""}:      "Open it in Power BI to see more: refreshing {model} failed for a reason that this app doesn't know.",
	{Failing, CauseUnrecognised, "query"}: "Open it in Power BI to see more: the data of {model} was loaded, but the tiles on the dashboards couldn't be refreshed from it, for a reason that this app doesn't know.",

	{Stopped, CauseSignInExpired, ""}:         "Sign in again: your sign-in has ended, and until then this app can't refresh {model}.",
	{Stopped, CauseSignInRefused, ""}:         "Sign in again: your organisation no longer accepts the sign-in, and until then this app can't refresh {model}.",
	{Stopped, CauseSignedOut, ""}:             "Sign in: you signed out, and until you sign in again this app can't refresh {model}.",
	{Stopped, CauseAdminNeeded, ""}:           "Ask your administrator: your organisation blocks the sign-in, and until that changes this app can't refresh {model}.",
	{Stopped, CauseScheduleOff, ""}:           "Switch the schedule of {model} on again in Power BI, or ask its owner to: it is off, so nothing refreshes it.",
	{Stopped, CauseSubscriptionOff, ""}:       "Open the report server and switch the subscription behind it on again: it is off, so nothing refreshes it.",
	{Stopped, CauseSourceCredentials, ""}:     "{ask}enter the credentials of the data source of {model} again and to switch its schedule on: Power BI couldn't sign in to the data and has stopped trying.",
	{Stopped, CauseGateway, ""}:               "{ask}check the data gateway of {model} and to switch its schedule on again: Power BI couldn't get at the data through it and has stopped trying.",
	{Stopped, CauseItemMissing, ""}:           "{ask}look at {model}: it can't be found any more, or may not be seen, so it isn't refreshed.",
	{Stopped, CauseItemMissing, "run"}:        "{ask}look at {model} and to switch its schedule on again: something that it reads from can't be found, and Power BI has stopped trying.",
	{Stopped, CauseModelError, ""}:            "{ask}look at {model} and to switch its schedule on again: loading its data ended in errors, and Power BI has stopped trying.",
	{Stopped, CauseNoPermission, ""}:          "{ask}give you the permission to change {model}: without it Power BI doesn't let this app refresh it.",
	{Stopped, CauseTileDeleted, ""}:           "Open the dashboard and pin it again, or stop keeping it fresh: it is no longer on {dashboard}.",
	{Stopped, CauseUnrecognised, ""}:          "Open it in Power BI to see more: refreshing {model} failed for a reason that this app doesn't know, and its schedule is off.",
	{Stopped, CauseSourceCredentials, "mine"}: "Enter the credentials of the data source of {model} again and switch its schedule on: Power BI couldn't sign in to the data and has stopped trying.",
	{Stopped, CauseGateway, "mine"}:           "Check the data gateway of {model} and switch its schedule on again: Power BI couldn't get at the data through it and has stopped trying.",
	{Stopped, CauseItemMissing, "run/mine"}:   "Look at {model} and switch its schedule on again: something that it reads from can't be found, and Power BI has stopped trying.",
	{Stopped, CauseModelError, "mine"}:        "Look at {model} and switch its schedule on again: loading its data ended in errors, and Power BI has stopped trying.",
	{Stopped, CauseNoPermission, "mine"}:      "Open {model} in Power BI and see that you may change it: Power BI doesn't let this app refresh it.",

	{Unseen, CauseNoPermission, ""}:                      "{ask}give you the permission to change {model} if you want to see how it is doing: only then does Power BI tell.",
	{Unseen, CauseNoPermission, "mine"}:                  "Open {model} in Power BI and see that you may change it: Power BI doesn't tell how it is doing.",
	{Unseen, CauseNoPermission, string(KindHidden)}:      "Ask the owner of the dashboard for the permission to see the data behind it: without it nobody can tell you how it is doing.",
	{Unseen, CauseItemMissing, ""}:                       "{ask}look at {model}: it can't be found any more, or you may not see it, so this app can't tell how it is doing.",
	{Unseen, CauseNotWatchable, ""}:                      "Nothing to do: Power BI doesn't tell how this kind of tile is doing.",
	{Unseen, CauseNotWatchable, string(KindStatic)}:      "Nothing to do: Power BI names no data behind it, as for texts, images and a report server's pins.",
	{Unseen, CauseNotWatchable, string(KindStreaming)}:   "Nothing to do: its data flows past and is not kept, so there is nothing to refresh.",
	{Unseen, CauseNotWatchable, string(KindPush)}:        "Nothing to do: its data is pushed in by another program, so Power BI doesn't refresh it.",
	{Unseen, CauseNotWatchable, string(KindDirectQuery)}: "Nothing to do: it asks its data source directly, and Power BI doesn't tell how that went.",
	{Unseen, CauseNotWatchable, string(KindLive)}:        "Nothing to do: it is connected to another model, and Power BI doesn't tell how that went.",
	{Unseen, CauseNotChecked, ""}:                        "Wait a little: nobody has looked lately, so this app can't tell. It looks again by itself.",
	{Unseen, CauseNotChecked, "never"}:                   "Wait a little: nobody has looked yet.",
	{Unseen, CauseServerUnreachable, ""}:                 "Wait a little: Power BI can't be reached, so this app can't tell. It tries again by itself.",
	{Unseen, CauseServiceDown, ""}:                       "Wait a little: Power BI is out of order, so this app can't tell. It tries again by itself.",
	{Unseen, CauseThrottled, ""}:                         "Wait a little: Power BI is taking no more requests for now, so this app can't tell. It tries again by itself.",
	{Unseen, CauseCapacity, ""}:                          "Wait a little: the capacity behind {model} is out of reach, so this app can't tell. It tries again by itself.",
	{Unseen, CauseSignInExpired, ""}:                     "Sign in again to see how it is doing: your sign-in has ended. What Power BI refreshes by itself goes on without it.",
	{Unseen, CauseSignInRefused, ""}:                     "Sign in again to see how it is doing: your organisation no longer accepts the sign-in. What Power BI refreshes by itself goes on without it.",
	{Unseen, CauseSignedOut, ""}:                         "Sign in to see how it is doing: you signed out. What Power BI refreshes by itself goes on without you.",
	{Unseen, CauseAdminNeeded, ""}:                       "Ask your administrator: your organisation blocks the sign-in, so this app can't tell. What Power BI refreshes by itself goes on without it.",
	{Unseen, CauseUnrecognised, ""}:                      "Open it in Power BI to see more: the last refresh of {model} ended in a way that this app doesn't know.",
}

// fallbacks are for the pairs of state and cause that nothing here makes, but
// that another version may have saved.
var fallbacks = map[State]language.Text{
	Fresh:   "Up to date.",
	Waiting: "Nothing to do: its first refresh is still to come.",
	Late:    "Refresh it now, or wait: {model} was due to be refreshed and wasn't.",
	Failing: "Open it in Power BI to see more: refreshing {model} failed.",
	Stopped: "Open it in Power BI to see more: nothing refreshes {model} any more.",
	Unseen:  "Nothing to do: this app can't tell how it is doing.",
}

// words are the names that texts need; untrusted.
type words struct {
	model, owner, dashboard string // model is the report behind a pin
	mine                    bool   // the person owns the model
	pin                     bool   // a report server's pin
}

// How much of a name fits into a sentence.
const (
	maxModel = 60
	maxOwner = 80
	maxWords = 200
)

// sentence is the text of a verdict.
func sentence(v Verdict, variant string, w words) string {
	var text language.Text
	ok := false
	texts, fallbacks := texts, fallbacks
	if w.pin {
		texts, fallbacks = pinTexts, pinFallbacks
	}
	if w.mine {
		text, ok = texts[textKey{v.State, v.Cause, strings.TrimPrefix(variant+"/mine", "/")}]
	}
	for _, x := range [...]string{variant, ""} {
		if !ok {
			text, ok = texts[textKey{v.State, v.Cause, x}]
		}
	}
	if !ok {
		text = fallbacks[v.State]
	}
	return w.fill(text)
}

// fill puts the names in. What a name contains is never filled in again.
func (w words) fill(english language.Text) string {
	if w.mine {
		if rest, ok := strings.CutPrefix(string(english), "{ask}"); ok {
			english = language.Text(upperFirst(rest))
		}
	}
	text := language.Say(english)
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 2*maxModel)
	for {
		before, rest, ok := strings.Cut(text, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		switch name {
		case "ask":
			if owner := Clean(w.owner, maxOwner); owner != "" {
				b.WriteString(language.Sayf("Ask %s to ", owner))
			} else {
				b.WriteString(language.Sayf("Ask the owner of %s to ", quote(w.model, "the model behind it")))
			}
		case "model":
			b.WriteString(quote(w.model, "the model behind it"))
		case "report":
			b.WriteString(quote(w.model, "the report behind it"))
		case "dashboard":
			b.WriteString(quote(w.dashboard, "its dashboard"))
		}
		text = after
	}
}

// quote is a name in quotation marks, or what to say without one.
func quote(name string, otherwise language.Text) string {
	if name = Clean(name, maxModel); name == "" {
		return language.Say(otherwise)
	}
	return language.Quote(name)
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// serverWords adds the service's own words, a model's where they are a sentence
// and not only a code.
func (j *judging) serverWords(text string) string {
	pin := j.f.Source == SourceSubscription
	text = Clean(text, maxWords)
	switch {
	case pin && text != "":
		return language.Sayf(" The report server says: “%s”", text)
	case pin || !strings.Contains(text, " "):
		return ""
	}
	return language.Sayf(" Power BI says: “%s”", text)
}

func zoneWords(zone string) string {
	if zone = Clean(zone, maxModel); zone == "" {
		return language.Say(" The schedule names no time zone, so its times are taken as UTC.")
	}
	return language.Sayf(" This app doesn't know the schedule's time zone, “%s”, so its times are taken as UTC.", zone)
}

// groupTexts are for an Attention whose tiles have several texts. {tiles} is
// how many tiles.
var groupTexts = map[Cause]language.Text{
	CauseSourceCredentials: "Ask the owners of the models behind {tiles} to enter the credentials of their data sources again: Power BI can't sign in to the data.",
	CauseGateway:           "Ask the owners of the models behind {tiles} to check their data gateways: Power BI couldn't get at the data through them.",
	CauseItemMissing:       "Ask the owners of the models behind {tiles} to look at them: something can't be found any more.",
	CauseModelError:        "Ask the owners of the models behind {tiles} to look at them: the refreshes ended in errors.",
	CauseNoPermission:      "Ask the owners of the models behind {tiles} for the permission to change them: without it Power BI doesn't let this app refresh them.",
	CauseTileDeleted:       "Open the dashboards and pin {tiles} again, or stop keeping them fresh: they are no longer there.",
	CauseScheduleOff:       "Switch the schedules of the models behind {tiles} on again in Power BI, or ask their owners to: they are off, so nothing refreshes them.",
	CauseSubscriptionOff:   "Open the report server and switch the subscriptions behind {tiles} on again: they are off, so nothing refreshes them.",
	CauseCapacity:          "Wait a little: Power BI had no refreshes or capacity left for the models behind {tiles}.",
	CauseThrottled:         "Wait a little: Power BI is taking no more requests for now, so {tiles} couldn't be refreshed. This app asks again by itself.",
	CauseServerUnreachable: "Wait a little: what refreshes {tiles} couldn't be reached. It is tried again by itself.",
	CauseServiceDown:       "Wait a little: Power BI was out of order when it was to refresh {tiles}. It is tried again by itself.",
	CauseLate:              "Refresh now, or wait: {tiles} were due to be refreshed and weren't.",
	CauseUnrecognised:      "Open Power BI to see more: {tiles} couldn't be refreshed, for reasons that this app doesn't know.",
	CauseAdminNeeded:       "Ask your administrator about the licences behind {tiles}: Power BI refused the refreshes without them.",
	CauseSignInExpired:     "Sign in again: your sign-in has ended, and {tiles} couldn't be refreshed.",
	CauseSignInRefused:     "Sign in again: your organisation no longer accepts the sign-in, and {tiles} couldn't be refreshed.",
	CauseSignedOut:         "Sign in: you signed out, and {tiles} couldn't be refreshed.",
}

// signInTexts are for a sign-in that is gone, when nothing better was said.
var signInTexts = map[ConnectionKind]map[Cause]language.Text{
	PowerBI: {
		CauseSignInExpired: "Sign in again: your sign-in to Power BI has ended.",
		CauseSignInRefused: "Sign in again: your organisation no longer accepts the sign-in to Power BI.",
		CauseSignedOut:     "Sign in: you signed out of Power BI here.",
		CauseAdminNeeded:   "Ask your administrator: your organisation blocks the sign-in to Power BI.",
	},
	ReportServer: {
		CauseSignInExpired: "Sign in again on the report server: the sign-in to Power BI that it keeps has ended.",
		CauseSignInRefused: "Sign in again on the report server: the sign-in to Power BI that it keeps is no longer accepted.",
		CauseSignedOut:     "Sign in on the report server: it keeps no sign-in to Power BI of yours.",
		CauseAdminNeeded:   "Ask your administrator: the report server's sign-in to Power BI is blocked.",
		CauseServerLogin:   "Sign in to the report server itself: it doesn't let this app in.",
	},
}

// expiringText is the sentence about a sign-in that ends soon; the date is in
// now's time zone.
func expiringText(c Connection, now time.Time) string {
	server := c.Kind == ReportServer
	if server && c.Estimate && !now.Before(c.GoodUntil) {
		return language.Say("Sign in again on the report server: by this app's estimate its sign-in to Power BI has ended, though the server doesn't say so.")
	}
	if c.GoodUntil.Sub(now) < 24*time.Hour {
		if server {
			return language.Say("Sign in again today: the report server's sign-in to Power BI is about to end.")
		}
		return language.Say("Sign in again today: your sign-in to Power BI is about to end.")
	}
	var text language.Text
	switch {
	case server && c.Estimate:
		text = "Sign in again soon: the report server's sign-in to Power BI ends on about %s."
	case server:
		text = "Sign in again soon: the report server's sign-in to Power BI ends on %s."
	case c.Estimate:
		text = "Sign in again soon: your sign-in to Power BI ends on about %s."
	default:
		text = "Sign in again soon: your sign-in to Power BI ends on %s."
	}
	return language.Sayf(text, language.Format(c.GoodUntil.In(now.Location()), "2 January"))
}

// stoppedWords adds how many tiles hang on a sign-in that is gone.
func stoppedWords(n int) string {
	if n == 0 {
		return ""
	}
	return language.Count(n, " Until then one tile isn't refreshed.", " Until then %d tiles aren't refreshed.")
}

func tileWords(n int) string { return language.Count(n, "one tile", "%d tiles") }

// tileText is the sentence about n tiles.
func tileText(text language.Text, n int) string {
	return strings.ReplaceAll(language.Say(text), "{tiles}", tileWords(n))
}
