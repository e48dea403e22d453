// Package tiles is the domain: what a tile is, what keeps it fresh, when a
// refresh was due, and what to say about it.
//
// Judging and planning are pure functions of their input and a time: this
// package reads no clock, opens no file and sends no request. It imports
// nothing of ours, and everything else may import it.
package tiles

import "time"

// Tile is something on a dashboard that the signed-in person can see.
type Tile struct {
	// ID is unique in this app and stable across looks: the connection's ID,
	// a slash and the service's own tile id.
	ID string
	// Connection is the ID of the Connection that sees the tile.
	Connection string
	// WorkspaceID is empty for My workspace.
	WorkspaceID string
	// Workspace is the workspace's name, "My workspace" where WorkspaceID is
	// empty. Untrusted text.
	Workspace string
	// DashboardID and Dashboard are the id and the name of the dashboard. The
	// name is untrusted text.
	DashboardID string
	Dashboard   string
	// Title is what the service calls the tile; it may be empty. Untrusted text.
	Title string
	// Kind is what the tile shows, as far as it can be told.
	Kind Kind
	// Feed is the ID of the Feed behind the tile, empty where the service
	// gives no id (text, images, streaming, pins of a report server).
	Feed string
	// OpenURL shows the tile's dashboard in Power BI: https, or empty.
	OpenURL string
	// Verdict is the last judgement saved; zero before the first.
	Verdict Verdict
	// Strip is what became of the last runs, as of the last judgement.
	Strip Strip
	// Muted tells that the person wants to hear nothing about the tile.
	Muted Muted
	// Keep is this app's own schedule for the tile; nil when it is not kept.
	Keep *Keep
	// Report is the path of the report behind a report server's pin, ReportURL
	// shows it in the portal (https, http, or empty); PinnedAs is the tile's id
	// in Power BI, so that both sides can meet. All are empty for other tiles.
	Report    string
	ReportURL string
	PinnedAs  string
	// Gone is when a kept tile was first not found on its dashboard any more;
	// zero while it is there. A tile that is not kept is forgotten instead.
	Gone time.Time
}

// Kind is what a tile shows, as far as the service lets it be told.
type Kind string

// The kinds of tile. A kind that is not listed here is KindUnknown.
const (
	KindImport      Kind = "import"       // a model that loads its data
	KindDirectQuery Kind = "direct_query" // a model that asks its source
	KindLive        Kind = "live"         // a live connection to another model
	KindDirectLake  Kind = "direct_lake"  // a model framed on a lake
	KindPush        Kind = "push"         // rows are pushed in
	KindStreaming   Kind = "streaming"    // data flows past and is not kept
	KindStatic      Kind = "static"       // no ids: text, image, a report server's pin
	KindHidden      Kind = "hidden"       // the model behind it may not be seen
	KindPin         Kind = "pin"          // a report server's pin, seen from the server
	KindUnknown     Kind = "unknown"
)

// Feed is what keeps tiles fresh: a semantic model's refresh, or a report
// server's subscription. Many tiles can share one feed; it is judged once.
type Feed struct {
	// ID is the connection's ID, a slash and the model's id.
	ID         string
	Connection string
	Source     Source
	// ModelID is the service's id of the semantic model.
	ModelID string
	// WorkspaceID is the workspace that holds the model; empty for My
	// workspace or when it is not known.
	WorkspaceID string
	// Name and Owner are untrusted text; Owner is a user name or empty.
	Name  string
	Owner string
	Kind  Kind
	// Access tells whether the run history may be read.
	Access Access
	// Capacity tells what the model runs on, as far as it is known.
	Capacity Capacity
	// Subscription is what a report server tells of a pin; zero for models.
	Subscription Subscription
	// Schedule is the service's own schedule; nil when none is known.
	Schedule *Schedule
	// ScheduleAt is when Schedule was last read; zero for never. ScheduleSince
	// is when it was first read as it is now: what was due before is not known.
	// Only the store sets it; zero means since FirstSeen.
	ScheduleAt    time.Time
	ScheduleSince time.Time
	// Runs are the known runs, newest first.
	Runs []Run
	// LookedAt is when the run history was last read well; zero for never.
	LookedAt time.Time
	// TriedAt is when it was last tried, well or not.
	TriedAt time.Time
	// Misses counts the tries since LookedAt that brought no answer.
	Misses int
	// Trouble is why the last try brought no answer; nil after a good one.
	Trouble *Problem
	// FirstSeen is when the feed was first met; waiting is measured from it.
	FirstSeen time.Time
	// Keeps are this app's own schedules for tiles of this feed, and Asks the
	// refreshes it asked for, newest first.
	Keeps []Keep
	Asks  []Ask
	// Verdict is the last judgement saved; zero before the first.
	Verdict Verdict
}

// Source says what kind of machinery a Feed is.
type Source string

// The sources of a feed.
const (
	SourceModel        Source = "model"
	SourceSubscription Source = "subscription"
)

// Access says whether a feed's run history may be read.
type Access string

// The kinds of access. The empty value means that it was not tried yet.
const (
	AccessUntried Access = ""
	AccessGranted Access = "granted"
	AccessDenied  Access = "denied"  // 401 PowerBINotAuthorizedException, 403
	AccessMissing Access = "missing" // 404: deleted, or hidden by permission
	AccessNone    Access = "none"    // this kind of model keeps no run history
)

// Capacity says what a model runs on: it decides how long a run may take and
// how many a day are granted. The empty value means that it is not known.
type Capacity string

// The kinds of capacity.
const (
	CapacityUnknown   Capacity = ""
	CapacityShared    Capacity = "shared"    // two hours a run, eight runs a day
	CapacityDedicated Capacity = "dedicated" // Premium, Fabric, Premium per user
)
