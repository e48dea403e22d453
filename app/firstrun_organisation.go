package app

import (
	"context"
	"errors"
	"strings"
	"sync"

	"mysettings/app/language"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// checkingOrganisation is the one check that the window may have under way.
type checkingOrganisation struct {
	mu     sync.Mutex // protects everything below
	cancel context.CancelFunc
}

// begin takes the place of the one check; an older one is given up.
func (c *checkingOrganisation) begin(cancel context.CancelFunc) {
	c.stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cancel = cancel
}

func (c *checkingOrganisation) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cancel != nil {
		c.cancel()
		c.cancel = nil
	}
}

// errChecking is a check that was given up.
var errChecking = errors.New("check of the organisation cancelled")

// understood is the organisation as the person meant it: an address means what
// stands behind its @, nothing means any, and what policy holds stays.
func (b *Bindings) understood(o Organisation) (Organisation, Settings, error) {
	set, err := b.b.Settings(b.life)
	if err != nil {
		return o, nil, err
	}
	now := map[string]Setting{}
	for _, key := range firstRunSettings {
		v, err := set.Get(key)
		if err != nil {
			return o, nil, err
		}
		now[key] = Setting{Value: v.Value, Locked: v.Locked}
	}
	in := organisationOf(now)
	if !in.CloudLocked {
		in.Cloud = strings.TrimSpace(o.Cloud)
	}
	if !in.TenantLocked {
		in.Tenant = tenantMeant(o.Tenant)
	}
	if !in.ClientLocked {
		in.ClientID = clientMeant(o.ClientID)
	}
	return in, set, nil
}

// tenantMeant reads an organisation as people type it.
func tenantMeant(typed string) string {
	t := strings.TrimSpace(typed)
	t = strings.TrimPrefix(strings.TrimPrefix(t, "https://"), "http://")
	t = t[strings.LastIndex(t, "@")+1:]
	t, _, _ = strings.Cut(t, "/")
	t = strings.Trim(t, "{}\"'. ")
	if t == "" {
		return signin.DefaultTenant
	}
	return t
}

// clientMeant reads an application id as people paste it.
func clientMeant(typed string) string { return strings.Trim(typed, "{}\"'. \t\r\n") }

// CheckOrganisation finds out which of an organisation's values is wrong, as
// far as can be told before anybody signs in. It opens no browser and changes
// nothing. A check that CancelOrganisationCheck ended, or a later one, is no
// error.
func (b *Bindings) CheckOrganisation(o Organisation) (OrganisationCheck, error) {
	o, set, err := b.understood(o)
	if err != nil {
		return OrganisationCheck{}, fail(err)
	}
	authority, err := set.Get(settings.KeyAuthority)
	if err != nil {
		return OrganisationCheck{}, fail(err)
	}
	scopes, err := set.Get(settings.KeyScopes)
	if err != nil {
		return OrganisationCheck{}, fail(err)
	}
	ctx, cancel := context.WithCancelCause(b.life)
	defer cancel(nil)
	b.organisation.begin(func() { cancel(errChecking) })
	found := b.b.SignIn.CheckSetup(ctx, signin.SetupValues{
		Cloud: o.Cloud, Authority: authority.Value, Tenant: o.Tenant, ClientID: o.ClientID, Scopes: scopes.Value,
	})
	if errors.Is(context.Cause(ctx), errChecking) {
		return OrganisationCheck{Cancelled: true, Findings: []Finding{}}, nil
	}
	return organisationCheck(o, found), nil
}

func organisationCheck(o Organisation, found signin.Setup) OrganisationCheck {
	_, bad := found.Bad()
	out := OrganisationCheck{Good: !bad, Tenant: o.Tenant, ClientID: o.ClientID, Cloud: found.Cloud}
	if c, ok := signin.CloudByID(found.Cloud); ok && found.Cloud != "" {
		out.CloudName = c.Name
	}
	for _, f := range found.Findings {
		var details []string
		for _, l := range []struct {
			name  language.Text
			value string
		}{{"Code", f.AADSTS}, {"Error", f.Code}, {"Correlation id", f.CorrelationID}} {
			if l.value != "" {
				details = append(details, language.Say(l.name)+": "+tiles.Clean(l.value, maxName))
			}
		}
		out.Findings = append(out.Findings, Finding{Part: f.Part, State: f.State, Text: tiles.Clean(f.Text, maxText), Details: strings.Join(details, "\n")})
	}
	return out
}

// CancelOrganisationCheck gives up the check that is under way, if any.
func (b *Bindings) CancelOrganisationCheck() { b.organisation.stop() }

// SaveOrganisation keeps an organisation's values as the settings that they
// are, and goes on with the first run. Where one can't be, none is changed.
func (b *Bindings) SaveOrganisation(o Organisation) error {
	o, set, err := b.understood(o)
	if err != nil {
		return fail(err)
	}
	authority, err := set.Get(settings.KeyAuthority)
	if err != nil {
		return fail(err)
	}
	if _, err := signin.NewConfig(o.Cloud, authority.Value, o.Tenant, o.ClientID, ""); err != nil {
		return fail(err)
	}
	for _, s := range []struct {
		key, value string
		locked     bool
	}{
		{settings.KeyCloud, o.Cloud, o.CloudLocked},
		{settings.KeyTenant, o.Tenant, o.TenantLocked},
		{settings.KeyClientID, o.ClientID, o.ClientLocked},
	} {
		if s.locked {
			continue
		}
		if err := set.Set(b.life, s.key, s.value); err != nil {
			return fail(err)
		}
	}
	return b.FirstRunNext(StepOrganisation, false)
}
