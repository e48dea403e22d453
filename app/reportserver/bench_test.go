package reportserver_test

import (
	"testing"

	"mysettings/app/reportserver/servertest"
)

const many = 5000

func TestMany(t *testing.T) {
	t.Parallel()
	for _, details := range []bool{true, false} {
		s := servertest.Start(many, details)
		defer s.Close()
		c, err := s.Client()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		feeds, fresh, err := s.Judged(t.Context(), c, nil)
		if err != nil || len(feeds) != many || fresh != many/4*3 {
			t.Fatalf("details %v: %d feeds, %d fresh, %v; want %d, %d", details, len(feeds), fresh, err, many, many/4*3)
		}
		again, fresh, err := s.Judged(t.Context(), c, feeds)
		if err != nil || len(again) != many || fresh != many/4*3 {
			t.Fatalf("details %v, known: %d feeds, %d fresh, %v", details, len(again), fresh, err)
		}
	}
}

// TestBareIsFair holds the baseline against the client: the same number of
// calls, over plain HTTP and over TLS.
func TestBareIsFair(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(int, bool) *servertest.Server{"plain": servertest.Start, "TLS": servertest.StartTLS} {
		s := start(200, false)
		defer s.Close()
		c, err := s.Client()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if feeds, _, err := s.Judged(t.Context(), c, nil); err != nil || len(feeds) != 200 {
			t.Fatalf("%s: %d feeds, %v", name, len(feeds), err)
		}
		want := s.Calls()
		client := s.BareClient()
		defer client.CloseIdleConnections()
		if err := s.Bare(t.Context(), client, true); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := s.Calls(); got != want {
			t.Errorf("%s: the bare client made %d calls, the client %d", name, got, want)
		}
	}
}

// BenchmarkPins5000 is the first look at a server whose list tells nothing of
// the pins: 5,000 rows, each read by itself. It is to stay below 1.3 times
// BenchmarkBarePins5000.
func BenchmarkPins5000(b *testing.B) {
	firstLook(b, servertest.Start(many, false))
}

// BenchmarkBarePins5000 sends the same calls, as many at a time, and only reads
// the answers.
func BenchmarkBarePins5000(b *testing.B) {
	bareLook(b, servertest.Start(many, false))
}

// BenchmarkTLSPins5000 and BenchmarkBareTLSPins5000 are the same over TLS, as
// report servers are reached.
func BenchmarkTLSPins5000(b *testing.B) {
	firstLook(b, servertest.StartTLS(many, false))
}

func BenchmarkBareTLSPins5000(b *testing.B) {
	bareLook(b, servertest.StartTLS(many, false))
}

func firstLook(b *testing.B, s *servertest.Server) {
	defer s.Close()
	for b.Loop() {
		c, err := s.Client()
		if err != nil {
			b.Fatal(err)
		}
		if feeds, _, err := s.Judged(b.Context(), c, nil); err != nil || len(feeds) != many {
			b.Fatalf("%d feeds, %v", len(feeds), err)
		}
		c.Close()
	}
}

func bareLook(b *testing.B, s *servertest.Server) {
	defer s.Close()
	for b.Loop() {
		client := s.BareClient()
		if err := s.Bare(b.Context(), client, true); err != nil {
			b.Fatal(err)
		}
		client.CloseIdleConnections()
	}
}

// BenchmarkKnownPins5000 is every later look: one list.
func BenchmarkKnownPins5000(b *testing.B) {
	s := servertest.Start(many, true)
	defer s.Close()
	c, err := s.Client()
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	known, _, err := s.Judged(b.Context(), c, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if feeds, _, err := s.Judged(b.Context(), c, known); err != nil || len(feeds) != many {
			b.Fatalf("%d feeds, %v", len(feeds), err)
		}
	}
}

// BenchmarkBareKnownPins5000 reads that list.
func BenchmarkBareKnownPins5000(b *testing.B) {
	s := servertest.Start(many, true)
	defer s.Close()
	client := s.BareClient()
	defer client.CloseIdleConnections()
	for b.Loop() {
		if err := s.Bare(b.Context(), client, false); err != nil {
			b.Fatal(err)
		}
	}
}
