package app

import "mysettings/app/tiles"

// Server is what the page shows of a report server besides its sign-in. Names
// are the server's, untrusted, but cleaned.
type Server struct {
	// Host is the server's name for sentences ("bi.contoso.com"), URL the
	// address of its portal, Page that of the portal's My Settings.
	Host string `json:"host"`
	URL  string `json:"url"`
	Page string `json:"page"`
	// Product is the product's name, Version the server's; both may be empty.
	Product string `json:"product"`
	Version string `json:"version"`
	// Integration is whether it works with Power BI at all; IntegrationText is
	// a sentence on that, with what to do where it doesn't.
	Integration     tiles.Integration `json:"integration"`
	IntegrationText string            `json:"integrationText"`
	// Auth is how this app signs in to the server itself, User the name that
	// was typed for it, empty for the user who is logged in to this computer.
	Auth tiles.Auth `json:"auth"`
	User string     `json:"user"`
	// Account is whom the server's sign-in to Power BI belongs to, where it
	// tells. CanTell is true where the server tells about that sign-in at all,
	// StatusAt when it was last asked.
	Account  string `json:"account"`
	CanTell  bool   `json:"canTell"`
	StatusAt string `json:"statusAt"`
	// LoginTrouble is true while the server doesn't let this app in:
	// EnterServer puts it right.
	LoginTrouble bool `json:"loginTrouble"`
}

// Pin is what the page shows of a report server's pin besides its tile.
type Pin struct {
	// Report is the path of the report, "Finance/IT Spend"; CanOpenReport is
	// true when OpenReport has an address to open.
	Report        string `json:"report"`
	CanOpenReport bool   `json:"canOpenReport"`
	// Place says whether the tile is still on its dashboard, as seen from Power
	// BI, and PlaceText says it in a sentence; both are empty where it can't be
	// told.
	Place     tiles.Place `json:"place"`
	PlaceText string      `json:"placeText"`
	// Paused is true while the pin's subscription is switched off. The next
	// three tell what can be done to it: deleting is for a pin that is no longer
	// of use.
	Paused    bool `json:"paused"`
	CanPause  bool `json:"canPause"`
	CanResume bool `json:"canResume"`
	CanDelete bool `json:"canDelete"`
	// ScheduleText is the server's own description of the schedule, in its
	// language.
	ScheduleText string `json:"scheduleText"`
}

// ServerForm is what the person typed to add a report server. The password is
// on its way to the store only: nothing gives it back.
type ServerForm struct {
	// Address is any address of the server, as people paste them.
	Address string `json:"address"`
	// Auth is how to sign in to it, empty for the usual way.
	Auth tiles.Auth `json:"auth"`
	// User and Password are empty for the user who is logged in to this
	// computer.
	User     string `json:"user"`
	Password string `json:"password"`
	// PlainHTTP is true when the person agreed to a server without https.
	PlainHTTP bool `json:"plainHttp"`
}

// ServerAnswer is what became of adding a report server: the connection, or a
// question to the person, after which AddServer is called again. Both are empty
// when the person cancelled it.
type ServerAnswer struct {
	// Connection is the ID of the connection that was added.
	Connection string         `json:"connection"`
	Question   ServerQuestion `json:"question"`
	// Text is a sentence on why it asks; what was added can do, else.
	Text string `json:"text"`
	// Auth is, for QuestionLogin, how to sign in with the name and password
	// that are asked for.
	Auth tiles.Auth `json:"auth"`
	// Address is the server's address that was found, or asked about.
	Address string `json:"address"`
}

// ServerQuestion is something that only the person can decide while a report
// server is added.
type ServerQuestion string

// The questions.
const (
	QuestionNone ServerQuestion = ""
	// QuestionPlainHTTP: is a server without https fine? Then with PlainHTTP.
	QuestionPlainHTTP ServerQuestion = "plain_http"
	// QuestionLogin: as whom? Then with Auth of the answer, User and Password.
	QuestionLogin ServerQuestion = "login"
)

// SignedIn is what became of signing in.
type SignedIn struct {
	// Connection is the ID of the connection, empty when the person cancelled.
	Connection string `json:"connection"`
	// Confirmed is false where a report server's page was opened and nothing
	// tells whether the person signed in there.
	Confirmed bool `json:"confirmed"`
	// Text says it in a sentence or two, for a report server; empty else.
	Text string `json:"text"`
}
