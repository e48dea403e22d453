package tray

import (
	"fmt"
	"slices"
	"time"

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
	check := Row{ID: RowCheck, Title: "Check now"}
	if m.Checking {
		check.Title, check.Disabled = "Checking…", true
	}
	name := product
	if m.Sandbox {
		name += " (sandbox)"
	}
	return Menu{
		Icon:    icon(m.Health),
		Tooltip: name + "\n" + state,
		SignIn:  connection,
		Rows: []Row{
			{ID: RowState, Title: state},
			{ID: RowOpen, Title: "Open My Settings"},
			signIn,
			check,
			{ID: RowQuit, Title: "Quit"},
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
		switch {
		case bad == 1:
			return "Signed out: 1 tile isn't refreshing"
		case bad > 1:
			return fmt.Sprintf("Signed out: %d tiles aren't refreshing", bad)
		default:
			return "You're signed out of Power BI"
		}
	case tiles.HealthAttention:
		switch {
		case bad == 1:
			return "1 tile isn't refreshing"
		case bad > 1:
			return fmt.Sprintf("%d tiles aren't refreshing", bad)
		default:
			return endingText(m)
		}
	case tiles.HealthGood:
		if m.Counts.Total == 0 {
			return "Signed in. No tiles yet"
		}
		return "Nothing needs you" + checkedText(m)
	default:
		switch {
		case len(m.Connections) == 0:
			return "Sign in to Power BI to begin"
		case m.CheckedAt.IsZero():
			return "Not checked yet"
		default:
			return "Can't tell" + checkedText(m)
		}
	}
}

// endingText is for a sign-in that is asked for before it ends.
func endingText(m Model) string {
	for _, a := range m.Attention {
		i := slices.IndexFunc(m.Connections, func(c tiles.Connection) bool { return c.ID == a.Connection })
		if a.Remedy != tiles.RemedySignIn || i < 0 || !m.Connections[i].GoodUntil.After(m.Now) {
			continue
		}
		switch days := daysUntil(m.Connections[i].GoodUntil, m.Now, m.zone()); days {
		case 0:
			return "Your sign-in ends today"
		case 1:
			return "Your sign-in ends tomorrow"
		default:
			return fmt.Sprintf("Your sign-in ends in %d days", days)
		}
	}
	return "Something needs your attention"
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
		return ", checked at " + at.Format("15:04")
	}
	return ", last checked " + at.Format("2 January, 15:04")
}

// signInRow is hidden unless signing in is the remedy for something. There is
// one for all: the first connection that needs it, named where there are
// several.
func signInRow(m Model) (connection string, row Row) {
	row = Row{ID: RowSignIn, Title: "Sign in again", Hidden: true}
	for _, a := range m.Attention {
		if a.Remedy != tiles.RemedySignIn {
			continue
		}
		row.Hidden = false
		if len(m.Connections) < 2 {
			return a.Connection, row
		}
		for _, c := range m.Connections {
			if name := tiles.Clean(c.Name, nameMax); c.ID == a.Connection && name != "" {
				row.Title = "Sign in again as " + name
			}
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
