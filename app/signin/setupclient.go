package signin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// deviceGrant is RFC 8628 section 3.4's.
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// probeRedirect is the redirect address as the guide for administrators has
// it; Entra ignores the port of localhost.
const probeRedirect = "http://localhost"

// application asks for a device code, which nobody will use. ok is false where
// the registration was refused.
func (c *setupCheck) application(ctx context.Context, cfg Config, p provider) (ok bool) {
	if p.device == "" {
		return true
	}
	x := c.m.exchange(ctx, nil)
	code, err := p.oauth(cfg, "").DeviceAuth(x.context())
	if err != nil {
		e := c.m.failure("check", err, x)
		if c.unanswered(e) {
			return false
		}
		part, text := blamed(e, sharedTenant(cfg.Tenant))
		c.refused(part, said(text, "{tenant}", tiles.Clean(cfg.Tenant, 60)), e)
		if part == PartPublic || part == PartPermissions {
			c.note(PartClient, SetupGood, language.Say(tellClientGood))
		}
		return part == PartPublic
	}
	c.note(PartClient, SetupGood, language.Say(tellClientGood))
	c.note(PartPermissions, SetupOpen, language.Say(tellPermissionsOpen))
	if code == nil || code.DeviceCode == "" {
		return true
	}
	return c.public(ctx, cfg, p, code.DeviceCode)
}

// public asks once for the token that nobody has approved: whether the client
// has to have a secret is looked at before that.
func (c *setupCheck) public(ctx context.Context, cfg Config, p provider, code string) (ok bool) {
	x := c.m.exchange(ctx, nil)
	form := url.Values{"grant_type": {deviceGrant}, "client_id": {cfg.ClientID}, "device_code": {code}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.token, strings.NewReader(form.Encode()))
	if err != nil {
		return true
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := x.RoundTrip(r)
	if err != nil {
		return !c.unanswered(c.m.unreachable("check", err, x))
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return true
	}
	e := c.m.refusal("check", resp.StatusCode, body, x, code)
	switch e.Code {
	case "authorization_pending", "slow_down":
		c.note(PartPublic, SetupGood, language.Say(tellPublicGood))
	default:
		if part, text := blamed(e, false); part == PartPublic {
			c.refused(part, language.Say(text), e)
		}
	}
	return true
}

// redirect asks for a sign-in without a person. Whatever it is refused for, the
// answer goes to the redirect address only if that is registered.
func (c *setupCheck) redirect(ctx context.Context, cfg Config, p provider) {
	address, err := url.Parse(p.auth)
	if err != nil {
		return
	}
	q := address.Query()
	for name, value := range map[string]string{
		"client_id": cfg.ClientID, "response_type": "code", "redirect_uri": probeRedirect,
		"response_mode": "query", "scope": strings.Join(cfg.Scopes, " "), "prompt": "none",
		"state": requestID(), "nonce": requestID(),
		"code_challenge": oauth2.S256ChallengeFromVerifier(oauth2.GenerateVerifier()), "code_challenge_method": "S256",
	} {
		q.Set(name, value)
	}
	address.RawQuery = q.Encode()
	x := c.m.exchange(ctx, nil)
	_, body, err := x.get(address.String())
	if errors.Is(err, errRedirect) {
		if to, err := url.Parse(x.answer().header.Get("Location")); err == nil && to.Scheme == "http" && loopbackHost(to.Hostname()) {
			c.note(PartRedirect, SetupGood, language.Say(tellRedirectGood))
		}
		return
	}
	if err != nil {
		return // the parts before have had answers: a page that isn't shown says nothing
	}
	// A page for the person; the number in its words is all that it has.
	e := &Error{Op: "check", CorrelationID: x.id}
	if m := inText().FindSubmatch(body); m != nil {
		e.AADSTS = aadstsPrefix + string(m[1])
	}
	if part, text := blamed(e, false); e.AADSTS != "" && part == PartRedirect {
		c.refused(part, language.Say(text), e)
	}
}
