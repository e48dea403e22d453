package store

import (
	"errors"
	"testing"
)

func TestFirstRun(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	s, err := Open(ctx, dir, Options{Protection: "file", Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.FirstRun(ctx); err != nil || got != "" {
		t.Errorf("FirstRun of a new folder = %q, %v; want nothing", got, err)
	}
	add := func(x string) func(string) (string, error) {
		return func(old string) (string, error) { return old + x, nil }
	}
	for _, x := range []string{"a", "b", ""} {
		if err := s.UpdateFirstRun(ctx, add(x)); err != nil {
			t.Fatal(err)
		}
	}
	refused := errors.New("refused")
	if err := s.UpdateFirstRun(ctx, func(string) (string, error) { return "lost", refused }); !errors.Is(err, refused) {
		t.Errorf("UpdateFirstRun = %v; want what the change says", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(ctx, dir, Options{Protection: "file", Now: clock}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, err := s.FirstRun(ctx); err != nil || got != "ab" {
		t.Errorf("FirstRun = %q, %v; want what was kept", got, err)
	}
}

// TestFirstRunIsTold: another window shows the same step.
func TestFirstRunIsTold(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := Open(ctx, t.TempDir(), Options{Protection: "file", Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	changes, err := s.Changes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.UpdateFirstRun(ctx, func(string) (string, error) { return "x", nil }); err != nil {
		t.Fatal(err)
	}
	if c := <-changes; !c.Has(TopicSettings) {
		t.Errorf("change = %v; want the settings", c)
	}
}
