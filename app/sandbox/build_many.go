package sandbox

import (
	"fmt"
	"time"
)

// sizes are how many workspaces, dashboards and models go with a number of
// tiles: a light, a typical, a heavy and an extreme user.
var sizes = []struct{ tiles, workspaces, dashboards, models int }{
	{30, 3, 3, 3},
	{150, 15, 12, 15},
	{900, 60, 60, 80},
	{6000, 1000, 300, 400},
}

// buildMany makes an organisation with exactly n tiles, all of which Ana sees:
// of ten models nine are import and one DirectQuery; of twenty tiles one
// carries no ids.
func (w *world) buildMany(n int) {
	size := sizes[len(sizes)-1]
	for _, s := range sizes {
		if n <= s.tiles {
			size = s
			break
		}
	}
	size.dashboards = min(size.dashboards, n)
	b := builder{w}
	subjects := []string{"Sales", "Finance", "Operations", "Purchasing", "Personnel", "Service", "Quality", "Marketing"}
	zone := []string{"UTC", "W. Europe Standard Time", "GMT Standard Time", "Eastern Standard Time", "India Standard Time", "Tokyo Standard Time"}
	roles := map[string]string{Ana.User: roleAdmin, Ben.User: roleMember, Carla.User: roleViewer, Dana.User: roleMember}
	var spaces []*workspace
	for k := range size.workspaces {
		spaces = append(spaces, b.workspace(fmt.Sprintf("%s %03d", subjects[k%len(subjects)], k+1), k%2 == 0, roles))
	}
	type source struct {
		model  *model
		report *report
	}
	var sources []source
	for k := range size.models {
		ws := spaces[k%len(spaces)]
		var m *model
		if name := fmt.Sprintf("Model %03d", k+1); k%10 == 9 {
			m = b.model(ws, name, modeDirectQuery, &plan{every: 60, zone: "UTC"}, 0)
		} else {
			first := (k * 30) % (8 * hour)
			m = b.model(ws, name, modeImport, daily(zone[k%len(zone)], first, first+8*hour, first+16*hour), time.Duration(1+k%7)*time.Minute)
		}
		sources = append(sources, source{m, b.report(m, fmt.Sprintf("Report %03d", k+1))})
	}
	for k := range size.dashboards {
		d := b.dashboard(spaces[k%len(spaces)], fmt.Sprintf("Dashboard %03d", k+1))
		for t := k; t < n; t += size.dashboards {
			title := fmt.Sprintf("Tile %04d", t+1)
			if t%20 == 19 {
				d.tile(title, nil, nil)
				continue
			}
			s := sources[t%len(sources)]
			d.tile(title, s.report, s.model)
		}
	}
}
