package login

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/tiles"
)

func TestAtMostFourAtOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now, most := 0, 0
	arrived := make(chan struct{}, 20)
	release := make(chan struct{})
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		arrived <- struct{}{}
		<-release
		mu.Lock()
		now--
		mu.Unlock()
		answerMe(w, r)
	})
	transport := open(t, s, Login{})
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", ""); err != nil {
				t.Error(err)
			}
		})
	}
	for range laneCount {
		<-arrived
	}
	// Whoever has no place waits no longer than its context allows.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/reports/api/v2.0/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transport.RoundTrip(r); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error = %v, want that of the context", err)
	}
	close(release)
	all.Wait()
	if most != laneCount {
		t.Errorf("%d at once, want %d", most, laneCount)
	}
}

func TestPlacesComeBack(t *testing.T) {
	t.Parallel()
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/reports/empty":
			w.WriteHeader(http.StatusNoContent)
		case "/reports/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "begin")
		default:
			answerMe(w, r)
		}
	})
	transport := open(t, s, Login{})
	get := func(path string) *http.Response {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		t.Cleanup(cancel)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/reports/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	for range 2 * laneCount {
		get("empty") // nothing to read, and not closed
		_ = get("me").Body.Close()
		cut := get("cut")
		if _, err := io.ReadAll(cut.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("error = %v, want that of an answer that was cut off", err)
		}
		_ = cut.Body.Close()
		_ = cut.Body.Close()
		_, _ = io.ReadAll(get("me").Body) // read to the end, and not closed
	}
}

func TestBodyThatIsTooLargeToKeep(t *testing.T) {
	t.Parallel()
	s := serve(t, false, answerMe)
	transport := open(t, s, Login{})
	r, err := http.NewRequest(http.MethodPut, s.URL+"/reports/api/v2.0/x", io.MultiReader(strings.NewReader(strings.Repeat("x", maxBody+1))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transport.RoundTrip(r); err == nil {
		t.Error("no error")
	}
}

func TestServerThatIsGone(t *testing.T) {
	t.Parallel()
	s := serve(t, false, answerMe)
	transport := open(t, s, testLogin(tiles.AuthNTLM))
	s.Close()
	for range 2 * laneCount {
		if _, _, err := call(t, transport, http.MethodGet, s.URL+"/reports/api/v2.0/me", ""); err == nil {
			t.Error("no error")
		}
	}
}

func TestRefusalTellsHowFarTheClockIsOff(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	transport, err := New(Options{Portal: "https://bi.contoso.com/reports", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[string]time.Duration{
		"Mon, 04 May 2026 12:10:00 GMT": 10 * time.Minute,
		"Mon, 04 May 2026 11:50:00 GMT": -10 * time.Minute,
		"Mon, 04 May 2026 12:04:00 GMT": 0,
		"yesterday":                     0,
		"":                              0,
	} {
		e := transport.unauthorized(&http.Response{StatusCode: 401, Header: http.Header{"Date": {date}}})
		if e.Skew != want {
			t.Errorf("%q: skew = %s, want %s", date, e.Skew, want)
		}
	}
}

func FuzzPasswordField(f *testing.F) {
	f.Add([]byte(`<input type="password">`))
	f.Add([]byte(`<INPUT NAME=x TYPE=password`))
	f.Add([]byte(`<input type=text><input/type='password'/>`))
	f.Fuzz(func(t *testing.T, page []byte) {
		if hasPasswordField(page) && !strings.Contains(strings.ToLower(string(page)), "password") {
			t.Errorf("%q has no password field", page)
		}
	})
}

// Requests that share a context by OneByOne are watched as those that don't.
func TestOneByOne(t *testing.T) {
	t.Parallel()
	var closing atomic.Bool
	s := serve(t, false, func(w http.ResponseWriter, r *http.Request) {
		if closing.Load() {
			w.Header().Set("Connection", "close")
		}
		answerMe(w, r)
	})
	l := newLane(&http.Transport{})
	defer l.CloseIdleConnections()
	o := &outgoing{t: &Transport{now: time.Now}, ctx: OneByOne(t.Context())}
	for i, want := range []bool{false, true, true, false} {
		closing.Store(i == 2)
		r, err := http.NewRequestWithContext(o.ctx, http.MethodGet, s.URL+"/reports/api/v2.0/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		o.asked, o.url = r, r.URL
		if !o.asIs("", nil) {
			t.Error("a request without anything is copied")
		}
		answer, same, err := o.send(l, "")
		if err != nil {
			t.Fatal(err)
		}
		drain(answer)
		if same != want || answer.Request != r {
			t.Errorf("request %d went over the same connection: %v, want %v", i, same, want)
		}
	}
}
