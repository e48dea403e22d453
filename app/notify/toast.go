package notify

import (
	"fmt"
	"net/url"
	"strings"

	"mysettings/app/tiles"
)

// toastXML is a notice as Windows takes it:
// https://learn.microsoft.com/windows/apps/design/shell/tiles-and-notifications/toast-schema
func toastXML(n tiles.Notice) string {
	var b strings.Builder
	attr := func(name, value string) {
		b.WriteString(" " + name + `="`)
		escape(&b, value)
		b.WriteByte('"')
	}
	b.WriteString("<toast")
	attr("launch", pressArgs(Press{Notice: n.ID, Button: ButtonOpen}))
	attr("activationType", "foreground")
	if n.Remedy == tiles.RemedySignIn {
		attr("duration", "long") // 25 seconds; then it waits in the list
	}
	b.WriteString(`><visual><binding template="ToastGeneric"><text>`)
	escape(&b, n.Title)
	b.WriteString("</text><text>")
	escape(&b, n.Text)
	b.WriteString("</text></binding></visual><actions>")
	for _, button := range Buttons(n) {
		b.WriteString("<action")
		attr("content", button.Label)
		attr("arguments", pressArgs(Press{Notice: n.ID, Button: button.ID}))
		attr("activationType", "foreground")
		b.WriteString("/>")
	}
	b.WriteString("</actions>")
	if n.Kind == tiles.NoticeRecovered {
		b.WriteString(`<audio silent="true"/>`)
	}
	b.WriteString("</toast>")
	return b.String()
}

// escape writes text as ASCII. go-ole counts characters where Windows counts
// UTF-16 units, so that a name with an emoji would cut the document short.
func escape(b *strings.Builder, text string) {
	for _, r := range text {
		switch {
		case r == '<', r == '>', r == '&', r == '"', r == '\'', r > '~':
			fmt.Fprintf(b, "&#%d;", r)
		case r < ' ':
			b.WriteByte(' ') // XML has no place for control characters
		default:
			b.WriteRune(r)
		}
	}
}

// pressArgs is what Windows hands back when a button is pressed.
func pressArgs(p Press) string {
	return url.Values{"notice": {p.Notice}, "button": {p.Button}}.Encode()
}

// parsePress reads what pressArgs wrote, and refuses anything else.
func parsePress(args string) (Press, bool) {
	v, err := url.ParseQuery(args)
	if err != nil {
		return Press{}, false
	}
	p := Press{Notice: v.Get("notice"), Button: v.Get("button")}
	switch p.Button {
	case ButtonOpen, ButtonSignIn, ButtonRefresh:
		if p.Notice != "" {
			return p, true
		}
	}
	return Press{}, false
}
