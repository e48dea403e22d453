package notify

import (
	"testing"
	"time"

	"mysettings/app/tiles"
)

// Kinds that the person doesn't want are listed, not shown; taking down what is
// over goes on.
func TestUnwantedKinds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	in := Input{Now: now, Enabled: true, Wants: func(k tiles.NoticeKind) bool { return k == tiles.NoticeSignIn }}
	for _, tt := range []struct {
		n    tiles.Notice
		want Action
	}{
		{tiles.Notice{Kind: tiles.NoticeSignIn}, Show},
		{tiles.Notice{Kind: tiles.NoticeLate}, Keep},
		{tiles.Notice{Kind: tiles.NoticeLate, EndedAt: now}, Withdraw},
	} {
		if got := in.Act(tt.n); got != tt.want {
			t.Errorf("%+v: %s; want %s", tt.n, got, tt.want)
		}
	}
}

func TestNextAtTheEndOfTheQuiet(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	if got := Next(Input{Now: now, QuietUntil: now.Add(time.Hour)}); !got.Equal(now.Add(time.Hour)) {
		t.Errorf("Next = %v; want the end of the quiet", got)
	}
	if got := Next(Input{Now: now, QuietUntil: now}); !got.IsZero() {
		t.Errorf("Next = %v; want none", got)
	}
}
