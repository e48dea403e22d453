package command

import (
	"encoding/json"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

// hostileText tries what a terminal could fall for: a colour, a title, a link,
// the clipboard, a question that the terminal answers by typing, C1 controls,
// text from right to left, line breaks, and what a format string is made of.
const hostileText = "\x1b[31mEvil\x1b]0;owned\x07\x1b]8;;https://evil.example\x07\x1b]52;c;cm0gLXJm\x07\x1b[6n\u009b2J\u202e\u2066\x00\r\n\x08\x7f%s%n%!d(string=x)<b>"

// TestHostileWords: whatever is called what it likes by a server, or typed by
// whoever starts the program, no command's output holds anything that a
// terminal would act on.
func TestHostileWords(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	for _, what := range []string{"Expenses this month", "Finance", "Me", "Revenue against budget"} {
		d.control("rename", map[string]string{"what": what, "name": what + hostileText})
	}
	d.control("fail", map[string]any{"dataset": "General ledger", "code": hostileText})
	d.control("pin", map[string]any{"person": "ana", "report": "/Finance/IT Spend", "visual": "Chart2", "dashboard": "Me" + hostileText, "every": "hourly"})
	read := 0
	calm := func(r result) {
		t.Helper()
		if r.code < 0 || r.code > CodeFailed {
			t.Errorf("mysettings %q: exit %d", r.args, r.code)
		}
		for _, text := range []string{r.stdout, r.stderr} {
			if strings.Contains(text, "Evil") {
				read++
			}
			for _, c := range text {
				if c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 {
					t.Errorf("mysettings %q: %U in %q", r.args, c, text)
					break
				}
			}
		}
	}
	run := func(args ...string) { t.Helper(); calm(d.run(args...)) }

	run("signin")
	d.control("server-fail", map[string]any{"pin": "Gauge1", "text": hostileText})
	calm(d.addServer())
	run("check")
	for _, args := range [][]string{
		{"status"}, {"tiles"}, {"tiles", "--state", "failing"}, {"notices"}, {"history"}, {"server", "list"}, {"doctor"}, {"config", "list"},
		{"refresh", "Expenses"}, {"refresh", "Finance"}, {"keep", "Expenses", "--every", "daily"}, {"keep", "Revenue", "--every", "hourly"}, {"tiles"}, {"unkeep", "Expenses"},
		{"mute", "Expenses"}, {"unmute", "Expenses"}, {"mute", "--dashboard", "Finance"}, {"unmute", "--dashboard", "Finance"},
		{"pin", "pause", "Gauge1"}, {"pin", "resume", "Gauge1"}, {"pin", "delete", "Chart2"},
		// What is typed, or handed over.
		{hostileText}, {"--" + hostileText}, {"open", hostileText}, {"tiles", "--state", hostileText}, {"refresh", hostileText}, {"keep", hostileText},
		{"keep", "Expenses", "--every", hostileText}, {"keep", "Expenses", "--every", "daily", "--at", hostileText}, {"mute", hostileText}, {"mute", "--dashboard", hostileText},
		{"signin", hostileText}, {"signin", "--timeout", hostileText}, {"signout", hostileText}, {"server", hostileText}, {"server", "remove", hostileText},
		{"server", "add", hostileText}, {"server", "add", "https://x/", "--auth", hostileText}, {"pin", "pause", hostileText}, {"notices", "--since", hostileText},
		{"history", "--days", hostileText}, {"config", "get", hostileText}, {"config", "set", hostileText, "x"}, {"config", "set", "theme", hostileText},
		{"config", "set", "contact", hostileText}, {"config", "set", "tenant", hostileText}, {"sandbox", "--addr", hostileText},
	} {
		for i, a := range args {
			args[i] = strings.ReplaceAll(a, "\x00", "") // no argument can hold it
		}
		run(args...)
	}
	// The service's own words, on refusing a renewal and on the sign-in page.
	for _, grant := range []string{"refresh_token", "authorization_code"} {
		d.control("token-error", map[string]any{"grant": grant, "error": "invalid_grant", "aadsts": 50173, "text": hostileText, "suberror": "bad\x1b[31m"})
		d.control("expire-access", map[string]string{"person": "ana"})
		run("check")
		run("signin", "ana@contoso.com")
		run("status")
		run("doctor")
	}
	// A person who is called that.
	var ids struct {
		Connections []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(d.run("status", "--json").stdout), &ids); err != nil || len(ids.Connections) == 0 {
		t.Fatalf("%v: %+v", err, ids)
	}
	for _, c := range ids.Connections {
		run("signout", c.ID)
	}
	if read < 20 {
		t.Errorf("the hostile words were in %d outputs; want them in 20 at least, as text", read)
	}
}
