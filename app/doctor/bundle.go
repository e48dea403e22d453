package doctor

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mysettings/app/installed"
	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
)

// logEnd is how much of the end of each log is taken along.
const logEnd = 256 << 10

// Bundle is what is sent to whoever helps: texts that the person can read
// before. Names of people, computers, tiles and reports are marks in it, and
// there is no token and no password.
type Bundle struct {
	// Made is when.
	Made  time.Time
	Files []File
}

// File is one text of a Bundle.
type File struct {
	Name string
	// About says in a few words what is in it.
	About string
	Text  string
}

// MakeBundle gathers a bundle around what Run has found.
func MakeBundle(ctx context.Context, p *program.Program, found []Finding) (Bundle, error) {
	conns, err := p.Store.Connections(ctx)
	if err != nil {
		return Bundle{}, err
	}
	ts, err := p.Store.Tiles(ctx)
	if err != nil {
		return Bundle{}, err
	}
	feeds, err := p.Store.Feeds(ctx)
	if err != nil {
		return Bundle{}, err
	}
	now := time.Now()
	b := Bundle{Made: now, Files: []File{
		{"doctor.txt", language.Say("what the checks have found"), Text(found)},
		{"version.txt", language.Say("the app's version and the system"), aboutBuild(p)},
		{"settings.txt", language.Say("the settings, and who has set them"), aboutSettings(p)},
		{"connections.json", language.Say("your sign-ins: how they are, and since when"), indented(aboutConnections(conns, p.Settings.LeadDays(), now))},
		{"tiles.json", language.Say("how many tiles are in which state, and why"), indented(aboutTiles(ts, feeds, now))},
	}}
	b.Files = append(b.Files, logs(filepath.Join(p.Data, "log"))...)
	redact := newRedactor(conns, ts, feeds)
	for i := range b.Files {
		b.Files[i].Text = redact.text(b.Files[i].Text)
	}
	b.Files = slices.Insert(b.Files, 0, File{"README.txt", language.Say("what this is"), b.readme()})
	return b, nil
}

func (b Bundle) readme() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s\n%s\n\n%s\n\n",
		language.Say("My Settings for Power BI: for whoever helps"),
		b.Made.UTC().Format(time.RFC3339),
		language.Say("Names of people, computers, tiles and reports were replaced by marks such as [tile 3]. There is no token and no password in these files. Read them before you send them."))
	for _, f := range b.Files {
		fmt.Fprintf(&s, "%-24s %s\n", f.Name, f.About)
	}
	return s.String()
}

// Write writes the bundle as a zip file at path, for its owner only, whole or
// not at all, in the place of one that is there.
func (b Bundle) Write(path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".mysettings-*.zip")
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	defer os.Remove(temp.Name())
	err = errors.Join(b.zip(temp), temp.Close()) // CreateTemp makes it 0600
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

func (b Bundle) zip(to io.Writer) error {
	z := zip.NewWriter(to)
	for _, f := range b.Files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: b.Made})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, f.Text); err != nil {
			return err
		}
	}
	return z.Close()
}

func aboutBuild(p *program.Program) string {
	v := installed.ThisBuild()
	return fmt.Sprintf("%s\ncommit %s\n%s %s\nzone %s\nlanguage %s\nsandbox %v\n", v.Version, v.Commit, v.Go, v.OS, program.LocalZone(), language.Tag(), p.Sandbox)
}

func aboutSettings(p *program.Program) string {
	var s strings.Builder
	for _, v := range p.Settings.All() {
		fmt.Fprintf(&s, "%-20s %-8s %s\n", v.Key, v.Source, v.Value)
	}
	return s.String()
}

// connectionAbout is a connection without its names.
type connectionAbout struct {
	ID          string               `json:"id"`
	Kind        tiles.ConnectionKind `json:"kind"`
	Cloud       string               `json:"cloud,omitempty"`
	Tenant      string               `json:"tenant,omitempty"`
	State       tiles.SignInState    `json:"state"`
	SignedInAt  time.Time            `json:"signed_in_at,omitzero"`
	RenewedAt   time.Time            `json:"renewed_at,omitzero"`
	GoodUntil   time.Time            `json:"good_until,omitzero"`
	Estimate    bool                 `json:"estimate"`
	EndedAt     time.Time            `json:"ended_at,omitzero"`
	CheckedAt   time.Time            `json:"checked_at,omitzero"`
	PausedUntil time.Time            `json:"paused_until,omitzero"`
	Cause       tiles.Cause          `json:"cause,omitempty"`
	Code        string               `json:"code,omitempty"`
	Correlation string               `json:"correlation_id,omitempty"`
	Product     tiles.Product        `json:"product,omitempty"`
	Version     string               `json:"version,omitempty"`
	API         string               `json:"api,omitempty"`
	Auth        tiles.Auth           `json:"auth,omitempty"`
	Integration tiles.Integration    `json:"integration,omitempty"`
}

func aboutConnections(conns []tiles.Connection, leadDays int, now time.Time) []connectionAbout {
	all := make([]connectionAbout, 0, len(conns))
	for _, c := range conns {
		a := connectionAbout{
			ID: c.ID, Kind: c.Kind, Cloud: c.Cloud, Tenant: c.Tenant, State: tiles.JudgeSignIn(c, leadDays, now).State,
			SignedInAt: c.SignedInAt, RenewedAt: c.RenewedAt, GoodUntil: c.GoodUntil, Estimate: c.Estimate, EndedAt: c.EndedAt,
			CheckedAt: c.CheckedAt, PausedUntil: c.PausedUntil,
			Product: c.Server.Product, Version: c.Server.Version, API: c.Server.API, Auth: c.Server.Auth, Integration: c.Server.Integration,
		}
		if c.Problem != nil {
			a.Cause, a.Code, a.Correlation = c.Problem.Cause, c.Problem.Code, c.Problem.CorrelationID
		}
		all = append(all, a)
	}
	return all
}

// tileGroup is how many tiles are alike.
type tileGroup struct {
	Kind  tiles.Kind  `json:"kind"`
	State tiles.State `json:"state"`
	Cause tiles.Cause `json:"cause,omitempty"`
	Kept  bool        `json:"kept"`
	Tiles int         `json:"tiles"`
}

type tilesAbout struct {
	Tiles  int         `json:"tiles"`
	Feeds  int         `json:"feeds"`
	Groups []tileGroup `json:"groups"`
}

func aboutTiles(ts []tiles.Tile, feeds []tiles.Feed, now time.Time) tilesAbout {
	counts := map[tileGroup]int{}
	var order []tileGroup
	for _, t := range ts {
		v := tiles.Aged(t.Verdict, now)
		g := tileGroup{Kind: t.Kind, State: v.State, Cause: v.Cause, Kept: t.Keep != nil}
		if counts[g] == 0 {
			order = append(order, g)
		}
		counts[g]++
	}
	about := tilesAbout{Tiles: len(ts), Feeds: len(feeds), Groups: []tileGroup{}}
	for _, g := range order {
		n := counts[g]
		g.Tiles = n
		about.Groups = append(about.Groups, g)
	}
	return about
}

func indented(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(text) + "\n"
}

// logs are the ends of the log files. One that can't be read says why in the
// place of its text.
func logs(folder string) []File {
	paths, _ := filepath.Glob(filepath.Join(folder, "*.log")) // the pattern is good
	files := make([]File, 0, len(paths))
	for _, path := range paths {
		text, err := end(path)
		if err != nil {
			text = err.Error()
		}
		files = append(files, File{"log/" + filepath.Base(path), language.Say("the end of a log"), text})
	}
	return files
}

// end is the last whole lines of a file, logEnd bytes at most.
func end(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	skip := max(info.Size()-logEnd, 0)
	text, err := io.ReadAll(io.NewSectionReader(f, skip, logEnd))
	if err != nil {
		return "", err
	}
	if skip > 0 {
		_, after, _ := strings.Cut(string(text), "\n")
		return after, nil
	}
	return string(text), nil
}
