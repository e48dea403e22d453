package tiles

import "time"

// Notice is something the person was told.
type Notice struct {
	ID   string
	At   time.Time
	Kind NoticeKind
	// Key is what the notice is about, so that the same thing is told once:
	// "stopped/<connection>/<cause>", "expiring/<connection>/<days>".
	Key        string
	Connection string
	Cause      Cause
	Remedy     Remedy
	Title      string
	Text       string
	// Tiles are Tile.IDs.
	Tiles []string
	// ShownAt is when a notification server took it; zero when none did.
	ShownAt time.Time
	// EndedAt is when what it tells was over, and it was withdrawn.
	EndedAt time.Time
	// SeenAt is when the person opened or answered it.
	SeenAt time.Time
}

// NoticeKind is what kind of thing a Notice tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeStopped   NoticeKind = "stopped"   // tiles that nothing refreshes any more
	NoticeFailing   NoticeKind = "failing"   // tiles whose last run failed
	NoticeLate      NoticeKind = "late"      // tiles whose run is overdue
	NoticeExpiring  NoticeKind = "expiring"  // the sign-in ends soon
	NoticeSignIn    NoticeKind = "sign_in"   // the sign-in ended, no tile of ours hangs on it
	NoticeRecovered NoticeKind = "recovered" // "Your tiles are refreshing again"
)
