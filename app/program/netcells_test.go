package program

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mysettings/app/powerbi"
	"mysettings/app/reportserver"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// call is something that the app asks of the network, and how to have it ask.
type call struct {
	name   string
	target target
	// try has the app make the call while it meets the fault, and says what is
	// wrong with what came of it.
	try func(*world, call, fault) []string
	// most is how long the app may wait before it asks again by itself.
	most time.Duration
}

// followed is the call that follows one refresh.
const followed = "server: one subscription"

func endsIn(suffix string) func(string) bool {
	return func(path string) bool { return strings.HasSuffix(path, suffix) }
}

func calls() []call {
	token := func(grant string) target {
		return target{loginHost, "POST", endsIn("/oauth2/v2.0/token"), map[string]string{"grant_type": grant}}
	}
	api := func(method, suffix string) target { return target{apiHost, method, endsIn(suffix), nil} }
	server := func(suffix string) target { return target{serverHost, "GET", endsIn(suffix), nil} }
	has := func(part string) func(string) bool {
		return func(path string) bool { return strings.Contains(path, part) }
	}
	return []call{
		{"discovery", target{loginHost, "GET", endsIn("/openid-configuration"), nil}, (*world).renewing, time.Hour},
		{"renewal", token("refresh_token"), (*world).renewing, time.Hour},
		{"code", token("authorization_code"), (*world).browsing, 0},
		{"keys", target{loginHost, "GET", endsIn("/keys"), nil}, (*world).browsing, 0},
		{"device code", target{loginHost, "POST", endsIn("/devicecode"), nil}, (*world).typing, 0},
		{"device poll", token("urn:ietf:params:oauth:grant-type:device_code"), (*world).typing, 0},

		{"workspaces", api("GET", "/groups"), (*world).watching, 2 * time.Hour},
		{"dashboards", api("GET", "/dashboards"), (*world).watching, 2 * time.Hour},
		{"tiles", api("GET", "/tiles"), (*world).watching, 2 * time.Hour},
		{"models", api("GET", "/datasets"), (*world).watching, 2 * time.Hour},
		{"schedule", api("GET", "/refreshSchedule"), (*world).watching, time.Hour},
		{"runs", api("GET", "/refreshes"), (*world).watching, time.Hour},
		{"refresh", api("POST", "/refreshes"), (*world).pressing, 0},

		{"server: me", server("/me"), (*world).watching, time.Hour},
		{"server: system", server("/System"), (*world).watching, 27 * time.Hour},
		{"server: metadata", server("/$metadata"), (*world).watching, 27 * time.Hour},
		{"server: sign-in", server("/PowerBIIntegration"), (*world).watching, time.Hour},
		{"server: subscriptions", server("/Subscriptions"), (*world).watching, time.Hour},
		{followed, target{serverHost, "GET", has("/Subscriptions("), nil}, (*world).following, time.Hour},
		{"server: execute", target{serverHost, "POST", has("Execute"), nil}, (*world).pressing, 0},
	}
}

// problems collects what is wrong with a cell.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// before is how things were before a fault.
type before struct {
	at      time.Time
	tiles   map[string]tiles.Verdict
	tokens  map[string]string
	notices []string
	shown   int
}

func (x *world) before() before {
	x.t.Helper()
	b := before{at: x.now(), tiles: map[string]tiles.Verdict{}, tokens: map[string]string{}, notices: x.told(), shown: len(x.screen.shown)}
	for _, t := range x.tiles() {
		b.tiles[t.ID] = t.Verdict
	}
	return b
}

// networkCauses are what tiles and connections may show for the network's sake.
var networkCauses = []tiles.Cause{
	tiles.CauseServerUnreachable, tiles.CauseServiceDown, tiles.CauseThrottled, tiles.CauseNotChecked,
}

// unharmed says what a fault of the network has done that it must not do.
func (x *world) unharmed(b before) problems {
	x.t.Helper()
	var p problems
	ctx := x.t.Context()
	for _, id := range []string{x.power, x.server} {
		c := x.connection(id)
		if s := tiles.JudgeSignIn(c, x.p.Settings.LeadDays(), x.now()); s.State != tiles.SignedIn {
			p.add("%s has become %s (%s)", c.Kind, s.State, s.Cause)
		}
		if !c.EndedAt.IsZero() || c.Problem != nil {
			p.add("%s: ended at %v, problem %+v", c.Kind, c.EndedAt, c.Problem)
		}
		if far := c.PausedUntil.Sub(x.now()); far > 24*time.Hour {
			p.add("%s is paused for %v", c.Kind, far)
		}
	}
	if tok, err := x.p.Store.Token(ctx, x.power); err != nil || tok.Refresh.Empty() {
		p.add("the token is gone: %v", err)
	}
	if _, err := x.p.Store.Password(ctx, x.server); err != nil {
		p.add("the password is gone: %v", err)
	}
	for _, t := range x.tiles() {
		v, was := tiles.Aged(t.Verdict, x.now()), b.tiles[t.ID]
		switch {
		case v.State == was.State:
		case v.State == tiles.Fresh, v.State == tiles.Waiting:
		case v.State == tiles.Unseen && slices.Contains(networkCauses, v.Cause):
		default:
			p.add("tile %q is %s (%s) after %s", t.Title, v.State, v.Cause, was.State)
		}
	}
	if len(x.tiles()) != len(b.tiles) {
		p.add("%d tiles instead of %d", len(x.tiles()), len(b.tiles))
	}
	p = append(p, x.quiet(b)...)
	return p
}

// quiet says whether anything was told since.
func (x *world) quiet(b before) problems {
	var p problems
	if told := x.told(); !slices.Equal(told, b.notices) {
		p.add("told: %q", slices.DeleteFunc(told, func(n string) bool { return slices.Contains(b.notices, n) }))
	}
	if n := len(x.screen.shown); n != b.shown {
		p.add("%d notifications", n-b.shown)
	}
	return p
}

// soon says what is wrong with the time at which the app wants to come back.
func (x *world) soon(next time.Time) problems {
	var p problems
	if wait := next.Sub(x.now()); wait <= 0 || wait > time.Hour {
		p.add("the next pass is due in %v", wait)
	}
	return p
}

// recovers says whether everything is well again soon after the fault is over.
func (x *world) recovers(within time.Duration) problems {
	x.t.Helper()
	var p problems
	x.w.heal()
	healed := x.now()
	for range 200 {
		left := x.unwell(healed)
		if len(left) == 0 {
			return p
		}
		next := x.pass()
		if next.Sub(healed) > within {
			for _, l := range x.unwell(healed) {
				p.add("%v after the fault is over: %s", x.now().Sub(healed), l)
			}
			return p
		}
		time.Sleep(max(next.Sub(x.now()), 0))
	}
	p.add("200 passes, and not well yet")
	return p
}

// unwell is what is not yet as it was.
func (x *world) unwell(since time.Time) problems {
	var p problems
	for _, id := range []string{x.power, x.server} {
		if c := x.connection(id); c.CheckedAt.Before(since) {
			p.add("%s not looked at", c.Kind)
		}
	}
	feeds, err := x.p.Store.Feeds(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	for _, f := range feeds {
		if f.Misses > 0 || f.Trouble != nil {
			p.add("%s: %d misses, %+v", f.Name, f.Misses, f.Trouble)
		}
	}
	for _, t := range x.tiles() {
		if v := tiles.Aged(t.Verdict, x.now()); v.State == tiles.Unseen && slices.Contains(networkCauses, v.Cause) {
			p.add("tile %q is still %s (%s)", t.Title, v.State, v.Cause)
		}
	}
	return p
}

// again says what is wrong with when the app asks next. met is when the fault
// was met so far.
func (x *world) again(a *armed, c call, f fault) problems {
	x.t.Helper()
	var p problems
	asked := len(x.w.hits(a))
	stopped := x.now()
	most := max(c.most, f.most)
	if c.most > 24*time.Hour { // once a day
		time.Sleep(c.most)
		x.settle()
		if len(x.w.hits(a)) == asked {
			p.add("not asked again within %v", most)
		}
		return p
	}
	for x.now().Sub(stopped) < most+time.Minute {
		next := x.pass()
		hits := x.w.hits(a)
		if c.name == followed { // what was asked for is told by the list as well
			for _, s := range x.w.requests() {
				if s.host == c.target.host && s.at.After(stopped) && len(hits) == asked {
					hits = append(hits, s.at)
				}
			}
		}
		if len(hits) > asked {
			if wait := hits[asked].Sub(stopped.Round(0)); wait < max(f.least, 10*time.Second) || wait > most+time.Minute {
				p.add("asked again after %v; want at least %v, at most %v", wait, max(f.least, 10*time.Second), most)
			}
			return p
		}
		if wait := next.Sub(x.now()); wait <= 0 || wait > time.Hour {
			p.add("the next pass is due in %v", wait)
			return p
		}
		time.Sleep(next.Sub(x.now()))
	}
	p.add("not asked again within %v", most)
	return p
}

// passLimit is what one pass may take in which nothing answers: the calls of a
// connection one after the other, three of which are waited for.
const passLimit = 10 * time.Minute

// watching is the resident's day: it finds the fault when everything is due.
func (x *world) watching(c call, f fault) []string {
	time.Sleep(28 * time.Hour)
	return x.passing(c, f)
}

// following is the look at one pin after its refresh was asked for.
func (x *world) following(c call, f fault) []string {
	time.Sleep(28 * time.Hour)
	x.settle()
	id := x.refreshable(serverHost)
	if done, err := x.p.Watcher.RefreshNow(x.t.Context(), []string{id}); err != nil || done[0].Err != nil {
		return []string{fmt.Sprintf("refresh: %+v, %v", done, err)}
	}
	time.Sleep(30 * time.Second)
	return x.passing(c, f)
}

// passing is a pass that meets the fault, and what comes after.
func (x *world) passing(c call, f fault) []string {
	b := x.before()
	a := x.w.arm(f, c.target)
	next := x.pass()
	var p problems
	if took := x.now().Sub(b.at); took > passLimit {
		p.add("a pass took %v", took)
	}
	if len(x.w.hits(a)) == 0 {
		p.add("the call was not made")
	}
	p = append(p, x.unharmed(b)...)
	p = append(p, x.soon(next)...)
	p = append(p, x.again(a, c, f)...)
	p = append(p, x.unharmed(b)...)
	p = append(p, x.recovers(max(c.most, f.most)+time.Minute)...)
	return append(p, x.quiet(b)...)
}

// renewing is a renewal of the token that fails.
func (x *world) renewing(c call, f fault) []string {
	time.Sleep(28 * time.Hour)
	b := x.before()
	a := x.w.arm(f, c.target)
	ctx := x.t.Context()
	_, err := x.p.SignIn.Access(ctx, x.power)
	var p problems
	if took := x.now().Sub(b.at); took > 90*time.Second {
		p.add("took %v", took)
	}
	var e *signin.Error
	switch {
	case !errors.As(err, &e):
		p.add("error %v; want one of signing in", err)
	case e.State != "" || e.Gone() || e.Remedy != tiles.RemedyWait || !slices.Contains(networkCauses, e.Cause):
		p.add("error %v: state %q, cause %q, remedy %q", err, e.State, e.Cause, e.Remedy)
	case !e.RetryAt.IsZero() && (!e.RetryAt.After(b.at) || e.RetryAt.Sub(x.now()) > time.Hour):
		p.add("next try in %v", e.RetryAt.Sub(x.now()))
	case e.Help() == "":
		p.add("no words for %v", err)
	}
	met := len(x.w.hits(a))
	if met == 0 || met > 2 {
		p.add("asked %d times; want once, or twice where it may be a short one", met)
	}
	if _, again := x.p.SignIn.Access(ctx, x.power); again == nil || len(x.w.hits(a)) != met {
		p.add("asked again at once (%v)", again)
	}
	p = append(p, x.unharmed(b)...)
	next := x.pass()
	p = append(p, x.unharmed(b)...)
	p = append(p, x.soon(next)...)
	p = append(p, x.again(a, c, f)...)
	p = append(p, x.recovers(max(c.most, f.most)+time.Minute)...)
	return append(p, x.unharmed(b)...)
}

// failed is for a sign-in that comes to nothing: what there was stays.
func (x *world) failed(c call, f fault, r signin.Request, most time.Duration) []string {
	b := x.before()
	tok, err := x.p.Store.Token(x.t.Context(), x.power)
	if err != nil {
		x.t.Fatal(err)
	}
	a := x.w.arm(f, c.target)
	_, err = x.p.SignIn.SignIn(x.t.Context(), r)
	took := x.now().Sub(b.at)
	var p problems
	var e *signin.Error
	switch {
	case !errors.As(err, &e):
		p.add("error %v; want one of signing in", err)
	case e.State != "" || e.Gone():
		p.add("error %v: state %q", err, e.State)
	case e.Help() == "":
		p.add("no words for %v", err)
	}
	if took > most {
		p.add("took %v; want %v at the most", took, most)
	}
	if len(x.w.hits(a)) == 0 {
		p.add("the call was not made")
	}
	if now, err := x.p.Store.Token(x.t.Context(), x.power); err != nil || !now.Refresh.Equal(tok.Refresh) {
		p.add("another token is kept (%v)", err)
	}
	p = append(p, x.unharmed(b)...)
	x.w.heal()
	time.Sleep(max(f.least, time.Minute) + 61*time.Minute)
	if _, err := x.p.SignIn.Access(x.t.Context(), x.power); err != nil {
		p.add("afterwards the sign-in that there was can't be used: %v", err)
	}
	return append(p, x.quiet(b)...)
}

func (x *world) browsing(c call, f fault) []string {
	return x.failed(c, f, signin.Request{Connection: x.power, Browser: browser{x: x}}, 5*time.Minute)
}

func (x *world) typing(c call, f fault) []string {
	// Ana doesn't type anything: the fault is there while the code is waited for.
	r := signin.Request{DeviceCode: true, Connection: x.power, Progress: func(signin.Progress) {}}
	return x.failed(c, f, r, 16*time.Minute)
}

// refreshable is a tile that the host can be asked to refresh.
func (x *world) refreshable(host string) (id string) {
	of := x.power
	if host == serverHost {
		of = x.server
	}
	for _, t := range x.tiles() {
		if t.Connection == of && t.Feed != "" && t.Verdict.State == tiles.Fresh && (t.Kind == tiles.KindImport || t.Kind == tiles.KindPin) {
			id = t.ID
		}
	}
	return id
}

// pressing is "refresh now" on a tile.
func (x *world) pressing(c call, f fault) []string {
	id := x.refreshable(c.target.host)
	if id == "" {
		return []string{"no tile to refresh"}
	}
	b := x.before()
	a := x.w.arm(f, c.target)
	done, err := x.p.Watcher.RefreshNow(x.t.Context(), []string{id})
	took := x.now().Sub(b.at)
	var p problems
	// An answer without a body has arrived whole where only that breaks off.
	whole := (f.reached || f.whole) && err == nil && len(done) == 1 && done[0].Err == nil && done[0].Ask.Outcome == tiles.AskAccepted
	if !whole && (err != nil || len(done) != 1 || done[0].Err == nil) {
		p.add("refresh: %+v, %v; want an error", done, err)
		return p
	}
	var api *powerbi.Error
	var server *reportserver.Error
	cause := tiles.CauseNone
	switch {
	case whole:
		cause = tiles.CauseNotChecked
	case errors.As(done[0].Err, &api):
		cause = api.Cause
	case errors.As(done[0].Err, &server):
		cause = server.Cause
	}
	// A report server's own web server shows a page, too, to whom it refuses.
	if !slices.Contains(networkCauses, cause) && !(f.refuses && cause == tiles.CauseNoPermission) {
		p.add("refresh: %v: cause %q", done[0].Err, cause)
	}
	if took > 61*time.Second {
		p.add("took %v", took)
	}
	// Asking twice would be two refreshes of the day's eight.
	// A report server knows an action by one of two names; a page instead of an
	// answer may mean that it is the other.
	twice := f.down != "" || c.target.host == serverHost && !f.reached
	if n := len(x.w.hits(a)); n != 1 && !(twice && n == 2) {
		p.add("asked %d times", n)
	}
	p = append(p, x.unharmed(b)...)
	p = append(p, x.soon(x.pass())...)
	p = append(p, x.recovers(max(time.Hour, f.most)+time.Minute)...)
	time.Sleep(24 * time.Hour) // a model has eight refreshes a day
	x.settle()
	return append(p, x.quiet(b)...)
}
