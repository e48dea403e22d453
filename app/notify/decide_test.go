package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// good is a connection with nothing wrong.
func good(id string) tiles.Connection {
	return tiles.Connection{
		ID: id, Kind: tiles.PowerBI, Name: id + "@contoso.com",
		SignedInAt: noon.Add(-day), RenewedAt: noon.Add(-time.Hour), GoodUntil: noon.Add(89 * day),
	}
}

func ended(c tiles.Connection, cause tiles.Cause, at time.Time) tiles.Connection {
	c.EndedAt = at
	c.Problem = &tiles.Problem{Cause: cause, Remedy: tiles.RemedySignIn}
	return c
}

func tile(id string, s tiles.State, cause tiles.Cause) tiles.Tile {
	return tiles.Tile{
		ID: "a/" + id, Connection: "a", Title: id, Dashboard: "Sales board",
		Verdict: tiles.Verdict{State: s, Cause: cause, Since: noon.Add(-time.Minute)},
	}
}

// attention is what tiles.Attend makes, as far as Decide reads it.
func attention(cause tiles.Cause, ts ...tiles.Tile) tiles.Attention {
	a := tiles.Attention{Connection: "a", Cause: cause, Remedy: tiles.RemedyFor(cause), Since: noon.Add(-time.Minute)}
	for _, t := range ts {
		a.Tiles = append(a.Tiles, t.ID)
	}
	return a
}

// input puts tiles in trouble into an Input, each cause one attention.
func input(ts ...tiles.Tile) Input {
	in := Input{Now: noon, Zone: time.UTC, LeadDays: 14, Enabled: true, Connections: []tiles.Connection{good("a")}, Tiles: ts}
	var causes []tiles.Cause
	for _, t := range ts {
		if t.Verdict.State != tiles.Fresh && !slices.Contains(causes, t.Verdict.Cause) {
			causes = append(causes, t.Verdict.Cause)
		}
	}
	for _, c := range causes {
		var hit []tiles.Tile
		for _, t := range ts {
			if t.Verdict.Cause == c && t.Verdict.State != tiles.Fresh {
				hit = append(hit, t)
			}
		}
		in.Attention = append(in.Attention, attention(c, hit...))
	}
	return in
}

func TestFirstTelling(t *testing.T) {
	t.Parallel()
	gateway := tile("Sales", tiles.Failing, tiles.CauseGateway)
	lost := func(ts ...tiles.Tile) Input {
		in := input(ts...)
		in.Connections[0] = ended(in.Connections[0], tiles.CauseSignInExpired, noon)
		if len(ts) == 0 {
			in.Attention = []tiles.Attention{attention(tiles.CauseSignInExpired)}
		}
		return in
	}
	for _, c := range []struct {
		name        string
		in          Input
		kind        tiles.NoticeKind // "" for nothing
		title, text string
		action      Action
	}{
		{name: "all well", in: input(tile("Sales", tiles.Fresh, ""))},
		{
			name: "sign-in gone, a kept tile", in: lost(tile("Sales", tiles.Stopped, tiles.CauseSignInExpired)),
			kind: tiles.NoticeStopped, title: titleStopped, action: Show,
			text: "Sign in again to refresh the tile “Sales”. Your Power BI sign-in has ended.",
		},
		{
			name: "sign-in gone, only unseen tiles", in: lost(tile("Sales", tiles.Unseen, tiles.CauseSignInExpired)),
			kind: tiles.NoticeSignIn, title: titleEnded, action: Show,
			text: "Sign in again. Until then this app can't see whether your tiles refresh.",
		},
		{
			name: "sign-in gone, no tiles", in: lost(),
			kind: tiles.NoticeSignIn, title: titleEnded, action: Show,
			text: "Sign in again. Until then this app can't see whether your tiles refresh.",
		},
		{
			name: "an expiring sign-in is no trouble",
			in: func() Input {
				in := input()
				in.Attention = []tiles.Attention{attention(tiles.CauseSignInExpired)}
				return in
			}(),
		},
		{
			name: "signed out by hand",
			in: func() Input {
				in := input(tile("Sales", tiles.Stopped, tiles.CauseSignedOut))
				in.Connections[0].SignedOut = true
				return in
			}(),
		},
		{
			name: "five tiles", in: input(tile("A", tiles.Failing, tiles.CauseModelError), tile("B", tiles.Failing, tiles.CauseModelError),
				tile("C", tiles.Failing, tiles.CauseModelError), tile("D", tiles.Failing, tiles.CauseModelError), tile("E", tiles.Failing, tiles.CauseModelError)),
			kind: tiles.NoticeFailing, title: titleStopped, action: Show,
			text: "Ask the owner to look at the data behind 5 tiles: “A”, “B”, “C” and 2 more. The last refresh failed.",
		},
		{
			name: "late", in: input(tile("A", tiles.Late, tiles.CauseLate), tile("B", tiles.Late, tiles.CauseLate)),
			kind: tiles.NoticeLate, title: titleLate, action: Show,
			text: "Refresh 2 tiles: “A” and “B” now. A refresh was due and hasn't happened.",
		},
		{name: "throttled", in: input(tile("A", tiles.Late, tiles.CauseThrottled))},
		{name: "unreachable", in: input(tile("A", tiles.Late, tiles.CauseServerUnreachable))},
		{name: "busy capacity, a minute ago", in: input(tile("A", tiles.Failing, tiles.CauseCapacity))},
		{
			name: "busy capacity, an hour ago",
			in: func() Input {
				in := input(tile("A", tiles.Failing, tiles.CauseCapacity))
				in.Attention[0].Since = noon.Add(-time.Hour)
				return in
			}(),
			kind: tiles.NoticeFailing, title: titleStopped, action: Show,
			text: "You needn't do anything about the tile “A” yet. Power BI was too busy and will try again.",
		},
		{name: "a minute after waking", in: with(input(gateway), func(in *Input) { in.WokeAt = noon.Add(-time.Minute) })},
		{
			name: "two minutes after waking", in: with(input(gateway), func(in *Input) { in.WokeAt = noon.Add(-settle) }),
			kind: tiles.NoticeFailing, title: titleStopped, action: Show,
			text: "Ask the owner to check the data gateway for the tile “Sales”. Power BI can't reach the data.",
		},
		{
			name: "quiet hours", in: with(input(gateway), func(in *Input) { in.Quiet = true }),
			kind: tiles.NoticeFailing, title: titleStopped, action: Keep,
			text: "Ask the owner to check the data gateway for the tile “Sales”. Power BI can't reach the data.",
		},
		{
			name: "switched off", in: with(input(gateway), func(in *Input) { in.Enabled = false }),
			kind: tiles.NoticeFailing, title: titleStopped, action: Keep,
			text: "Ask the owner to check the data gateway for the tile “Sales”. Power BI can't reach the data.",
		},
		{
			name: "two accounts", in: with(input(gateway), func(in *Input) { in.Connections = append(in.Connections, good("b")) }),
			kind: tiles.NoticeFailing, title: titleStopped, action: Show,
			text: "Ask the owner to check the data gateway for the tile “Sales”. Power BI can't reach the data. (a@contoso.com)",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := Decide(c.in)
			if c.kind == "" {
				if len(got) != 0 {
					t.Fatalf("Decide = %+v; want nothing", got)
				}
				return
			}
			if len(got) != 1 {
				t.Fatalf("Decide = %+v; want one notice", got)
			}
			n := got[0]
			if n.Kind != c.kind || n.Title != c.title || n.Text != c.text {
				t.Errorf("notice = %s %q\n %q; want %s %q\n %q", n.Kind, n.Title, n.Text, c.kind, c.title, c.text)
			}
			if a := c.in.Act(n); a != c.action {
				t.Errorf("Act = %s; want %s", a, c.action)
			}
			if n.ID == "" || !n.At.Equal(noon) || n.Connection != "a" {
				t.Errorf("notice = %+v; want an ID, now, and the connection", n)
			}
			// The same again changes nothing.
			c.in.Open = got
			if more := Decide(c.in); len(more) != 0 {
				t.Errorf("Decide again = %+v; want nothing", more)
			}
		})
	}
}

func with(in Input, change func(*Input)) Input {
	change(&in)
	return in
}

// told runs Decide and a screen that shows everything, and keeps the list.
type told struct {
	t      *testing.T
	list   []tiles.Notice
	screen recorder
}

func (o *told) step(in Input) []tiles.Notice {
	o.t.Helper()
	in.Open = slices.Clone(o.list)
	changes := Decide(in)
	o.save(changes)
	shown, err := Deliver(context.Background(), &o.screen, in, changes)
	if err != nil {
		o.t.Fatal(err)
	}
	o.save(shown)
	in.Open = o.list
	if more := Decide(in); len(more) != 0 {
		o.t.Fatalf("Decide again at the same time = %+v; want nothing", more)
	}
	return changes
}

func (o *told) save(ns []tiles.Notice) {
	for _, n := range ns {
		if i := slices.IndexFunc(o.list, func(x tiles.Notice) bool { return x.ID == n.ID }); i >= 0 {
			o.list[i] = n
		} else {
			o.list = append(o.list, n)
		}
	}
}

// recorder is a Notifier that remembers.
type recorder struct {
	none
	calls []string // "show ID"
	on    map[string]string
	title map[string]string
}

func (r *recorder) Show(_ context.Context, n tiles.Notice) error {
	r.put("show", n)
	return nil
}

func (r *recorder) Update(_ context.Context, n tiles.Notice) error {
	if r.on[n.ID] != "" {
		r.put("update", n)
	}
	return nil
}

func (r *recorder) put(what string, n tiles.Notice) {
	if r.on == nil {
		r.on, r.title = map[string]string{}, map[string]string{}
	}
	r.on[n.ID], r.title[n.ID] = n.Text, n.Title
	r.calls = append(r.calls, what+" "+n.Title)
}

func (r *recorder) Withdraw(_ context.Context, id string) error {
	if r.on[id] != "" {
		r.calls = append(r.calls, "withdraw "+r.title[id])
	}
	delete(r.on, id)
	return nil
}

// take returns the calls since the last take.
func (r *recorder) take() string {
	out := strings.Join(r.calls, "; ")
	r.calls = nil
	return out
}

func TestOutageFromBeginToEnd(t *testing.T) {
	t.Parallel()
	fresh := []tiles.Tile{tile("A", tiles.Fresh, ""), tile("B", tiles.Fresh, ""), tile("C", tiles.Fresh, "")}
	broken := func(at time.Time, ids ...string) Input {
		ts := slices.Clone(fresh)
		for i := range ts {
			if slices.Contains(ids, ts[i].Title) {
				ts[i] = tile(ts[i].Title, tiles.Failing, tiles.CauseGateway)
			}
		}
		return with(input(ts...), func(in *Input) { in.Now = at })
	}
	type step struct {
		after time.Duration
		what  string
		in    func(time.Time) Input
		want  string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"told, unchanged, over", []step{
			{0, "fails", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
			{time.Hour, "still", func(at time.Time) Input { return broken(at, "A") }, ""},
			{50 * time.Hour, "still", func(at time.Time) Input { return broken(at, "A") }, ""},
			{51 * time.Hour, "over", func(at time.Time) Input { return broken(at) }, "withdraw " + titleStopped + "; show " + titleRecovered},
			{52 * time.Hour, "well", func(at time.Time) Input { return broken(at) }, ""},
			{80 * time.Hour, "good news gets old", func(at time.Time) Input { return broken(at) }, "withdraw " + titleRecovered},
		}},
		{"grows and shrinks", []step{
			{0, "fails", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
			{time.Hour, "one more", func(at time.Time) Input { return broken(at, "A", "B") }, "update " + titleStopped},
			{25 * time.Hour, "one more, a day later", func(at time.Time) Input { return broken(at, "A", "B", "C") }, "show " + titleStopped},
			{60 * time.Hour, "one less", func(at time.Time) Input { return broken(at, "A", "B") }, "update " + titleStopped},
			{61 * time.Hour, "over", func(at time.Time) Input { return broken(at) }, "withdraw " + titleStopped + "; show " + titleRecovered},
		}},
		{"every other hour", []step{
			{0, "fails", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
			{1 * time.Hour, "over", func(at time.Time) Input { return broken(at) }, "withdraw " + titleStopped + "; show " + titleRecovered},
			{2 * time.Hour, "again", func(at time.Time) Input { return broken(at, "A") }, "withdraw " + titleRecovered},
			{3 * time.Hour, "over again", func(at time.Time) Input { return broken(at) }, ""},
			{4 * time.Hour, "and again", func(at time.Time) Input { return broken(at, "A") }, ""},
			{25 * time.Hour, "which lasts", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
		}},
		{"not seen for a while", []step{
			{0, "fails", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
			{3 * time.Hour, "no look for hours", func(at time.Time) Input {
				return with(input(tile("A", tiles.Unseen, tiles.CauseNotChecked)), func(in *Input) { in.Now, in.Attention = at, nil })
			}, ""},
			{4 * time.Hour, "still broken", func(at time.Time) Input { return broken(at, "A") }, ""},
		}},
		{"quiet hours", []step{
			{0, "fails", func(at time.Time) Input {
				return with(broken(at, "A"), func(in *Input) { in.Quiet = true })
			}, ""},
			{time.Hour, "morning", func(at time.Time) Input { return broken(at, "A") }, "show " + titleStopped},
		}},
		{"over before anybody knew", []step{
			{0, "fails", func(at time.Time) Input {
				return with(broken(at, "A"), func(in *Input) { in.Quiet = true })
			}, ""},
			{time.Hour, "over", func(at time.Time) Input { return broken(at) }, ""},
		}},
		{"the window is in front", []step{
			{0, "fails", func(at time.Time) Input {
				return with(broken(at, "A"), func(in *Input) { in.WindowInFront = true })
			}, ""},
			{time.Hour, "window closed", func(at time.Time) Input { return broken(at, "A") }, ""},
			{2 * time.Hour, "over", func(at time.Time) Input { return broken(at) }, "show " + titleRecovered},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := told{t: t}
			for _, s := range c.steps {
				o.step(s.in(noon.Add(s.after)))
				if got := o.screen.take(); got != s.want {
					t.Fatalf("%s: %s; want %s", s.what, got, s.want)
				}
			}
		})
	}
}

// Signing in again puts an end to the notice at once; that the tiles refresh
// again is told when they do.
func TestSignInLostAndBack(t *testing.T) {
	t.Parallel()
	o := told{t: t}
	lost := input(tile("A", tiles.Stopped, tiles.CauseSignInExpired))
	lost.Connections[0] = ended(lost.Connections[0], tiles.CauseSignInExpired, noon)
	o.step(lost)
	if got, want := o.screen.take(), "show "+titleStopped; got != want {
		t.Fatalf("lost: %s; want %s", got, want)
	}
	// Refused instead of expired is the same trouble.
	refused := input(tile("A", tiles.Stopped, tiles.CauseSignInRefused))
	refused.Now = noon.Add(time.Minute)
	refused.Connections[0] = ended(refused.Connections[0], tiles.CauseSignInRefused, noon)
	o.step(refused)
	if got, want := o.screen.take(), "update "+titleStopped; got != want {
		t.Fatalf("refused: %s; want %s", got, want)
	}
	back := input(tile("A", tiles.Late, tiles.CauseThrottled))
	back.Now = noon.Add(5 * time.Minute)
	o.step(back)
	if got, want := o.screen.take(), "withdraw "+titleStopped; got != want {
		t.Fatalf("signed in: %s; want %s", got, want)
	}
	well := input(tile("A", tiles.Fresh, ""))
	well.Now = noon.Add(10 * time.Minute)
	o.step(well)
	if got, want := o.screen.take(), "show "+titleRecovered; got != want {
		t.Fatalf("caught up: %s; want %s", got, want)
	}
	// Lost once more on the same day: it does not come back by itself, so it
	// is told again.
	lost.Now = noon.Add(time.Hour)
	o.step(lost)
	if got, want := o.screen.take(), "withdraw "+titleRecovered+"; show "+titleStopped; got != want {
		t.Fatalf("lost again: %s; want %s", got, want)
	}
	// Signing out by hand ends it without a word.
	out := input(tile("A", tiles.Stopped, tiles.CauseSignedOut))
	out.Now = noon.Add(2 * time.Hour)
	out.Connections[0].SignedOut = true
	o.step(out)
	if got, want := o.screen.take(), "withdraw "+titleStopped; got != want {
		t.Fatalf("signed out: %s; want %s", got, want)
	}
}

// Good news is taken down when it is no longer true, also where no tile is known
// to be in trouble: signed out by hand, or the sign-in lost with nothing kept.
func TestGoodNewsOver(t *testing.T) {
	t.Parallel()
	for name, over := range map[string]struct {
		in   func() Input
		want string
	}{
		"signed out": {func() Input {
			in := input(tile("A", tiles.Unseen, tiles.CauseSignedOut))
			in.Connections[0].SignedOut = true
			return in
		}, "withdraw " + titleRecovered},
		"sign-in refused": {func() Input {
			in := input(tile("A", tiles.Unseen, tiles.CauseSignInRefused))
			in.Connections[0] = ended(in.Connections[0], tiles.CauseSignInRefused, noon)
			return in
		}, "withdraw " + titleRecovered + "; show " + titleEnded},
		"connection removed": {func() Input {
			in := input()
			in.Connections = nil
			return in
		}, "withdraw " + titleRecovered},
		"a look that found nothing out": {func() Input {
			return input(tile("A", tiles.Unseen, tiles.CauseNotChecked))
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := told{t: t}
			o.step(input(tile("A", tiles.Failing, tiles.CauseGateway)))
			well := input(tile("A", tiles.Fresh, ""))
			well.Now = noon.Add(time.Hour)
			o.step(well)
			o.screen.take()
			after := over.in()
			after.Now = noon.Add(2 * time.Hour)
			o.step(after)
			if got := o.screen.take(); got != over.want {
				t.Errorf("%s; want %s", got, over.want)
			}
		})
	}
}

func TestConnectionGone(t *testing.T) {
	t.Parallel()
	o := told{t: t}
	o.step(input(tile("A", tiles.Failing, tiles.CauseGateway)))
	o.screen.take()
	o.step(Input{Now: noon.Add(time.Minute), Zone: time.UTC, Enabled: true})
	if got, want := o.screen.take(), "withdraw "+titleStopped; got != want {
		t.Errorf("connection removed: %s; want %s", got, want)
	}
}

// failing is a Notifier whose server is not there.
type failing struct{ none }

func TestShownLaterWhenNothingShows(t *testing.T) {
	t.Parallel()
	in := input(tile("A", tiles.Failing, tiles.CauseGateway))
	changes := Decide(in)
	shown, err := Deliver(t.Context(), &failing{}, in, changes)
	if len(shown) != 0 || err == nil {
		t.Fatalf("Deliver = %v, %v; want nothing shown and an error", shown, err)
	}
	in.Open, in.Now = changes, noon.Add(time.Hour)
	if more := Decide(in); len(more) != 0 {
		t.Fatalf("Decide = %v; want nothing: saving it again would wake everybody for ever", more)
	}
	var screen recorder
	shown, err = Deliver(t.Context(), &screen, in, nil)
	if err != nil || len(shown) != 1 || !shown[0].ShownAt.Equal(in.Now) {
		t.Errorf("Deliver = %v, %v; want it shown now", shown, err)
	}
}

func TestDecideDoesNotTouchItsInput(t *testing.T) {
	t.Parallel()
	in := input(tile("A", tiles.Failing, tiles.CauseGateway))
	in.Open = Decide(in)
	before := fmt.Sprintf("%+v", in)
	in2 := in
	in2.Attention, in2.Tiles, in2.Now = nil, []tiles.Tile{tile("A", tiles.Fresh, "")}, noon.Add(time.Hour)
	Decide(in2)
	if after := fmt.Sprintf("%+v", in); after != before {
		t.Errorf("input changed:\n%s\nwas\n%s", after, before)
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	busy := input(tile("A", tiles.Failing, tiles.CauseCapacity))
	waking := with(input(), func(in *Input) { in.WokeAt = noon.Add(-time.Minute) })
	soon := with(input(), func(in *Input) { in.Connections[0].GoodUntil = noon.Add(10 * day) })
	soon.Connections[0].RenewedAt = noon.Add(-80 * day)
	soon.Connections[0].SignedInAt = noon.Add(-80 * day)
	for name, c := range map[string]struct {
		in   Input
		want time.Time
	}{
		"a capacity that is busy": {busy, noon.Add(29 * time.Minute)},
		"just awake":              {waking, noon.Add(time.Minute)},
		"a sign-in that ends":     {soon, noon.Add(3 * day)},
		"nothing":                 {with(input(), func(in *Input) { in.LeadDays = 0 }), time.Time{}},
	} {
		if got := Next(c.in); !got.Equal(c.want) {
			t.Errorf("%s: Next = %v; want %v", name, got, c.want)
		}
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("east", 3600)
	at := func(h, m int) time.Time { return time.Date(2026, 3, 10, h, m, 0, 0, zone).UTC() }
	night, lunch, never := QuietHours(22*60, 7*60, zone), QuietHours(12*60, 13*60, zone), QuietHours(60, 60, zone)
	for _, c := range []struct {
		name string
		f    func(time.Time) bool
		at   time.Time
		want bool
	}{
		{"night begins", night, at(22, 0), true},
		{"before night", night, at(21, 59), false},
		{"after midnight", night, at(3, 0), true},
		{"night's last minute", night, at(6, 59), true},
		{"night ends", night, at(7, 0), false},
		{"lunch", lunch, at(12, 30), true},
		{"after lunch", lunch, at(13, 0), false},
		{"never", never, at(1, 0), false},
	} {
		if got := c.f(c.at); got != c.want {
			t.Errorf("%s: %v; want %v", c.name, got, c.want)
		}
	}
}
