// Package reportserver asks a report server's portal (SQL Server Reporting
// Services from 2016, Power BI Report Server) what it is, which subscriptions
// keep the person's pinned tiles fresh and how they are doing, and how the
// Power BI sign-in is that the server keeps; and it switches, runs and deletes
// those subscriptions.
//
// The documented part is the REST API v2.0
// (https://learn.microsoft.com/en-us/sql/reporting-services/developer/rest-api).
// What concerns Power BI is in no document: a server that has it lists it in
// its own $metadata. Everything of that kind is asked softly here, and an
// answer in an odd shape means "can't tell", never "good".
//
// One Client serves one connection: New it once and share it, so that its
// limit of calls at a time and the server's own pauses hold for all of them.
// Find finds a server that the person named. Titles and names in results are
// cleaned; a Subscription's texts are the server's own, cut to a sane length.
// An answer that is no result is an *Error.
package reportserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
)

// Options says how to reach one report server. Connection, Login and Base are
// required.
type Options struct {
	// Connection is the report server's, as Find returned it and Probe brought
	// it up to date.
	Connection tiles.Connection
	// Login gives the user and password to sign in with; it is asked before the
	// first call and not again after it succeeded.
	Login func(context.Context) (login.Login, error)
	// Base makes the transport below the sign-in: proxy, trusted certificates,
	// time limits. The client changes what it gets, so each call must make one.
	Base func() (*http.Transport, error)
	// Gate is what login.Options.Gate is; nil for none.
	Gate login.Gate
	// Cloud is where people open dashboards, https://app.powerbi.com; empty
	// when there is none.
	Cloud string
	// Heard is told the headers of each answer that came over TLS, for what they
	// say of the time. It may be nil.
	Heard func(http.Header)
	// Now is the clock, time.Now when nil. Time limits use the real one.
	Now func() time.Time
	Log *slog.Logger
}

// atOnce is how many calls are made to one server at a time.
const atOnce = 4

// Client asks one report server on behalf of one person. It is safe for
// concurrent use.
type Client struct {
	o       Options
	address string // of the API, without a slash at the end
	// root is address, read; rootPath its path, escaped.
	root     *url.URL
	rootPath string
	portal   string
	prefix   string // of the ids of tiles and feeds
	cloud    string
	now      func() time.Time
	log      *slog.Logger
	line     *line
	slots    chan struct{}
	asking   chan struct{} // held by whoever asks for the sign-in's status

	mu      sync.Mutex
	server  tiles.Server // guarded by mu
	account string       // guarded by mu: the person's name on the server
	paused  time.Time    // guarded by mu: no call before

	memory memory // what lists don't tell
	others others // what an earlier client knew to be no pins; isn't changed
}

// New checks the options and returns a client. It sends nothing.
func New(o Options) (*Client, error) {
	s := o.Connection.Server
	portal, err := url.Parse(s.URL)
	switch {
	case err != nil || portal.Hostname() == "" || portal.User != nil || portal.Scheme != "https" && portal.Scheme != "http":
		return nil, failure("read the address", KindNotAddress, fmt.Errorf("portal %q", tiles.Clean(s.URL, longestCode)))
	case o.Login == nil || o.Base == nil || o.Connection.ID == "":
		return nil, fmt.Errorf("report server client without login, transport or connection")
	}
	if s.API == "" {
		s.API = apiNew
	}
	c := &Client{
		o:       o,
		portal:  strings.TrimRight(s.URL, "/"),
		prefix:  o.Connection.ID + "/",
		cloud:   origin(o.Cloud),
		now:     o.Now,
		log:     o.Log,
		slots:   make(chan struct{}, atOnce),
		asking:  make(chan struct{}, 1),
		server:  s,
		account: o.Connection.Name,
		paused:  o.Connection.PausedUntil,
		others:  readOthers(s.Others),
	}
	c.address = c.portal + "/api/" + s.API
	if c.root, err = url.Parse(c.address); err != nil {
		return nil, failure("read the address", KindNotAddress, err)
	}
	c.rootPath = c.root.EscapedPath()
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.line = &line{portal: c.portal, api: s.API, login: o.Login, base: o.Base, gate: o.Gate, now: c.now, log: c.log}
	return c, nil
}

// Close lets go of the connections to the server that lie idle. The client
// stays usable.
func (c *Client) Close() { c.line.close() }

// The two versions of the REST API.
const (
	apiNew = "v2.0"
	apiOld = "v1.0" // 2016
)

// old tells whether it is the API of 2016, in which functions and actions go
// by their bare names.
func (c *Client) old() bool { return c.line.api == apiOld }

// known is what is known of the server and of the person.
func (c *Client) known() (s tiles.Server, account string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.server, c.account
}

// PausedUntil is when the pause ends that the server asked for last; it may
// lie in the past, or be zero.
func (c *Client) PausedUntil() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.paused
}

func (c *Client) pause(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.paused) {
		c.paused = until
	}
}

func (c *Client) checkPause(op string) error {
	until := c.PausedUntil()
	if !c.now().Before(until) {
		return nil
	}
	return paused(op, until)
}

func paused(op string, until time.Time) *Error {
	e := failure(op, KindThrottled, ErrPaused)
	e.RetryAfter = until
	return e
}

// Paused is the error of looking at a server's pins during a pause that it has
// asked for: an *Error of KindThrottled with ErrPaused.
func Paused(until time.Time) error { return paused(opList, until) }

// enter waits until a call may be made: no pause, a free slot. The caller must
// call leave.
func (c *Client) enter(ctx context.Context, op string) (leave func(), err error) {
	if err := c.checkPause(op); err != nil {
		return nil, err
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("report server: %s: %w", op, ctx.Err())
	}
	leave = func() { <-c.slots }
	// The answer to another call may have been 429 while this one waited.
	if err := c.checkPause(op); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}
