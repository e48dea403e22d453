package tiles

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// The pace of looking. Slots lie on half hours and a run may come an hour
// late, so that looking at one feed more often than every quarter of an hour
// tells nothing new.
const (
	inventoryEvery = 6 * time.Hour
	scheduleEvery  = 24 * time.Hour
	deniedEvery    = 6 * time.Hour // permissions come back seldom
	quickEvery     = 15 * time.Minute
	afterSlot      = 10 * time.Minute
	afterSlotPlay  = 2 * time.Minute
	firstFollow    = 15 * time.Second
	followFor      = 6 * time.Hour
	firstBackoff   = time.Minute
	defaultCap     = 250
)

// planner is one call of Plan or NextWake.
type planner struct {
	in   PlanInput
	jobs []Job
	wake time.Time
}

func newPlanner(in PlanInput) *planner {
	if in.Every <= 0 {
		in.Every = defaultEvery
	}
	if in.Cap <= 0 {
		in.Cap = defaultCap
	}
	return &planner{in: in}
}

func (p *planner) run() {
	feeds := make(map[string][]*Feed, len(p.in.Connections))
	for i := range p.in.Feeds {
		f := &p.in.Feeds[i]
		feeds[f.Connection] = append(feeds[f.Connection], f)
	}
	for i := range p.in.Connections {
		c := &p.in.Connections[i]
		if c.Kind == ReportServer {
			p.server(c, ofSource(feeds[c.ID], true))
		} else {
			p.connection(c, ofSource(feeds[c.ID], false))
		}
	}
	slices.SortStableFunc(p.jobs, func(a, b Job) int {
		return cmp.Or(cmp.Compare(urgency(a), urgency(b)), a.Due.Compare(b.Due))
	})
}

// ofSource is the feeds that are subscriptions, or those that are not.
func ofSource(feeds []*Feed, subscriptions bool) []*Feed {
	return slices.DeleteFunc(feeds, func(f *Feed) bool { return (f.Source == SourceSubscription) != subscriptions })
}

// urgency is the place of a job among those that are due. Somebody waits for
// what was asked for: asking and following it to its end come first.
func urgency(j Job) int {
	if j.Reason == ReasonFollow {
		return 0
	}
	return slices.Index([]JobKind{JobAsk, JobProbe, JobStatus, JobInventory, JobPins, JobRuns, JobSchedule}, j.Kind)
}

// sooner moves the next wake to t if that is earlier.
func (p *planner) sooner(t time.Time) {
	if t.After(p.in.Now) && (p.wake.IsZero() || t.Before(p.wake)) {
		p.wake = t
	}
}

// account plans for one connection.
type account struct {
	*planner
	c     *Connection
	s     SignIn
	feeds []*Feed
	pace  pace
	jobs  []Job
}

func (p *planner) connection(c *Connection, feeds []*Feed) {
	a := account{planner: p, c: c, s: JudgeSignIn(*c, p.in.LeadDays, p.in.Now), feeds: feeds}
	paused := a.paused()
	switch {
	case !a.s.Usable():
		for _, f := range feeds {
			a.recordMissed(f)
		}
	case paused.After(p.in.Now):
		p.sooner(paused)
		return
	default:
		a.plan()
	}
	p.jobs = append(p.jobs, a.jobs...)
}

// paused is until when nothing may be asked, zero for no pause. It sees to it
// that the dates of the sign-in are looked at when they come.
func (a *account) paused() time.Time {
	a.sooner(a.c.GoodUntil)
	if from, ok := a.c.expiringFrom(a.in.LeadDays); ok {
		a.sooner(from)
	}
	if a.c.PausedUntil.IsZero() {
		return time.Time{}
	}
	return a.c.PausedUntil.Add(a.spread(a.c.ID, "pause", 30*time.Second))
}

// job lists a job that is due, or wakes when it will be.
func (a *account) job(j Job) {
	if j.Due.After(a.in.Now) {
		a.sooner(j.Due)
		return
	}
	j.Connection = a.c.ID
	a.jobs = append(a.jobs, j)
}

// plan is for an account that may be asked.
func (a *account) plan() {
	a.pace = a.paceFor()
	a.inventory()
	for _, f := range a.feeds {
		h := readHistory(f)
		a.asks(f, &h)
		a.looks(f, &h)
		a.schedules(f, &h)
		a.sooner(f.Verdict.Until)
	}
	a.withinCap()
}

func (a *account) inventory() {
	j := Job{Kind: JobInventory, Due: a.in.Now, Reason: ReasonFirst}
	if at := a.c.InventoryAt; !at.IsZero() && !a.ahead(at) {
		j.Due, j.Reason = at.Add(a.around(a.c.ID, "inventory", inventoryEvery)), ReasonPeriodic
	}
	a.job(j)
}

// ahead reports a time in the future: the clock was set back since, and what
// was done then says nothing about when to do it again.
func (a *account) ahead(t time.Time) bool { return t.After(a.in.Now.Add(clockSlack)) }

// withinCap drops the least urgent jobs that would cost more calls than the
// account has left of this hour. A tenth is left for asks, for following them,
// and for people.
func (a *account) withinCap() {
	spent, frees := a.spent()
	left := a.in.Cap*9/10 - spent
	slices.SortStableFunc(a.jobs, func(x, y Job) int {
		return cmp.Or(cmp.Compare(urgency(x), urgency(y)), x.Due.Compare(y.Due))
	})
	for i, j := range a.jobs {
		cost := 1
		switch {
		case j.Kind == JobInventory:
			cost = a.inventoryCost()
		case (j.Kind == JobAsk || j.Reason == ReasonFollow) && left+a.in.Cap/10 > 0:
			left--
			continue
		}
		if cost > left {
			a.jobs = a.jobs[:i]
			a.sooner(later(frees, a.in.Now.Add(time.Minute)))
			return
		}
		left -= cost
	}
}

// spent is about how many calls the last hour has cost, and when the first of
// them will be an hour ago.
func (a *account) spent() (calls int, frees time.Time) {
	hourAgo := a.in.Now.Add(-time.Hour)
	count := func(t time.Time, cost int) {
		if !t.Before(hourAgo) && !t.After(a.in.Now) {
			calls += cost
			if at := t.Add(time.Hour + time.Second); frees.IsZero() || at.Before(frees) {
				frees = at
			}
		}
	}
	count(a.c.InventoryAt, a.inventoryCost())
	for _, f := range a.feeds {
		// Only the last look is known: how many went before follows from the pace.
		every := a.pace.every
		if notFresh(f) {
			every = a.pace.quick
		}
		count(later(f.LookedAt, f.TriedAt), max(1, int(time.Hour/every)))
		count(f.ScheduleAt, 1)
		for i := range f.Asks {
			if f.Asks[i].Outcome != AskSignIn {
				count(f.Asks[i].At, 1)
			}
		}
	}
	return calls, frees
}

// inventoryCost is about how many calls an inventory costs: two, and for each
// workspace its dashboards, its models and some dashboards' tiles.
func (a *account) inventoryCost() int {
	workspaces := map[string]bool{}
	for _, f := range a.feeds {
		workspaces[f.WorkspaceID] = true
	}
	return min(2+3*len(workspaces), a.in.Cap/2)
}

// pace is how often an account's feeds are looked at.
type pace struct {
	every, quick, denied time.Duration
}

// paceFor is the pace at which all looks together stay within three quarters
// of the cap; the rest is for inventories, asks and what a person asks for.
// Where there are too many feeds, first those that are not fresh are looked at
// less often, down to as seldom as the others, and then all of them.
func (a *account) paceFor() pace {
	p := pace{a.in.Every, min(quickEvery, a.in.Every), deniedEvery}
	var well, ill, denied, fixed float64 // feeds, and calls an hour
	for _, f := range a.feeds {
		if !watchable(f) {
			continue
		}
		switch {
		case f.Access == AccessDenied || f.Access == AccessMissing:
			denied++
		case notFresh(f):
			ill++
		default:
			well++
		}
		if f.Schedule != nil {
			fixed += float64(f.Schedule.DailyCost()) / 24 // a look after each slot
		}
		fixed += (1 + 4*float64(DailyCost(f.Keeps))) / 24 // schedules, asks and their runs
	}
	perHour := func(n float64, d time.Duration) float64 { return n * float64(time.Hour) / float64(d) }
	budget := max(float64(a.in.Cap)*3/4-fixed, float64(a.in.Cap)/4)
	others := perHour(well, p.every) + perHour(denied, p.denied)
	if others+perHour(ill, p.quick) <= budget {
		return p
	}
	p.quick = p.every
	if left := budget - others; left > 0 {
		p.quick = min(p.every, time.Duration(ill*float64(time.Hour)/left))
	}
	if over := (others + perHour(ill, p.quick)) / budget; over > 1 {
		for _, d := range []*time.Duration{&p.every, &p.quick, &p.denied} {
			*d = time.Duration(float64(*d) * over)
		}
	}
	return p
}

// around is d, a tenth more or less, the same each time for the same thing.
func (p *planner) around(id, what string, d time.Duration) time.Duration {
	return d*9/10 + p.spread(id, what, d/5)
}

// spread is between nothing and d, the same each time for the same thing, so
// that many feeds, and many people's computers, do not call at the same time.
func (p *planner) spread(id, what string, d time.Duration) time.Duration {
	h := fnv.New64a()
	var seed [8]byte
	for i := range seed {
		seed[i] = byte(p.in.Seed >> (8 * i))
	}
	h.Write(seed[:])
	h.Write([]byte(strings.Join([]string{what, id}, "\x00")))
	// FNV alone hardly moves the high bits of short names.
	x := h.Sum64()
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	x ^= x >> 33
	return time.Duration(float64(d) * (float64(x>>11) / (1 << 53)))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
