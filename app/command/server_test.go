package command

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"mysettings/app/sandbox"
)

// password is a person's on the report server, which joins what is searched
// for in everything that a run leaves.
func (d *desk) password(person string) string {
	d.t.Helper()
	var server struct {
		People []struct{ Person, User, Password string }
	}
	if err := json.Unmarshal(d.control("server", nil), &server); err != nil {
		d.t.Fatal(err)
	}
	for _, p := range server.People {
		if strings.HasPrefix(p.Person, person+"@") && p.Password != "" {
			return p.Password
		}
	}
	d.t.Fatalf("%s has no password", person)
	return ""
}

// addServer adds the organisation's report server as Ana.
func (d *desk) addServer(args ...string) result {
	d.t.Helper()
	d.stdin = d.password("ana") + "\n"
	defer func() { d.stdin = "" }()
	where := strings.TrimPrefix(d.org.Describe().ReportServer, "http://")
	return d.run(append([]string{"server", "add", where, "--auth", "ntlm", "--user", `SANDBOX\ana`}, args...)...)
}

// TestServerStory goes through a report server's whole life: added, its pins
// fresh, its own sign-in ended, signed in again on its page, caught up, removed.
func TestServerStory(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	var said strings.Builder
	run := func(args ...string) result {
		t.Helper()
		r := d.run(args...)
		fmt.Fprintln(&said, r.stdout, r.stderr)
		return r
	}

	run("server", "list").want(CodeGood)
	golden(t, "server-add.json", d.addServer("--json").want(CodeGood).stdout)
	golden(t, "server-list.json", run("server", "list", "--json").want(CodeGood).stdout)
	golden(t, "server-status.json", run("status", "--json").want(CodeGood).stdout)
	golden(t, "server-tiles.json", run("tiles", "--json").want(CodeGood).stdout)
	run("doctor", "--json").says() // nobody has signed in to Power BI here, which is no fault of the server's

	// With the app's own sign-in, the two sides meet.
	run("signin").want(CodeGood)
	var both struct {
		Tiles []struct{ Kind, Place string }
	}
	run("tiles", "--json").want(CodeGood).into(&both)
	there := 0
	for _, tile := range both.Tiles {
		if tile.Kind == "pin" && tile.Place == "there" {
			there++
		}
	}
	if there != 3 {
		t.Errorf("%d pins are seen on their dashboards; want 3", there)
	}

	d.control("server-signin", map[string]string{"person": "ana", "state": "expired"})
	d.control("server-run", map[string]string{"pin": ""})
	run("check").want(CodeAttention)
	golden(t, "server-expired.json", run("status", "--json").want(CodeAttention).stdout)
	run("refresh", "Gauge1").want(CodeAttention)

	// The server is named by its address; Ana signs in on its page.
	signedIn := run("signin", d.org.Describe().ReportServer).want(CodeGood).says("report server's page")
	if !strings.Contains(signedIn.stdout, "3 pins had stopped") {
		t.Errorf("signing in again said: %s", signedIn.stdout)
	}
	var status struct {
		Tiles     struct{ Stopped, Failing int }
		Attention []struct{ Cause string }
	}
	// What has run again is looked at; proof comes with the runs.
	run("check", "--json").into(&status)
	if status.Tiles.Stopped != 0 || status.Tiles.Failing != 0 {
		t.Errorf("after signing in again: %+v", status)
	}

	run("refresh", "Gauge1").want(CodeGood)
	run("pin", "pause", "Gauge1").want(CodeGood)
	run("tiles", "--state", "stopped").want(CodeAttention)
	run("pin", "resume", "Gauge1", "--json").want(CodeGood)
	run("pin", "delete", "Image1").want(CodeUsage).says("--yes")
	golden(t, "pin-delete.json", run("pin", "delete", "Image1", "--yes", "--json").want(CodeGood).stdout)
	run("pin", "pause", "Image1").want(CodeUsage)
	run("pin", "pause", "Finance/Cash position").want(CodeUsage)
	run("keep", "Gauge1", "--every", "daily").want(CodeFailed).says("portal")

	golden(t, "server-remove.json", run("server", "remove", `SANDBOX\ana`, "--json").want(CodeGood).stdout)
	if list := run("server", "list").want(CodeGood).stdout; !strings.Contains(list, "No report server yet") {
		t.Errorf("after removing: %s", list)
	}
	noSecrets(t, d, said.String())
}

// TestServerSignOut checks both ways of ending the server's sign-in.
func TestServerSignOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	d.run("signin", "127.0.0.1", "--device-code").want(CodeUsage).says("own page")
	// The server says that she is signed in: its page is opened, and nobody waits.
	already := d.run("signin", "127.0.0.1").want(CodeGood)
	if !strings.Contains(already.stdout, "already") || strings.Contains(already.stderr, "waits") {
		t.Errorf("signing in while signed in said: %s%s", already.stdout, already.stderr)
	}
	d.run("signout", "127.0.0.1").want(CodeGood) // opens the page; nobody presses
	var status struct {
		Connections []struct{ State string }
	}
	d.run("check", "--json").into(&status)
	if status.Connections[0].State != "signed_in" {
		t.Errorf("opening the page signed out: %+v", status)
	}
	d.run("signout", "127.0.0.1", "--on-server", "--json").want(CodeGood)
	d.run("check", "--json").into(&status)
	if status.Connections[0].State != "signed_out" {
		t.Errorf("after signing out on the server: %+v", status)
	}
}

// TestServerPasswordAgain changes the password behind the app's back: entering
// the new one is all that is asked for.
func TestServerPasswordAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	d.control("server", map[string]string{"auth": "never"})
	d.control("server-logoff", map[string]string{})
	d.run("check").want(CodeFailed).says("doesn't accept")
	d.control("server", map[string]string{"auth": "ntlm"})
	d.stdin = d.password("ana") + "\n"
	again := d.run("signin", d.org.Describe().ReportServer).want(CodeGood)
	if !strings.Contains(again.stdout, "lets this app in again. Its sign-in to Power BI: signed in.") || strings.Contains(again.stderr, "browser") {
		t.Errorf("it said: %s%s", again.stdout, again.stderr)
	}
	d.stdin = ""
	d.run("check").want(CodeGood)
}

// TestServerAddRefused checks that each way of not getting to a server has its
// words and its exit code, and leaves nothing behind.
func TestServerAddRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	base := strings.TrimSuffix(d.org.Describe().ReportServer, "/reports")
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<h1>Cats</h1>") }))
	defer site.Close()
	for _, c := range []struct {
		name  string
		args  []string
		stdin string
		code  int
		says  string
	}{
		{"no address", []string{"two words"}, "", CodeUsage, "address"},
		{"another scheme", []string{"ftp://server/reports"}, "", CodeUsage, "http"},
		{"a user in it", []string{"https://ana@server/reports"}, "", CodeUsage, "--user"},
		{"no such way", []string{base, "--auth", "digest"}, "", CodeUsage, "negotiate"},
		{"no user", []string{base, "--auth", "basic"}, "", CodeUsage, "--user"},
		{"no password", []string{base, "--auth", "ntlm", "--user", `SANDBOX\ana`}, "", CodeUsage, "password"},
		{"a wrong password", []string{base, "--auth", "ntlm", "--user", `SANDBOX\ana`}, "guess\n", CodeFailed, "doesn't accept"},
		{"no such name", []string{"https://nowhere.invalid/reports"}, "", CodeFailed, "no computer of that name"},
		{"nobody there", []string{"http://127.0.0.1:1/reports"}, "", CodeFailed, "can't be reached"},
		{"another site", []string{site.URL}, "", CodeFailed, "portal"},
	} {
		d.stdin = c.stdin
		r := d.run(append([]string{"server", "add"}, c.args...)...)
		if r.code != c.code || !strings.Contains(r.stderr, c.says) {
			t.Errorf("%s: exit %d, %q; want %d and %q", c.name, r.code, r.stderr, c.code, c.says)
		}
	}
	d.stdin = ""
	if list := d.run("server", "list").want(CodeGood).stdout; !strings.Contains(list, "No report server yet") {
		t.Errorf("something was added: %s", list)
	}
}

// TestServerPasswordSentOnce has eight processes at once find out that the
// password was changed: the account would be locked if each tried it.
func TestServerPasswordSentOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	var all struct{ Tiles []struct{ ID string } }
	d.run("tiles", "--json").want(CodeGood).into(&all)
	pin := all.Tiles[0].ID
	d.control("server", map[string]string{"auth": "never"})
	d.control("server-logoff", map[string]string{})
	commands := [][]string{
		{"refresh", pin}, {"pin", "pause", pin}, {"signin", d.org.Describe().ReportServer}, {"refresh", pin},
		{"pin", "resume", pin}, {"check"}, {"refresh", pin}, {"doctor"},
	}
	var running sync.WaitGroup
	for _, args := range commands {
		running.Go(func() {
			if r := d.run(args...); r.code == CodeGood {
				t.Errorf("mysettings %v: exit 0", args)
			}
		})
	}
	running.Wait()
	var server struct {
		Refused map[string]int `json:"logons_refused"`
	}
	if err := json.Unmarshal(d.control("server", nil), &server); err != nil {
		t.Fatal(err)
	}
	if n := server.Refused["ana"]; len(server.Refused) != 1 || n != 1 {
		t.Errorf("the password was sent so often: %v; want once", server.Refused)
	}
}

// TestServerPausedPinIsQuiet checks that a pin that the person has paused is no
// trouble, until it is on again.
func TestServerPausedPinIsQuiet(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	if said := d.run("pin", "pause", "Gauge1").want(CodeGood).stdout; !strings.Contains(said, "muted") {
		t.Errorf("pausing said %q", said)
	}
	d.run("check").want(CodeGood)
	if list := d.run("tiles").want(CodeGood).stdout; !strings.Contains(list, "stopped, muted") {
		t.Errorf("the list doesn't show it: %s", list)
	}
	d.control("server-active", map[string]any{"pin": "Gauge1", "active": true}) // in the portal
	d.run("check").want(CodeGood)
	if list := d.run("tiles").want(CodeGood).stdout; strings.Contains(list, "muted") {
		t.Errorf("it is on, and still muted: %s", list)
	}
}

// TestServerAsksForAPause checks that a look during the pause says so, and sends
// nothing.
func TestServerAsksForAPause(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	d.control("fault", map[string]any{"path": "/reports/api/**", "kind": "throttle", "seconds": 600})
	for range 2 {
		d.run("check").want(CodeFailed).says("Wait until", "asks for a pause")
	}
	var faults struct{ Faults []struct{ Met int } }
	if err := json.Unmarshal(d.control("faults", nil), &faults); err != nil || len(faults.Faults) != 1 || faults.Faults[0].Met != 1 {
		t.Errorf("met %+v, %v; want one request", faults, err)
	}
}

// TestServerRegistration checks that signing in, and every check, finds out anew
// whether the administrator has the server work with Power BI.
func TestServerRegistration(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	d.addServer().want(CodeGood)
	integration := func() string {
		t.Helper()
		var list struct {
			Servers []struct{ Integration string }
		}
		d.run("server", "list", "--json").into(&list)
		return list.Servers[0].Integration
	}
	d.control("server", map[string]any{"integrated": false})
	d.run("signin", "127.0.0.1").want(CodeFailed).says("administrator")
	if got := integration(); got != "off" {
		t.Errorf("unregistered: integration %q", got)
	}
	d.control("server", map[string]any{"integrated": true})
	d.run("signin", "127.0.0.1").want(CodeGood)
	if got := integration(); got != "on" {
		t.Errorf("registered again: integration %q", got)
	}
	d.control("server", map[string]any{"integrated": false})
	d.run("check").want(CodeAttention)
	if got := integration(); got != "off" {
		t.Errorf("checked: integration %q", got)
	}
}
