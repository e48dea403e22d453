package app

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"mysettings/app/doctor"
	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/settings"
)

// about is what the page About and help has found out.
type about struct {
	mu     sync.Mutex // guards what follows
	found  []doctor.Finding
	bundle *doctor.Bundle
}

// About is what there is to say about the app itself.
type About struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	// DataFolder is where the app keeps what it knows.
	DataFolder string `json:"dataFolder"`
	// Checks are what RunChecks looks at, in their order.
	Checks []CheckName `json:"checks"`
	// Links are the pages that OpenHelp opens.
	Links []HelpLink `json:"links"`
}

// CheckName is one thing that RunChecks looks at.
type CheckName struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Checked is what one check found.
type Checked struct {
	ID    string       `json:"id"` // that of the CheckName
	State doctor.State `json:"state"`
	Text  string       `json:"text"`
	// Do is what to do about it, and Details what whoever helps asks for; both
	// may be empty.
	Do      string `json:"do"`
	Details string `json:"details"`
	// Action is what one press of a button can do about it, to Target.
	Action doctor.Action `json:"action"`
	Target string        `json:"target"`
}

// HelpLink is a page about something, for the browser.
type HelpLink struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Host string `json:"host"`
}

// BundleFile is one text of the bundle for whoever helps.
type BundleFile struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Bytes int    `json:"bytes"`
	// Text is all of it, or the beginning where it is long; Cut is true then.
	Text string `json:"text"`
	Cut  bool   `json:"cut"`
}

// helpPages are the pages of others that help.
var helpPages = []struct {
	id, host, path string
	name           language.Text
}{
	{"pinning", "learn.microsoft.com", "/en-us/sql/reporting-services/pin-reporting-services-items-to-power-bi-dashboards", "Pinning from a report server"},
	{"refresh", "learn.microsoft.com", "/en-us/power-bi/connect-data/refresh-data", "How Power BI refreshes data"},
	{"account", "myaccount.microsoft.com", "/", "Your account: devices, and signing out everywhere"},
	{"status", "support.fabric.microsoft.com", "/support", "Whether Power BI has a problem right now"},
}

// previewed is how much of a text the page shows.
const previewed = 64 << 10

// About says what there is to say about the app itself.
func (b *Bindings) About() About {
	v := installed.ThisBuild()
	out := About{Version: v.Version, Commit: v.Commit, Go: v.Go, OS: v.OS, DataFolder: b.b.Program.Data}
	for _, c := range doctor.Checks() {
		out.Checks = append(out.Checks, CheckName{ID: c.ID, Title: language.Say(c.Title)})
	}
	for _, l := range helpPages {
		out.Links = append(out.Links, HelpLink{ID: l.id, Name: language.Say(l.name), Host: l.host})
	}
	return out
}

// Licences is the text about the work of others in this app.
func (b *Bindings) Licences() string { return b.b.Licences }

// OpenHelp opens one of About's Links in the browser.
func (b *Bindings) OpenHelp(id string) error {
	for _, l := range helpPages {
		if l.id == id {
			return fail(b.b.Browser.Open(b.life, "https://"+l.host+l.path))
		}
	}
	return fail(errNoAddress)
}

// RunChecks does every check, tells of each with EventChecked as it is done, and
// returns all of them in their order.
func (b *Bindings) RunChecks() ([]Checked, error) {
	if err := b.b.Program.Settings.Reload(b.life); err != nil {
		return nil, fail(err)
	}
	found, err := doctor.Run(b.life, b.b.Program, func(c doctor.Check, f doctor.Finding) {
		b.shell.Emit(EventChecked, checked(c, f))
	})
	if err != nil {
		return nil, fail(err)
	}
	b.about.mu.Lock()
	b.about.found, b.about.bundle = found, nil
	b.about.mu.Unlock()
	all := make([]Checked, len(found))
	for i, c := range doctor.Checks() {
		all[i] = checked(c, found[i])
	}
	return all, nil
}

func checked(c doctor.Check, f doctor.Finding) Checked {
	out := Checked{ID: c.ID, State: f.State, Text: f.Text, Do: f.Window, Details: f.Details, Action: f.Action, Target: f.Target}
	if out.Do == "" && f.Action == doctor.ActNone {
		out.Do = f.Fix
	}
	return out
}

// found is what the checks last found; they are done where nobody has yet.
func (b *Bindings) found() ([]doctor.Finding, error) {
	b.about.mu.Lock()
	found := b.about.found
	b.about.mu.Unlock()
	if found != nil {
		return found, nil
	}
	if _, err := b.RunChecks(); err != nil {
		return nil, err
	}
	return b.found()
}

// CopyChecks puts what the checks found on the clipboard.
func (b *Bindings) CopyChecks() error {
	found, err := b.found()
	if err != nil {
		return fail(err)
	}
	return fail(b.shell.Copy(doctor.Text(found)))
}

// errNoFix is a remedy that the window doesn't carry out by itself.
var errNoFix = &refusal{text: "The app can't put that right by itself.", do: "Follow what it says to do.", code: "no_fix"}

// Fix carries out the Action of a Checked that needs no page of its own.
func (b *Bindings) Fix(action string) error {
	p := b.b.Program
	switch doctor.Action(action) {
	case doctor.ActStartTray:
		return fail(b.startTray())
	case doctor.ActNotify:
		return b.Set(settings.KeyNotify, "true")
	case doctor.ActKeyring:
		return b.Set(settings.KeyProtection, "keyring")
	case doctor.ActStartAtLogin:
		return b.FixAtLogin()
	case doctor.ActMakePrivate:
		return fail(doctor.MakePrivate(p))
	default:
		return fail(errNoFix)
	}
}

// startTray starts the tray and waits, for some seconds, until it watches.
func (b *Bindings) startTray() error {
	if err := installed.StartTray(b.b.Program.Data); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(b.life, 5*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		lease, free, err := b.b.Store.TryLease(installed.TrayLease)
		if err != nil || !free {
			return err
		}
		lease.Release()
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return b.life.Err()
}

// PreviewBundle gathers the bundle for whoever helps, and returns what is in it.
func (b *Bindings) PreviewBundle() ([]BundleFile, error) {
	found, err := b.found()
	if err != nil {
		return nil, fail(err)
	}
	bundle, err := doctor.MakeBundle(b.life, b.b.Program, found)
	if err != nil {
		return nil, fail(err)
	}
	b.about.mu.Lock()
	b.about.bundle = &bundle
	b.about.mu.Unlock()
	files := make([]BundleFile, 0, len(bundle.Files))
	for _, f := range bundle.Files {
		text, cut := f.Text, false
		if len(text) > previewed {
			text, cut = text[:previewed], true
		}
		files = append(files, BundleFile{Name: f.Name, About: f.About, Bytes: len(f.Text), Text: text, Cut: cut})
	}
	return files, nil
}

// SaveBundle saves the bundle that was looked at last, where the person wants it.
func (b *Bindings) SaveBundle() (Exported, error) {
	b.about.mu.Lock()
	bundle := b.about.bundle
	b.about.mu.Unlock()
	if bundle == nil {
		if _, err := b.PreviewBundle(); err != nil {
			return Exported{}, err
		}
		return b.SaveBundle()
	}
	path, err := b.shell.SaveFile(SaveFile{
		Title:   language.Say("Save the file for whoever helps"),
		Name:    fmt.Sprintf("my-settings-%s.zip", bundle.Made.In(b.localNow().Location()).Format(time.DateOnly)),
		Kind:    language.Say("Zip file"),
		Pattern: "*.zip",
	})
	if err != nil || path == "" {
		return Exported{}, fail(err)
	}
	if err := bundle.Write(path); err != nil {
		return Exported{}, fail(err)
	}
	return Exported{Saved: true, Name: filepath.Base(path)}, nil
}
