package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/app/words"
	"mysettings/store"
)

// lookLimit is how long one check waits for something on this computer.
const lookLimit = 5 * time.Second

func checkFolder(_ context.Context, p *program.Program) Finding {
	const id = "data_folder"
	info, err := os.Stat(p.Data)
	if err != nil {
		return wrong(id, fmt.Errorf("%w: %w", store.ErrReadOnly, err))
	}
	f, err := os.CreateTemp(p.Data, "doctor-")
	if err != nil {
		return wrong(id, fmt.Errorf("%w: %w", store.ErrReadOnly, err))
	}
	_, writeErr := f.Write(make([]byte, 64<<10))
	if err := errors.Join(writeErr, f.Close(), os.Remove(f.Name())); err != nil {
		return wrong(id, err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return Finding{ID: id, State: Bad, Text: language.Sayf("Others on this computer can look into the data folder %s.", p.Data),
			Fix: language.Sayf("Take their permission away: chmod 700 %s", p.Data), Window: language.Say("Take their permission away."), Action: ActMakePrivate, Details: mode.String()}
	}
	return Finding{ID: id, State: Good, Text: language.Sayf("The data folder is %s; only you can read it.", p.Data)}
}

func checkSettings(ctx context.Context, p *program.Program) Finding {
	const id = "settings"
	if problems := p.Settings.Problems(); len(problems) > 0 {
		f := wrong(id, problems[0])
		f.Action = ActPreferences
		return f
	}
	if p.Settings.ClientID() == "" {
		return Finding{ID: id, State: wantsPowerBI(ctx, p), Text: language.Say("The app doesn't know its registration in your organisation yet, without which it can't sign in to Power BI."),
			Fix:    language.Say("Ask your administrator for the application id, then: mysettings config set client_id ID"),
			Window: language.Say("Ask your administrator for the application id, then enter it in the preferences."), Action: ActPreferences}
	}
	text := language.Say("The settings can be used.")
	if path := p.Settings.PolicyPath(); fileExists(path) {
		text = language.Say("The settings can be used. Your organisation has set some of them.")
	}
	return Finding{ID: id, State: Good, Text: text}
}

// wantsPowerBI is the state of what is missing to sign in to Power BI: bad,
// unless the person uses the app for report servers alone, which do that
// themselves.
func wantsPowerBI(ctx context.Context, p *program.Program) State {
	conns, err := p.Store.Connections(ctx)
	servers := func(c tiles.Connection) bool { return c.Kind == tiles.ReportServer }
	if err == nil && slices.ContainsFunc(conns, servers) && len(slices.DeleteFunc(conns, servers)) == 0 {
		return Note
	}
	return Bad
}

func checkKeyring(ctx context.Context, p *program.Program) Finding {
	const id = "keyring"
	protection, err := p.Store.Protection(ctx)
	if err != nil {
		return wrong(id, err)
	}
	_, err = store.OSKeyring().Get("mysettings", "doctor")
	works := err == nil || errors.Is(err, store.ErrNotFound)
	switch {
	case works && protection == "file":
		return Finding{ID: id, State: Note, Text: language.Say("The key to your sign-in is in a file, though there is a keyring."),
			Fix:    language.Say("To move it, choose the keyring and sign in again: mysettings config set protection keyring"),
			Window: language.Say("The keyring is the safer place for it."), Action: ActKeyring}
	case works:
		return Finding{ID: id, State: Good, Text: language.Say("The system's keyring answers.")}
	case protection == "keyring":
		return wrong(id, err)
	case protection == "memory":
		return Finding{ID: id, State: Note, Text: language.Say("The sign-in is kept only while the app runs, as chosen."), Details: words.Of(err).Detail()}
	default:
		return Finding{ID: id, State: Note, Text: language.Say("There is no keyring, so a file that only you can read holds the key to your sign-in."),
			Fix: language.Say("Install and start a keyring (GNOME Keyring, KWallet), then sign in again."), Details: words.Of(err).Detail()}
	}
}

func checkSignIns(ctx context.Context, p *program.Program) Finding {
	const id = "sign_in"
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return wrong(id, err)
	}
	conns = slices.DeleteFunc(conns, func(c tiles.Connection) bool { return c.Kind == tiles.ReportServer }) // checkServers
	if len(conns) == 0 {
		return Finding{ID: id, State: Note, Text: language.Say("Nobody has signed in to Power BI with this app yet."), Fix: language.Say("Sign in: mysettings signin"), Window: language.Say("Sign in on My Settings."), Action: ActSettings}
	}
	now := time.Now()
	for _, c := range conns {
		s := tiles.JudgeSignIn(c, p.Settings.LeadDays(), now)
		if s.Usable() {
			if err := p.CanUse(ctx, c.ID); err != nil {
				f := wrong(id, err)
				f.Action = ActSettings
				return f
			}
			continue
		}
		f := Finding{ID: id, State: Bad, Text: language.Sayf("The sign-in of %s has ended.", who(c)), Fix: language.Sayf("Sign in again: mysettings signin %s", c.ID),
			Window: language.Say("Sign in again."), Action: ActSignIn, Target: c.ID}
		if s.State == tiles.SignedOut {
			f.State, f.Text = Note, language.Sayf("%s is signed out.", who(c))
		}
		if c.Problem != nil {
			f.Text = c.ProblemText()
			f.Details = strings.TrimSpace(c.Problem.Code + " " + c.Problem.CorrelationID)
		}
		return f
	}
	return Finding{ID: id, State: Good, Text: language.Count(len(conns), "1 sign-in can be used.", "%d sign-ins can be used.")}
}

func checkWatching(ctx context.Context, p *program.Program) Finding {
	const id = "watching"
	lease, free, err := p.Store.TryLease(watch.LeaseName)
	if err != nil {
		return wrong(id, err)
	}
	if free {
		lease.Release()
		return Finding{ID: id, State: Note, Text: language.Say("Nothing watches the tiles now."), Fix: language.Say("Start the tray icon: mysettings tray"),
			Window: language.Say("Start the tray icon, which watches them."), Action: ActStartTray}
	}
	return Finding{ID: id, State: Good, Text: language.Say("The tray icon is watching the tiles.")}
}

func checkParts(_ context.Context, _ *program.Program) Finding {
	const id = "parts"
	for _, look := range []func() (string, error){installed.TrayPath, installed.WindowPath} {
		if _, err := look(); err != nil {
			return told(id, Note, err)
		}
	}
	return Finding{ID: id, State: Good, Text: language.Say("The tray and the window are installed.")}
}

func checkNotifications(ctx context.Context, p *program.Program) Finding {
	const id = "notifications"
	if program.Screen() != nil {
		return Finding{ID: id, State: Skipped, Text: language.Say("There is no screen here, so no notifications are looked for.")}
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	shower, err := notify.Desktop(ctx, p.Log)
	_ = shower.Close()
	if err != nil {
		return told(id, Note, err)
	}
	if !p.Settings.Notify() {
		return Finding{ID: id, State: Note, Text: language.Say("Notifications are switched off in the settings."), Fix: language.Say("Switch them on: mysettings config set notify true"),
			Window: language.Say("Switch them on."), Action: ActNotify}
	}
	return Finding{ID: id, State: Good, Text: language.Say("This desktop shows notifications.")}
}

func fileExists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}
