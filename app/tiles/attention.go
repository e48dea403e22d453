package tiles

import (
	"cmp"
	"slices"
	"strings"
	"time"
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
// gone or, within leadDays, end soon, with or without tiles. What the person
// can put right alone comes first, a sign-in before everything else.
//
// An unseen tile needs no attention, unless the sign-in is why it is unseen. A
// connection that the person signed out of needs none either while another is
// in use and no kept tile hangs on it. A sign-in that ends soon has the cause
// sign_in_expired. Dates in texts are in now's time zone.
func Attend(conns []Connection, leadDays int, ts []Tile, now time.Time) []Attention {
	signIns := make(map[string]SignIn, len(conns))
	used := false
	for _, c := range conns {
		s := JudgeSignIn(c, leadDays, now)
		signIns[c.ID] = s
		used = used || s.Usable()
	}
	groups := gather(ts, signIns, now)
	var out []Attention
	for _, c := range conns {
		s := signIns[c.ID]
		key := groupKey{c.ID, s.Cause}
		g := groups[key]
		delete(groups, key)
		switch {
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
		out = append(out, g.attention(key))
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
func gather(ts []Tile, signIns map[string]SignIn, now time.Time) map[groupKey]*group {
	groups := map[groupKey]*group{}
	for i := range ts {
		t := &ts[i]
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
		if ofSignIn && known && !s.Usable() {
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

func (g *group) attention(key groupKey) Attention {
	a := Attention{
		Connection: key.connection, Cause: key.cause, Remedy: g.remedy,
		Tiles: g.tiles, Names: g.names, Since: g.since, Text: g.text, Code: g.code,
	}
	if g.remedies {
		a.Remedy = RemedyFor(key.cause)
	}
	if text, ok := groupTexts[key.cause]; ok && g.texts {
		a.Text = strings.ReplaceAll(text, "{tiles}", tileWords(len(g.tiles)))
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
	a.Text = signInTexts[kind][s.Cause]
	if p := c.Problem; p != nil && p.Cause == s.Cause {
		a.Code = p.Code
		if p.Text != "" {
			a.Text = p.Text
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

// aboutSignIn reports the causes that lie in a sign-in.
func aboutSignIn(c Cause) bool {
	switch c {
	case CauseSignInExpired, CauseSignedOut, CauseSignInRefused, CauseAdminNeeded:
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
		return "a tile on “" + dashboard + "”"
	}
	return "a tile without a title"
}
