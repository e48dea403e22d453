package command

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"mysettings/app/tiles"
)

// The JSON documents are a contract: keys are added, never renamed or removed.

type statusDoc struct {
	// Sandbox is only there, and true, for a stand-in organisation.
	Sandbox     bool            `json:"sandbox,omitempty"`
	Connections []connectionDoc `json:"connections"`
	Tiles       countsDoc       `json:"tiles"`
	Attention   []attentionDoc  `json:"attention"`
	CheckedAt   stamp           `json:"checked_at"`
}

type connectionDoc struct {
	ID         string               `json:"id"`
	Kind       tiles.ConnectionKind `json:"kind"`
	Name       string               `json:"name"`
	Cloud      string               `json:"cloud"`
	Tenant     string               `json:"tenant"`
	State      tiles.SignInState    `json:"state"`
	SignedInAt stamp                `json:"signed_in_at"`
	GoodUntil  stamp                `json:"good_until"`
	Estimate   bool                 `json:"estimate"`
	Protection string               `json:"protection"`
	Problem    *problemDoc          `json:"problem"`
	*serverPart
}

// serverPart is what a report server has besides.
type serverPart struct {
	URL         string            `json:"url"`
	Product     string            `json:"product"`
	Version     string            `json:"version"`
	Integration tiles.Integration `json:"integration"`
	Auth        tiles.Auth        `json:"auth"`
	// Account is whom the server's Power BI sign-in belongs to, where it tells.
	Account string `json:"account"`
}

type problemDoc struct {
	Cause         tiles.Cause  `json:"cause"`
	Remedy        tiles.Remedy `json:"remedy"`
	Text          string       `json:"text"`
	Code          string       `json:"code"`
	CorrelationID string       `json:"correlation_id"`
}

type countsDoc struct {
	Total   int `json:"total"`
	Fresh   int `json:"fresh"`
	Waiting int `json:"waiting"`
	Late    int `json:"late"`
	Failing int `json:"failing"`
	Stopped int `json:"stopped"`
	Unseen  int `json:"unseen"`
	// Muted are in none of the states above.
	Muted int `json:"muted"`
}

type attentionDoc struct {
	Connection string       `json:"connection"`
	Cause      tiles.Cause  `json:"cause"`
	Remedy     tiles.Remedy `json:"remedy"`
	Tiles      []string     `json:"tiles"`
	Since      stamp        `json:"since"`
	Text       string       `json:"text"`
}

func newConnectionDoc(c tiles.Connection, protection string, lead int, now time.Time) connectionDoc {
	d := connectionDoc{
		ID: c.ID, Kind: c.Kind, Name: c.Name, Cloud: c.Cloud, Tenant: c.Tenant,
		State:      tiles.JudgeSignIn(c, lead, now).State,
		SignedInAt: stamp(c.SignedInAt), GoodUntil: stamp(c.GoodUntil), Estimate: c.Estimate,
		Protection: protection,
	}
	if c.Kind == tiles.ReportServer {
		v := c.Server
		d.serverPart = &serverPart{v.URL, v.ProductName, v.Version, integrationOf(v), v.Auth, v.Account}
	}
	if p := c.Problem; p != nil {
		d.Problem = &problemDoc{Cause: p.Cause, Remedy: p.Remedy, Text: c.ProblemText(), Code: p.Code, CorrelationID: p.CorrelationID}
	}
	return d
}

func newCountsDoc(c tiles.Counts) countsDoc {
	return countsDoc{c.Total, c.Fresh, c.Waiting, c.Late, c.Failing, c.Stopped, c.Unseen, c.Muted}
}

func newAttentionDocs(att []tiles.Attention) []attentionDoc {
	docs := make([]attentionDoc, 0, len(att))
	for _, a := range att {
		ids := a.Tiles
		if ids == nil {
			ids = []string{}
		}
		docs = append(docs, attentionDoc{a.Connection, a.Cause, a.Remedy, ids, stamp(a.Since), a.Text})
	}
	return docs
}

type tileDoc struct {
	ID         string       `json:"id"`
	Connection string       `json:"connection"`
	Dashboard  string       `json:"dashboard"`
	Workspace  string       `json:"workspace"`
	Title      string       `json:"title"`
	Kind       tiles.Kind   `json:"kind"`
	Feed       string       `json:"feed"`
	State      tiles.State  `json:"state"`
	Cause      tiles.Cause  `json:"cause"`
	Remedy     tiles.Remedy `json:"remedy"`
	Since      stamp        `json:"since"`
	LastGood   stamp        `json:"last_good"`
	NextDue    stamp        `json:"next_due"`
	Kept       *keptDoc     `json:"kept"`
	Text       string       `json:"text"`
	OpenURL    string       `json:"open_url"`
	Muted      bool         `json:"muted"`
	*pinPart
}

// pinPart is what a report server's pin has besides.
type pinPart struct {
	Report    string `json:"report"`
	ReportURL string `json:"report_url"`
	// Place is "there" or "gone" where the app's own Power BI sign-in shows
	// whether the tile is on its dashboard still, else empty.
	Place tiles.Place `json:"place"`
}

type keptDoc struct {
	Every    tiles.Every `json:"every"`
	At       string      `json:"at"`
	On       []string    `json:"on"`
	TimeZone string      `json:"time_zone"`
	Next     stamp       `json:"next"`
}

func newTileDoc(t tiles.Tile, places tiles.Places, now time.Time) tileDoc {
	v := tiles.Aged(t.Verdict, now)
	if v.State == "" {
		v.State, v.Cause = tiles.Unseen, tiles.CauseNotChecked
	}
	var pin *pinPart
	if t.Kind == tiles.KindPin {
		pin = &pinPart{t.Report, t.ReportURL, places.Of(t)}
	}
	return tileDoc{
		pinPart: pin,
		ID:      t.ID, Connection: t.Connection, Dashboard: t.Dashboard, Workspace: t.Workspace,
		Title: t.Title, Kind: t.Kind, Feed: t.Feed,
		State: v.State, Cause: v.Cause, Remedy: v.Remedy,
		Since: stamp(v.Since), LastGood: stamp(v.LastGood), NextDue: stamp(v.NextDue),
		Kept: newKeptDoc(t.Keep, now), Text: v.Text, OpenURL: t.OpenURL,
		Muted: t.Muted != tiles.NotMuted,
	}
}

func newKeptDoc(k *tiles.Keep, now time.Time) *keptDoc {
	if k == nil {
		return nil
	}
	d := &keptDoc{Every: k.Every, At: clock(k.At), On: []string{}, TimeZone: k.Zone}
	for _, day := range k.On {
		d.On = append(d.On, dayName(day))
	}
	if next, ok := k.Next(now); ok {
		d.Next = stamp(next)
	}
	return d
}

type noticeDoc struct {
	ID         string           `json:"id"`
	At         stamp            `json:"at"`
	Kind       tiles.NoticeKind `json:"kind"`
	Connection string           `json:"connection"`
	Title      string           `json:"title"`
	Text       string           `json:"text"`
	Remedy     tiles.Remedy     `json:"remedy"`
	Tiles      []string         `json:"tiles"`
}

func newNoticeDoc(n tiles.Notice) noticeDoc {
	ids := n.Tiles
	if ids == nil {
		ids = []string{}
	}
	return noticeDoc{n.ID, stamp(n.At), n.Kind, n.Connection, n.Title, n.Text, n.Remedy, ids}
}

// printJSON prints one document. Names may hold <, > and &: nobody embeds this
// in a page, and scripts compare them.
func printJSON(w io.Writer, doc any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return nil
}
