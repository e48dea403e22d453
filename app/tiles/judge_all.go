package tiles

import (
	"runtime"
	"sync"
	"time"
)

// handful is how many feeds one core judges faster than several would.
const handful = 500

// JudgeAll is Judge for each of many feeds, with the sign-in that of returns
// for it: verdicts by the feeds' places. Thousands are shared out to all cores,
// so of must be safe for concurrent use.
func JudgeAll(feeds []Feed, of func(*Feed) SignIn, now time.Time) []Verdict {
	verdicts := make([]Verdict, len(feeds))
	share := max(handful, (len(feeds)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var others sync.WaitGroup
	for from := 0; from < len(feeds); from += share {
		to := min(from+share, len(feeds))
		judge := func() {
			for i := from; i < to; i++ {
				verdicts[i] = Judge(&feeds[i], of(&feeds[i]), now)
			}
		}
		if to == len(feeds) {
			judge()
		} else {
			others.Go(judge)
		}
	}
	others.Wait()
	return verdicts
}
