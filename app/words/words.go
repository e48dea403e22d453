// Package words turns errors into sentences for people: the one place where
// that is done, for every package and every face.
//
// Of never returns an empty sentence, and never one that contains a code, a
// path of the program's own or a server's text: those are Details, for
// whoever is asked for help. What a verdict or a notice says is not here but
// with the rules that decide it (packages tiles and notify).
package words

import (
	"strings"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// entry is a Sentence as the tables have it, in English.
type entry struct {
	Text, Do, Window language.Text
	Code, Setting    string
}

// say is the entry in the language in force.
func (e entry) say(details ...string) Sentence {
	return Sentence{
		Text: language.Say(e.Text), Do: language.Say(e.Do), Window: language.Say(e.Window),
		Code: e.Code, Setting: e.Setting, Details: join(details...),
	}
}

// Sentence is what a person is told about an error, in the language in force.
type Sentence struct {
	// Text says what is the matter, Do what to do about it: whole sentences.
	Text string
	Do   string
	// Window is what to do in the window, where Do speaks of commands; empty
	// where Do suits everywhere.
	Window string
	// Code names the error for scripts, searches and support: the service's
	// own code where there is one.
	Code string
	// Details is what support asks for besides: more codes, the correlation
	// id, the time, the server's own words (cleaned). It may be empty.
	Details string
	// Setting is the key of the setting that has to be changed; empty where
	// the fault is not in the settings.
	Setting string
}

// String gives the remedy, then what is the matter.
func (s Sentence) String() string {
	return strings.TrimSpace(s.Do + " " + s.Text)
}

// Detail gives code and details on one line.
func (s Sentence) Detail() string { return join(s.Code, s.Details) }

// longest bounds what of a server's or the system's own text is repeated.
const longest = 400

// join puts what isn't empty on one line, each part once.
func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		p = tiles.Clean(p, longest)
		if p == "" || len(kept) > 0 && kept[len(kept)-1] == p {
			continue
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, " · ")
}
