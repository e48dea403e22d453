package settings

import (
	"slices"
	"strings"

	"mysettings/app/language"
)

// Key declares one setting.
type Key struct {
	Name    string
	Type    Type
	Default string
	// About says in one sentence what it does.
	About language.Text
	// Options are the only good values; empty where the type decides.
	Options []string
	// Least and Most bound a Number, or the minutes of a Duration.
	Least, Most int
	// Example is a good value to show beside a refusal.
	Example string
}

// Type says how a setting's text is read.
type Type string

// The types of setting.
const (
	Choice   Type = "choice"   // one of Options
	Switch   Type = "switch"   // "true" or "false"; on, off, yes and no are understood
	Number   Type = "number"   // a whole number
	Duration Type = "duration" // "90m", "1h", "1h30m"
	Span     Type = "span"     // "22:00-07:00" in local time, or empty for none
	Address  Type = "address"  // https://…, or http://… on this computer; or empty
	Proxy    Type = "proxy"    // empty, "direct", or a proxy's address without a password
	File     Type = "file"     // the full path of a readable file with certificates; or empty
	Name     Type = "name"     // an id or a domain: letters, digits, '.', '-', '_'; or empty
	Scopes   Type = "scopes"   // permissions, separated by spaces; or empty
	Language Type = "language" // "auto" or a language tag
	Set      Type = "set"      // some of Options, separated by spaces, at least one
	Moment   Type = "moment"   // a time in RFC 3339, stored in UTC to the second; or empty for none
	Line     Type = "line"     // one line of text; or empty
)

// The names of the settings.
const (
	KeyCloud       = "cloud"
	KeyTenant      = "tenant"
	KeyClientID    = "client_id"
	KeyAuthority   = "authority"
	KeyPowerBIAPI  = "powerbi_api"
	KeyScopes      = "scopes"
	KeyProtection  = "protection"
	KeyCheckEvery  = "check.every"
	KeyLeadDays    = "warn.lead_days"
	KeyNotify      = "notify"
	KeyQuietHours  = "notify.quiet_hours"
	KeyStartLogin  = "start_at_login"
	KeyCatchUp     = "catch_up"
	KeyTheme       = "theme"
	KeyLanguage    = "language"
	KeyProxy       = "proxy"
	KeyCAFile      = "ca_file"
	KeyHistoryDays = "history.days"
	KeyKinds       = "notify.kinds"
	KeySnooze      = "notify.snooze_until"
	KeyContact     = "contact"
)

// kinds are the kinds of notice that a person can do without, all of them the
// default: tiles.NoticeKind, as this package imports nothing of ours.
var kinds = []string{"sign_in", "expiring", "stopped", "failing", "late", "recovered"}

var keys = []Key{
	{Name: KeyCloud, Type: Choice, Default: "public", Options: []string{"public", "gcc", "gcchigh", "dod", "china"},
		About: "Which Microsoft cloud your organisation is in."},
	{Name: KeyTenant, Type: Name, Default: "organizations", Example: "contoso.com",
		About: "Which organisation to sign in to: its domain or its id, or organizations for any."},
	{Name: KeyClientID, Type: Name, Default: "", Example: "00000000-0000-0000-0000-000000000000",
		About: "The application id that your administrator registered for this app."},
	{Name: KeyAuthority, Type: Address, Default: "", Example: "https://login.microsoftonline.com",
		About: "Where to sign in, if it isn't your cloud's own sign-in page."},
	{Name: KeyPowerBIAPI, Type: Address, Default: "", Example: "https://api.powerbi.com",
		About: "Where Power BI answers, if it isn't your cloud's own address."},
	{Name: KeyScopes, Type: Scopes, Default: "", Example: "Dashboard.Read.All Dataset.Read.All",
		About: "Which permissions to ask for when signing in, if not the usual ones."},
	{Name: KeyProtection, Type: Choice, Default: "auto", Options: []string{"auto", "keyring", "file", "memory"},
		About: "Where the key that protects your sign-in is kept."},
	{Name: KeyCheckEvery, Type: Duration, Default: "1h", Least: 1, Most: 24 * 60, Example: "30m",
		About: "How often to look at tiles that are fine."},
	{Name: KeyLeadDays, Type: Number, Default: "14", Least: 1, Most: 60, Example: "14",
		About: "How many days before your sign-in ends the reminders begin."},
	{Name: KeyNotify, Type: Switch, Default: "true",
		About: "Whether to show desktop notifications."},
	{Name: KeyQuietHours, Type: Span, Default: "", Example: "22:00-07:00",
		About: "When no notifications are shown, in your local time."},
	{Name: KeyKinds, Type: Set, Default: strings.Join(kinds, " "), Options: kinds, Example: "sign_in stopped",
		About: "Which kinds of notification to show."},
	{Name: KeySnooze, Type: Moment, Default: "", Example: "2030-01-31T08:00:00Z",
		About: "Until when no notifications are shown."},
	{Name: KeyStartLogin, Type: Switch, Default: "true",
		About: "Whether the app starts watching when you log in to this computer."},
	{Name: KeyCatchUp, Type: Switch, Default: "true",
		About: "Whether refreshes that were missed are asked for once the computer wakes or you sign in again."},
	{Name: KeyTheme, Type: Choice, Default: "auto", Options: []string{"auto", "light", "dark", "contrast"},
		About: "Whether the window is light, dark or in high contrast."},
	{Name: KeyLanguage, Type: Language, Default: "auto", Example: "en",
		About: "Which language the app speaks."},
	{Name: KeyProxy, Type: Proxy, Default: "", Example: "http://proxy.contoso.com:8080",
		About: "Which proxy to use: empty for the system's, direct for none."},
	{Name: KeyCAFile, Type: File, Default: "", Example: "/etc/ssl/contoso.pem",
		About: "A file with further certificates to trust, besides the system's."},
	{Name: KeyHistoryDays, Type: Number, Default: "90", Least: 7, Most: 3650, Example: "90",
		About: "How many days the history of refreshes and notices is kept."},
	{Name: KeyContact, Type: Line, Default: "", Example: "it-help@contoso.com",
		About: "Whom to ask about what your organisation has set."},
}

// Keys lists every setting, in the order in which to show them.
func Keys() []Key { return slices.Clone(keys) }

// Lookup finds a setting by its name.
func Lookup(name string) (Key, bool) {
	for _, k := range keys {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}
