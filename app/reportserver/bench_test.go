package reportserver_test

import (
	"net/http"
	"testing"

	"mysettings/app/reportserver/servertest"
)

const many = 5000

func TestMany(t *testing.T) {
	t.Parallel()
	for _, details := range []bool{true, false} {
		s, err := servertest.Start(many, details)
		if err != nil {
			t.Fatal(err)
		}
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

// BenchmarkPins5000 is the first look at a server whose list tells nothing of
// the pins: 5,000 rows, each read by itself. It is to stay below 1.3 times
// BenchmarkBarePins5000.
func BenchmarkPins5000(b *testing.B) {
	s := started(b, false)
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

// BenchmarkBarePins5000 sends the same calls, as many at a time, and only reads
// the answers.
func BenchmarkBarePins5000(b *testing.B) {
	s := started(b, false)
	for b.Loop() {
		client := bareClient()
		if err := s.Bare(b.Context(), client, true); err != nil {
			b.Fatal(err)
		}
		client.CloseIdleConnections()
	}
}

// BenchmarkKnownPins5000 is every later look: one list.
func BenchmarkKnownPins5000(b *testing.B) {
	s := started(b, true)
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
	s := started(b, true)
	client := bareClient()
	defer client.CloseIdleConnections()
	for b.Loop() {
		if err := s.Bare(b.Context(), client, false); err != nil {
			b.Fatal(err)
		}
	}
}

func started(b *testing.B, details bool) *servertest.Server {
	s, err := servertest.Start(many, details)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.Close)
	return s
}

func bareClient() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: servertest.AtOnce}}
}
