//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"mysettings/app/sandbox"
)

// serverUser is Ana, as the report server knows her.
const serverUser = `SANDBOX\ana`

// pinned are the titles of the pins that Ana has at the start.
var pinned = []string{"Chart1", "Gauge1", "Image1"}

// reports starts an organisation for its report server. It runs in this
// process: a case may want what the command doesn't offer.
func (l *lab) reports(ctx context.Context, o sandbox.Options) error {
	org, err := sandbox.Start(context.WithoutCancel(ctx), o)
	if err != nil {
		return err
	}
	l.org = org
	l.ends = append(l.ends, func() { org.Close() })
	d := org.Describe()
	l.where = place{d.Authority, d.ClientID, d.PowerBI, d.Control}
	return nil
}

// withServer is an organisation whose report server was added as Ana, with her
// three pins fresh.
func (l *lab) withServer(ctx context.Context, o sandbox.Options) error {
	if err := l.reports(ctx, o); err != nil {
		return err
	}
	if _, err := l.add(ctx, 0, []string{"Added http://127.0.0.1", "It works with Power BI."}); err != nil {
		return err
	}
	return l.serverUnchanged(ctx)
}

// add adds the report server as Ana, with her password on standard input.
func (l *lab) add(ctx context.Context, code int, parts []string, args ...string) (answer, error) {
	return l.addAt(ctx, l.org.Describe().ReportServer, code, parts, args...)
}

func (l *lab) addAt(ctx context.Context, address string, code int, parts []string, args ...string) (answer, error) {
	if len(args) == 0 {
		args = []string{"--auth", "ntlm"}
	}
	return l.withPassword(ctx, code, parts, append([]string{"server", "add", address, "--user", serverUser}, args...)...)
}

// withPassword is want with Ana's password on standard input, which must not be
// found on an output.
func (l *lab) withPassword(ctx context.Context, code int, parts []string, args ...string) (answer, error) {
	doc, err := l.server(ctx)
	if err != nil {
		return answer{}, err
	}
	l.input = doc.password() + "\n"
	defer func() { l.input = "" }()
	a, err := l.want(ctx, code, parts, args...)
	if err == nil && strings.Contains(a.out+a.errs, doc.password()) {
		err = errors.New("the password stands on an output")
	}
	return a, err
}

// serverDoc is what the control tells of the report server.
type serverDoc struct {
	People []struct {
		User     string `json:"user"`
		Password string `json:"password"`
		Logons   int    `json:"logons"`
	} `json:"people"`
	Refused map[string]int `json:"logons_refused"`
}

func (d serverDoc) password() string {
	for _, p := range d.People {
		if p.User == serverUser {
			return p.Password
		}
	}
	return ""
}

// tried is how often somebody's password was refused.
func (d serverDoc) tried() (n int) {
	for _, times := range d.Refused {
		n += times
	}
	return n
}

// logons is how often somebody's password was good.
func (d serverDoc) logons() (n int) {
	for _, p := range d.People {
		n += p.Logons
	}
	return n
}

func (l *lab) server(ctx context.Context) (serverDoc, error) {
	var doc serverDoc
	return doc, l.asked(ctx, "server", &doc)
}

// asked reads one of the controls that only tell.
func (l *lab) asked(ctx context.Context, name string, into any) error {
	text, err := l.org.Control(ctx, name, nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// settle changes the report server's settings.
func (l *lab) settle(ctx context.Context, settings map[string]any) error {
	return l.control(ctx, "server", settings)
}

// pins are the report server's, by their titles.
func (l *lab) pins(ctx context.Context) (map[string]tile, error) {
	all, err := l.tiles(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]tile{}
	for _, t := range all {
		if t.Kind == "pin" {
			found[t.Title] = t
		}
	}
	return found, nil
}

// judged checks state and cause of every pin; an empty cause fits all.
func (l *lab) judged(ctx context.Context, state, cause string, titles ...string) error {
	all, err := l.pins(ctx)
	if err != nil {
		return err
	}
	for _, title := range titles {
		t, ok := all[title]
		if !ok || t.State != state || cause != "" && t.Cause != cause {
			return fmt.Errorf("pin %s is %+v, want %s, %s", title, t, state, cause)
		}
	}
	return nil
}

// kept checks that the report server's connection is there in one of states,
// with all its pins.
func (l *lab) kept(ctx context.Context, states ...string) error {
	k, err := l.known(ctx)
	if err != nil {
		return err
	}
	if len(k.Connections) != 1 || k.Connections[0].Kind != "reportserver" || k.Tiles.Total != len(pinned) {
		return fmt.Errorf("something was lost: %+v", k)
	}
	for _, s := range states {
		if k.Connections[0].State == s {
			return nil
		}
	}
	return fmt.Errorf("the server's sign-in is %s, want one of %v", k.Connections[0].State, states)
}

// quiet checks that nobody was told anything.
func (l *lab) quiet(ctx context.Context) error {
	all, err := l.notices(ctx)
	if err == nil && len(all) > 0 {
		err = fmt.Errorf("an alarm without need: %+v", all)
	}
	return err
}

// serverUnchanged checks that the server is there with its pins, fresh, and
// that a look at it works.
func (l *lab) serverUnchanged(ctx context.Context) error {
	if _, err := l.want(ctx, 0, nil, "check"); err != nil {
		return err
	}
	return errors.Join(l.kept(ctx, "signed_in"), l.judged(ctx, "fresh", "", pinned...))
}

// stranger is a site on this computer that isn't the report server's, and
// writes down what it is given.
type stranger struct {
	url string

	mu    sync.Mutex // guards what follows
	asked int
	given []string
}

// stranger starts a site that answers with a page, whatever is asked.
func (l *lab) stranger(answer http.HandlerFunc) (*stranger, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &stranger{url: "http://" + listener.Addr().String()}
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.note(r)
		answer(w, r)
	})}
	go web.Serve(listener)
	l.ends = append(l.ends, func() { web.Close() })
	return s, nil
}

func (s *stranger) note(r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	for _, name := range []string{"Authorization", "Cookie", "X-Xsrf-Token"} {
		if v := r.Header.Get(name); v != "" {
			s.given = append(s.given, r.Method+" "+r.URL.Path+" "+name+": "+v)
		}
	}
	if len(body) > 0 {
		s.given = append(s.given, r.Method+" "+r.URL.Path+" with a body")
	}
}

// gotNothing checks that no credentials arrived, and with silence that nothing
// was asked at all.
func (s *stranger) gotNothing(silence bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.given) > 0 {
		return fmt.Errorf("another site was given %v", s.given)
	}
	if silence && s.asked > 0 {
		return fmt.Errorf("another site was asked %d times", s.asked)
	}
	return nil
}
