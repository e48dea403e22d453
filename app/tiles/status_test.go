package tiles

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// delivery is a status as the server writes it for a failed delivery.
func delivery(dashboard, visual, message string) string {
	return "PowerBI Delivery error: dashboard: " + dashboard + ", visual: " + visual + ", error: " + message
}

func TestClassifyStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text   string
		status RunStatus
		cause  Cause
	}{
		{"", RunGood, ""},
		{"  \t\n", RunGood, ""},
		{"New subscription", RunNone, ""},
		{"NEW SUBSCRIPTION.", RunNone, ""},
		{"Inactive", RunDisabled, CauseSubscriptionOff},
		{"Disabled", RunDisabled, CauseSubscriptionOff},
		{"Pending", RunRunning, ""},

		// Success is told in English or not at all.
		{"Success", RunGood, ""},
		{"OK", RunGood, ""},
		{"Done: 1 processed of 1 total; 0 errors.", RunGood, ""},
		{"Done: 12 processed of 12 total; 0 errors.", RunGood, ""},
		{"Done: 1 processed of 2 total; 0 errors.", RunUnknown, CauseUnrecognised},
		{"Done: 1 processed of 1 total; 1 errors.", RunUnknown, CauseUnrecognised},
		{"Done: 0 processed of 0 total; 0 errors.", RunUnknown, CauseUnrecognised},
		{"The tile was updated successfully.", RunGood, ""},
		{"PowerBI Delivery: dashboard: IT Spend, visual: Chart2, status: completed", RunGood, ""},
		{"The tile 'Nicht erfolgreich' was refreshed.", RunGood, ""},
		{"The tile was not updated successfully.", RunUnknown, CauseUnrecognised},
		{"Completed with errors.", RunUnknown, CauseUnrecognised},
		{"The report", RunUnknown, CauseUnrecognised},
		{"The dashboard", RunUnknown, CauseUnrecognised},
		{"Success: fehlgeschlagen", RunUnknown, CauseUnrecognised},
		{"Dashboard Completed: Fehler", RunUnknown, CauseUnrecognised},
		{"PowerBI-Übermittlungsfehler: Dashboard: Success, Visual: Completed, Fehler: ?", RunUnknown, CauseUnrecognised},
		{"Fertig: 1 von insgesamt 1 verarbeitet; 0 Fehler.", RunUnknown, CauseUnrecognised},
		{"Erfolgreich", RunUnknown, CauseUnrecognised},
		{"Neues Abonnement", RunUnknown, CauseUnrecognised},
		{"Terminé", RunUnknown, CauseUnrecognised},
		{"成功", RunUnknown, CauseUnrecognised},
		{"Mail sent to ana@contoso.com", RunUnknown, CauseUnrecognised},

		// Failures that Microsoft's pages name.
		{delivery("IT Spend", "Chart2", "The current action cannot be completed. The user data source credentials do not meet the requirements to run this report or shared dataset. (rsInvalidDataSourceCredentialSetting)"), RunFailed, CauseSourceCredentials},
		{"Power BI Delivery error: dashboard: IT Spend, visual: Chart2, error: The user data source credentials do not meet the requirements to run this report.", RunFailed, CauseSourceCredentials},
		{delivery("IT Spend", "Image1", "Error: Report item 'Image1' cannot be found."), RunFailed, CauseItemMissing},
		{delivery("IT Spend", "Tile deleted", "Error: Report item 'Tile deleted' cannot be found."), RunFailed, CauseItemMissing},
		{delivery("IT Spend", "Chart2", "The item 'Tile deleted 4c2d' cannot be found."), RunFailed, CauseTileDeleted},
		{"Server Error: The item 'Dashboard deleted 4c2d' cannot be found. (rsItemNotFound)", RunFailed, CauseTileDeleted},
		{delivery("IT Spend", "Chart2", "The item '/Finance/Tile deleted' cannot be found. (rsItemNotFound)"), RunFailed, CauseItemMissing},
		{"The delivery extension for this subscription could not be loaded.", RunFailed, CauseAdminNeeded},
		{"Cannot Pin: Unexpected Server Error: Missing, invalid or expired Power BI credentials.", RunFailed, CauseSignInExpired},
		{delivery("IT Spend", "Chart2", "expired power bi credentials"), RunFailed, CauseSignInExpired},
		{delivery("IT Spend", "Chart2", "AADSTS50173: The provided grant has expired due to it being revoked."), RunFailed, CauseSignInExpired},
		{delivery("IT Spend", "Chart2", "AADSTS7000222: The provided client secret keys are expired."), RunFailed, CauseAdminNeeded},
		{delivery("IT Spend", "Chart2", "The access token has expired."), RunFailed, CauseSignInExpired},
		{delivery("IT Spend", "Chart2", "Cannot create a connection to data source 'Token'. The access token has expired. (rsErrorOpeningConnection)"), RunFailed, CauseModelError},
		{"The scheduler is not responding. (rsSchedulerNotResponding)", RunFailed, CauseAdminNeeded},
		{delivery("IT Spend", "Chart2", "The remote server returned an error: (503) Server Unavailable."), RunFailed, CauseServiceDown},
		{delivery("IT Spend", "Chart2", "The remote name could not be resolved: 'api.powerbi.com'"), RunFailed, CauseServerUnreachable},
		{delivery("IT Spend", "Chart2", "The remote server returned an error: (429)"), RunFailed, CauseThrottled},
		{delivery("IT Spend", "Chart2", "The permissions granted to user 'CONTOSO\\ana' are insufficient. (rsAccessDenied)"), RunFailed, CauseNoPermission},
		{delivery("IT Spend", "Chart2", "The flux is out of tune."), RunFailed, CauseUnrecognised},
		{"Error: something", RunFailed, CauseUnrecognised},

		// The server's codes are the same in every language.
		{"PowerBI-Übermittlungsfehler: Dashboard: IT, Visual: Chart2, Fehler: Die Anmeldeinformationen genügen nicht. (rsInvalidDataSourceCredentialSetting)", RunFailed, CauseSourceCredentials},
		{"PowerBI-Übermittlungsfehler: Dashboard: IT, Visual: Chart2, Fehler: AADSTS700082", RunFailed, CauseSignInExpired},
		{"PowerBI-Übermittlungsfehler: Dashboard: IT, Visual: Chart2, Fehler: Die Anmeldeinformationen sind abgelaufen.", RunUnknown, CauseUnrecognised},

		// Names decide nothing.
		{delivery("expired Power BI credentials", "AADSTS50173", "The flux is out of tune."), RunFailed, CauseUnrecognised},
		{delivery("a, b", "'Tile deleted'", "The flux is out of tune."), RunFailed, CauseUnrecognised},
		{"PowerBI-Übermittlungsfehler: Dashboard: rsAccessDenied, Visual: (503), Fehler: Der Fluss ist verstimmt.", RunUnknown, CauseUnrecognised},
		{strings.Repeat("x", 64<<10) + " (rsAccessDenied)", RunUnknown, CauseUnrecognised},
		{"Success. " + strings.Repeat("Done. ", 2000), RunUnknown, CauseUnrecognised},
		{"\xff\xfe", RunUnknown, CauseUnrecognised},
		{"Success\xff", RunUnknown, CauseUnrecognised},
		{"...", RunUnknown, CauseUnrecognised},
		{"\x00", RunUnknown, CauseUnrecognised},
	}
	for _, tt := range tests {
		if status, cause := ClassifyStatus(tt.text); status != tt.status || cause != tt.cause {
			t.Errorf("ClassifyStatus(%.120q) = %q, %q; want %q, %q", tt.text, status, cause, tt.status, tt.cause)
		}
		// Letters' case says nothing.
		if status, cause := ClassifyStatus(strings.ToUpper(tt.text)); utf8.ValidString(tt.text) && (status != tt.status || cause != tt.cause) {
			t.Errorf("in capitals, ClassifyStatus(%.120q) = %q, %q; want %q, %q", tt.text, status, cause, tt.status, tt.cause)
		}
	}
}

func FuzzClassifyStatus(f *testing.F) {
	for _, s := range []string{
		"", "New subscription", "Inactive", "Success", "Done: 1 processed of 1 total; 0 errors.", delivery("D", "V", "expired Power BI credentials"),
		"dashboard:,visual:,error:", "dashboard: visual: , : ", "'''", `"`, "PowerBI-Übermittlungsfehler: Dashboard: a, Visual: b, Fehler: c", "\xff", "İ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		status, cause := ClassifyStatus(s)
		switch status {
		case RunGood, RunNone, RunRunning:
			if cause != CauseNone {
				t.Errorf("%q with cause %q", status, cause)
			}
		case RunDisabled, RunFailed, RunUnknown:
			if cause == CauseNone || RemedyFor(cause) == RemedyNone {
				t.Errorf("%q with cause %q", status, cause)
			}
		default:
			t.Errorf("status %q", status)
		}
		if got, head := withoutNames(s), beforeNames(s); !strings.HasPrefix(got, head) {
			t.Errorf("%q without its names is %q, which does not begin with %q", s, got, head)
		}
		// What holds a word of another language, or of bad news, is never good.
		for _, bad := range []string{" nicht erfolgreich", " failed", "; Fehler", " ошибка"} {
			if status, _ := ClassifyStatus("Success." + strings.Map(unquoted, s) + bad); status == RunGood {
				t.Errorf("good: %q", "Success."+s+bad)
			}
		}
	})
}

// unquoted leaves out what makes words into names, and what a status of many
// kilobytes is cut by.
func unquoted(r rune) rune {
	if strings.ContainsRune(`'":`, r) || r > 0x2000 {
		return -1
	}
	return r
}

// A part may be in a text only where its pairs are.
func TestStatusPairs(t *testing.T) {
	t.Parallel()
	for _, x := range statusCauses {
		for _, list := range x.parts {
			for _, part := range list {
				if text := "x" + part.text + "y"; part.has&^pairsOf(text) != 0 {
					t.Errorf("%q isn't found in %q", part.text, text)
				}
			}
		}
	}
	if pairsOf("tile deleted")&^pairsOf("nothing") == 0 {
		t.Error("every text has every pair")
	}
}
