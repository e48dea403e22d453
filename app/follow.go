package app

import (
	"context"
	"slices"
	"time"

	"mysettings/app/installed"
	"mysettings/store"
)

// The page is told of a change after settle, so that what belongs together is
// told together, and not more often than every coalesce: an inventory writes
// many rows, and the page needs not redraw for each.
const (
	settle   = 10 * time.Millisecond
	coalesce = 100 * time.Millisecond
)

// requestShow is the kind of store request with which a second start asks the
// open window to come to the front. Its argument is the page to show.
const requestShow = "show"

// follow tells the page whenever something in the store changed, and brings
// the window to the front when a second start asks for it. It returns when ctx
// ends.
func (b *Bindings) follow(ctx context.Context) error {
	changes, err := b.b.Store.Changes(ctx)
	if err != nil {
		return err
	}
	b.prepare()
	b.raise(ctx) // what was asked before anybody listened
	timer := time.NewTimer(0)
	timer.Stop()
	defer timer.Stop()
	waiting := false
	var told time.Time
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c, ok := <-changes:
			if !ok {
				return ctx.Err()
			}
			b.prepared.drop()
			if c.Has(store.TopicRequests) {
				b.raise(ctx)
				b.leave(ctx)
			}
			if !waiting && slices.ContainsFunc(c.Topics, func(t store.Topic) bool { return t != store.TopicRequests }) {
				waiting = true
				timer.Reset(max(settle, coalesce-time.Since(told)))
			}
		case <-timer.C:
			waiting, told = false, time.Now()
			b.changed()
		}
	}
}

// raise serves the requests to show the window.
func (b *Bindings) raise(ctx context.Context) {
	requests, err := b.b.Store.Requests(ctx)
	if err != nil {
		b.log().Warn("reading the requests", "err", err)
		return
	}
	page, asked := "", false
	for _, r := range requests {
		if r.Kind != requestShow {
			continue
		}
		asked, page = true, r.Argument
		if err := b.b.Store.FinishRequest(ctx, r.ID); err != nil {
			b.log().Warn("finishing a request", "err", err)
		}
	}
	if !asked {
		return
	}
	b.shell.Raise()
	if validPage(page) {
		b.shell.Emit(EventShow, page)
	}
}

// leave closes the window where another process has asked for that.
func (b *Bindings) leave(ctx context.Context) {
	requests, err := b.b.Store.Requests(ctx)
	if err != nil {
		b.log().Warn("reading the requests", "err", err)
		return
	}
	for _, r := range requests {
		if r.Kind != installed.RequestEndWindow {
			continue
		}
		if err := b.b.Store.FinishRequest(ctx, r.ID); err != nil {
			b.log().Warn("finishing a request", "err", err)
			continue
		}
		if b.b.Now().Sub(r.At) < time.Minute { // else whoever asked has given up
			b.shell.Quit()
		}
	}
}

// pages are the pages that can be asked for by name; notices are a part of
// history.
var pages = []string{"settings", "tiles", "history", "preferences", "about", "notices"}

// validPage tells whether name is a page; what a second start passes on is
// somebody else's text.
func validPage(name string) bool { return slices.Contains(pages, name) }
