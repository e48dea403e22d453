package reportserver

import (
	"strings"
	"time"

	"mysettings/app/tiles"
)

// row is a subscription as far as this package reads it. Its texts are the
// server's, as they came.
type row struct {
	id, owner, report string
	active            bool
	delivery          string // DeliveryExtension
	extension         string // ExtensionSettings.Extension
	scheduleText      string
	ran, modified     string
	status            string
	params            parameters
	recurrence        recurrence
}

// parameters are those of the Power BI delivery extension.
type parameters struct {
	told                                    bool // there are any
	group, dashboard, dashboardName, visual string
	tile                                    string
}

// scan goes over a row of a list, or a subscription by itself; what is no
// object leaves it empty.
func (r *row) scan(s *scanner) error {
	*r = row{active: true}
	return s.objectOr(func(key string) error { return r.field(s, key) })
}

func (r *row) field(s *scanner, key string) error {
	switch {
	case is(key, "Id"):
		return s.text(&r.id)
	case is(key, "Owner"):
		return s.text(&r.owner)
	case is(key, "Report"):
		return s.text(&r.report)
	case is(key, "IsActive"):
		return s.flag(&r.active)
	case is(key, "DeliveryExtension"):
		return s.text(&r.delivery)
	case is(key, "ScheduleDescription"):
		return s.text(&r.scheduleText)
	case is(key, "LastRunTime"):
		return s.text(&r.ran)
	case is(key, "LastStatus"):
		return s.text(&r.status)
	case is(key, "ModifiedDate"):
		return s.text(&r.modified)
	case is(key, "Schedule"):
		return r.recurrence.scan(s)
	case is(key, "ExtensionSettings"):
		return s.objectOr(func(key string) error {
			switch {
			case is(key, "Extension"):
				return s.text(&r.extension)
			case is(key, "ParameterValues"):
				return r.params.scan(s)
			}
			return s.skip()
		})
	}
	return s.skip()
}

// scan reads ParameterValues, a list of {"Name", "Value"}, one such object by
// itself, or an object with the names as keys.
func (p *parameters) scan(s *scanner) error {
	return s.rows(func() error {
		var name, value string
		named := false
		err := s.objectOr(func(key string) error {
			switch {
			case is(key, "Name"):
				named = true
				return s.text(&name)
			case is(key, "Value"):
				return s.text(&value)
			}
			var direct string
			err := s.text(&direct)
			p.set(key, direct)
			return err
		})
		if named {
			p.set(name, value)
		}
		return err
	})
}

func (p *parameters) set(name, value string) {
	to := &p.tile
	switch {
	case is(name, "TileID"):
	case is(name, "GroupID"):
		to = &p.group
	case is(name, "DashboardID"):
		to = &p.dashboard
	case is(name, "DashboardName"):
		to = &p.dashboardName
	case is(name, "ReportVisualName"):
		to = &p.visual
	default:
		return
	}
	p.told = true
	*to = strings.TrimSpace(value)
}

// deliveryName is the name of the extension that delivers to Power BI
// dashboards, as a report server's configuration has it by default.
const deliveryName = "Report Server PowerBI"

// sort is what kind of subscription a row is of.
type sort int

const (
	sortUnknown sort = iota // the row doesn't tell
	sortPin
	sortOther
)

func (r *row) sort() sort { return sortOf(r.delivery, r.extension) }

func sortOf(delivery, extension string) sort {
	switch {
	case isDelivery(delivery), isDelivery(extension):
		return sortPin
	case delivery == "" && extension == "":
		return sortUnknown
	}
	return sortOther
}

func isDelivery(name string) bool {
	return strings.EqualFold(name, deliveryName) ||
		strings.Contains(name, " ") && strings.EqualFold(strings.ReplaceAll(name, " ", ""), "ReportServerPowerBI")
}

// ident returns an id of the server as it goes into addresses and keys, and ""
// for what can't be one.
func ident(id string) string {
	if id == "" || len(id) > 64 {
		return ""
	}
	lower := true
	for i := range len(id) {
		switch c := id[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-':
		case c >= 'A' && c <= 'Z':
			lower = false
		default:
			return ""
		}
	}
	if lower {
		return id
	}
	return strings.ToLower(id)
}

// cutRunes is s with at most most characters.
func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return strings.Clone(s[:i]) // not the 64 kB behind it
		}
		n++
	}
	return s
}

// reportName is the last part of a report's path.
func reportName(path string) string {
	return path[strings.LastIndexByte(path, '/')+1:]
}

// tell brings s up to date by what the row tells; what it doesn't tell in
// detail stays as it was.
func (r *row) tell(s *tiles.Subscription, loc *time.Location) {
	s.Report = cutRunes(r.report, longestPath)
	if r.params.told {
		s.Visual = cutRunes(r.params.visual, longestName)
		s.GroupID = ident(r.params.group)
		s.DashboardID = ident(r.params.dashboard)
		s.Dashboard = cutRunes(r.params.dashboardName, longestName)
		s.TileID = ident(r.params.tile)
	}
	if s.Active = r.active; s.Active {
		s.PausedAt = time.Time{}
	}
	s.Status = cutRunes(r.status, longestStatus)
	s.RunAt = parseTime(r.ran, loc)
	s.ModifiedAt = parseTime(r.modified, loc)
	s.ScheduleText = cutRunes(r.scheduleText, longestName)
}
