package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// now is the tests' time: with milliseconds, for that is what is kept.
var now = time.Date(2026, 3, 4, 5, 6, 7, 89e6, time.UTC)

// clock is Options.Now for tests.
func clock() time.Time { return now }

// memoryKeyring is a Keyring for tests of what the store does with one. The
// system's own is tested in secretservice_test.go.
type memoryKeyring struct {
	mu      sync.Mutex
	secrets map[string]string
	// err, where set, is what every call returns.
	err error
}

func (k *memoryKeyring) Get(service, user string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return "", k.err
	}
	s, ok := k.secrets[service+"/"+user]
	if !ok {
		return "", ErrNotFound
	}
	return s, nil
}

func (k *memoryKeyring) Set(service, user, secret string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	if k.secrets == nil {
		k.secrets = make(map[string]string)
	}
	k.secrets[service+"/"+user] = secret
	return nil
}

func (k *memoryKeyring) Delete(service, user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return k.err
	}
	delete(k.secrets, service+"/"+user)
	return nil
}

func (k *memoryKeyring) fail(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.err = err
}

func (k *memoryKeyring) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.secrets)
}

// newStore opens a store in a folder of its own, with a key file.
func newStore(t testing.TB) *Store {
	t.Helper()
	return openStore(t, filepath.Join(t.TempDir(), "data"), Options{Protection: protectFile})
}

// openStore opens a store that is closed at the test's end.
func openStore(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	if o.Now == nil {
		o.Now = clock
	}
	if o.Keyring == nil {
		o.Keyring = &memoryKeyring{}
	}
	s, err := Open(t.Context(), dir, o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// must fails the test at once where something that is not under test fails.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get is must for calls with a result.
func get[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// wantErr checks the reason of an error.
func wantErr(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v; want %v", what, err, want)
	}
}

// same compares deeply.
func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// connection returns a good connection with that ID.
func connection(id string) tiles.Connection {
	return tiles.Connection{ID: id, Kind: tiles.PowerBI, Name: id + "@contoso.com", Cloud: "public", SignedInAt: now}
}

// unchanged is a change of a connection that isn't one.
func unchanged(*tiles.Connection) error { return nil }

// token returns a token whose secrets carry a mark to look for.
func token(mark string) Token {
	return Token{
		Access: NewSecret("access-" + mark), Refresh: NewSecret("refresh-" + mark), ID: NewSecret("id-" + mark),
		AccessUntil: now.Add(time.Hour), RefreshUntil: now.Add(90 * 24 * time.Hour), RefreshUntilKnown: true,
		Type: "Bearer", Scopes: []string{"Dashboard.Read.All", "Dataset.Read.All"},
		IssuedAt: now, RefreshAfter: now.Add(30 * time.Minute),
		Challenge: `{"access_token":{"mark":"` + mark + `"}}`, Proven: true,
	}
}

// seed fills a store with connections of n tiles on feeds feeds altogether,
// each feed with runs runs, some of them not fresh.
func seed(t testing.TB, s *Store, n, feeds, runs int) {
	t.Helper()
	ctx := t.Context()
	const c = "powerbi-0123456789"
	must(t, s.SaveConnection(ctx, connection(c)))
	fs := make([]tiles.Feed, feeds)
	for i := range fs {
		fs[i] = tiles.Feed{ID: fmt.Sprintf("%s/model-%03d", c, i), Connection: c, Source: tiles.SourceModel,
			Name: fmt.Sprintf("Model %d", i), Kind: tiles.KindImport}
	}
	ts := make([]tiles.Tile, n)
	verdicts := make(map[string]tiles.Verdict, n)
	for i := range ts {
		ts[i] = tiles.Tile{ID: fmt.Sprintf("%s/tile-%04d", c, i), Connection: c,
			WorkspaceID: fmt.Sprintf("w%02d", i%60), Workspace: fmt.Sprintf("Workspace %d", i%60),
			DashboardID: fmt.Sprintf("d%02d", i%60), Dashboard: fmt.Sprintf("Dashboard %d", i%60),
			Title: fmt.Sprintf("Tile %d", i), Kind: tiles.KindImport, Feed: fs[i%feeds].ID,
			OpenURL: "https://app.powerbi.com/groups/me/dashboards/d"}
		v := tiles.Verdict{State: tiles.Fresh, Since: now, LastGood: now, NextDue: now.Add(time.Hour), Until: now.Add(2 * time.Hour)}
		if i%50 == 0 {
			v.State, v.Cause, v.Remedy = tiles.Failing, tiles.CauseGateway, tiles.RemedyAskOwner
			v.Text = "Ask the owner of the model to look at its gateway."
		}
		verdicts[ts[i].ID] = v
	}
	must(t, s.SaveInventory(ctx, c, ts, fs, now))
	for _, f := range fs {
		for i := range runs {
			at := now.Add(-time.Duration(i) * time.Hour)
			f.Runs = append(f.Runs, tiles.Run{ID: fmt.Sprintf("run-%d", i), Start: at, End: at.Add(time.Minute), Status: tiles.RunGood,
				Attempts: []tiles.Attempt{{Type: "Data", Start: at, End: at}, {Type: "Query", Start: at, End: at}}})
		}
		must(t, s.SaveLook(ctx, f))
	}
	must(t, s.SaveVerdicts(ctx, nil, verdicts))
}

// full gives every field of *p, and of what it is made of, a value of its own
// that is not zero, so that a field which is not stored shows, one added later
// too.
func full(p any) {
	n := 0
	fillValue(reflect.ValueOf(p).Elem(), &n)
}

func fillValue(v reflect.Value, n *int) {
	*n++
	if _, ok := v.Interface().(time.Time); ok {
		v.Set(reflect.ValueOf(now.Add(time.Duration(*n) * time.Second)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%s-%d é \"'", v.Type().Name(), *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillValue(v.Index(0), n)
		fillValue(v.Index(1), n)
	case reflect.Struct:
		if _, ok := v.Interface().(Secret); ok {
			v.Set(reflect.ValueOf(NewSecret(fmt.Sprintf("secret-%d", *n))))
			return
		}
		for i := range v.NumField() {
			fillValue(v.Field(i), n)
		}
	default:
		panic("full: " + v.Kind().String())
	}
}

// grep returns the files under dir that contain text.
func grep(t testing.TB, dir, text string) []string {
	t.Helper()
	var found []string
	entries := get(os.ReadDir(dir))(t)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		if bytes.Contains(b, []byte(text)) {
			found = append(found, e.Name())
		}
	}
	return found
}

// eventually waits for a condition that another process or goroutine brings
// about, and fails the test after half a minute.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			t.Fatalf("%s: not within 30 s", what)
		case <-tick.C:
		}
	}
}

// within gives a test's blocking call a limit.
func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
