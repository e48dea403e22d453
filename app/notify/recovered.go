package notify

import (
	"time"

	"mysettings/app/tiles"
)

// remembered is how long after its end an outage may still be told to be over.
const remembered = 7 * day

// recovered adds "Your tiles are refreshing again" for the outages that were
// told, are over, and whose tiles are known to be well: one for each
// connection, however many outages it ends.
func (d *decision) recovered() {
	if d.settling() {
		return
	}
	for _, c := range d.Connections {
		if lost(c, d.Now) || d.troubled(c.ID) {
			continue // "your tiles" would be some of them
		}
		var ids []string
		first := ""
		for _, o := range d.Open {
			if o.Connection != c.ID || !d.isOver(o) {
				continue
			}
			if well := d.well(o); len(well) > 0 {
				if first == "" {
					first = o.ID
				}
				ids = union(ids, well)
			}
		}
		if first == "" {
			continue
		}
		n := tiles.Notice{
			At:         d.Now,
			Kind:       tiles.NoticeRecovered,
			Key:        "recovered/" + c.ID + "/" + first,
			Connection: c.ID,
			Tiles:      ids,
		}
		n.Title, n.Text = recoveredText(d.named(ids), c, len(d.Connections) > 1)
		for i, o := range d.Open {
			if o.Kind == tiles.NoticeRecovered && o.Connection == c.ID && o.EndedAt.IsZero() {
				d.Open[i].EndedAt = d.Now
				d.changes = append(d.changes, d.Open[i])
			}
		}
		d.add(n)
	}
}

// isOver is true for an outage that the person was told of, that has ended, and
// whose end they were not told yet.
func (d *decision) isOver(o tiles.Notice) bool {
	switch o.Kind {
	case tiles.NoticeStopped, tiles.NoticeFailing, tiles.NoticeLate:
	default:
		return false
	}
	if o.EndedAt.IsZero() || unseen(o) || d.Now.Sub(o.EndedAt) > remembered {
		return false
	}
	for _, r := range d.Open {
		after := !r.At.Before(o.EndedAt) || !o.ShownAt.IsZero() && !r.At.Before(o.ShownAt)
		if r.Kind == tiles.NoticeRecovered && r.Connection == o.Connection && after && intersect(r.Tiles, o.Tiles) {
			return false
		}
	}
	return true
}

// clockPlay is how far a report server's clock may be behind ours.
const clockPlay = 10 * time.Minute

// well returns those of an outage's tiles that are refreshing, or nothing while
// one of them is not or can't be told. Pins are only refreshing when the server
// has run one of them well since: that nothing is wrong with them any more says
// as little as that it has accepted to run them.
func (d *decision) well(o tiles.Notice) []string {
	var out []string
	proved := d.conn[o.Connection].Kind != tiles.ReportServer
	for _, id := range o.Tiles {
		t, ok := d.tile[id]
		if !ok || t.Muted != tiles.NotMuted {
			continue // gone from its dashboard, or nothing to hear about
		}
		v := tiles.Aged(t.Verdict, d.Now)
		proved = proved || v.LastGood.After(o.At.Add(-clockPlay))
		switch {
		case v.State == tiles.Fresh, v.State == tiles.Waiting:
			out = append(out, id)
		case v.State == tiles.Unseen && (v.Cause == tiles.CauseNoPermission || v.Cause == tiles.CauseNotWatchable):
			// Nobody will ever know.
		default:
			return nil
		}
	}
	if !proved {
		return nil
	}
	return out
}

func (d *decision) named(ids []string) []tiles.Tile {
	out := make([]tiles.Tile, 0, len(ids))
	for _, id := range ids {
		out = append(out, d.tile[id])
	}
	return out
}

func union(a, b []string) []string {
	have := make(map[string]bool, len(a))
	for _, x := range a {
		have[x] = true
	}
	for _, x := range b {
		if !have[x] {
			have[x] = true
			a = append(a, x)
		}
	}
	return a
}

func intersect(a, b []string) bool {
	in := make(map[string]bool, len(a))
	for _, x := range a {
		in[x] = true
	}
	for _, x := range b {
		if in[x] {
			return true
		}
	}
	return false
}
