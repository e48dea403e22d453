package command

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestRestAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		did := make(chan string, 8)
		stirred := make(chan struct{}, 1)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			restAfter(ctx, stirred, func() { did <- "rest" }, func() { did <- "wake" })
		}()
		after := func(d time.Duration, want ...string) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			var got []string
			for len(did) > 0 {
				got = append(got, <-did)
			}
			if !slices.Equal(got, want) {
				t.Errorf("did %q; want %q", got, want)
			}
		}
		after(calm-1, "wake")
		stirred <- struct{}{}
		after(calm - 1)
		stirred <- struct{}{}
		after(calm - 1)
		after(1, "rest")
		after(24 * time.Hour) // once is enough
		stirred <- struct{}{}
		after(0, "wake")
		after(calm, "rest")
		end()
		<-ended
		after(0, "wake")
	})
}
