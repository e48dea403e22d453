package notify

import (
	"encoding/xml"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

type toastDoc struct {
	XMLName xml.Name `xml:"toast"`
	Launch  string   `xml:"launch,attr"`
	Texts   []string `xml:"visual>binding>text"`
	Actions []struct {
		Content   string `xml:"content,attr"`
		Arguments string `xml:"arguments,attr"`
		Type      string `xml:"activationType,attr"`
	} `xml:"actions>action"`
}

func TestToastXML(t *testing.T) {
	t.Parallel()
	n := outageToast
	n.Text = "]]></text><action/> \"R&D\" \x00\x1b é 😀 $(calc)"
	text := toastXML(n)
	for i := range len(text) {
		if text[i] > '~' {
			t.Fatalf("byte %#x in %q; want ASCII only", text[i], text)
		}
	}
	var doc toastDoc
	if err := xml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if len(doc.Texts) != 2 || doc.Texts[0] != n.Title || doc.Texts[1] != strings.NewReplacer("\x00", " ", "\x1b", " ").Replace(n.Text) {
		t.Errorf("texts = %q; want %q and %q", doc.Texts, n.Title, n.Text)
	}
	if len(doc.Actions) != 2 || doc.Actions[0].Content != labelSignIn || doc.Actions[0].Type != "foreground" {
		t.Fatalf("actions = %+v; want %s and %s", doc.Actions, labelSignIn, labelOpen)
	}
	if p, ok := parsePress(doc.Actions[0].Arguments); !ok || p != (Press{Notice: n.ID, Button: ButtonSignIn}) {
		t.Errorf("press of the first button = %+v, %v", p, ok)
	}
	if p, ok := parsePress(doc.Launch); !ok || p != (Press{Notice: n.ID, Button: ButtonOpen}) {
		t.Errorf("press of the notification = %+v, %v", p, ok)
	}
}

var outageToast = tiles.Notice{ID: "n-1", Kind: tiles.NoticeStopped, Remedy: tiles.RemedySignIn, Title: titleStopped, Text: "Sign in again."}

func FuzzParsePress(f *testing.F) {
	for _, seed := range []string{"", "notice=n-1&button=open", "notice=&button=open", "notice=n-1&button=format+c", "%zz", "button=open;notice=1", "notice=a&notice=b&button=sign_in"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, args string) {
		p, ok := parsePress(args)
		if !ok {
			if p != (Press{}) {
				t.Errorf("parsePress(%q) = %+v, false; want nothing", args, p)
			}
			return
		}
		if back, ok := parsePress(pressArgs(p)); !ok || back != p {
			t.Errorf("parsePress(pressArgs(%+v)) = %+v, %v", p, back, ok)
		}
	})
}

func FuzzToastXML(f *testing.F) {
	f.Add("Sales", "n-1")
	f.Add("]]>", "<&>\"'")
	f.Add("\x00\ufffe\U0001F600", "\xff")
	f.Fuzz(func(t *testing.T, text, id string) {
		n := outageToast
		n.Text, n.ID = tiles.Clean(text, 500), id
		var doc toastDoc
		if err := xml.Unmarshal([]byte(toastXML(n)), &doc); err != nil {
			t.Fatalf("%v for %q", err, text)
		}
		if len(doc.Texts) != 2 || doc.Texts[1] != n.Text {
			t.Errorf("text = %q; want %q", doc.Texts, n.Text)
		}
	})
}
