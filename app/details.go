package app

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"mysettings/app/language"
)

// errNoDetails is a thing that is not there any more.
var errNoDetails = errors.New("details of something that is gone")

// CopyDetails puts what is known about something on the clipboard and returns
// it: codes and ids, or a text ready to send. kind and id say what about
// ("tile", "connection" and "attention" with the ID of the snapshot); audience
// says for whom: "admin", "owner", or empty for the bare details.
func (b *Bindings) CopyDetails(kind, id, audience string) (string, error) {
	f, err := b.facts()
	if err != nil {
		return "", fail(err)
	}
	text, err := details(Build(f), kind, id, audience)
	if err != nil {
		return "", fail(err)
	}
	return text, fail(b.shell.Copy(text))
}

// details is the text about one thing of the snapshot.
func details(s Snapshot, kind, id, audience string) (string, error) {
	var body []string
	switch kind {
	case "tile":
		i := slices.IndexFunc(s.Tiles, func(t Tile) bool { return t.ID == id })
		if i < 0 {
			return "", errNoDetails
		}
		body = aboutTile(s.Tiles[i])
	case "connection":
		i := slices.IndexFunc(s.Connections, func(c Connection) bool { return c.ID == id })
		if i < 0 {
			return "", errNoDetails
		}
		body = aboutConnection(s.Connections[i])
	case "attention":
		i := slices.IndexFunc(s.Attention, func(a Attention) bool { return a.ID == id })
		if i < 0 {
			return "", errNoDetails
		}
		body = aboutAttention(s, s.Attention[i], audience != "")
	default:
		return "", errNoDetails
	}
	switch audience {
	case "admin":
		body = append([]string{
			language.Say("Hello,"),
			"",
			language.Say("I use My Settings for Power BI to keep an eye on my dashboard tiles, and it needs your help:"),
			"",
		}, body...)
	case "owner":
		body = append([]string{
			language.Say("Hello,"),
			"",
			language.Say("a refresh that my Power BI dashboard depends on isn't working, and it looks like you can put it right:"),
			"",
		}, body...)
	}
	body = append(body, line("Looked at", s.At))
	return strings.Join(slices.DeleteFunc(body, func(l string) bool { return l == skipped }), "\n") + "\n", nil
}

// skipped marks a line without a value.
const skipped = "\x00"

func line(name language.Text, value string) string {
	if value == "" {
		return skipped
	}
	return language.Say(name) + ": " + value
}

func aboutTile(t Tile) []string {
	return []string{
		t.Text,
		"",
		line("Tile", t.Title),
		line("Dashboard", t.Dashboard),
		line("Workspace", t.Workspace),
		line("Report", reportOf(t)),
		line("State", string(t.State)),
		line("Cause", string(t.Cause)),
		line("Since", t.Since),
		line("Last good refresh", t.LastGood),
		line("Next due", t.NextDue),
		line(saidBy(t.Pin != nil), t.Code),
		line("Tile id", t.ID),
	}
}

func reportOf(t Tile) string {
	if t.Pin == nil {
		return ""
	}
	return t.Pin.Report
}

// saidBy is whose words a code is.
func saidBy(server bool) language.Text {
	if server {
		return "The report server says"
	}
	return "Power BI says"
}

func aboutConnection(c Connection) []string {
	out := []string{}
	if c.Problem != nil && c.Problem.Text != "" {
		out = append(out, c.Problem.Text, "")
	}
	code := language.Text("Code")
	if v := c.Server; v != nil {
		code = saidBy(true)
		out = append(out, aboutServer(*v)...)
	}
	out = append(out,
		line("User", c.Name),
		line("Tenant", c.Tenant),
		line("Cloud", c.Cloud),
		line("State", string(c.State)),
		line("Signed in", c.SignedInAt),
		line("Good until", c.GoodUntil),
		line("Ended", c.EndedAt),
	)
	if c.Problem != nil {
		out = append(out,
			line("Cause", string(c.Problem.Cause)),
			line(code, c.Problem.Code),
			line("Correlation id", c.Problem.CorrelationID),
		)
	}
	return append(out, line("Connection id", c.ID))
}

func aboutServer(v Server) []string {
	return []string{
		line("Report server", v.URL),
		line("Product", strings.TrimSpace(v.Product+" "+v.Version)),
		line("Works with Power BI", string(v.Integration)),
		line("Way to sign in to it", string(v.Auth)),
		line("Its Power BI account", v.Account),
	}
}

// aboutAttention is about one thing of Attention; for somebody else without what
// the person was told to do, where the rest says enough.
func aboutAttention(s Snapshot, a Attention, another bool) []string {
	var c Connection
	if i := slices.IndexFunc(s.Connections, func(c Connection) bool { return c.ID == a.Connection }); i >= 0 {
		c = s.Connections[i]
	}
	out := []string{
		cmp.Or(a.Headline, skipped),
		a.Text,
		"",
		line("Cause", string(a.Cause)),
		line("Since", a.Since),
		line(saidBy(c.Server != nil), a.Code),
	}
	if another && a.Headline != "" {
		out[1] = skipped
	}
	if c.Server != nil {
		out = append(out, aboutServer(*c.Server)...)
	}
	out = append(out, line("User", c.Name), line("Tenant", c.Tenant))
	if c.Problem != nil && c.Problem.Cause == a.Cause {
		if c.Problem.Code != a.Code {
			out = append(out, line("Code", c.Problem.Code))
		}
		out = append(out, line("Correlation id", c.Problem.CorrelationID))
	}
	for _, t := range s.Tiles {
		if slices.Contains(a.Tiles, t.ID) {
			out = append(out, "- "+t.Title+" ("+t.Dashboard+")")
		}
	}
	return out
}
