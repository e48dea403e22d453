package tiles

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestOutages(t *testing.T) {
	t.Parallel()
	began := spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "2026-03-03 09:00")
	began.Began = at("2026-03-03 07:04")
	tests := []struct {
		name   string
		spells []Spell
		want   []string // "cause state from-to tiles"
	}{
		{"nothing", nil, nil},
		{"well, waiting and out of sight are none", []Spell{
			spellOf("a", Fresh, "", "2026-03-03 08:00", ""), spellOf("b", Waiting, "", "2026-03-03 08:00", ""),
			spellOf("c", Unseen, CauseNoPermission, "2026-03-03 08:00", ""), spellOf("d", Unseen, CauseNotChecked, "2026-03-03 08:00", ""),
		}, nil},
		{"begins when it began, not when it was seen", []Spell{began}, []string{"gateway failing 03 07:04-03 09:00 a"}},
		{"tiles that overlap are one", []Spell{
			spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "2026-03-03 10:00"),
			spellOf("b", Failing, CauseGateway, "2026-03-03 08:10", "2026-03-03 12:00"),
			spellOf("c", Failing, CauseGateway, "2026-03-03 09:00", "2026-03-03 09:30"),
		}, []string{"gateway failing 03 08:00-03 12:00 a b c"}},
		{"well for a moment is the same outage", []Spell{
			spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "2026-03-03 10:00"),
			spellOf("a", Failing, CauseGateway, "2026-03-03 10:30", "2026-03-03 11:00"),
		}, []string{"gateway failing 03 08:00-03 11:00 a"}},
		{"well for longer makes two, the newest first", []Spell{
			spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "2026-03-03 10:00"),
			spellOf("a", Failing, CauseGateway, "2026-03-03 10:31", "2026-03-03 11:00"),
		}, []string{"gateway failing 03 10:31-03 11:00 a", "gateway failing 03 08:00-03 10:00 a"}},
		{"each cause by itself", []Spell{
			spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", "2026-03-03 10:00"),
			spellOf("b", Late, CauseLate, "2026-03-03 08:30", "2026-03-03 10:00"),
		}, []string{"late late 03 08:30-03 10:00 b", "gateway failing 03 08:00-03 10:00 a"}},
		{"the worst state counts", []Spell{
			spellOf("a", Unseen, CauseSignInExpired, "2026-03-03 08:00", "2026-03-03 10:00"),
			spellOf("b", Stopped, CauseSignInExpired, "2026-03-03 08:00", "2026-03-03 10:00"),
		}, []string{"sign_in_expired stopped 03 08:00-03 10:00 a b"}},
		{"what lasts comes first, and takes all that follows with it", []Spell{
			spellOf("a", Failing, CauseGateway, "2026-03-03 08:00", ""),
			spellOf("b", Failing, CauseGateway, "2026-03-03 20:00", "2026-03-03 21:00"),
			spellOf("c", Late, CauseLate, "2026-03-03 22:00", "2026-03-03 23:00"),
		}, []string{"gateway failing 03 08:00- a b", "late late 03 22:00-03 23:00 c"}},
		{"over before", []Spell{spellOf("a", Late, CauseLate, "2026-02-25 08:00", "2026-02-26 10:00")}, nil},
		{"over later", []Spell{spellOf("a", Late, CauseLate, "2026-02-25 08:00", "2026-03-01 10:00")},
			[]string{"late late 25 08:00-01 10:00 a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, o := range Outages(Past{Spells: tt.spells}, at("2026-03-01")) {
				to := ""
				if !o.To.IsZero() {
					to = o.To.Format("02 15:04")
				}
				got = append(got, fmt.Sprintf("%s %s %s-%s %s", o.Cause, o.State, o.From.Format("02 15:04"), to, strings.Join(o.Names, " ")))
				if len(o.Tiles) != len(o.Names) || !slices.Equal(o.Dashboards, []string{"Board"}) || o.Connection != "c" {
					t.Errorf("odd outage %+v", o)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestOutageNamesAreClean(t *testing.T) {
	t.Parallel()
	s := spellOf("a", Late, CauseLate, "2026-03-03 08:00", "")
	s.Title, s.Dashboard = "Sales\u202e\x1b[31m", strings.Repeat("x", 500)
	o := Outages(Past{Spells: []Spell{s}}, at("2026-03-01"))[0]
	if o.Names[0] != "Sales[31m" || len([]rune(o.Dashboards[0])) > maxPastName {
		t.Errorf("names %q on %q", o.Names, o.Dashboards)
	}
}
