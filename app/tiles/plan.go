package tiles

import "time"

// defaultEvery is how often a feed is looked at where nothing else is said.
const defaultEvery = time.Hour

// JobKind says what a Job is.
type JobKind string

// The kinds of job.
const (
	JobInventory JobKind = "inventory" // list all dashboards, tiles and models
	JobSchedule  JobKind = "schedule"  // read one feed's schedule
	JobRuns      JobKind = "runs"      // read one feed's run history; of a pin, its subscription
	JobAsk       JobKind = "ask"       // ask the service to refresh one feed
	JobPins      JobKind = "pins"      // list a report server's subscriptions, and with them how they are doing
	JobStatus    JobKind = "status"    // ask a report server about the Power BI sign-in that it keeps
	JobProbe     JobKind = "probe"     // find out anew what a report server can do
)

// The reasons of a Job.
const (
	ReasonFirst     = "first"      // never done before
	ReasonPeriodic  = "periodic"   // its time has come round
	ReasonSlot      = "slot"       // a slot of the schedule or of a keep has passed
	ReasonNotFresh  = "not_fresh"  // looked at more often until it is fresh again
	ReasonFollow    = "follow"     // a refresh that was asked for is followed to its end
	ReasonRetry     = "retry"      // the last try brought no answer
	ReasonDoubt     = "doubt"      // the runs contradict the schedule that was read
	ReasonCatchUp   = "catch_up"   // what was missed asleep or signed out
	ReasonSignedOut = "signed_out" // an ask that can only be recorded as AskSignIn
)

// Job is one thing for the watcher to do now.
type Job struct {
	Kind       JobKind
	Connection string
	// Feed is empty for JobInventory, JobPins, JobStatus and JobProbe, which are
	// about the whole connection.
	Feed string
	// Due is when the job fell due; for JobAsk it is the slot that is served,
	// the same for every tile of the model.
	Due time.Time
	// CatchUp marks the one ask for everything that was missed.
	CatchUp bool
	// Reason is one of the Reason constants, for the log.
	Reason string
}

// PlanInput is everything that planning depends on.
type PlanInput struct {
	Now         time.Time
	Connections []Connection
	Feeds       []Feed
	// Every is how often a feed that is well is looked at; zero means an hour.
	Every time.Duration
	// CatchUp allows one ask for the slots missed asleep or signed out.
	CatchUp bool
	// Seed makes this installation's jitter differ from others'.
	Seed uint64
	// LeadDays is as for JudgeSignIn.
	LeadDays int
	// Cap is how many calls an hour one account may cost; zero means 250. Where
	// the feeds are too many for it, all of them are looked at less often.
	Cap int
}

// Plan lists what is to be done at in.Now, the most urgent first: what the
// service is asked to refresh, then the inventory, looks at runs and schedules.
//
// A job is listed until the feed or connection tells that it was done or tried
// (InventoryAt, ScheduleAt, LookedAt, TriedAt with Misses, an Ask for the same
// Due), so the caller saves that before it plans again.
//
// A report server is probed once a day (Server.ProbedAt), asked about its
// sign-in every quarter of an hour where it tells (Server.StatusAt), and lists
// all pins (InventoryAt, and LookedAt of each) once per Every, after slots and
// while a pin is not fresh, never more than once in five minutes. A pin that it
// was asked to refresh is followed by JobRuns; many of them by JobPins. Misses
// and TriedAt of its feeds make the next list wait. While it doesn't let the app
// in nothing is planned but a probe at the Problem's RetryAt, if any: a password
// that is refused again and again may lock the account.
func Plan(in PlanInput) []Job {
	p := newPlanner(in)
	p.run()
	return p.jobs
}

// NextWake is when Plan may have something new, or a saved verdict or a
// sign-in's state may change by time alone: in.Now when a job is due already,
// the zero time when nothing is planned at all.
func NextWake(in PlanInput) time.Time {
	p := newPlanner(in)
	p.run()
	if len(p.jobs) > 0 {
		return in.Now
	}
	return p.wake
}
