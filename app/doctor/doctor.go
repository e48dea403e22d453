// Package doctor looks at everything that the app depends on, and says what is
// wrong and what to do about it, for the command line and the window alike.
//
// It changes nothing. What it finds holds no secret: it may be sent to whoever
// helps.
package doctor

import (
	"context"
	"sync"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/words"
)

// Finding is what one check found.
type Finding struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	Text  string `json:"text"`
	// Fix is what to do; empty where there is nothing.
	Fix     string `json:"fix"`
	Details string `json:"details"`
	// Window is what to do in the window, where Fix speaks of commands; empty
	// where Fix suits everywhere, or where Action says it all.
	Window string `json:"-"`
	// Action is what the window can do about it at once, to Target where that
	// isn't empty.
	Action Action `json:"-"`
	Target string `json:"-"`
}

// State is how good something is.
type State string

// The states of a Finding.
const (
	Good    State = "good"
	Note    State = "note" // works, but worth knowing
	Bad     State = "bad"
	Skipped State = "skipped" // there was nothing to check
)

// Action is a remedy that takes one press of a button.
type Action string

// The actions.
const (
	ActNone         Action = ""
	ActPreferences  Action = "preferences"    // open the preferences
	ActSettings     Action = "settings"       // open My Settings
	ActSignIn       Action = "sign_in"        // sign in, to the connection Target
	ActStartTray    Action = "start_tray"     // start the tray
	ActNotify       Action = "notify"         // switch notifications on
	ActKeyring      Action = "keyring"        // move the key into the keyring
	ActMakePrivate  Action = "make_private"   // take away what others may do with the data folder
	ActStartAtLogin Action = "start_at_login" // make starting at login what the settings say
)

// Check is one thing to look at.
type Check struct {
	ID string
	// Title names it in a few words.
	Title language.Text
	look  func(ctx context.Context, p *program.Program) Finding
}

// Checks are what is looked at, in the order in which to show it.
func Checks() []Check {
	return []Check{
		{"data_folder", "Data folder", checkFolder},
		{"settings", "Settings", checkSettings},
		{"keyring", "Keyring", checkKeyring},
		{"proxy", "Proxy", checkProxy},
		{"authority", "Sign-in service and clock", checkAuthority},
		{"organisation", "Organisation", checkOrganisation},
		{"powerbi_api", "Power BI", checkAPI},
		{"sign_in", "Sign-ins", checkSignIns},
		{"report_servers", "Report servers", checkServers},
		{"watching", "Watching", checkWatching},
		{"start_at_login", "Start at login", checkAtLogin},
		{"parts", "Parts of the app", checkParts},
		{"notifications", "Notifications", checkNotifications},
		{"tray_host", "Tray icon", checkTrayHost},
	}
}

// Run does every check, all at once, and returns what they found in their
// order, each at most a few hundred characters. tell, which may be nil, hears
// of each as it is found, one at a time, with its Check. The error is that of ctx.
func Run(ctx context.Context, p *program.Program, tell func(Check, Finding)) ([]Finding, error) {
	checks := Checks()
	found := make([]Finding, len(checks))
	var telling sync.Mutex
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() {
			f := c.look(ctx, p)
			for _, text := range []*string{&f.Text, &f.Fix, &f.Window, &f.Details} {
				*text = tiles.Clean(*text, 400)
			}
			found[i] = f
			if tell == nil || ctx.Err() != nil {
				return
			}
			telling.Lock()
			defer telling.Unlock()
			tell(c, f)
		})
	}
	all.Wait()
	return found, ctx.Err()
}

// wrong is the finding for an error.
func wrong(id string, err error) Finding {
	return told(id, Bad, err)
}

func told(id string, state State, err error) Finding {
	w := words.Of(err)
	return Finding{ID: id, State: state, Text: w.Text, Fix: w.Do, Window: w.Window, Details: w.Detail()}
}
