package app

import (
	"errors"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/settings"
	"mysettings/app/tray"
)

// Preferences is what the page of preferences shows besides the snapshot's
// settings: what is so, where that isn't what is set.
type Preferences struct {
	// DataFolder is where the app keeps what it knows.
	DataFolder string `json:"dataFolder"`
	// Protection is where the key is kept now: "keyring", "file" or "memory";
	// empty while there is nothing to protect.
	Protection string  `json:"protection"`
	AtLogin    AtLogin `json:"atLogin"`
	// Languages are those that can be chosen.
	Languages []Language `json:"languages"`
	// QuietUntil is when a notification may be shown that comes now; empty where
	// it may be at once. Snoozed is true where that is because of a snooze.
	QuietUntil string `json:"quietUntil"`
	Snoozed    bool   `json:"snoozed"`
}

// AtLogin is whether the app starts at login, as the system has it.
type AtLogin struct {
	On bool `json:"on"`
	// Text says what is so where that isn't what is set, or where nothing is
	// started for this data folder; else it is empty.
	Text string `json:"text"`
	// CanFix is true where FixAtLogin makes it what is set.
	CanFix bool `json:"canFix"`
}

// Language is one that can be chosen, as it calls itself.
type Language struct {
	Tag  string `json:"tag"`
	Name string `json:"name"`
}

// Preferences reads what the preferences show.
func (b *Bindings) Preferences() (Preferences, error) {
	p := b.b.Program
	if err := p.Settings.Reload(b.life); err != nil {
		return Preferences{}, fail(err)
	}
	protection, err := p.Store.Protection(b.life)
	if err != nil {
		return Preferences{}, fail(err)
	}
	out := Preferences{DataFolder: p.Data, Protection: protection, Languages: []Language{}}
	if out.AtLogin, err = atLogin(p); err != nil {
		return Preferences{}, fail(err)
	}
	for _, l := range language.Languages() {
		out.Languages = append(out.Languages, Language(l))
	}
	now := b.localNow()
	out.QuietUntil = stamp(p.Settings.QuietUntil(now))
	out.Snoozed = p.Settings.SnoozeUntil().After(now)
	return out, nil
}

func atLogin(p *program.Program) (AtLogin, error) {
	if !installed.Usual(p) {
		return AtLogin{Text: language.Say("This data folder isn't the usual one, so nothing is started at login for it.")}, nil
	}
	a, err := installed.LookAtLogin(p)
	if errors.Is(err, program.ErrMissing) {
		return AtLogin{Text: language.Say("The tray isn't installed, so nothing is started at login.")}, nil
	}
	if err != nil {
		return AtLogin{}, err
	}
	out := AtLogin{On: a.State == tray.AutostartOn, CanFix: !a.Agrees()}
	switch {
	case a.Agrees():
	case !a.Wanted:
		out.Text = language.Say("Something of this app starts when you log in, though it shouldn't.")
	case a.State == tray.AutostartBlocked:
		out.Text = language.Say("It is switched off in the system's own list of what starts at login.")
	default:
		out.Text = language.Say("Right now it doesn't.")
	}
	return out, nil
}

// FixAtLogin makes starting at login what the settings say, also where it was
// switched off in the system's own list.
func (b *Bindings) FixAtLogin() error {
	err := installed.ForceLogin(b.b.Program)
	b.shell.Emit(EventChanged)
	return fail(err)
}

// Snooze shows no notifications for a while: "hour", "morning" (until eight),
// "monday", or "off" to show them again.
func (b *Bindings) Snooze(choice string) error {
	err := b.b.Program.Settings.Snooze(b.life, settings.Snooze(choice), b.localNow())
	b.shell.Emit(EventChanged)
	return fail(err)
}

// ChooseCertificates asks for the file with further certificates, and tells
// whether one was chosen and taken.
func (b *Bindings) ChooseCertificates() (bool, error) {
	path, err := b.shell.ChooseFile(SaveFile{
		Title: language.Say("Choose a file with certificates"), Kind: language.Say("Certificates (PEM)"), Pattern: "*.pem;*.crt;*.cer",
	})
	if err != nil || path == "" {
		return false, fail(err)
	}
	return true, b.Set(settings.KeyCAFile, path)
}

// ShowDataFolder opens the data folder.
func (b *Bindings) ShowDataFolder() error {
	return fail(b.shell.ShowFolder(b.b.Program.Data))
}

// CopyDataFolder puts the path of the data folder on the clipboard.
func (b *Bindings) CopyDataFolder() error {
	return fail(b.shell.Copy(b.b.Program.Data))
}

// set sets one setting, and what hangs on it in this window.
func (b *Bindings) set(s Settings, key, value string) error {
	if key == settings.KeyProtection && b.b.Program != nil {
		return b.b.Program.Protect(b.life, value)
	}
	if err := s.Set(b.life, key, value); err != nil {
		return err
	}
	if key == settings.KeyStartLogin && b.b.Program != nil {
		// The tray does so too, where it runs; the person has just asked for it.
		if err := installed.ForceLogin(b.b.Program); err != nil && !errors.Is(err, program.ErrMissing) {
			return err
		}
	}
	return nil
}
