package app

import (
	"errors"
	"strings"
	"testing"

	"mysettings/app/tiles"
)

func TestDetails(t *testing.T) {
	t.Parallel()
	s := Snapshot{
		At: "2026-03-03T12:00:00Z",
		Connections: []Connection{{
			ID: "c", Name: "ana@contoso.com", Tenant: "tenant-1", State: tiles.Blocked, SignedInAt: "2026-01-01T00:00:00Z",
			Problem: &Problem{Cause: tiles.CauseAdminNeeded, Text: "Ask your administrator.", Code: "AADSTS65001", CorrelationID: "corr-1"},
		}},
		Attention: []Attention{{
			ID: "c/admin_needed", Connection: "c", Cause: tiles.CauseAdminNeeded, Text: "Ask your administrator: 1 tile waits.",
			Tiles: []string{"c/1"}, Since: "2026-03-02T12:00:00Z",
		}},
		Tiles: []Tile{{ID: "c/1", Title: "Revenue", Dashboard: "Sales", Text: "It failed.", State: tiles.Failing, Code: "X-1"}},
	}
	for name, c := range map[string]struct {
		kind, id, audience string
		want, not          []string
	}{
		"a tile":            {"tile", "c/1", "", []string{"It failed.", "Tile: Revenue", "Power BI says: X-1"}, []string{"Hello", "Next due", "Owner", "\x00"}},
		"a tile, its owner": {"tile", "c/1", "owner", []string{"Hello,", "it looks like you can put it right"}, nil},
		"a connection":      {"connection", "c", "", []string{"Code: AADSTS65001", "Correlation id: corr-1", "Tenant: tenant-1"}, []string{"Ended"}},
		"an administrator":  {"attention", "c/admin_needed", "admin", []string{"Hello,", "corr-1", "- Revenue (Sales)", "Looked at: 2026-03-03"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := details(s, c.kind, c.id, c.audience)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range c.want {
				if !strings.Contains(got, part) {
					t.Errorf("%q is missing in:\n%s", part, got)
				}
			}
			for _, part := range c.not {
				if strings.Contains(got, part) {
					t.Errorf("%q is in:\n%s", part, got)
				}
			}
		})
	}
	for _, c := range [][2]string{{"tile", "c/2"}, {"connection", ""}, {"attention", "x"}, {"file", "/etc/passwd"}} {
		if _, err := details(s, c[0], c[1], ""); !errors.Is(err, errNoDetails) {
			t.Errorf("details of %v: %v", c, err)
		}
	}
}
