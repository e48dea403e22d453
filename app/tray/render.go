package tray

import (
	"slices"
	"time"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

const (
	product = "My Settings for Power BI"
	// nameMax is how many characters of an account's name fit into a menu.
	nameMax = 40
)

// Render says what the tray shows for m.
func Render(m Model) Menu {
	state := stateText(m)
	connection, signIn := signInRow(m)
	check := Row{ID: RowCheck, Title: language.Say("Check now")}
	if m.Checking {
		check.Title, check.Disabled = language.Say("Checking…"), true
	}
	open := Row{ID: RowOpen, Title: language.Say("Open My Settings")}
	if m.Unopened {
		open.Title = language.Say("Open My Settings (it couldn't be opened)")
	}
	name := product
	if m.Sandbox {
		name += language.Say(" (sandbox)")
	}
	return Menu{
		Icon:    icon(m.Health),
		Tooltip: name + "\n" + state,
		SignIn:  connection,
		Rows: []Row{
			{ID: RowState, Title: state},
			open,
			signIn,
			check,
			{ID: RowSnoozeHour, Title: language.Say("No notifications for an hour"), Hidden: !m.Notify || m.snoozed()},
			{ID: RowSnoozeMorning, Title: language.Say("No notifications until 8:00 in the morning"), Hidden: !m.Notify || m.snoozed()},
			unsnoozeRow(m),
			{ID: RowQuit, Title: language.Say("Quit")},
		},
	}
}

// icon is the look of a health; one that this version doesn't know can't be
// told.
func icon(h tiles.Health) tiles.Health {
	switch h {
	case tiles.HealthGood, tiles.HealthAttention, tiles.HealthSignedOut:
		return h
	default:
		return tiles.HealthCantTell
	}
}

// stateText is the state in words: what the icon says, and why.
func stateText(m Model) string {
	bad := m.Counts.Bad()
	switch icon(m.Health) {
	case tiles.HealthSignedOut:
		if bad > 0 {
			return language.Count(bad, "Signed out: 1 tile isn't refreshing", "Signed out: %d tiles aren't refreshing")
		}
		return outText(m)
	case tiles.HealthAttention:
		if bad > 0 {
			return language.Count(bad, "1 tile isn't refreshing", "%d tiles aren't refreshing")
		}
		return endingText(m)
	case tiles.HealthGood:
		if m.Counts.Total == 0 {
			return language.Say("Signed in. No tiles yet")
		}
		return language.Say("Nothing needs you") + checkedText(m)
	default:
		switch {
		case len(m.Connections) == 0:
			return language.Say("Sign in to Power BI to begin")
		case m.CheckedAt.IsZero():
			return language.Say("Not checked yet")
		default:
			return language.Say("Can't tell") + checkedText(m)
		}
	}
}

// outText is for signs-in that can't be used, with no tile known to suffer.
func outText(m Model) string {
	for _, a := range m.Attention {
		if c, ok := m.connection(a.Connection); ok && a.Cause == tiles.CauseServerLogin {
			return language.Sayf("%s doesn't let you in", serverName(c))
		}
	}
	if len(m.Connections) > 0 && !slices.ContainsFunc(m.Connections, func(c tiles.Connection) bool { return c.Kind != tiles.ReportServer }) {
		return language.Say("Your report server is signed out of Power BI")
	}
	return language.Say("You're signed out of Power BI")
}

func (m Model) connection(id string) (tiles.Connection, bool) {
	i := slices.IndexFunc(m.Connections, func(c tiles.Connection) bool { return c.ID == id })
	if i < 0 {
		return tiles.Connection{}, false
	}
	return m.Connections[i], true
}

// serverName is a report server's name in a menu.
func serverName(c tiles.Connection) string {
	if host := tiles.Clean(c.Server.Host(), nameMax); host != "" {
		return host
	}
	return language.Say("The report server")
}

// endingText is for a sign-in that is asked for before it ends.
func endingText(m Model) string {
	for _, a := range m.Attention {
		c, ok := m.connection(a.Connection)
		switch {
		case !ok || a.Remedy != tiles.RemedySignIn:
			continue
		case a.Cause == tiles.CauseServerLogin:
			return language.Sayf("%s doesn't let you in", serverName(c))
		case !c.GoodUntil.After(m.Now) || !tiles.JudgeSignIn(c, 0, m.Now).Usable():
			continue
		case c.Kind == tiles.ReportServer:
			return language.Sayf("The sign-in on %s may expire soon", serverName(c))
		}
		switch days := daysUntil(c.GoodUntil, m.Now, m.zone()); days {
		case 0:
			return language.Say("Your sign-in ends today")
		case 1:
			return language.Say("Your sign-in ends tomorrow")
		default:
			return language.Sayf("Your sign-in ends in %d days", days)
		}
	}
	return language.Say("Something needs your attention")
}

// daysUntil counts midnights: what is less than a day away can be tomorrow.
func daysUntil(t, now time.Time, zone *time.Location) int {
	date := func(t time.Time) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(date(t).Sub(date(now)) / (24 * time.Hour))
}

// checkedText says when the tiles were last looked at.
func checkedText(m Model) string {
	if m.CheckedAt.IsZero() {
		return ""
	}
	at, now := m.CheckedAt.In(m.zone()), m.Now.In(m.zone())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return language.Sayf(", checked at %s", at.Format("15:04"))
	}
	return language.Sayf(", last checked %s", language.Format(at, "2 January, 15:04"))
}

func (m Model) snoozed() bool { return m.SnoozedUntil.After(m.Now) }

func unsnoozeRow(m Model) Row {
	if !m.Notify || !m.snoozed() {
		return Row{ID: RowUnsnooze, Title: language.Say("Show notifications again"), Hidden: true}
	}
	return Row{ID: RowUnsnooze, Title: language.Sayf("Show notifications again (quiet until %s)", whenText(m, m.SnoozedUntil))}
}

// whenText is a time to come, with its day where that is another one.
func whenText(m Model, t time.Time) string {
	at, now := t.In(m.zone()), m.Now.In(m.zone())
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04")
	}
	return language.Format(at, "2 January, 15:04")
}

// signInRow is hidden unless signing in is the remedy for something. There is
// one for all: the first connection that needs it, named where there are
// several.
func signInRow(m Model) (connection string, row Row) {
	row = Row{ID: RowSignIn, Title: language.Say("Sign in again"), Hidden: true}
	for _, a := range m.Attention {
		if a.Remedy != tiles.RemedySignIn {
			continue
		}
		row.Hidden = false
		c, ok := m.connection(a.Connection)
		if ok && c.Kind == tiles.ReportServer {
			row.Title = language.Sayf("Sign in again on %s", serverName(c))
			return a.Connection, row
		}
		if len(m.Connections) < 2 {
			return a.Connection, row
		}
		if name := tiles.Clean(c.Name, nameMax); name != "" {
			row.Title = language.Sayf("Sign in again as %s", name)
		}
		return a.Connection, row
	}
	return "", row
}

func (m Model) zone() *time.Location {
	if m.Zone == nil {
		return time.Local
	}
	return m.Zone
}
