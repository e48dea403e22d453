package crash

import (
	"fmt"
	"os/exec"
	"slices"
	"time"

	"mysettings/app/sandbox"
	"mysettings/app/tiles"
)

func judging() []operation {
	return []operation{{
		name: "judge", options: sandbox.Options{Tiles: 150}, prepare: func(x *scene) {
			x.Run("signin").Want(0, 1)
			x.bag = &outages{failing: map[string]bool{}, told: map[tiles.Cause]int{}}
		},
		arrange: toJudge, verify: afterJudging,
	}}
}

// outage is a way for a model to fail.
type outage struct {
	model, code string
	cause       tiles.Cause
}

// One model for each cause, so that each failure is one thing to tell.
var ways = []outage{
	{"Model 001", "ModelRefreshFailed_CredentialsNotSpecified", tiles.CauseSourceCredentials},
	{"Model 002", "DM_GWPipeline_Client_GatewayUnreachable", tiles.CauseGateway},
	{"Model 003", "ModelRefresh_ShortMessage_ProcessingError", tiles.CauseModelError},
}

// outages is what has happened to the models so far.
type outages struct {
	failing map[string]bool
	told    map[tiles.Cause]int // how often the model of that cause began to fail
}

// toJudge changes how a model fares, and has the program look.
func toJudge(x *scene) *exec.Cmd {
	o := x.bag.(*outages)
	w := ways[x.rng.IntN(len(ways))]
	if o.failing[w.model] = !o.failing[w.model]; o.failing[w.model] {
		x.Control("fail", map[string]string{"dataset": w.model, "code": w.code})
		o.told[w.cause]++
	} else {
		x.Control("heal", map[string]string{"dataset": w.model})
	}
	x.before = x.Given()
	return x.Command(x.t.Context(), "check")
}

func afterJudging(x *scene) {
	x.t.Helper()
	o := x.bag.(*outages)
	x.restart()
	x.Run("check").Want(0, 1)
	s, done := x.Open()
	defer done()
	ctx := x.t.Context()
	feeds, err := s.Feeds(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	ts, err := s.Tiles(ctx)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, w := range ways {
		i := slices.IndexFunc(feeds, func(f tiles.Feed) bool { return f.Name == w.model })
		if i < 0 {
			x.t.Fatalf("no feed of %s", w.model)
		}
		want := tiles.Fresh
		if o.failing[w.model] {
			want = tiles.Failing
		}
		n := 0
		for _, t := range ts {
			if t.Feed != feeds[i].ID {
				continue
			}
			n++
			if t.Verdict.State != want || want == tiles.Failing && t.Verdict.Cause != w.cause {
				x.t.Errorf("%s: %s is %s (%s); want %s", w.model, t.Title, t.Verdict.State, t.Verdict.Cause, want)
			}
		}
		if n == 0 {
			x.t.Errorf("no tile on %s", w.model)
		}
	}
	list, err := s.Notices(ctx, time.Time{}, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	for _, w := range ways {
		told, open := 0, 0
		for _, n := range list {
			if n.Kind == tiles.NoticeFailing && n.Cause == w.cause {
				told++
				if n.EndedAt.IsZero() {
					open++
				}
			}
		}
		if told != o.told[w.cause] || open != 0 != o.failing[w.model] || open > 1 {
			x.t.Errorf("%s was told %d times, %d of them still; it began to fail %d times, and fails: %v", w.cause, told, open, o.told[w.cause], o.failing[w.model])
		}
	}
	if extra := len(list) - sum(o.told); extra != 0 {
		x.t.Errorf("%d notices that nothing happened for: %s", extra, kinds(list))
	}
}

func sum(of map[tiles.Cause]int) (n int) {
	for _, k := range of {
		n += k
	}
	return n
}

// kinds lists notices by kind and cause.
func kinds(list []tiles.Notice) (out []string) {
	for _, n := range list {
		text := fmt.Sprintf("%s/%s", n.Kind, n.Cause)
		if !n.EndedAt.IsZero() {
			text += " (over)"
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}
