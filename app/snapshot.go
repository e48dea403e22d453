package app

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// writeScope is the permission that asking for a refresh needs.
const writeScope = "Dataset.ReadWrite.All"

// The longest names shown; what is longer ends in "…".
const (
	maxName = 120
	maxText = 600
	maxCode = 2000
	// maxAddress is what every browser can open.
	maxAddress = 2048
)

// Facts are what a Snapshot is built from: rows of the store, and what only
// the window's own process knows.
type Facts struct {
	Now         time.Time
	LeadDays    int
	Connections []tiles.Connection
	Tiles       []tiles.Tile
	// Subscriptions are those behind the pins, by the ID of the feed.
	Subscriptions map[string]tiles.Subscription
	Notices       []tiles.Notice
	Settings      []Setting
	Warnings      []Warning
	Protection    string
	Zone          string
	Sandbox       bool
	Checking      bool
	Signing       *SigningIn
	NeedsClientID bool
	FirstRun      *FirstRun
}

// Build makes the snapshot of the facts. It is pure: the same facts give the
// same snapshot.
func Build(f Facts) Snapshot {
	aged := make([]tiles.Tile, len(f.Tiles))
	for i, t := range f.Tiles {
		t.Verdict = tiles.Aged(t.Verdict, f.Now)
		aged[i] = t
	}
	counts := tiles.Count(aged, f.Now)
	attention := tiles.Attend(f.Connections, f.LeadDays, aged, f.Now)
	s := Snapshot{
		At:            stamp(f.Now),
		Health:        tiles.Overall(f.Connections, f.LeadDays, counts, attention, f.Now),
		Checking:      f.Checking,
		Sandbox:       f.Sandbox,
		Signing:       f.Signing,
		Zone:          f.Zone,
		NeedsClientID: f.NeedsClientID,
		FirstRun:      f.FirstRun,
		Language:      language.Tag(),
		Connections:   make([]Connection, 0, len(f.Connections)),
		Attention:     make([]Attention, 0, len(attention)),
		Tiles:         make([]Tile, 0, len(aged)),
		Notices:       make([]Notice, 0, len(f.Notices)),
		Settings:      orEmpty(f.Settings),
		Warnings:      orEmpty(f.Warnings),
		Counts: Counts{
			Total: counts.Total, Fresh: counts.Fresh, Waiting: counts.Waiting, Late: counts.Late,
			Failing: counts.Failing, Stopped: counts.Stopped, Unseen: counts.Unseen, Muted: counts.Muted,
		},
	}
	var checked, until time.Time
	usable := map[string]bool{}
	servers := map[string]tiles.Connection{}
	for _, c := range f.Connections {
		out := connection(c, f)
		s.Connections = append(s.Connections, out)
		usable[c.ID] = tiles.JudgeSignIn(c, f.LeadDays, f.Now).Usable()
		if c.Kind == tiles.ReportServer {
			servers[c.ID] = c
		}
		if c.CheckedAt.After(checked) {
			checked = c.CheckedAt
		}
		until = earlier(until, c.PausedUntil, f.Now)
	}
	until = earlier(until, tiles.NextTurn(f.Connections, f.LeadDays, f.Now), f.Now)
	pins := pinning{facts: &f, tiles: aged, servers: servers}
	for _, t := range aged {
		out := tile(t, f.Now)
		if t.Kind == tiles.KindPin {
			out.Pin = pins.pin(t)
			out.CanRefresh = out.CanRefresh && !out.Pin.Paused
		}
		out.Askable = out.CanRefresh && usable[t.Connection] && t.Muted == tiles.NotMuted && stale(out.State) && curable(out.Cause)
		s.Tiles = append(s.Tiles, out)
		if out.Askable {
			s.Counts.Askable++
		}
		if t.Keep != nil {
			s.Counts.Kept++
		}
		until = earlier(until, t.Verdict.Until, f.Now)
	}
	zone := zoneOf(f.Zone)
	for _, a := range attention {
		out := attend(a)
		if i := slices.IndexFunc(f.Connections, func(c tiles.Connection) bool { return c.ID == a.Connection }); i >= 0 {
			out.Headline = headline(a, f.Connections[i], aged, f.Now, zone)
		}
		s.Attention = append(s.Attention, out)
	}
	for _, n := range f.Notices {
		s.Notices = append(s.Notices, notice(n))
		if n.SeenAt.IsZero() {
			s.NewNotices++
		}
	}
	s.CheckedAt, s.Until = stamp(checked), stamp(until)
	return s
}

func connection(c tiles.Connection, f Facts) Connection {
	judged := tiles.JudgeSignIn(c, f.LeadDays, f.Now)
	out := Connection{
		ID:           c.ID,
		Kind:         c.Kind,
		Name:         tiles.Clean(c.Name, maxName),
		Person:       tiles.Clean(c.Person, maxName),
		Organisation: organisation(c),
		Tenant:       tiles.Clean(c.Tenant, maxName),
		Cloud:        c.Cloud,
		State:        judged.State,
		SignedInAt:   stamp(c.SignedInAt),
		RenewedAt:    stamp(c.RenewedAt),
		GoodUntil:    stamp(c.GoodUntil),
		EndedAt:      stamp(c.EndedAt),
		CheckedAt:    stamp(c.CheckedAt),
		Estimate:     c.Estimate,
		Protection:   f.Protection,
	}
	if c.Kind == tiles.ReportServer {
		out.Organisation, out.Server = c.Server.Host(), server(c)
	}
	out.Initials = initials(out.Person, out.Name)
	if c.PausedUntil.After(f.Now) {
		out.PausedUntil = stamp(c.PausedUntil)
	}
	for _, s := range c.Scopes {
		if strings.HasSuffix(s, writeScope) {
			out.MayRefresh = true
		}
	}
	if judged.State == tiles.SignedIn || judged.State == tiles.Expiring {
		out.DaysLeft, out.PercentLeft = left(c, f.Now)
	}
	if p := c.Problem; p != nil {
		out.Problem = &Problem{
			Cause:         p.Cause,
			Remedy:        p.Remedy,
			Text:          tiles.Clean(c.ProblemText(), maxText),
			Code:          tiles.Clean(p.Code, maxCode),
			CorrelationID: tiles.Clean(p.CorrelationID, maxName),
		}
	}
	return out
}

// left is how much of a sign-in's life is left: days, and a share of the
// time from its last renewal to its end.
func left(c tiles.Connection, now time.Time) (days, percent int) {
	if !c.GoodUntil.After(now) {
		return 0, 0
	}
	days = c.DaysLeft(now)
	from := c.RenewedAt
	if from.Before(c.SignedInAt) {
		from = c.SignedInAt
	}
	whole := c.GoodUntil.Sub(from)
	if from.IsZero() || whole <= 0 {
		return days, 100
	}
	percent = int(100 * float64(c.GoodUntil.Sub(now)) / float64(whole))
	return days, min(max(percent, 1), 100)
}

// organisation is the domain of the user name, which people know their
// organisation by; where there is none, the tenant's id.
func organisation(c tiles.Connection) string {
	if _, domain, ok := strings.Cut(c.Name, "@"); ok && domain != "" {
		return tiles.Clean(domain, maxName)
	}
	return tiles.Clean(c.Tenant, maxName)
}

// initials are one or two letters for the round mark of a person.
func initials(person, name string) string {
	words := strings.Fields(person)
	if len(words) == 0 {
		_, own, isOf := strings.Cut(name, `\`) // of a Windows domain
		if !isOf {
			own = name
		}
		local, _, _ := strings.Cut(own, "@")
		words = strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	}
	first := func(w string) string {
		r, _ := utf8.DecodeRuneInString(w)
		if r == utf8.RuneError {
			return ""
		}
		return strings.ToUpper(string(r))
	}
	switch len(words) {
	case 0:
		return ""
	case 1:
		return first(words[0])
	default:
		return first(words[0]) + first(words[len(words)-1])
	}
}

func tile(t tiles.Tile, now time.Time) Tile {
	v := t.Verdict
	out := Tile{
		ID:          t.ID,
		Connection:  t.Connection,
		Workspace:   tiles.Clean(t.Workspace, maxName),
		DashboardID: t.DashboardID,
		Dashboard:   tiles.Clean(t.Dashboard, maxName),
		Title:       tiles.Clean(t.Title, maxName),
		Kind:        t.Kind,
		State:       v.State,
		Cause:       v.Cause,
		Remedy:      v.Remedy,
		Text:        tiles.Clean(v.Text, maxText),
		Code:        tiles.Clean(v.Code, maxCode),
		Owner:       tiles.Clean(v.Owner, maxName),
		Since:       stamp(v.Since),
		LastGood:    stamp(v.LastGood),
		NextDue:     stamp(v.NextDue),
		CanOpen:     t.OpenURL != "",
		CanRefresh:  mayRefresh(t),
		Strip:       t.Strip,
		Muted:       t.Muted,
	}
	if t.Keep != nil {
		out.Kept = kept(*t.Keep, now)
	}
	return out
}

// stale tells whether a tile in that state shows old numbers.
func stale(s tiles.State) bool {
	return s == tiles.Late || s == tiles.Failing || s == tiles.Stopped
}

// curable tells whether another refresh can put a cause right at all.
func curable(c tiles.Cause) bool { return c != tiles.CauseTileDeleted }

// mayRefresh tells whether asking for a refresh can work at all; whether it
// does is the watcher's and the service's to say.
func mayRefresh(t tiles.Tile) bool {
	if t.Feed == "" {
		return false
	}
	switch t.Kind {
	case tiles.KindImport, tiles.KindDirectLake, tiles.KindPin, tiles.KindUnknown:
		return true
	default:
		return false
	}
}

func attend(a tiles.Attention) Attention {
	names := make([]string, 0, len(a.Names))
	for _, n := range a.Names {
		names = append(names, tiles.Clean(n, maxName))
	}
	return Attention{
		ID:         a.Connection + "/" + string(a.Cause),
		Connection: a.Connection,
		Cause:      a.Cause,
		Remedy:     a.Remedy,
		Tiles:      orEmpty(a.Tiles),
		Names:      names,
		Since:      stamp(a.Since),
		Text:       tiles.Clean(a.Text, maxText),
		Code:       tiles.Clean(a.Code, maxCode),
	}
}

func notice(n tiles.Notice) Notice {
	return Notice{
		ID:         n.ID,
		At:         stamp(n.At),
		Kind:       n.Kind,
		Connection: n.Connection,
		Cause:      n.Cause,
		Remedy:     n.Remedy,
		Title:      tiles.Clean(n.Title, maxName),
		Text:       tiles.Clean(n.Text, maxText),
		Tiles:      orEmpty(n.Tiles),
		Shown:      !n.ShownAt.IsZero(),
		EndedAt:    stamp(n.EndedAt),
		Seen:       !n.SeenAt.IsZero(),
	}
}

// stamp writes a time for the page.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// earlier is the earlier of at and t that is still to come.
func earlier(at, t, now time.Time) time.Time {
	if !t.After(now) || (!at.IsZero() && at.Before(t)) {
		return at
	}
	return t
}

// orEmpty keeps null out of the page's JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
