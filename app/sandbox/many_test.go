package sandbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"mysettings/app/sandbox"
)

func TestManyTiles(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]struct{ groups, dashboards, datasets int }{
		1: {3, 1, 3}, 30: {3, 3, 3}, 100: {15, 12, 15}, 900: {60, 60, 80}, 6000: {1000, 300, 400},
	} {
		x := start(t, sandbox.Options{Tiles: n})
		text, err := x.org.Control(t.Context(), "organisation", nil)
		if err != nil {
			t.Fatal(err)
		}
		var all struct {
			Workspaces []struct {
				Datasets   []struct{ ID string }
				Dashboards []struct{ Tiles []struct{ ID string } }
			}
		}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		var dashboards, datasets, tiles int
		ids := map[string]bool{}
		for _, ws := range all.Workspaces {
			datasets += len(ws.Datasets)
			dashboards += len(ws.Dashboards)
			for _, d := range ws.Dashboards {
				tiles += len(d.Tiles)
				for _, tile := range d.Tiles {
					ids[tile.ID] = true
				}
			}
		}
		if tiles != n || len(ids) != n || len(all.Workspaces) != want.groups || dashboards != want.dashboards || datasets != want.datasets {
			t.Errorf("%d tiles: %d tiles (%d ids), %d workspaces, %d dashboards, %d datasets, want %+v", n, tiles, len(ids), len(all.Workspaces), dashboards, datasets, want)
		}
	}
}

// Ana sees every tile of a heavy user's organisation, and every model has
// been refreshed as it should be.
func TestHeavyUser(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{Tiles: 900})
	token := x.signIn(sandbox.Ana, allScopes...).AccessToken
	tiles, bare := 0, 0
	for _, g := range x.list(token, "/groups") {
		at := "/groups/" + g["id"].(string)
		for _, d := range x.list(token, at+"/dashboards") {
			for _, tile := range x.list(token, at+"/dashboards/"+d["id"].(string)+"/tiles") {
				if tiles++; tile["datasetId"] == nil {
					bare++
				}
			}
		}
	}
	if tiles != 900 || bare != 45 {
		t.Errorf("%d tiles, %d of them without ids", tiles, bare)
	}
	for _, r := range x.list(token, "/capacities/refreshables?$top=1000") {
		last := r["lastRefresh"].(map[string]any)
		if began, err := time.Parse(time.RFC3339, last["startTime"].(string)); err != nil || time.Since(began) > 9*time.Hour {
			t.Errorf("%v was last refreshed %v", r["name"], last["startTime"])
		}
	}
}
