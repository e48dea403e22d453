package app

import "mysettings/app/tiles"

// Snapshot is everything that the page shows, as of one moment. Times are
// RFC 3339 in UTC, empty where there is none. It never holds a secret.
type Snapshot struct {
	At string `json:"at"`
	// Until is when time alone would change something here: the page asks
	// again then. Empty when nothing is foreseen.
	Until       string       `json:"until"`
	Health      tiles.Health `json:"health"`
	CheckedAt   string       `json:"checkedAt"`
	Checking    bool         `json:"checking"`
	Sandbox     bool         `json:"sandbox"`
	Connections []Connection `json:"connections"`
	Attention   []Attention  `json:"attention"`
	Counts      Counts       `json:"counts"`
	Tiles       []Tile       `json:"tiles"`
	Notices     []Notice     `json:"notices"`
	// NewNotices counts the notices that the person has not seen yet.
	NewNotices int        `json:"newNotices"`
	Settings   []Setting  `json:"settings"`
	Warnings   []Warning  `json:"warnings"`
	Signing    *SigningIn `json:"signing,omitempty"`
	// Zone is the IANA name of the person's time zone.
	Zone string `json:"zone"`
	// NeedsClientID is true while nobody has said with which application id
	// the app signs in: signing in can't work before.
	NeedsClientID bool `json:"needsClientId"`
	// FirstRun is there while the first run takes the place of My Settings.
	FirstRun *FirstRun `json:"firstRun,omitempty"`
	// Language is the tag of the language of everything here, such as "de".
	Language string `json:"language"`
}

// Connection is one sign-in, as the page shows it.
type Connection struct {
	ID       string               `json:"id"`
	Kind     tiles.ConnectionKind `json:"kind"`
	Name     string               `json:"name"`
	Person   string               `json:"person"`
	Initials string               `json:"initials"`
	// Organisation is the domain of the user name, or the tenant's id.
	Organisation string            `json:"organisation"`
	Tenant       string            `json:"tenant"`
	Cloud        string            `json:"cloud"`
	State        tiles.SignInState `json:"state"`
	SignedInAt   string            `json:"signedInAt"`
	RenewedAt    string            `json:"renewedAt"`
	GoodUntil    string            `json:"goodUntil"`
	EndedAt      string            `json:"endedAt"`
	CheckedAt    string            `json:"checkedAt"`
	// Estimate is true when the service did not say until when.
	Estimate bool `json:"estimate"`
	// DaysLeft are days until GoodUntil, to the nearest; PercentLeft is the same as a
	// share of the sign-in's whole life. Both are 0 once it is over.
	DaysLeft    int `json:"daysLeft"`
	PercentLeft int `json:"percentLeft"`
	// Protection is "keyring", "file" or "memory".
	Protection string   `json:"protection"`
	Problem    *Problem `json:"problem,omitempty"`
	// PausedUntil is when the service lets the app ask again, while that is
	// still to come.
	PausedUntil string `json:"pausedUntil"`
	// MayRefresh is true when the permission to ask for refreshes was given.
	MayRefresh bool `json:"mayRefresh"`
	// Server is there for a report server only.
	Server *Server `json:"server,omitempty"`
}

// Problem is what is wrong with a sign-in.
type Problem struct {
	Cause         tiles.Cause  `json:"cause"`
	Remedy        tiles.Remedy `json:"remedy"`
	Text          string       `json:"text"`
	Code          string       `json:"code"`
	CorrelationID string       `json:"correlationId"`
}

// Attention is one thing for the person to do: one per cause and connection.
type Attention struct {
	// ID is stable while the thing lasts; CopyDetails takes it.
	ID         string       `json:"id"`
	Connection string       `json:"connection"`
	Cause      tiles.Cause  `json:"cause"`
	Remedy     tiles.Remedy `json:"remedy"`
	Tiles      []string     `json:"tiles"`
	Names      []string     `json:"names"`
	Since      string       `json:"since"`
	// Headline says what has come to pass: how many tiles, where, and why. It is
	// empty where no tile is concerned. Text then says what to do.
	Headline string `json:"headline"`
	Text     string `json:"text"`
	Code     string `json:"code"`
}

// Counts are the tiles by state.
type Counts struct {
	Total   int `json:"total"`
	Fresh   int `json:"fresh"`
	Waiting int `json:"waiting"`
	Late    int `json:"late"`
	Failing int `json:"failing"`
	Stopped int `json:"stopped"`
	Unseen  int `json:"unseen"`
	// Muted counts the tiles that are muted: they are in none of the states.
	Muted int `json:"muted"`
	// Kept counts the tiles that this app keeps fresh.
	Kept int `json:"kept"`
	// Askable counts the tiles that are Askable.
	Askable int `json:"askable"`
}

// Tile is one tile with its verdict. Names are untrusted, but cleaned.
type Tile struct {
	ID          string       `json:"id"`
	Connection  string       `json:"connection"`
	Workspace   string       `json:"workspace"`
	DashboardID string       `json:"dashboardId"`
	Dashboard   string       `json:"dashboard"`
	Title       string       `json:"title"`
	Kind        tiles.Kind   `json:"kind"`
	State       tiles.State  `json:"state"`
	Cause       tiles.Cause  `json:"cause"`
	Remedy      tiles.Remedy `json:"remedy"`
	Text        string       `json:"text"`
	Code        string       `json:"code"`
	Owner       string       `json:"owner"`
	Since       string       `json:"since"`
	LastGood    string       `json:"lastGood"`
	NextDue     string       `json:"nextDue"`
	Kept        *Kept        `json:"kept,omitempty"`
	// Strip is what became of the last runs, a letter each; see TileRun.
	Strip tiles.Strip `json:"strip"`
	// Muted is empty, "tile", or "dashboard" for all tiles of it.
	Muted tiles.Muted `json:"muted"`
	// CanOpen is true when OpenTile has an address to open; CanRefresh when
	// asking for a refresh may work at all; Askable when it may work now, and
	// is worth it: the tile isn't fresh, and not muted.
	CanOpen    bool `json:"canOpen"`
	CanRefresh bool `json:"canRefresh"`
	Askable    bool `json:"askable"`
	// Pin is there for a report server's pin only.
	Pin *Pin `json:"pin,omitempty"`
}

// Kept is this app's own schedule for a tile.
type Kept struct {
	Every tiles.Every `json:"every"`
	// At is "07:00" in the person's zone; On are days as "mon".
	At   string   `json:"at"`
	On   []string `json:"on"`
	Zone string   `json:"zone"`
	Next string   `json:"next"`
	// Model is the Feed of its KeptModel.
	Model string `json:"model"`
}

// Notice is something the person was told.
type Notice struct {
	ID         string           `json:"id"`
	At         string           `json:"at"`
	Kind       tiles.NoticeKind `json:"kind"`
	Connection string           `json:"connection"`
	Cause      tiles.Cause      `json:"cause"`
	Remedy     tiles.Remedy     `json:"remedy"`
	Title      string           `json:"title"`
	Text       string           `json:"text"`
	Tiles      []string         `json:"tiles"`
	// Shown is false when no desktop notification could be shown.
	Shown   bool   `json:"shown"`
	EndedAt string `json:"endedAt"`
	Seen    bool   `json:"seen"`
}

// Setting is one setting that the page can show.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	// Source is "policy", "user" or "default"; Locked is true for the first.
	Source string `json:"source"`
	Locked bool   `json:"locked"`
}

// Warning is something about the data folder that the person must know. It
// goes away when it is acknowledged.
type Warning struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// SigningIn is a sign-in that is under way. The address of the sign-in page is
// not part of it.
type SigningIn struct {
	// Connection is the ID of the connection that is signed in to again, empty
	// for a new one.
	Connection string       `json:"connection"`
	Stage      SigningStage `json:"stage"`
	// Permission is true when it is about the further permission to refresh
	// tiles, and not about who the person is.
	Permission bool `json:"permission"`
	// CanOpenAgain is true once there is a page to open again.
	CanOpenAgain bool `json:"canOpenAgain"`
	// Until is when the wait ends by itself.
	Until string `json:"until"`
	// Server is true when it is on a report server's page, and not this app's
	// own sign-in; NoBrowser when no browser could be opened for that page: its
	// address is the Page of the connection's Server.
	Server    bool `json:"server"`
	NoBrowser bool `json:"noBrowser"`
}

// SigningStage is how far a sign-in has come.
type SigningStage string

// The stages of a sign-in.
const (
	StageStarting SigningStage = "starting"
	StageWaiting  SigningStage = "waiting" // for the person, in the browser
	StageSaving   SigningStage = "saving"
	// On a report server:
	StageOpening SigningStage = "opening" // its page is handed to the browser
	StageRunning SigningStage = "running" // signed in; the pins that had stopped are run
)

// RefreshResult is what became of one tile's refresh.
type RefreshResult struct {
	Tile string `json:"tile"`
	// Accepted is true when a run is under way because of it, or was already.
	Accepted bool             `json:"accepted"`
	Outcome  tiles.AskOutcome `json:"outcome"`
	// Text is what the service answered, or why it wasn't asked.
	Text string `json:"text"`
}

// KeepChoice is what the person chose in the Keep fresh dialog.
type KeepChoice struct {
	Every tiles.Every `json:"every"`
	// At is a time of day, "07:00"; for hourly only the minutes count.
	At string `json:"at"`
	// On are days as "mon", for weekly only.
	On []string `json:"on"`
}

// KeepPreview says what a choice would mean.
type KeepPreview struct {
	// Next is when the first refresh would be asked for.
	Next string `json:"next"`
	// PerDay is how many refreshes a day this app would ask for at most, over
	// all tiles of the same model; OwnPerDay is how many the model's own
	// schedule takes. Quota is how many a day the service grants the model,
	// 0 for no limit, the least that any grants where QuotaKnown is false.
	PerDay     int  `json:"perDay"`
	OwnPerDay  int  `json:"ownPerDay"`
	Quota      int  `json:"quota"`
	QuotaKnown bool `json:"quotaKnown"`
	OverQuota  bool `json:"overQuota"`
	// SameModel counts the other tiles that become fresh by it, too.
	SameModel int `json:"sameModel"`
}

// SignedOut is what signing out did not undo, one sentence each.
type SignedOut struct {
	Undone []string `json:"undone"`
}
