package powerbi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"mysettings/app/tiles"
)

func TestInventoryMisses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		failing string
		status  int
		body    string
		missed  string // of all Missed: everything|workspace|dashboard|models
		lost    string // ids of tiles that are not there
	}{
		{"tiles of a dashboard", "GET /groups/g1/dashboards/d1/tiles", 500, "An error has occurred", "false|g1|d1|false", "t2 t3 t4"},
		{"tiles refused", "GET /groups/g1/dashboards/d1/tiles", 401, notAuthorized, "false|g1|d1|false", "t2 t3 t4"},
		{"tiles gone", "GET /groups/g1/dashboards/d1/tiles", 404, `{"error":{"code":"PowerBIEntityNotFound"}}`, "", "t2 t3 t4"},
		{"dashboards", "GET /groups/g2/dashboards", 503, "", "false|g2||false", "t5 t6 t7"},
		{"dashboards with nonsense", "GET /groups/g2/dashboards", 200, `{"value":[`, "false|g2||false", "t5 t6 t7"},
		{"dashboards of mine", "GET /dashboards", 500, "", "false|||false", "t0 t1"},
		{"workspaces", "GET /groups", 500, "", "true|||false", "t2 t3 t4 t5 t6 t7"},
		{"workspaces refused", "GET /groups", 403, "", "true|||false", "t2 t3 t4 t5 t6 t7"},
		{"models", "GET /groups/g1/datasets", 500, "", "false|g1||true", ""},
		{"models refused", "GET /groups/g1/datasets", 403, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			organisation(a)
			whole, err := a.client().Inventory(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			a.on(tt.failing, tt.status, tt.body)
			inv, err := a.client().Inventory(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var missed []string
			for _, m := range inv.Missed {
				if m.Err == nil {
					t.Errorf("missed without a reason: %+v", m)
				}
				missed = append(missed, fmt.Sprintf("%v|%s|%s|%v", m.Everything, m.WorkspaceID, m.DashboardID, m.Models))
			}
			if got := strings.Join(missed, " "); got != tt.missed {
				t.Errorf("missed %q; want %q", got, tt.missed)
			}
			if got := absent(whole, inv); got != tt.lost {
				t.Errorf("absent %q; want %q", got, tt.lost)
			}
			lost := tt.lost
			if tt.missed != "" {
				lost = ""
			}
			if got := absent(whole, inv.Merge(whole.Tiles, whole.Feeds)); got != lost {
				t.Errorf("absent after merging %q; want %q", got, lost)
			}
		})
	}
}

// absent lists the ids of the tiles of one inventory that another has not.
func absent(whole, inv Inventory) string {
	there := map[string]bool{}
	for _, t := range inv.Tiles {
		there[t.ID] = true
	}
	var ids []string
	for _, t := range whole.Tiles {
		if !there[t.ID] {
			ids = append(ids, strings.TrimPrefix(t.ID, connection+"/"))
		}
	}
	return strings.Join(ids, " ")
}

func TestInventoryOfOddElements(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	long := strings.Repeat(`x\u0007\u202e<b>`, 1000)
	a.lists("GET /groups", `{"id":"g1","name":"`+long+`"}`, `{"id":"../..","name":"out"}`, `{"id":"g1","name":"twice"}`, `{"name":"none"}`, `3`)
	a.lists("GET /groups/g1/dashboards", `{"id":"d1","displayName":12}`, `{"id":["d2"]}`, `null`)
	a.lists("GET /groups/g1/dashboards/d1/tiles", `{"id":"t2","title":"`+long+`","datasetId":"m1"}`, `{"id":"t2","title":"twice"}`, `{"title":"no id"}`, `{"id":"t8","datasetId":"a/b"}`)
	inv, err := a.client().Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := len(inv.Tiles); got != 4 { // t0, t1, t2, t8
		t.Fatalf("%d tiles: %s", got, outline(inv))
	}
	odd := inv.Tiles[2]
	for _, s := range []string{odd.Title, odd.Workspace} {
		if !clean(s) || utf8.RuneCountInString(s) > longestName || strings.ContainsRune(s, '\u202e') {
			t.Errorf("name %q", s)
		}
	}
	if odd.Dashboard != "" || inv.Tiles[3].Kind != tiles.KindStatic {
		t.Errorf("tiles %+v", inv.Tiles[2:])
	}
}

func TestADashboardSharedAndInAWorkspace(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.lists("GET /dashboards", `{"id":"d1","displayName":"Board 1"}`)
	a.on("GET /dashboards/d1/tiles", http.StatusOK, `{"value":[{"id":"t2","datasetId":"m1"}]}`)
	inv, err := a.client(func(o *Options) { o.Concurrency = 1 }).Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, tile := range inv.Tiles {
		if tile.ID == connection+"/t2" {
			n++
			if tile.Workspace != "Sales" {
				t.Errorf("workspace %q; want Sales", tile.Workspace)
			}
		}
	}
	if n != 1 {
		t.Errorf("tile listed %d times", n)
	}
}

func TestMergeKeepsWhatLooksFound(t *testing.T) {
	t.Parallel()
	id := connection + "/m1"
	old := tiles.Feed{ID: id, ModelID: "m1", Connection: connection, Kind: tiles.KindImport, Name: "Orders", Owner: "ben", WorkspaceID: "g1",
		Access: tiles.AccessGranted, Runs: []tiles.Run{{ID: "r"}}, Schedule: &tiles.Schedule{Enabled: true}, LookedAt: noon, FirstSeen: noon}
	for _, tt := range []struct {
		name  string
		old   tiles.Feed
		found tiles.Feed
		check func(tiles.Feed) bool
	}{
		{"renamed", old, tiles.Feed{ID: id, Kind: tiles.KindImport, Name: "New", WorkspaceID: "g2"}, func(f tiles.Feed) bool {
			return f.Name == "New" && f.WorkspaceID == "g2" && f.Access == tiles.AccessGranted && len(f.Runs) == 1 && f.Schedule != nil && f.LookedAt.Equal(noon)
		}},
		{"hidden now", old, tiles.Feed{ID: id, Kind: tiles.KindHidden, Access: tiles.AccessDenied}, func(f tiles.Feed) bool {
			return f.Kind == tiles.KindHidden && f.Access == tiles.AccessDenied && len(f.Runs) == 1
		}},
		{"not found out", old, tiles.Feed{ID: id, Kind: tiles.KindUnknown}, func(f tiles.Feed) bool {
			return f.Kind == tiles.KindImport && f.Name == "Orders" && f.WorkspaceID == "g1" && f.Access == tiles.AccessGranted
		}},
		{"visible now", tiles.Feed{ID: id, Kind: tiles.KindHidden, Access: tiles.AccessDenied}, tiles.Feed{ID: id, Kind: tiles.KindImport}, func(f tiles.Feed) bool {
			return f.Kind == tiles.KindImport && f.Access == tiles.AccessUntried
		}},
	} {
		got := Inventory{Tiles: []tiles.Tile{{ID: "t", Feed: id}}, Feeds: []tiles.Feed{tt.found}}.Merge(nil, []tiles.Feed{tt.old})
		if len(got.Feeds) != 1 || !tt.check(got.Feeds[0]) {
			t.Errorf("%s: %+v", tt.name, got.Feeds)
		}
		if got.Tiles[0].Kind != got.Feeds[0].Kind {
			t.Errorf("%s: tile of kind %q", tt.name, got.Tiles[0].Kind)
		}
	}
}
