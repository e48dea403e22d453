package tiles

import "time"

// Verdict is what the app says about a tile: the state, why, what to do, and
// a sentence for people.
type Verdict struct {
	State  State
	Cause  Cause
	Remedy Remedy
	// Since is when the state began, as far as it is known. UTC, like all
	// times here.
	Since time.Time
	// LastGood is the end of the last good run; zero when none is known.
	LastGood time.Time
	// NextDue is when the next run is due; zero when none is planned.
	NextDue time.Time
	// Text is one or two plain sentences, remedy first. It may contain names
	// from the service, cleaned by Clean.
	Text string
	// Code is the service's own error code or text, verbatim, for "Details".
	Code string
	// Owner is whom to ask, where Remedy is RemedyAskOwner and it is known.
	Owner string
	// Until is when the verdict no longer holds without a new look. A reader
	// that finds it passed must show Aged(v, now) instead.
	Until time.Time
}

// State is how a tile is doing.
type State string

// The states of a tile.
const (
	Fresh   State = "fresh"
	Waiting State = "waiting"
	Late    State = "late"
	Failing State = "failing"
	Stopped State = "stopped"
	Unseen  State = "unseen"
)

// States lists every State, worst first.
var States = []State{Stopped, Failing, Late, Waiting, Unseen, Fresh}

// Cause is why a tile is not fresh, or a sign-in not good.
type Cause string

// The causes. The empty value means that nothing is wrong.
const (
	CauseNone              Cause = ""
	CauseSignInExpired     Cause = "sign_in_expired"
	CauseSignedOut         Cause = "signed_out"
	CauseSignInRefused     Cause = "sign_in_refused"
	CauseAdminNeeded       Cause = "admin_needed"
	CauseSourceCredentials Cause = "source_credentials"
	CauseGateway           Cause = "gateway"
	CauseItemMissing       Cause = "item_missing"
	CauseModelError        Cause = "model_error"
	CauseTileDeleted       Cause = "tile_deleted"
	CauseScheduleOff       Cause = "schedule_off"
	CauseSubscriptionOff   Cause = "subscription_off"
	CauseCapacity          Cause = "capacity"
	CauseThrottled         Cause = "throttled"
	CauseServerUnreachable Cause = "server_unreachable"
	CauseServiceDown       Cause = "service_down"
	CauseLate              Cause = "late"
	CauseNoPermission      Cause = "no_permission" // unseen: the history may not be read
	CauseNotWatchable      Cause = "not_watchable" // unseen: static, streaming, no ids
	CauseServerLogin       Cause = "server_login"  // the report server doesn't let this app in
	CauseNotChecked        Cause = "not_checked"   // unseen: the last look is too old
	CauseUnrecognised      Cause = "unrecognised"
)

// Remedy is the one button.
type Remedy string

// The remedies. The empty value means that there is nothing to do.
const (
	RemedyNone       Remedy = ""
	RemedySignIn     Remedy = "sign_in"
	RemedyAskAdmin   Remedy = "ask_admin"
	RemedyAskOwner   Remedy = "ask_owner"
	RemedyOpen       Remedy = "open"
	RemedyWait       Remedy = "wait"
	RemedyRefreshNow Remedy = "refresh_now"
)
