package reportserver

import (
	"context"
	"errors"
	"strings"

	"mysettings/app/tiles"
)

// person is who the server takes this app's user for.
type person struct{ account, display string }

// Probe finds out anew who the person is on the server, which product and
// version it is, and what it can do. What can't be found out stays as it was.
// The result goes into the Connection; the client uses it from now on.
func (c *Client) Probe(ctx context.Context) (s tiles.Server, account, display string, err error) {
	who, err := c.readMe(ctx)
	if err != nil {
		return s, "", "", err
	}
	s, _ = c.known()
	if s.API == "" {
		s.API = apiNew
	}
	if err := c.readSystem(ctx, &s); err != nil {
		return s, "", "", err
	}
	if err := c.readAbilities(ctx, &s); err != nil {
		return s, "", "", err
	}
	s.ProbedAt = c.now().UTC()
	c.mu.Lock()
	c.server, c.account = s, who.account
	c.mu.Unlock()
	return s, who.account, who.display, nil
}

// opMe is what errors of asking who the person is name.
const opMe = "read who I am"

func (c *Client) readMe(ctx context.Context) (person, error) {
	a, err := c.do(ctx, call{op: opMe, path: "/me"})
	if err != nil {
		return person{}, err
	}
	who, err := decodeMe(a.body)
	if err != nil {
		return person{}, nonsense(opMe, a, err)
	}
	return who, nil
}

// errNobody is the answer of something that is no portal.
var errNobody = errors.New("answer without a user name")

func decodeMe(body string) (person, error) {
	var p person
	err := scanObject(body, func(s *scanner, key string) error {
		switch {
		case is(key, "Username"):
			return s.text(&p.account)
		case is(key, "DisplayName"):
			return s.text(&p.display)
		}
		return s.skip()
	})
	p.account, p.display = name(p.account), name(p.display)
	if err == nil && p.account == "" {
		err = errNobody
	}
	return p, err
}

// system is what a server tells of itself.
type system struct{ name, version, kind, zone string }

func decodeSystem(body string) (system, error) {
	var y system
	err := scanObject(body, func(s *scanner, key string) error {
		switch {
		case is(key, "ProductName"):
			return s.text(&y.name)
		case is(key, "ProductVersion"):
			return s.text(&y.version)
		case is(key, "ProductType"):
			return s.text(&y.kind)
		case is(key, "TimeZone"):
			return s.text(&y.zone)
		}
		return s.skip()
	})
	return y, err
}

// readSystem finds out product, version and time zone, from whichever of the
// places has them.
func (c *Client) readSystem(ctx context.Context, s *tiles.Server) error {
	var found system
	for _, path := range [...]string{"/System", "/ServiceState", "/ServiceState()"} {
		y, err := c.readPlace(ctx, path)
		if err != nil {
			return err
		}
		for _, x := range [...]struct{ to, from *string }{
			{&found.name, &y.name}, {&found.version, &y.version}, {&found.kind, &y.kind}, {&found.zone, &y.zone},
		} {
			if *x.to == "" {
				*x.to = *x.from
			}
		}
		if y != (system{}) && found.kind != "" && found.zone != "" {
			break
		}
		if path == "/ServiceState" && y != (system{}) {
			break // the form with brackets would say the same
		}
	}
	if found.name != "" {
		s.ProductName = name(found.name)
	}
	if found.version != "" {
		s.Version = name(found.version)
	}
	if p := productOf(found, s.API); p != tiles.ProductUnknown {
		s.Product = p
	}
	if _, ok := tiles.Zone(strings.TrimSpace(found.zone)); ok {
		s.Zone = strings.TrimSpace(found.zone)
	}
	return nil
}

// readPlace reads one place; empty where it is not there.
func (c *Client) readPlace(ctx context.Context, path string) (system, error) {
	a, err := c.do(ctx, call{op: "read the server's version", path: path})
	if answered(err) {
		return system{}, nil
	}
	if err != nil {
		return system{}, err
	}
	y, err := decodeSystem(a.body)
	if err != nil {
		return system{}, nil // in an odd shape: as good as not there
	}
	return y, nil
}

// answered tells whether err is an answer of the server about one thing, not
// about every call.
func answered(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status != 0 && !e.Account
}

// readAbilities finds out whether the server works with Power BI, and what it
// tells of that.
func (c *Client) readAbilities(ctx context.Context, s *tiles.Server) error {
	m, err := c.readModel(ctx)
	if err != nil {
		return err
	}
	var enabled verdict
	if m.integration || !m.read {
		if enabled, err = c.isEnabled(ctx); err != nil {
			return err
		}
	}
	switch {
	case m.read:
		s.TellsSignIn, s.TellsNotices = m.integration, m.notifications
	case enabled != cantTell:
		s.TellsSignIn = true
	}
	found := integration(enabled, *s)
	if found != tiles.IntegrationUnknown || m.read || s.Integration == "" {
		s.Integration = found
	}
	return nil
}

// readModel reads $metadata.
func (c *Client) readModel(ctx context.Context) (model, error) {
	a, err := c.do(ctx, call{op: "read what the server can do", path: "/$metadata", accept: "application/xml, application/json;q=0.5", most: largestModel})
	if answered(err) {
		return model{}, nil
	}
	if err != nil {
		return model{}, err
	}
	return decodeModel(a.body), nil
}

// verdict is a yes or no, or neither.
type verdict int

const (
	cantTell verdict = iota
	yes
	no
)

// isEnabled asks whether the server is registered with Power BI.
func (c *Client) isEnabled(ctx context.Context) (verdict, error) {
	for _, form := range c.forms("/PowerBIIntegration", "IsEnabled") {
		a, err := c.do(ctx, call{op: "ask for the integration", path: form + "()"})
		switch {
		case err == nil:
			v := decodeVerdict(a.body)
			if v != cantTell {
				return v, nil
			}
		case !answered(err):
			return cantTell, err
		}
	}
	return cantTell, nil
}

// decodeVerdict reads {"value": true}, or a bare true.
func decodeVerdict(body string) verdict {
	s := newScanner(body)
	var word string
	var err error
	if s.peek() == '{' {
		err = s.object(func(key string) error {
			if is(key, "value") {
				return s.text(&word)
			}
			return s.skip()
		})
	} else {
		err = s.text(&word)
	}
	if err == nil {
		err = s.end()
	}
	switch {
	case err != nil:
	case strings.EqualFold(word, "true"):
		return yes
	case strings.EqualFold(word, "false"):
		return no
	}
	return cantTell
}
