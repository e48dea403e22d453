package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// Bindings are the methods that the page calls. They may be called from
// several goroutines, last until the window closes, and return errors of type
// *Failure only.
type Bindings struct {
	b     Backend
	shell Shell
	// life is the window's; calls end with it.
	life     context.Context
	page     string
	checking atomic.Int32
	signing  signing
	adding   adding
	// organisation is the check of an organisation's values.
	organisation checkingOrganisation
	prepared     prepared
	sent         sent
	paint        paint
	front        front
	about        about
	erasing      erasing
	told         sync.Mutex     // one MarkNoticesSeen at a time
	looking      sync.WaitGroup // looks that the window began by itself
}

// NewBindings returns the bindings of one window, which first shows page and
// whose calls end with ctx.
func NewBindings(ctx context.Context, b Backend, shell Shell, page string) *Bindings {
	if b.Now == nil {
		b.Now = time.Now
	}
	return &Bindings{b: b, shell: shell, life: ctx, page: page}
}

// wait returns when everything that the bindings began by themselves is over.
func (b *Bindings) wait() {
	b.looking.Wait()
	_ = b.SetInFront(false) // giving a lease back can't fail
}

// look is Check, begun by the window itself.
func (b *Bindings) look() {
	b.looking.Go(func() {
		if err := b.Check(); err != nil && b.life.Err() == nil {
			b.log().Warn("look after signing in", "err", err)
		}
	})
}

// Check looks at everything now. The snapshot's Checking is true meanwhile. A
// sign-in that turns out to be gone is no error here: the snapshot tells it.
func (b *Bindings) Check() error {
	b.checking.Add(1)
	b.shell.Emit(EventChanged)
	defer func() {
		b.checking.Add(-1)
		b.shell.Emit(EventChanged)
	}()
	err := b.b.Watcher.Check(b.life)
	if gone := (*signin.Error)(nil); errors.As(err, &gone) && gone.State != "" && !gone.Network {
		return nil
	}
	return fail(err)
}

// Refresh asks for a run of the tiles' models now, once per model, and tells
// what became of each tile. Where the further permission is missing it signs
// in for it and then goes on.
func (b *Bindings) Refresh(ids []string) ([]RefreshResult, error) {
	results, err := b.b.Watcher.RefreshNow(b.life, ids)
	if err != nil {
		return nil, fail(err)
	}
	asked := map[string]bool{}
	for {
		again, connection := b.withoutPermission(results, asked)
		if connection == "" {
			break
		}
		asked[connection] = true // never asked for twice in one call
		if err := b.signIn(signin.Request{Connection: connection, Scopes: []string{writeScope}}); err != nil {
			return nil, fail(err)
		}
		more, err := b.b.Watcher.RefreshNow(b.life, again)
		if err != nil {
			return nil, fail(err)
		}
		results = merge(results, more)
	}
	return refreshed(results), nil
}

// withoutPermission are the tiles of one connection that were not asked for
// since the further permission is missing.
func (b *Bindings) withoutPermission(results []watch.Result, asked map[string]bool) (ids []string, connection string) {
	for _, r := range results {
		if !errors.Is(r.Err, signin.ErrScopeMissing) {
			continue
		}
		t, err := b.b.Store.Tile(b.life, r.Tile)
		if err != nil || asked[t.Connection] || (connection != "" && connection != t.Connection) {
			continue
		}
		connection = t.Connection
		ids = append(ids, r.Tile)
	}
	return ids, connection
}

// merge puts the newer results in the places of the older ones.
func merge(results, newer []watch.Result) []watch.Result {
	for _, n := range newer {
		for i := range results {
			if results[i].Tile == n.Tile {
				results[i] = n
			}
		}
	}
	return results
}

// Keep has this app refresh a tile on the chosen schedule. Where the further
// permission is missing it signs in for it and then goes on.
func (b *Bindings) Keep(id string, choice KeepChoice) error {
	t, err := b.b.Store.Tile(b.life, id)
	if err != nil {
		return fail(err)
	}
	k, err := newKeep(t, choice, b.b.Zone, b.b.Now())
	if err != nil {
		return fail(err)
	}
	err = b.b.Watcher.Keep(b.life, k)
	if errors.Is(err, signin.ErrScopeMissing) {
		if err := b.signIn(signin.Request{Connection: t.Connection, Scopes: []string{writeScope}}); err != nil {
			return fail(err)
		}
		err = b.b.Watcher.Keep(b.life, k)
	}
	return fail(err)
}

// PreviewKeep says what a choice would mean, and changes nothing.
func (b *Bindings) PreviewKeep(id string, choice KeepChoice) (KeepPreview, error) {
	all, err := b.b.Store.Tiles(b.life)
	if err != nil {
		return KeepPreview{}, fail(err)
	}
	i := slices.IndexFunc(all, func(t tiles.Tile) bool { return t.ID == id })
	if i < 0 {
		return KeepPreview{}, fail(fmt.Errorf("%w: %s", watch.ErrNoSuchTile, id))
	}
	now := b.b.Now()
	k, err := newKeep(all[i], choice, b.b.Zone, now)
	if err != nil {
		return KeepPreview{}, fail(err)
	}
	feed, err := b.b.Store.Feed(b.life, k.Feed)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return KeepPreview{}, fail(err)
	}
	return preview(k, feed, all, now), nil
}

// Unkeep ends this app's own schedule for a tile.
func (b *Bindings) Unkeep(id string) error {
	return fail(b.b.Watcher.Unkeep(b.life, id))
}

// MarkNoticesSeen marks every notice as seen by the person.
func (b *Bindings) MarkNoticesSeen() error {
	b.told.Lock()
	defer b.told.Unlock()
	notices, err := b.b.Store.Notices(b.life, time.Time{}, noticeLimit)
	if err != nil {
		return fail(err)
	}
	now := b.b.Now()
	var seen []tiles.Notice
	for _, n := range notices {
		if n.SeenAt.IsZero() {
			n.SeenAt = now
			seen = append(seen, n)
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return fail(b.b.Store.SaveNotices(b.life, seen))
}

// Acknowledge closes a warning about the data folder.
func (b *Bindings) Acknowledge(code string) error {
	return fail(b.b.Store.Acknowledge(b.life, code))
}

// pageSettings are the settings that the page shows and may change.
var pageSettings = []string{
	"theme", "language", "notify", "notify.kinds", "notify.quiet_hours", "notify.snooze_until", "warn.lead_days",
	"check.every", "catch_up", "start_at_login", "history.days",
	"cloud", "tenant", "client_id", "proxy", "ca_file", "protection", "contact",
}

// errSetting is a setting that is not the page's to change.
var errSetting = errors.New("setting that the page may not change")

// Set changes one setting.
func (b *Bindings) Set(key, value string) error {
	if !slices.Contains(pageSettings, key) {
		return fail(fmt.Errorf("%w: %q", errSetting, key))
	}
	s, err := b.b.Settings(b.life)
	if err != nil {
		return fail(err)
	}
	if err := b.set(s, key, value); err != nil {
		return fail(err)
	}
	b.shell.Emit(EventChanged)
	return nil
}
