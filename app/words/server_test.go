package words

import (
	"strings"
	"testing"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

// plainSentences is text that may stand on the page as it is.
func plainSentences(t *testing.T, what, text string) {
	t.Helper()
	if text == "" || !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "%\x1b") || strings.Contains(text, "  ") {
		t.Errorf("%s: %q is no sentence", what, text)
	}
}

func TestWordsOfServers(t *testing.T) {
	t.Parallel()
	s := tiles.Server{URL: "http://bi.contoso.com:8080/reports"}
	for _, is := range []tiles.Integration{"", tiles.IntegrationOn, tiles.IntegrationOff, tiles.IntegrationUnavailable, tiles.IntegrationUnknown} {
		plainSentences(t, "integration "+string(is), Integration(tiles.Server{Integration: is}))
	}
	if got := PlainHTTP(s); !strings.HasPrefix(got, "bi.contoso.com:8080 has no https") {
		t.Errorf("plain http: %q", got)
	}
	for _, kind := range []reportserver.Kind{"", reportserver.KindNoTicket, reportserver.KindNoScheme, reportserver.KindRefused, reportserver.KindLoginPage, reportserver.KindServer} {
		text := LoginWanted(kind, s)
		plainSentences(t, "login "+string(kind), text)
		if !strings.Contains(text, "bi.contoso.com:8080") {
			t.Errorf("login %s: %q doesn't name the server", kind, text)
		}
	}
	for place, want := range map[tiles.Place]string{tiles.PlaceThere: "sees it on “Sales”", tiles.PlaceGone: "no longer sees it on “Sales”"} {
		if text := Place(place, tiles.Tile{Dashboard: "Sa\x1bles"}); !strings.Contains(strings.ReplaceAll(text, "“Sa les”", "“Sales”"), want) {
			t.Errorf("%s: %q", place, text)
		}
		plainSentences(t, string(place), Place(place, tiles.Tile{}))
	}
	if text := Place(tiles.PlaceUnknown, tiles.Tile{Dashboard: "Sales"}); text != "" {
		t.Errorf("a place that isn't known: %q", text)
	}
}

// What is said in the window speaks of nothing that a person would have to type
// into a terminal.
func TestWindowSpeaksOfNoCommand(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds(t) {
		s := Of(&reportserver.Error{Op: "find the report server", Kind: kind})
		do := s.Window
		if do == "" {
			do = s.Do
		}
		plainSentences(t, string(kind), do)
		if strings.Contains(do, "mysettings") || strings.Contains(do, "--") {
			t.Errorf("%s: the window would say %q", kind, do)
		}
	}
	for _, err := range []error{reportserver.ErrUser, reportserver.ErrScheme} {
		s := Of(&reportserver.Error{Op: "read the address", Kind: reportserver.KindNotAddress, Err: err})
		if do := s.Window + s.Do; s.Window == "" && strings.Contains(do, "--") {
			t.Errorf("%v: the window would say %q", err, do)
		}
	}
}
