package settings

import (
	"strconv"
	"strings"
	"time"
)

func (s *Settings) text(name string) string {
	k, _ := Lookup(name)
	return s.value(k).Value
}

func (s *Settings) on(name string) bool { return s.text(name) == "true" }

func (s *Settings) number(name string) int {
	n, _ := strconv.Atoi(s.text(name)) // canonical: it parses
	return n
}

// Cloud is the id of the cloud: "public", "gcc", "gcchigh", "dod" or "china".
func (s *Settings) Cloud() string { return s.text(KeyCloud) }

// Tenant is the organisation to sign in to, "organizations" for any.
func (s *Settings) Tenant() string { return s.text(KeyTenant) }

// ClientID is the app's registration; empty while nobody set it.
func (s *Settings) ClientID() string { return s.text(KeyClientID) }

// Authority is where to sign in, without a slash at the end; empty for the
// cloud's own.
func (s *Settings) Authority() string { return s.text(KeyAuthority) }

// PowerBIAPI is where Power BI answers, without a slash at the end; empty for
// the cloud's own.
func (s *Settings) PowerBIAPI() string { return s.text(KeyPowerBIAPI) }

// Scopes are the permissions to ask for, separated by single spaces; empty for
// the usual ones.
func (s *Settings) Scopes() string { return s.text(KeyScopes) }

// Protection is "auto", "keyring", "file" or "memory".
func (s *Settings) Protection() string { return s.text(KeyProtection) }

// CheckEvery is how often tiles that are fine are looked at: 1 minute to 24 hours.
func (s *Settings) CheckEvery() time.Duration {
	d, _ := time.ParseDuration(s.text(KeyCheckEvery)) // canonical: it parses
	return d
}

// LeadDays is how many days before its end a sign-in counts as expiring: 1 to 60.
func (s *Settings) LeadDays() int { return s.number(KeyLeadDays) }

// Notify tells whether desktop notifications are shown.
func (s *Settings) Notify() bool { return s.on(KeyNotify) }

// QuietHours is when no notification is shown; its zero value is never.
func (s *Settings) QuietHours() QuietHours {
	text := s.text(KeyQuietHours)
	if text == "" {
		return QuietHours{}
	}
	q, _ := parseQuiet(text) // canonical: it parses
	return q
}

// StartAtLogin tells whether the tray starts when the person logs in.
func (s *Settings) StartAtLogin() bool { return s.on(KeyStartLogin) }

// CatchUp tells whether missed refreshes are asked for once.
func (s *Settings) CatchUp() bool { return s.on(KeyCatchUp) }

// Kinds are the kinds of notice that are shown, as tiles.NoticeKind names them.
func (s *Settings) Kinds() []string { return strings.Fields(s.text(KeyKinds)) }

// SnoozeUntil is when notifications are shown again, in UTC; it may have
// passed, and is zero where nobody asked for quiet.
func (s *Settings) SnoozeUntil() time.Time {
	at, _ := time.Parse(time.RFC3339, s.text(KeySnooze)) // canonical: it parses, or is empty
	return at
}

// Contact is whom to ask about what the policy holds; empty where nobody says.
func (s *Settings) Contact() string { return s.text(KeyContact) }

// Theme is "auto", "light", "dark" or "contrast".
func (s *Settings) Theme() string { return s.text(KeyTheme) }

// Language is "auto" or a language tag.
func (s *Settings) Language() string { return s.text(KeyLanguage) }

// Proxy is empty for the system's proxy, "direct" for none, else an address.
func (s *Settings) Proxy() string { return s.text(KeyProxy) }

// CAFile is the path of a file with further certificates; empty for none.
func (s *Settings) CAFile() string { return s.text(KeyCAFile) }

// History is how long runs and notices are kept: 7 to 3650 days.
func (s *Settings) History() time.Duration {
	return time.Duration(s.number(KeyHistoryDays)) * 24 * time.Hour
}
