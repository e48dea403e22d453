package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// statusTexts are what LastStatus says, by language and class of outcome; the
// sentences after "error:" are ours, with the words that servers are known to
// use. {d} is the dashboard's name, {v} the visual's, {i} what is missing, or
// the text of a control.
var statusTexts = map[string]map[string]string{
	"en": {
		"":             "New subscription",
		"good":         "Done: 1 processed of 1 total; 0 errors.",
		"mailed":       "Mail sent to somebody@" + Domain,
		"inactive":     "Inactive",
		"failed":       "PowerBI Delivery error: dashboard: {d}, visual: {v}, error: {e}",
		"credentials":  "The current action cannot be completed. The user data source credentials do not meet the requirements to run this report or shared dataset. Store the credentials on the server. (rsInvalidDataSourceCredentialSetting)",
		"item":         "Error: Report item '{i}' cannot be found.",
		"tile":         "The item 'Tile deleted {i}' cannot be found.",
		"dashboard":    "Server Error: The item 'Dashboard deleted {i}' cannot be found. (rsItemNotFound)",
		"report":       "The item '{i}' cannot be found. (rsItemNotFound)",
		"sign_in":      "Missing, invalid or expired Power BI credentials.",
		"transient":    "The remote server returned an error: (503) Server Unavailable.",
		"unrecognised": "Zwei Drittel der Kacheln schlafen heute.",
		"extension":    "The delivery extension for this subscription could not be loaded.",
	},
	"de": {
		"":             "Neues Abonnement",
		"good":         "Fertig: 1 von insgesamt 1 verarbeitet; 0 Fehler.",
		"mailed":       "E-Mail gesendet an somebody@" + Domain,
		"inactive":     "Inaktiv",
		"failed":       "PowerBI-Übermittlungsfehler: Dashboard: {d}, Visual: {v}, Fehler: {e}",
		"credentials":  "Die Aktion kann nicht abgeschlossen werden. Die Anmeldeinformationen der Datenquelle genügen nicht, um diesen Bericht auszuführen. (rsInvalidDataSourceCredentialSetting)",
		"item":         "Fehler: Das Berichtselement '{i}' wurde nicht gefunden.",
		"tile":         "Das Element 'Kachel gelöscht {i}' wurde nicht gefunden.",
		"dashboard":    "Serverfehler: Das Element 'Dashboard gelöscht {i}' wurde nicht gefunden. (rsItemNotFound)",
		"report":       "Das Element '{i}' wurde nicht gefunden. (rsItemNotFound)",
		"sign_in":      "Die Power BI-Anmeldeinformationen fehlen, sind ungültig oder abgelaufen.",
		"transient":    "Der Remoteserver hat einen Fehler zurückgegeben: (503) Server nicht verfügbar.",
		"unrecognised": "Two thirds of the tiles are asleep today.",
		"extension":    "Die Übermittlungserweiterung für dieses Abonnement konnte nicht geladen werden.",
	},
}

// bareClasses are the outcomes whose text stands alone.
const bareClasses = " good mailed inactive extension unrecognised "

// status is LastStatus of a subscription.
func (s serverSettings) status(p *subscription) string {
	o := p.result
	texts := statusTexts[s.Language]
	switch {
	case !p.active:
		return texts["inactive"]
	case o.class == "raw":
		return o.item
	case o.class == "good" && s.Success != nil:
		return *s.Success
	case o.class == "" || strings.Contains(bareClasses, " "+o.class+" "):
		return texts[o.class]
	}
	sentence := strings.ReplaceAll(texts[o.class], "{i}", o.item)
	return strings.NewReplacer("{d}", o.dashboard, "{v}", o.visual, "{e}", sentence).Replace(texts["failed"])
}

// failureClasses are those that a control may set.
const failureClasses = "credentials item tile dashboard report sign_in transient extension unrecognised"

// extensionName is the localized name of a delivery extension.
func (s serverSettings) extensionName(name string) string {
	switch {
	case name == extensionPowerBI && s.Language == "de":
		return "Power BI-Dashboard"
	case name == extensionPowerBI:
		return "Power BI Dashboard"
	case s.Language == "de":
		return "E-Mail"
	}
	return "Email"
}

// describe is ScheduleDescription.
func (s serverSettings) describe(r recurrence) string {
	from := r.start.In(s.location())
	if s.Language == "de" {
		switch {
		case r.minutes > 0:
			return fmt.Sprintf("Alle %d Minute(n), ab %s", r.minutes, from.Format("02.01.2006 15:04"))
		case r.days > 0:
			return fmt.Sprintf("Um %s alle %d Tag(e), ab %s", from.Format("15:04"), r.days, from.Format("02.01.2006"))
		}
		return fmt.Sprintf("Um %s alle %d Woche(n), ab %s", from.Format("15:04"), r.weeks, from.Format("02.01.2006"))
	}
	switch {
	case r.minutes > 0 && r.minutes%60 == 0:
		return fmt.Sprintf("Every %d hour(s), starting %s", r.minutes/60, from.Format("1/2/2006 3:04 PM"))
	case r.minutes > 0:
		return fmt.Sprintf("Every %d minute(s), starting %s", r.minutes, from.Format("1/2/2006 3:04 PM"))
	case r.days > 0:
		return fmt.Sprintf("At %s every %d day(s), starting %s", from.Format("3:04 PM"), r.days, from.Format("1/2/2006"))
	}
	return fmt.Sprintf("At %s every %s of every %d week(s), starting %s", from.Format("3:04 PM"), shortDays(r.weekdays), r.weeks, from.Format("1/2/2006"))
}

func shortDays(days []time.Weekday) string {
	var names []string
	for _, d := range days {
		names = append(names, d.String()[:3])
	}
	return strings.Join(names, ", ")
}
