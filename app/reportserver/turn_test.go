package reportserver

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var own turn
		defer own.end()
		first, done := own.begin(ctx, time.Minute)
		time.Sleep(50 * time.Second)
		done()
		second, done := own.begin(ctx, time.Minute)
		time.Sleep(50 * time.Second)
		synctest.Wait()
		if first != second || second.Err() != nil {
			t.Errorf("the second call in time: %v, of the first one's context %v", second.Err(), first == second)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if second.Err() == nil || !errors.Is(context.Cause(second), context.DeadlineExceeded) {
			t.Errorf("a call after its time: %v, %v", second.Err(), context.Cause(second))
		}
		done()
		third, done := own.begin(ctx, time.Minute)
		if third.Err() != nil {
			t.Errorf("the call after one that took too long: %v", third.Err())
		}
		done()
		other, done := own.begin(t.Context(), time.Minute)
		cancel()
		if third.Err() == nil || other.Err() != nil {
			t.Errorf("the parent's end: %v; another parent's call: %v", third.Err(), other.Err())
		}
		done()
		own.end()
		if other.Err() == nil {
			t.Error("a context that outlives its turn")
		}
		var none *turn
		single, done := none.begin(t.Context(), time.Minute)
		time.Sleep(time.Minute)
		synctest.Wait()
		if !errors.Is(single.Err(), context.DeadlineExceeded) {
			t.Errorf("a call by itself, after its time: %v", single.Err())
		}
		done()
	})
}

func TestLocate(t *testing.T) {
	t.Parallel()
	c := &Client{address: "http://host:81/re%20ports/api/v2.0"}
	var err error
	if c.root, err = url.Parse(c.address); err != nil {
		t.Fatal(err)
	}
	c.rootPath = c.root.EscapedPath()
	for _, path := range []string{
		"/Subscriptions", "/Subscriptions(fcdb8581-0000-4000-8000-000000000001)", "/me", "/System", "/$metadata",
		"/PowerBIIntegration/Model.Logout", "/Reports(Path='%2FFinance%2FIT%20Spend')/DataSources",
	} {
		want, err := url.Parse(c.address + path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.locate(call{path: path})
		if err != nil || got.String() != want.String() || got.Path != want.Path || got.EscapedPath() != want.EscapedPath() {
			t.Errorf("%s: %s, path %q, %v; want %s, path %q", path, got, got.Path, err, want, want.Path)
		}
	}
	if root := "http://host:81/re%20ports/api/v2.0"; c.root.String() != root {
		t.Errorf("the API's address became %s; want %s", c.root, root)
	}
}
