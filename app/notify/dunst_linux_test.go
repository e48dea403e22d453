package notify

import (
	"encoding/json"
	"strings"
	"testing"

	"mysettings/app/bus/bustest"
	"mysettings/app/tiles"
)

// The same with a real notification server on a real X server.
func TestDunst(t *testing.T) {
	t.Parallel()
	bustest.Need(t, "dunst", "dunstctl", "Xvfb")
	address, display := bustest.Daemon(t), bustest.XServer(t)
	env := []string{"DBUS_SESSION_BUS_ADDRESS=" + address, "DISPLAY=" + display, "WAYLAND_DISPLAY=", "HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()}
	bustest.Start(t, env, "dunst")
	ctl := func(args ...string) string { return bustest.Run(t, env, "dunstctl", args...) }
	conn := bustest.Connect(t, address)
	bustest.Eventually(t, func() string {
		var owned bool
		if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, serverName).Store(&owned); err != nil || !owned {
			return "dunst doesn't start"
		}
		return ""
	})
	d := open(t, address)
	show1(t, d, outage)
	waitCount := func(what, want string) {
		t.Helper()
		bustest.Eventually(t, func() string {
			if got := strings.TrimSpace(ctl("count", "displayed")); got != want {
				return what + ": " + got + " notifications displayed; want " + want
			}
			return ""
		})
	}
	waitCount("shown", "1")
	// Dunst's first action is ours, for there is one besides the default.
	ctl("action", "0")
	if got := bustest.Got(t, "press", d.Pressed()); got.Notice != outage.ID || got.Button != ButtonOpen && got.Button != ButtonSignIn {
		t.Errorf("press = %+v; want one of %s", got, outage.ID)
	}
	ctl("close-all")
	waitCount("closed", "0")
	bustest.Eventually(t, func() string {
		if d.id(outage.ID) != 0 {
			return "a press should have closed it"
		}
		return ""
	})

	// What dunst shows is what was meant, markup taken as letters.
	var history struct {
		Data [][]map[string]struct{ Data any }
	}
	if err := json.Unmarshal([]byte(ctl("history")), &history); err != nil {
		t.Fatal(err)
	}
	if len(history.Data) != 1 || len(history.Data[0]) != 1 {
		t.Fatalf("history = %+v; want one notification", history)
	}
	item := history.Data[0][0]
	if item["summary"].Data != outage.Title || item["appname"].Data != appName {
		t.Errorf("dunst showed %v of %v; want %q of %q", item["summary"].Data, item["appname"].Data, outage.Title, appName)
	}
	if body, _ := item["body"].Data.(string); !strings.Contains(body, "&lt;b&gt;R&amp;D&lt;/b&gt;") {
		t.Errorf("dunst took the tile's name for markup: %q", body)
	}

	// Withdrawn, it leaves the screen.
	again := outage
	again.ID = "n-2"
	show1(t, d, again)
	waitCount("shown again", "1")
	if err := d.Withdraw(t.Context(), again.ID); err != nil {
		t.Fatal(err)
	}
	waitCount("withdrawn", "0")

	// Replaced, it stays one.
	show1(t, d, outage)
	show1(t, d, tiles.Notice{ID: outage.ID, Kind: outage.Kind, Title: "Other words", Text: "Now."})
	waitCount("replaced", "1")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	waitCount("closed with the program", "0")
}
