package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"mysettings/app/notify"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/app/words"
	"mysettings/store"
)

// lookLimit is how long one check waits for something on this computer.
const lookLimit = 5 * time.Second

func checkFolder(_ context.Context, p *program.Program) finding {
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
		return finding{ID: id, State: isBad, Text: "Others on this computer can look into the data folder " + p.Data + ".",
			Fix: "Take their permission away: chmod 700 " + p.Data, Details: mode.String()}
	}
	return finding{ID: id, State: isGood, Text: "The data folder is " + p.Data + "; only you can read it."}
}

func checkSettings(ctx context.Context, p *program.Program) finding {
	const id = "settings"
	if problems := p.Settings.Problems(); len(problems) > 0 {
		return wrong(id, problems[0])
	}
	if p.Settings.ClientID() == "" {
		return finding{ID: id, State: wantsPowerBI(ctx, p), Text: "The app doesn't know its registration in your organisation yet, without which it can't sign in to Power BI.",
			Fix: "Ask your administrator for the application id, then: mysettings config set client_id ID"}
	}
	text := "The settings can be used."
	if path := p.Settings.PolicyPath(); fileExists(path) {
		text = "The settings can be used. Your organisation has set some of them."
	}
	return finding{ID: id, State: isGood, Text: text}
}

// wantsPowerBI is the state of what is missing to sign in to Power BI: bad,
// unless the person uses the app for report servers alone, which do that
// themselves.
func wantsPowerBI(ctx context.Context, p *program.Program) findingState {
	conns, err := p.Store.Connections(ctx)
	servers := func(c tiles.Connection) bool { return c.Kind == tiles.ReportServer }
	if err == nil && slices.ContainsFunc(conns, servers) && len(slices.DeleteFunc(conns, servers)) == 0 {
		return isNote
	}
	return isBad
}

func checkKeyring(ctx context.Context, p *program.Program) finding {
	const id = "keyring"
	protection, err := p.Store.Protection(ctx)
	if err != nil {
		return wrong(id, err)
	}
	_, err = store.OSKeyring().Get("mysettings", "doctor")
	works := err == nil || errors.Is(err, store.ErrNotFound)
	switch {
	case works && protection == "file":
		return finding{ID: id, State: isNote, Text: "The key to your sign-in is in a file, though there is a keyring.",
			Fix: "To move it, choose the keyring and sign in again: mysettings config set protection keyring"}
	case works:
		return finding{ID: id, State: isGood, Text: "The system's keyring answers."}
	case protection == "keyring":
		return wrong(id, err)
	case protection == "memory":
		return finding{ID: id, State: isNote, Text: "The sign-in is kept only while the app runs, as chosen.", Details: words.Of(err).Detail()}
	default:
		return finding{ID: id, State: isNote, Text: "There is no keyring, so a file that only you can read holds the key to your sign-in.",
			Fix: "Install and start a keyring (GNOME Keyring, KWallet), then sign in again.", Details: words.Of(err).Detail()}
	}
}

func checkSignIns(ctx context.Context, p *program.Program) finding {
	const id = "sign_in"
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return wrong(id, err)
	}
	conns = slices.DeleteFunc(conns, func(c tiles.Connection) bool { return c.Kind == tiles.ReportServer }) // checkServers
	if len(conns) == 0 {
		return finding{ID: id, State: isNote, Text: "Nobody has signed in to Power BI with this app yet.", Fix: "Sign in: mysettings signin"}
	}
	now := time.Now()
	for _, c := range conns {
		s := tiles.JudgeSignIn(c, p.Settings.LeadDays(), now)
		if s.Usable() {
			if err := p.CanUse(ctx, c.ID); err != nil {
				return wrong(id, err)
			}
			continue
		}
		f := finding{ID: id, State: isBad, Text: "The sign-in of " + who(c) + " has ended.", Fix: "Sign in again: mysettings signin " + c.ID}
		if s.State == tiles.SignedOut {
			f.State, f.Text = isNote, who(c)+" is signed out."
		}
		if c.Problem != nil {
			f.Text = c.Problem.Text
			f.Details = strings.TrimSpace(c.Problem.Code + " " + c.Problem.CorrelationID)
		}
		return f
	}
	return finding{ID: id, State: isGood, Text: plural(len(conns), "sign-in") + " can be used."}
}

func checkWatching(ctx context.Context, p *program.Program) finding {
	const id = "watching"
	lease, free, err := p.Store.TryLease(watch.LeaseName)
	if err != nil {
		return wrong(id, err)
	}
	if free {
		lease.Release()
		return finding{ID: id, State: isNote, Text: "Nothing watches the tiles now.", Fix: "Start the tray icon: mysettings tray"}
	}
	return finding{ID: id, State: isGood, Text: "The tray icon is watching the tiles."}
}

func checkParts(_ context.Context, _ *program.Program) finding {
	const id = "parts"
	path, err := self()
	if err != nil {
		return wrong(id, err)
	}
	for _, names := range [][]string{trayPrograms(), windowPrograms()} {
		if _, err := find(filepath.Dir(path), "", names...); err != nil {
			w := words.Of(err)
			return finding{ID: id, State: isNote, Text: w.Text, Fix: w.Do, Details: w.Detail()}
		}
	}
	return finding{ID: id, State: isGood, Text: "The tray and the window are installed."}
}

func checkNotifications(ctx context.Context, p *program.Program) finding {
	const id = "notifications"
	if program.Screen() != nil {
		return finding{ID: id, State: isSkipped, Text: "There is no screen here, so no notifications are looked for."}
	}
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	shower, err := notify.Desktop(ctx, p.Log)
	_ = shower.Close()
	if err != nil {
		w := words.Of(err)
		return finding{ID: id, State: isNote, Text: w.Text, Fix: w.Do, Details: w.Detail()}
	}
	if !p.Settings.Notify() {
		return finding{ID: id, State: isNote, Text: "Notifications are switched off in the settings.", Fix: "Switch them on: mysettings config set notify true"}
	}
	return finding{ID: id, State: isGood, Text: "This desktop shows notifications."}
}

func fileExists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}
