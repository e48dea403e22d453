package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// SetupPart is one thing that [Manager.CheckSetup] looks at.
type SetupPart string

// The parts, in the order in which they are looked at. The three in the middle
// are what a person enters; what follows them is the registration's.
const (
	PartService     SetupPart = "service"     // the way to the sign-in service
	PartCloud       SetupPart = "cloud"       // the setting "cloud"
	PartTenant      SetupPart = "tenant"      // the setting "tenant"
	PartClient      SetupPart = "client_id"   // the setting "client_id"
	PartPublic      SetupPart = "public"      // public client flows are allowed
	PartRedirect    SetupPart = "redirect"    // http://localhost is registered
	PartPermissions SetupPart = "permissions" // Power BI and its permissions are known
)

// SetupParts are all parts in order.
var SetupParts = []SetupPart{PartService, PartCloud, PartTenant, PartClient, PartPublic, PartRedirect, PartPermissions}

// SetupState is what became of looking at one part.
type SetupState string

// The states of a part.
const (
	SetupGood SetupState = "good"
	SetupBad  SetupState = "bad"
	// SetupOpen is what can't be told before somebody signs in, or what wasn't
	// looked at since something before it is wrong.
	SetupOpen SetupState = "open"
)

// SetupFinding is what was found about one part.
type SetupFinding struct {
	Part  SetupPart
	State SetupState
	// Text is a plain sentence or two, the remedy first. It may hold a name
	// that the person typed, never one that a server sent.
	Text string
	// Code is the service's error, or one of this package's; AADSTS Entra's
	// number with that prefix; CorrelationID what its support asks for. All are
	// empty where nothing was refused.
	Code, AADSTS, CorrelationID string
}

// Setup is what a check of an organisation's values found: one finding for each
// of SetupParts.
type Setup struct {
	Findings []SetupFinding
	// TenantID is the organisation's id where its name was found.
	TenantID string
	// Cloud is the ID of the cloud that the organisation is in, where that is
	// another one than was given.
	Cloud string
}

// Bad is the first part that is wrong; ok is false where none is.
func (s Setup) Bad() (f SetupFinding, ok bool) {
	for _, f := range s.Findings {
		if f.State == SetupBad {
			return f, true
		}
	}
	return SetupFinding{}, false
}

// SetupValues are the settings that a check is about, as a person enters them;
// empty ones are the defaults.
type SetupValues struct{ Cloud, Authority, Tenant, ClientID, Scopes string }

// setupLimit bounds a whole check.
const setupLimit = 45 * time.Second

// anyClient stands for the application id in the parts of a check that need
// none.
const anyClient = "00000000-0000-0000-0000-000000000000"

// CheckSetup finds out, as far as that can be known before anybody signs in,
// which of an organisation's values is wrong. It opens no browser, needs no
// sign-in, keeps nothing and changes nothing; it asks
//
//   - the tenant's discovery document ("OpenID Connect on the Microsoft identity
//     platform"), in the other clouds too where this one doesn't know it,
//   - the device code endpoint (RFC 8628 section 3.1), which refuses an
//     unknown application or permission, and once the token endpoint, which
//     refuses a client that isn't public; the code lapses unused,
//   - the authorization endpoint with prompt=none (OpenID Connect Core section
//     3.1.2.1), which sends the refusal to the redirect address only if that is
//     registered.
//
// Nothing but texts and the suggested cloud hangs on Entra's numbers. When ctx
// ends the rest is left open.
func (m *Manager) CheckSetup(ctx context.Context, v SetupValues) Setup {
	ctx, cancel := context.WithTimeoutCause(ctx, setupLimit, ErrTimedOut)
	defer cancel()
	c := &setupCheck{m: m, found: map[SetupPart]SetupFinding{}}
	c.run(ctx, v)
	s := Setup{TenantID: c.tenantID, Cloud: c.cloud}
	for _, part := range SetupParts {
		f, ok := c.found[part]
		if !ok {
			f = SetupFinding{Part: part, State: SetupOpen}
		}
		s.Findings = append(s.Findings, f)
	}
	return s
}

type setupCheck struct {
	m        *Manager
	found    map[SetupPart]SetupFinding
	tenantID string
	cloud    string
}

func (c *setupCheck) run(ctx context.Context, v SetupValues) {
	cfg, ok := c.values(v)
	if !ok {
		return
	}
	p, ok := c.organisation(ctx, cfg)
	if _, wrong := c.found[PartClient]; !ok || wrong {
		return
	}
	if !c.application(ctx, cfg, p) {
		return
	}
	c.redirect(ctx, cfg, p)
}

// note keeps what was found, unless something is known of the part already.
func (c *setupCheck) note(part SetupPart, state SetupState, text string) {
	if _, known := c.found[part]; !known {
		c.found[part] = SetupFinding{Part: part, State: state, Text: text}
	}
}

// refused notes a refusal as the fault of part.
func (c *setupCheck) refused(part SetupPart, text string, e *Error) {
	c.found[part] = SetupFinding{
		Part: part, State: SetupBad, Text: text, Code: e.Code, AADSTS: e.AADSTS, CorrelationID: e.CorrelationID,
	}
}

// values checks what can be checked without asking anybody.
func (c *setupCheck) values(v SetupValues) (cfg Config, ok bool) {
	var bad *ConfigError
	cfg, err := NewConfig(v.Cloud, v.Authority, v.Tenant, v.ClientID, v.Scopes)
	if errors.As(err, &bad) && bad.Key == "client_id" {
		c.found[PartClient] = SetupFinding{Part: PartClient, State: SetupBad, Code: "client_id", Text: clientText(v.ClientID)}
		cfg, err = NewConfig(v.Cloud, v.Authority, v.Tenant, anyClient, v.Scopes)
	}
	if err == nil {
		return cfg, true
	}
	part, text := PartService, tellBadAuthority
	if errors.As(err, &bad) {
		switch bad.Key {
		case "cloud":
			part, text = PartCloud, tellBadCloud
		case "tenant":
			part, text = PartTenant, tellBadTenant
		case "scopes":
			part, text = PartPermissions, tellBadScopes
		}
		c.found[part] = SetupFinding{Part: part, State: SetupBad, Text: language.Say(text), Code: bad.Key}
	}
	return cfg, false
}

// unanswered notes that there was no answer of the service's, if that is so.
func (c *setupCheck) unanswered(e *Error) bool {
	switch {
	case e.Code == codeCancelled:
		return true // nothing is known, and nothing is wrong
	case e.Code == codeTimedOut:
		c.refused(PartService, language.Say(tellSlow), e)
	case e.Network, e.Cause == tiles.CauseServiceDown, e.Cause == tiles.CauseThrottled, e.Cause == tiles.CauseServerUnreachable:
		c.refused(PartService, language.Say(serviceText(e)), e)
	default:
		return false
	}
	return true
}

// setupError makes the Error of an answer that can't be believed.
func setupError(code, format string, args ...any) *Error {
	return &Error{Op: "check", Code: code, Err: fmt.Errorf(format, args...)}
}
