package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

type serverSignInRequest struct {
	Person  string `json:"person"`
	State   string `json:"state"`
	Account string `json:"account"`
}

type pinRequest struct {
	Person    string `json:"person"`
	Report    string `json:"report"`
	Visual    string `json:"visual"`
	Dashboard string `json:"dashboard"`
	Every     string `json:"every"`
}

type serverFailRequest struct {
	Pin   string `json:"pin"`
	Class string `json:"class"`
	Text  string `json:"text"`
	// Size fills the text up to so many bytes.
	Size int `json:"size"`
	// Times is how many runs fail; 0 for all until healed.
	Times int `json:"times"`
	// Later leaves out the failed run that otherwise comes at once.
	Later bool `json:"later"`
}

type serverPinRequest struct {
	Pin string `json:"pin"`
}

type serverActiveRequest struct {
	Pin    string `json:"pin"`
	Active bool   `json:"active"`
}

type serverReportRequest struct {
	Report string `json:"report"`
	Stored *bool  `json:"stored"`
	Gone   bool   `json:"gone"`
	Rename string `json:"rename_visual"`
}

type serverManyRequest struct {
	Person string `json:"person"`
	Pins   int    `json:"pins"`
	Emails int    `json:"emails"`
}

type certificateRequest struct {
	Certificate string `json:"certificate"`
}

func (o *Org) serverControls() []control {
	s := o.reports
	return []control{
		{"GET", controlPath + "/server", "The report server: addresses, settings, people with their passwords and Power BI sign-ins, logons that were good or refused.", nil, showing(o.serverControl)},
		{"POST", controlPath + "/server", "Change the report server's settings; what is left out stays. Mode: 2016, 2017, 2019, 2022, pbirs-2022-05, pbirs-2022-09. Auth: ntlm, negotiate, kerberos, basic, forms, none, never.", json.RawMessage(`{"mode":"2017","auth":"forms","language":"de","integrated":true,"undocumented":true,"execute":"allowed","execute_takes":"2s","wrapped":true,"values":"list","bare_rows":false,"page_size":0,"dates":"offset","status_numbers":false}`), s.settingsControl},
		{"POST", controlPath + "/server-signin", "Set the Power BI sign-in that the report server keeps for a person: signed_in (as account), signed_out, expired or revoked.", serverSignInRequest{"ana", "expired", ""}, taking(s.signInControl)},
		{"POST", controlPath + "/server-logoff", "End everybody's sign-in to the report server itself: connections, cookies, browsers.", json.RawMessage(`{}`), taking(s.logoffControl)},
		{"GET", controlPath + "/server-subscriptions", "The report server's subscriptions as they are, with the class of the last run.", nil, showing(s.subscriptionsControl)},
		{"POST", controlPath + "/pin", "Pin an item of a report: a tile on the dashboard, and a subscription that runs hourly, daily or weekly from now.", pinRequest{"ana", "/Finance/IT Spend", "Chart2", "Me", "hourly"}, taking(s.pinControl)},
		{"POST", controlPath + "/server-fail", "Let a pin (by id, report or visual; all when empty) fail: class credentials, item, tile, dashboard, report, sign_in, transient, extension or unrecognised, or a text of your own. One run at once unless later.", serverFailRequest{Pin: "Contoso logo", Class: "item"}, taking(s.failControl)},
		{"POST", controlPath + "/server-heal", "Put pins right again: no planned failure, active, one run at once.", serverPinRequest{"Contoso logo"}, taking(s.healControl)},
		{"POST", controlPath + "/server-run", "Run pins now, as if their time had come.", serverPinRequest{""}, taking(s.runControl)},
		{"POST", controlPath + "/server-active", "Switch pins on or off.", serverActiveRequest{"Contoso logo", false}, taking(s.activeControl)},
		{"POST", controlPath + "/server-report", "Change a report: whether its data source keeps credentials, another name for its first item, or gone.", json.RawMessage(`{"report":"/Finance/IT Spend","stored":false,"gone":false,"rename_visual":""}`), taking(s.reportControl)},
		{"POST", controlPath + "/server-many", "Give a person many more subscriptions, pins and e-mails, for which nothing stands in Power BI.", serverManyRequest{"ana", 50, 5}, taking(s.manyControl)},
		{"GET", controlPath + "/server-ca", "The authority whose certificate the report server shows over TLS, as PEM; empty without TLS.", nil, showing(o.authorityControl)},
		{"POST", controlPath + "/server-certificate", "Show another certificate to connections to come: good, other_name, expired or unknown_authority.", certificateRequest{certificateGood}, taking(o.certificateControl)},
	}
}

type serverPerson struct {
	Person     string `json:"person"`
	User       string `json:"user"`
	Password   string `json:"password"`
	State      string `json:"powerbi_state"`
	Account    string `json:"powerbi_account,omitempty"`
	SignedInAt string `json:"signed_in_at,omitempty"`
	GoodUntil  string `json:"good_until,omitempty"`
	Logons     int    `json:"logons"`
}

func (o *Org) serverControl() any {
	s := o.reports
	now, release := s.begin()
	defer release()
	people := []serverPerson{}
	for _, u := range s.users {
		p := serverPerson{Person: u.User, User: u.name, Password: u.password, Logons: u.good}
		state, account, since, until := s.heldBy(u, now)
		if p.State, p.Account = state, account; account != "" {
			p.SignedInAt, p.GoodUntil = stamp(since), stamp(until)
		}
		people = append(people, p)
	}
	refused := map[string]int{}
	for name, n := range s.refused {
		refused[name] = n
	}
	r := s.settings.release()
	d := o.Describe()
	return map[string]any{
		"portal": d.ReportServer, "soap": o.base + soapPath, "portal_tls": d.ReportServerTLS, "product": r.product, "version": r.version,
		"settings": s.settings, "people": people, "logons_refused": refused,
	}
}

func (s *reportServer) settingsControl(body json.RawMessage) (any, error) {
	now, release := s.begin()
	defer release()
	changed, err := s.settings.changed(body)
	if err == nil {
		err = changed.check()
	}
	if err == nil && changed.Administrator != "" && s.user(changed.Administrator) == nil {
		err = errNoPerson
	}
	if err != nil {
		return nil, err
	}
	moved := changed.Zone != s.settings.Zone
	s.settings = changed
	if moved {
		loc := changed.location()
		for _, p := range s.subs {
			p.slot = p.when.before(now, loc)
			p.plan(loc)
		}
		s.due = time.Time{}
	}
	return changed, nil
}

func (s *reportServer) signInControl(r serverSignInRequest) (any, error) {
	now, release := s.begin()
	defer release()
	u := s.user(r.Person)
	if u == nil {
		return nil, errNoPerson
	}
	switch r.State {
	case "signed_in":
		if r.Account == "" {
			r.Account = u.User
		}
		if err := s.give(u, r.Account, now); err != nil {
			return nil, err
		}
	case "signed_out":
		u.token = nil
	case "expired", "revoked":
		if u.token == nil {
			if err := s.give(u, u.User, now); err != nil {
				return nil, err
			}
		}
		why := errRefreshExpired
		if r.State == "revoked" {
			why = errRevoked
		}
		s.identity.endServer(u.token.refresh, why)
		u.token.accessUntil = time.Time{}
	default:
		return nil, fmt.Errorf("state %q is not one of signed_in, signed_out, expired, revoked", r.State)
	}
	return done{"sign-in set"}, nil
}

func (s *reportServer) logoffControl(nothing) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetLogons()
	return done{"logged off"}, nil
}

type subscriptionListing struct {
	ID        string `json:"id"`
	Owner     string `json:"owner"`
	Extension string `json:"extension"`
	Report    string `json:"report"`
	Visual    string `json:"visual"`
	Group     string `json:"group_id"`
	Dashboard string `json:"dashboard_id"`
	Name      string `json:"dashboard"`
	Tile      string `json:"tile_id"`
	Active    bool   `json:"active"`
	LastRun   string `json:"last_run,omitempty"`
	Next      string `json:"next,omitempty"`
	Class     string `json:"class"` // empty for never run
	Status    string `json:"status"`
	Tries     int    `json:"tries"`
}

func (s *reportServer) subscriptionsControl() any {
	_, release := s.begin()
	defer release()
	rows := []subscriptionListing{}
	for _, p := range s.subs {
		rows = append(rows, s.listing(p))
	}
	return map[string]any{"subscriptions": rows}
}

func (s *reportServer) listing(p *subscription) subscriptionListing {
	l := subscriptionListing{
		ID: p.id, Owner: p.owner.name, Extension: p.extension, Report: p.report, Visual: p.visual, Group: p.groupID, Dashboard: p.dashboardID,
		Name: p.dashboardName, Tile: p.tileID, Active: p.active, Class: p.result.class, Status: s.settings.status(p), Tries: p.tries,
	}
	if !p.last.IsZero() {
		l.LastRun = stamp(p.last)
	}
	if !p.next.IsZero() {
		l.Next = stamp(p.next)
	}
	return l
}

func (s *reportServer) pinControl(r pinRequest) (any, error) {
	now, release := s.begin()
	defer release()
	u := s.user(r.Person)
	if u == nil {
		return nil, errNoPerson
	}
	p, err := s.pin(u, r.Report, r.Visual, r.Dashboard, r.Every, now)
	if err != nil {
		return nil, err
	}
	return s.listing(p), nil
}

// each does f to the pins that a key finds, and lists them as they are then.
func (s *reportServer) each(key string, f func(*subscription, time.Time)) (any, error) {
	now, release := s.begin()
	defer release()
	found := s.find(key)
	if len(found) == 0 {
		return nil, fmt.Errorf("there is no pin %q", key)
	}
	rows := []subscriptionListing{}
	for _, p := range found {
		f(p, now)
		p.plan(s.settings.location())
		rows = append(rows, s.listing(p))
	}
	s.due = time.Time{}
	return map[string]any{"subscriptions": rows}, nil
}

func (s *reportServer) failControl(r serverFailRequest) (any, error) {
	switch {
	case r.Class == "" && r.Text == "" && r.Size == 0:
		return nil, errors.New("class or text is missing")
	case r.Class != "" && !slices.Contains(strings.Fields(failureClasses), r.Class):
		return nil, fmt.Errorf("class %q is not one of: %s", r.Class, failureClasses)
	case r.Size < 0 || r.Size > 1<<20 || r.Times < 0:
		return nil, errors.New("size or times is out of range")
	}
	if pad := r.Size - len(r.Text); pad > 0 {
		r.Text += strings.Repeat("x", pad)
	}
	return s.each(r.Pin, func(p *subscription, now time.Time) {
		f := &pinFailure{class: r.Class, text: r.Text, left: r.Times}
		if f.left == 0 {
			f.left = -1
		}
		if r.Class == "" {
			f.class = "raw"
		} else if r.Text == "" {
			f.text = map[string]string{"item": p.visual, "tile": p.tileID, "dashboard": p.dashboardID, "report": p.report}[r.Class]
		}
		p.failure, p.tries = f, 0
		if !r.Later {
			s.run(p, s.later(p, now))
		}
	})
}

// later is now, or just after the last run, so that LastRunTime moves.
func (s *reportServer) later(p *subscription, now time.Time) time.Time {
	if now = now.Truncate(time.Second); !now.After(p.last) {
		return p.last.Add(time.Second)
	}
	return now
}

func (s *reportServer) healControl(r serverPinRequest) (any, error) {
	return s.each(r.Pin, func(p *subscription, now time.Time) {
		p.failure, p.active, p.retry, p.tries = nil, true, time.Time{}, 0
		s.run(p, s.later(p, now))
	})
}

func (s *reportServer) runControl(r serverPinRequest) (any, error) {
	return s.each(r.Pin, func(p *subscription, now time.Time) {
		p.tries = 0
		s.run(p, s.later(p, now))
	})
}

func (s *reportServer) activeControl(r serverActiveRequest) (any, error) {
	return s.each(r.Pin, func(p *subscription, now time.Time) { s.setActive(p, r.Active, now) })
}

func (s *reportServer) reportControl(r serverReportRequest) (any, error) {
	_, release := s.begin()
	defer release()
	i := s.item(r.Report)
	if i == nil || i.folder {
		return nil, errNoReport
	}
	if r.Stored != nil {
		i.stored = *r.Stored
	}
	if r.Rename != "" && len(i.visuals) > 0 {
		i.visuals = append([]string{r.Rename}, i.visuals[1:]...)
	}
	if r.Gone {
		s.items = slices.DeleteFunc(s.items, func(other *catalogItem) bool { return other == i })
	}
	return done{"report changed"}, nil
}

func (s *reportServer) manyControl(r serverManyRequest) (any, error) {
	if r.Pins < 0 || r.Emails < 0 || r.Pins+r.Emails > 100_000 {
		return nil, errors.New("pins or emails is out of range")
	}
	now, release := s.begin()
	defer release()
	u := s.user(r.Person)
	if u == nil {
		return nil, errNoPerson
	}
	s.addMany(u, r.Pins, r.Emails, now)
	return map[string]int{"subscriptions": len(s.subs)}, nil
}

func (o *Org) authorityControl() any {
	if o.certificates == nil {
		return map[string]string{"pem": ""}
	}
	return map[string]string{"pem": string(o.certificates.authority)}
}

func (o *Org) certificateControl(r certificateRequest) (any, error) {
	if o.certificates == nil {
		if r.Certificate != certificateGood {
			return nil, errors.New("the sandbox was started without TLS")
		}
		return done{"no TLS"}, nil
	}
	if err := o.certificates.show(r.Certificate); err != nil {
		return nil, err
	}
	return done{"certificate set"}, nil
}
