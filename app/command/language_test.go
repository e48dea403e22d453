package command

import (
	"encoding/json"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

// texts are what tiles --json says of each tile.
func (d *desk) texts() string {
	d.t.Helper()
	var doc struct {
		Tiles []struct{ Text string }
	}
	r := d.run("tiles", "--json")
	if err := json.Unmarshal([]byte(r.stdout), &doc); err != nil || len(doc.Tiles) == 0 {
		d.t.Fatalf("%d tiles, %v: %s%s", len(doc.Tiles), err, r.stdout, r.stderr)
	}
	var b strings.Builder
	for _, t := range doc.Tiles {
		b.WriteString(t.Text + "\n")
	}
	return b.String()
}

// shows fails the test unless each text is in the answer.
func (r result) shows(texts ...string) result {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.stdout, text) {
			r.t.Errorf("mysettings %s: stdout = %q; want %q in it", strings.Join(r.args, " "), r.stdout, text)
		}
	}
	return r
}

// TestLanguages changes the language where nobody watches, with the program as
// it is built: what was saved is said anew.
func TestLanguages(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.run("signin").want(CodeGood)
	english := d.texts()
	if !strings.Contains(english, "Up to date.") {
		t.Fatalf("in English: %s", english)
	}

	d.run("config", "set", "language", "de").want(CodeGood).shows("language ist jetzt de.")
	if german := d.texts(); !strings.Contains(german, "Aktuell.") || strings.Contains(german, "Up to date") {
		t.Errorf("in German: %s", german)
	}
	d.run("status").shows("angemeldet", "Kacheln:")
	d.run("tiles").shows("ZUSTAND", "unklar")
	d.run("keep", "nothing of that name", "--every", "daily").want(CodeUsage).says("Es gibt keine Kachel")
	d.run("config", "set", "warn.lead_days", "900").want(CodeUsage).says("eine ganze Zahl von 1 bis 60 ist nötig")
	d.run("config", "list").want(CodeGood).shows("Welche Sprache die App spricht.")
	d.control("revoke", map[string]string{"person": "ana"})
	d.run("check").want(CodeAttention).shows("Neu anmelden. Sie oder Ihr Administrator haben Sie überall abgemeldet")
	d.run("notices").shows("Ihre Power-BI-Anmeldung ist abgelaufen")

	// What was told stays as it was told; what is so now is said anew.
	d.run("config", "set", "language", "en").want(CodeGood).shows("language is now en.")
	d.run("status").shows("Sign in again. You, or your administrator")
	if again := d.texts(); strings.Contains(again, "Neu anmelden") {
		t.Errorf("in English again: %s", again)
	}

	// The system's language, where none was chosen.
	d.run("config", "set", "language", "").want(CodeGood)
	d.env = []string{"LC_ALL=de_AT.UTF-8"}
	d.run("tiles", "--state", "nonsense").want(CodeUsage).says("Es gibt keinen Zustand")
	d.run("status").shows("überall abgemeldet")
}
