package watch

import (
	"cmp"
	"slices"
	"time"

	"mysettings/app/tiles"
)

// The models that the year is about; the others just go on.
const (
	modelOff   = "Model 015" // its schedule is switched off on the first day
	failsAs    = "ModelRefreshFailed_CredentialsNotSpecified"
	personZone = "Europe/Berlin"
)

var modelsFailing = []string{"Model 012", "Model 013", "Model 014"}

// kept is a tile of a model that is kept fresh.
type kept struct {
	model string
	tile  int
	keep  tiles.Keep
}

// yearKeeps are the twelve tiles that the app keeps fresh. The minutes are apart
// from the half hours at which the service refreshes by itself; 02:15 and 02:45
// are times that clocks skip in spring and show twice in autumn.
var yearKeeps = []kept{
	{"Model 001", 0, tiles.Keep{Every: tiles.Hourly, At: 15}},
	{"Model 001", 1, tiles.Keep{Every: tiles.Hourly, At: 15}},
	{"Model 003", 0, tiles.Keep{Every: tiles.Hourly, At: 45}},
	{"Model 005", 0, tiles.Keep{Every: tiles.Hourly, At: 15}},
	{"Model 007", 0, tiles.Keep{Every: tiles.Hourly, At: 45}},
	{"Model 002", 0, tiles.Keep{Every: tiles.Daily, At: 2*60 + 15}},
	{"Model 002", 1, tiles.Keep{Every: tiles.Weekly, At: 2*60 + 15, On: []time.Weekday{time.Sunday}}},
	{"Model 004", 0, tiles.Keep{Every: tiles.Daily, At: 2*60 + 45}},
	{"Model 006", 0, tiles.Keep{Every: tiles.Daily, At: 7*60 + 15}},
	{"Model 008", 0, tiles.Keep{Every: tiles.Daily, At: 23*60 + 45}},
	{"Model 009", 0, tiles.Keep{Every: tiles.Weekly, At: 2*60 + 45, On: []time.Weekday{time.Sunday}}},
	{"Model 011", 0, tiles.Keep{Every: tiles.Weekly, At: 6*60 + 15, On: []time.Weekday{time.Monday, time.Thursday}}},
}

// fewKeeps are for an organisation with three models.
var fewKeeps = []kept{
	{"Model 001", 0, tiles.Keep{Every: tiles.Hourly, At: 15}},
	{"Model 001", 1, tiles.Keep{Every: tiles.Hourly, At: 15}},
	{"Model 002", 0, tiles.Keep{Every: tiles.Daily, At: 2*60 + 15}},
	{"Model 002", 1, tiles.Keep{Every: tiles.Weekly, At: 2*60 + 15, On: []time.Weekday{time.Sunday}}},
	{"Model 003", 0, tiles.Keep{Every: tiles.Daily, At: 2*60 + 45}},
}

// span is a time during which the app can't ask for anything, [from, to).
type span struct{ from, to time.Time }

// happening is something that the script does at a time.
type happening struct {
	at time.Time
	do func()
}

// year is the script, what it does to the life, and what must come of it.
type year struct {
	*life
	start  time.Time
	since  time.Time // of the keeps
	end    time.Time
	keeps  []kept
	script []happening
	down   []span
	want   []wanted
	early  use
	late   use
}

// wanted is a notification that must come up, once, between two times.
type wanted struct {
	what     string
	kinds    []tiles.NoticeKind
	cause    tiles.Cause
	from, to time.Time
	came     bool
}

// back is how soon after an outage what was missed is asked for at the latest:
// a job that failed rests for a quarter of an hour at the most.
const back = 24 * time.Minute

// moment is a time of day, in UTC, on a day of the year. Nothing of the script
// is near a slot of a keep.
func moment(day, hour, minute int) time.Time {
	return time.Date(2026, 3, 20+day, hour, minute, 40, 0, time.UTC)
}

func (y *year) at(t time.Time, do func()) { y.script = append(y.script, happening{t, do}) }

func (y *year) wants(what string, cause tiles.Cause, from time.Time, within time.Duration, kinds ...tiles.NoticeKind) {
	y.want = append(y.want, wanted{what: what, kinds: kinds, cause: cause, from: from, to: from.Add(within)})
}

// few tells that it is only about the days around a change of the clocks.
func (y *year) few() bool { return y.size.days < 14 }

// newYear writes the script of as many days as the size says.
func newYear(l *life) *year {
	y := &year{life: l, start: time.Now(), end: time.Now().Add(time.Duration(l.size.days) * oneDay)}
	known := time.Minute
	if !y.few() {
		known = 4 * time.Hour // a heavy account takes that long to be read without haste
		y.control("schedule", map[string]any{"dataset": modelOff, "enabled": false}, nil)
		y.wants("the schedule that is off", tiles.CauseScheduleOff, y.start, known, tiles.NoticeStopped)
	}
	y.until(y.start.Add(known))
	y.keep()
	if !y.few() {
		y.mute(modelOff)
	}
	switch {
	case y.few():
		y.fewDays()
	case l.size.days < 300:
		y.fortnight()
	default:
		y.wholeYear()
	}
	y.at(y.start.Add(y.end.Sub(y.start)/6), func() { y.early = y.use() })
	slices.SortStableFunc(y.script, func(a, b happening) int { return a.at.Compare(b.at) })
	slices.SortFunc(y.down, func(a, b span) int { return a.from.Compare(b.from) })
	slices.SortStableFunc(y.want, func(a, b wanted) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	return y
}

// mute lets the person want to hear nothing more about a model's tiles: while
// something else is wrong, nobody is told that theirs refresh again.
func (y *year) mute(model string) {
	y.t.Helper()
	if err := y.store.MuteTiles(y.ctx, y.tilesOf(model), true, time.Now()); err != nil {
		y.t.Fatal(err)
	}
}

func (y *year) fewDays() {
	y.noNetwork(moment(8, 9, 5), moment(8, 14, 20))
	y.refused(moment(8, 16, 5), moment(8, 20, 20), 90*oneDay)
	y.asleep(moment(9, 5, 5), moment(9, 11, 20))
}

func (y *year) fortnight() {
	y.noNetwork(moment(1, 10, 5), moment(1, 15, 20))
	y.serviceDown(moment(2, 9, 5), moment(2, 15, 20))
	y.failing(modelsFailing[0], moment(3, 8, 20), moment(4, 14, 20))
	y.throttled(moment(4, 20, 20), moment(4, 22, 20))
	y.refused(moment(5, 8, 5), moment(5, 22, 20), 4*oneDay)
	y.asleep(moment(6, 12, 20), moment(8, 6, 20))
	y.lapsed(moment(5, 22, 20).Add(4*oneDay), moment(10, 10, 20), oneDay)
	y.failing(modelsFailing[1], moment(11, 8, 20), moment(12, 14, 20))
}

func (y *year) wholeYear() {
	for day := 4; day < 345; day += 17 {
		y.noNetwork(moment(day, 5+day%11, 5), moment(day, 11+day%11, 20))
	}
	for day := 7; day < 345; day += 34 {
		y.serviceDown(moment(day, 3+day%13, 5), moment(day, 10+day%13, 20))
	}
	for day := 15; day < 345; day += 34 {
		y.throttled(moment(day, day%20, 20), moment(day, day%20+2, 20))
	}
	for n, day := 0, 10; day < 345; n, day = n+1, day+34 {
		y.failing(modelsFailing[n%len(modelsFailing)], moment(day, 8, 20), moment(day+1, 14, 20))
	}
	const life = 90 * oneDay
	y.refused(moment(61, 8, 5), moment(62, 6, 20), life)
	y.lapsed(moment(62, 6, 20).Add(life), moment(153, 19, 20), 14*oneDay, 7*oneDay, 3*oneDay, oneDay)
	y.asleep(moment(196, 21, 20), moment(203, 21, 20))
}

// keep chooses the tiles that the app is to keep fresh.
func (y *year) keep() {
	y.t.Helper()
	y.since = time.Now()
	off := map[string]bool{}
	y.keeps = yearKeeps
	if y.few() {
		y.keeps = fewKeeps
	}
	for _, k := range y.keeps {
		k.keep.Tile, k.keep.Zone, k.keep.Since = y.tilesOf(k.model)[k.tile], personZone, y.since
		if err := y.Keep(y.ctx, k.keep); err != nil {
			y.t.Fatalf("keeping a tile of %s: %v", k.model, err)
		}
		// Who keeps a tile fresh every hour has no other schedule for it.
		if k.keep.Every == tiles.Hourly && !off[k.model] {
			off[k.model] = true
			y.control("schedule", map[string]any{"dataset": k.model, "enabled": false}, nil)
		}
	}
}

// live plays the script to its end.
func (y *year) live() {
	y.t.Helper()
	for _, h := range y.script {
		y.until(h.at)
		if *yearTrace {
			y.t.Logf("%v: %d passes, %d requests", h.at, y.passes, y.line.count())
		}
		h.do()
	}
	y.until(y.end)
	y.late = y.use()
}

func (y *year) noNetwork(from, to time.Time) {
	y.down = append(y.down, span{from, to})
	y.at(from, func() { y.line.cut(true) })
	y.at(to, func() { y.line.cut(false) })
}

func (y *year) fault(from, to time.Time, fault map[string]any) {
	y.down = append(y.down, span{from, to})
	y.at(from, func() { y.control("fault", fault, nil) })
	y.at(to, func() { y.control("fault/clear", map[string]any{}, nil) })
}

func (y *year) serviceDown(from, to time.Time) {
	y.fault(from, to, map[string]any{"path": "/v1.0/**", "kind": "status", "status": 503})
}

// throttled lets every call be answered with 429 for a while. A call more often
// than once in the ten minutes that the service asks for is one too many.
func (y *year) throttled(from, to time.Time) {
	y.fault(from, to, map[string]any{"path": "/v1.0/**", "kind": "throttle", "seconds": 600})
	calls := 0
	y.at(from, func() { calls = y.line.count() })
	y.at(to, func() {
		pauses := int(to.Sub(from)/(10*time.Minute)) + 1
		if n := y.line.count() - calls; n > pauses*atOnce {
			y.t.Errorf("%d calls in two hours of being throttled; want at most %d at a time after each pause", n, atOnce)
		}
	})
}

// failing lets a model's own refreshes fail from one of its slots on.
func (y *year) failing(model string, from, to time.Time) {
	slot := y.serviceSlot(model, from)
	if !slot.Before(to) {
		y.t.Fatalf("%s has no slot between %v and %v", model, from, to)
	}
	y.at(from, func() {
		y.control("fail", map[string]any{"dataset": model, "code": failsAs, "later": true}, nil)
	})
	y.at(to, func() { y.control("heal", map[string]any{"dataset": model}, nil) })
	// The run, the look after it, and the timer.
	y.wants(model+" fails", tiles.CauseSourceCredentials, slot, 40*time.Minute+y.size.slack, tiles.NoticeFailing, tiles.NoticeStopped)
	y.wants(model+" is well", "", to, 40*time.Minute+y.size.slack, tiles.NoticeRecovered)
}

// refused ends the sign-in at the organisation; the next one is good for life,
// however it is used.
func (y *year) refused(from, to time.Time, life time.Duration) {
	y.down = append(y.down, span{from, to})
	y.at(from, func() { y.control("expire", map[string]any{"person": "ana"}, nil) })
	y.wants("the sign-in is refused", tiles.CauseSignInExpired, from, 70*time.Minute, tiles.NoticeStopped)
	y.at(to, func() {
		y.control("lifetimes", map[string]any{"signin": life.String(), "no_refresh_token": false}, nil)
		y.signIn()
		y.control("lifetimes", map[string]any{"no_refresh_token": true}, nil)
	})
	y.wants("refreshing again after the refusal", "", to, back, tiles.NoticeRecovered)
}

// lapsed is the end of a sign-in at its date, with reminders as long before, and
// the next one, which renews itself.
func (y *year) lapsed(from, to time.Time, leads ...time.Duration) {
	y.down = append(y.down, span{from, to})
	for _, lead := range leads {
		y.wants("reminder "+lead.String()+" before the end", tiles.CauseSignInExpired, from.Add(-lead), y.size.slack+time.Minute, tiles.NoticeExpiring)
	}
	y.wants("the sign-in is over", tiles.CauseSignInExpired, from, y.size.slack+time.Minute, tiles.NoticeStopped)
	y.at(to, func() {
		y.control("lifetimes", map[string]any{"signin": (90 * oneDay).String(), "no_refresh_token": false}, nil)
		y.signIn()
	})
	y.wants("refreshing again after the end", "", to, back, tiles.NoticeRecovered)
}

func (y *year) asleep(from, to time.Time) {
	y.down = append(y.down, span{from, to})
	y.at(from, func() { y.sleep(to) })
}
