package tiles

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mysettings/app/language"
)

// Attention is one thing that the person should know or do: all tiles of a
// connection that are not fresh for the same cause, or its sign-in.
type Attention struct {
	// Connection is a Connection.ID.
	Connection string
	Cause      Cause
	Remedy     Remedy
	// Tiles are the Tile.IDs concerned, Names what to call them, cleaned, in
	// the same order. Both are empty where only the sign-in is concerned.
	Tiles []string
	Names []string
	// Since is when the first of it began; zero when it is not known.
	Since time.Time
	// Text is one or two plain sentences, remedy first.
	Text string
	// Code is the service's own code or words, verbatim, for "Details".
	Code string
}

// Attend lists what needs attention at now, one entry for each cause and
// connection: tiles that are late, failing or stopped, and sign-ins that are
// gone or, within leadDays, end soon, with or without tiles. Tiles that are
// muted don't count. What the person
// can put right alone comes first, a sign-in before everything else.
//
// An unseen tile needs no attention, unless the sign-in is why it is unseen. A
// connection that the person signed out of needs none either while another is
// in use and no kept tile hangs on it. A report server's sign-in that is gone
// needs it only where an active pin hangs on it, which is the portal's own rule;
// but always where the server doesn't let this app in. A sign-in that ends soon
// has the cause sign_in_expired. Dates in texts are in now's time zone.
//
// Where a report server doesn't tell about its sign-in, and several pins that
// were well failed at once in words that are not known, the remedy is sign_in
// and the cause unrecognised.
func Attend(conns []Connection, leadDays int, ts []Tile, now time.Time) []Attention {
	signIns := make(map[string]attended, len(conns))
	used := false
	for _, c := range conns {
		s := JudgeSignIn(c, leadDays, now)
		signIns[c.ID] = attended{s, c.Kind}
		used = used || s.Usable()
	}
	groups := gather(ts, signIns, now)
	var out []Attention
	for _, c := range conns {
		s := signIns[c.ID].SignIn
		key := groupKey{c.ID, s.Cause}
		g := groups[key]
		delete(groups, key)
		if c.Kind == ReportServer && s.State == UnknownState && s.Usable() {
			if a, ok := suspect(c, ts, now); ok {
				unknown := groupKey{c.ID, CauseUnrecognised}
				if g := groups[unknown]; g != nil && len(g.tiles) <= len(a.Tiles) {
					delete(groups, unknown) // it says no more
				}
				out = append(out, a)
			}
		}
		switch {
		case !s.Usable() && c.Kind == ReportServer:
			if s.Cause == CauseServerLogin || g != nil && g.stopped > 0 {
				out = append(out, goneSignIn(c, s, g))
			}
		case !s.Usable() && !(s.State == SignedOut && used && (g == nil || g.stopped == 0)):
			out = append(out, goneSignIn(c, s, g))
		case s.State == Expiring:
			out = append(out, Attention{
				Connection: c.ID, Cause: CauseSignInExpired, Remedy: RemedySignIn,
				Since: s.Since.UTC(), Text: expiringText(c, now),
			})
		}
	}
	for key, g := range groups {
		out = append(out, g.attention(key, signIns[key.connection].kind))
	}
	slices.SortFunc(out, func(a, b Attention) int {
		return cmp.Or(
			cmp.Compare(ease(a.Remedy), ease(b.Remedy)),
			cmp.Compare(len(b.Tiles), len(a.Tiles)),
			strings.Compare(a.Connection, b.Connection),
			strings.Compare(string(a.Cause), string(b.Cause)),
			a.Since.Compare(b.Since),
		)
	})
	return out
}

// ease ranks remedies: what the person can do alone comes first.
func ease(r Remedy) int {
	order := [...]Remedy{RemedySignIn, RemedyRefreshNow, RemedyOpen, RemedyAskOwner, RemedyAskAdmin, RemedyWait, RemedyNone}
	return slices.Index(order[:], r)
}

// attended is a connection's sign-in, and what kind of connection it is.
type attended struct {
	SignIn
	kind ConnectionKind
}

type groupKey struct {
	connection string
	cause      Cause
}

// group is the tiles that share a cause.
type group struct {
	tiles, names []string
	// unseen are tiles that can't be told for the same cause, meant only where
	// there are no others: Power BI may well go on refreshing them.
	unseen, unseenNames []string
	since               time.Time
	remedy              Remedy
	remedies            bool // several
	text                string
	texts               bool // several
	code                string
	stopped             int
}

// gather groups the tiles that need attention.
func gather(ts []Tile, signIns map[string]attended, now time.Time) map[groupKey]*group {
	groups := map[groupKey]*group{}
	for i := range ts {
		t := &ts[i]
		if t.Muted != NotMuted {
			continue
		}
		v := Aged(t.Verdict, now)
		s, known := signIns[t.Connection]
		ofSignIn := aboutSignIn(v.Cause)
		switch v.State {
		case Stopped, Failing, Late:
		case Unseen:
			if !ofSignIn || known && s.Usable() {
				continue
			}
		default:
			continue
		}
		key := groupKey{t.Connection, v.Cause}
		// What a pin needs of the administrator isn't always the sign-in.
		other := s.kind == ReportServer && v.Cause == CauseAdminNeeded && v.State == Stopped
		if ofSignIn && known && !s.Usable() && !other {
			key.cause = s.Cause // whatever it was called when the tile was judged
		}
		g := groups[key]
		if g == nil {
			g = &group{remedy: v.Remedy, text: v.Text, code: v.Code, since: v.Since}
			groups[key] = g
		}
		g.add(t, &v)
	}
	for _, g := range groups {
		if len(g.tiles) == 0 {
			g.tiles, g.names = g.unseen, g.unseenNames
		}
	}
	return groups
}

func (g *group) add(t *Tile, v *Verdict) {
	if v.State == Unseen {
		g.unseen = append(g.unseen, t.ID)
		g.unseenNames = append(g.unseenNames, nameOf(t))
	} else {
		g.tiles = append(g.tiles, t.ID)
		g.names = append(g.names, nameOf(t))
	}
	g.remedies = g.remedies || v.Remedy != g.remedy
	g.texts = g.texts || v.Text != g.text
	if g.code == "" {
		g.code = v.Code
	}
	if !v.Since.IsZero() && (g.since.IsZero() || v.Since.Before(g.since)) {
		g.since = v.Since
	}
	if v.State != Unseen {
		g.stopped++
	}
}

func (g *group) attention(key groupKey, kind ConnectionKind) Attention {
	a := Attention{
		Connection: key.connection, Cause: key.cause, Remedy: g.remedy,
		Tiles: g.tiles, Names: g.names, Since: g.since, Text: g.text, Code: g.code,
	}
	if g.remedies {
		a.Remedy = RemedyFor(key.cause)
	}
	groupTexts := groupTexts
	if kind == ReportServer {
		groupTexts = pinGroupTexts
	}
	if text, ok := groupTexts[key.cause]; ok && g.texts {
		if kind == ReportServer && key.cause == CauseLate && a.Remedy == RemedyWait {
			text = catchingUpText
		}
		a.Text = tileText(text, len(g.tiles))
	}
	return a
}

// goneSignIn is about a sign-in that is gone and the tiles that hang on it.
func goneSignIn(c Connection, s SignIn, g *group) Attention {
	a := Attention{Connection: c.ID, Cause: s.Cause, Remedy: RemedyFor(s.Cause), Since: s.Since.UTC()}
	kind := c.Kind
	if kind != ReportServer {
		kind = PowerBI
	}
	a.Text = language.Say(signInTexts[kind][s.Cause])
	if i := s.notIntegrated(); i != "" {
		a.Text = language.Say(integrationTexts[i])
	}
	if p := c.Problem; p != nil && p.Cause == s.Cause {
		a.Code = p.Code
		if p.Text != "" {
			a.Text = c.ProblemText()
		}
	}
	if g != nil {
		a.Tiles, a.Names = g.tiles, g.names
		a.Text += stoppedWords(g.stopped)
		if a.Since.IsZero() {
			a.Since = g.since
		}
	}
	return a
}

// suspect finds two or more pins of a server that doesn't tell about its
// sign-in that were well once and then could not be refreshed, in words that are
// not known, while no pin of the server was refreshed since (RenewedAt: ts need
// not hold those that are well).
func suspect(c Connection, ts []Tile, now time.Time) (Attention, bool) {
	a := Attention{Connection: c.ID, Cause: CauseUnrecognised, Remedy: RemedySignIn}
	lastGood := c.RenewedAt
	for i := range ts {
		if ts[i].Connection == c.ID {
			lastGood = later(lastGood, ts[i].Verdict.LastGood)
		}
	}
	for i := range ts {
		t := &ts[i]
		v := Aged(t.Verdict, now)
		if t.Connection != c.ID || t.Muted != NotMuted || v.Cause != CauseUnrecognised || v.LastGood.IsZero() || !v.Since.After(lastGood) {
			continue
		}
		a.Tiles, a.Names = append(a.Tiles, t.ID), append(a.Names, nameOf(t))
		if a.Since.IsZero() || v.Since.Before(a.Since) {
			a.Since = v.Since
		}
		if a.Code == "" {
			a.Code = v.Code
		}
	}
	if len(a.Tiles) < 2 {
		return Attention{}, false
	}
	a.Text = tileText(suspectText, len(a.Tiles))
	return a, true
}

// aboutSignIn reports the causes that lie in a sign-in.
func aboutSignIn(c Cause) bool {
	switch c {
	case CauseSignInExpired, CauseSignedOut, CauseSignInRefused, CauseAdminNeeded, CauseServerLogin:
		return true
	}
	return false
}

// maxName is how much of a name is shown in a list of names.
const maxName = 60

// nameOf is what to call a tile: its title, or where it is.
func nameOf(t *Tile) string {
	if title := Clean(t.Title, maxName); title != "" {
		return title
	}
	if dashboard := Clean(t.Dashboard, maxName); dashboard != "" {
		return language.Sayf("a tile on “%s”", dashboard)
	}
	return language.Say("a tile without a title")
}
