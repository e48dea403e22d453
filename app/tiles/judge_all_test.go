package tiles

import (
	"fmt"
	"testing"
	"time"
)

func TestJudgeAll(t *testing.T) {
	t.Parallel()
	now := at(testNow)
	for _, n := range []int{0, 1, handful, 2*handful + 7} {
		feeds := make([]Feed, n)
		for i := range feeds {
			feeds[i] = Feed{
				ID: fmt.Sprintf("server/%d", i), Connection: fmt.Sprintf("c%d", i%2), Source: SourceSubscription, Kind: KindPin,
				LookedAt: now.Add(-time.Duration(i) * time.Minute), Subscription: Subscription{Active: i%3 != 0},
			}
		}
		of := func(f *Feed) SignIn {
			if f.Connection == "c0" {
				return SignIn{State: Expired, Cause: CauseSignInExpired}
			}
			return SignIn{State: SignedIn}
		}
		got := JudgeAll(feeds, of, now)
		if len(got) != n {
			t.Fatalf("%d verdicts for %d feeds", len(got), n)
		}
		for i := range feeds {
			if want := Judge(&feeds[i], of(&feeds[i]), now); got[i] != want {
				t.Errorf("feed %d of %d: %+v, want %+v", i, n, got[i], want)
			}
		}
	}
}
