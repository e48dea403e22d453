package signin

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// hints are what Entra's discovery documents say about where a tenant is. No
// page documents the members; they only ever choose a text and a suggestion.
type hints struct {
	Instance string `json:"cloud_instance_name"`
	Scope    string `json:"tenant_region_scope"`
	SubScope string `json:"tenant_region_sub_scope"`
	Issuer   string `json:"issuer"`
}

// cloud is the ID of the cloud that the hints speak of, "" if of none.
func (h hints) cloud() string {
	switch sub := strings.ToUpper(h.SubScope); {
	case sub == "GCC":
		return "gcc"
	case sub == "DODCON":
		return "gcchigh"
	case sub == "DOD":
		return "dod"
	}
	switch instance := strings.ToLower(h.Instance); {
	case instance == "microsoftonline.com":
		return DefaultCloud
	case strings.HasSuffix(instance, "microsoftonline.us"):
		return "gcchigh"
	case strings.HasSuffix(instance, "microsoftonline.cn"), strings.HasSuffix(instance, "chinacloudapi.cn"):
		return "china"
	}
	return ""
}

// tenantID is the id in an issuer of one tenant.
func (h hints) tenantID() string {
	u, err := url.Parse(h.Issuer)
	if err != nil {
		return ""
	}
	for _, part := range strings.Split(u.Path, "/") {
		if guid().MatchString(part) {
			return part
		}
	}
	return ""
}

func sharedTenant(name string) bool {
	return slices.Contains([]string{"organizations", "common"}, strings.ToLower(name))
}

// organisation looks at the sign-in service, the cloud and the tenant. ok is
// false where nothing further can be asked.
func (c *setupCheck) organisation(ctx context.Context, cfg Config) (p provider, ok bool) {
	host := hostOf(cfg.Authority)
	body, e := c.document(ctx, cfg)
	switch {
	case e == nil:
	case c.unanswered(e):
		return provider{}, false
	case e.Code == codeNoDiscovery:
		c.refused(PartService, said(tellNoService, "{host}", host), e)
		return provider{}, false
	default:
		c.note(PartService, SetupGood, said(tellServiceGood, "{host}", host))
		c.unknownTenant(ctx, cfg, e)
		return provider{}, false
	}
	c.note(PartService, SetupGood, said(tellServiceGood, "{host}", host))
	var h hints
	_ = json.Unmarshal(body, &h) // read says whether it is a document at all
	if sharedTenant(cfg.Tenant) {
		c.note(PartCloud, SetupOpen, language.Say(tellCloudOpen))
		c.note(PartTenant, SetupOpen, language.Say(tellTenantOpen))
	} else {
		c.tenantID = h.tenantID()
		c.note(PartTenant, SetupGood, said(tellTenantGood, "{tenant}", tiles.Clean(cfg.Tenant, 60)))
		if !c.rightCloud(cfg, h) {
			return provider{}, false
		}
	}
	p, err := read(body, cfg)
	if err != nil {
		e := asError("check", err)
		if !c.unanswered(e) {
			c.refused(PartService, said(tellUnsafe, "{host}", host), e)
		}
		return provider{}, false
	}
	return p, true
}

// rightCloud compares what the document says with what was chosen.
func (c *setupCheck) rightCloud(cfg Config, h hints) bool {
	switch in := h.cloud(); {
	case in == "":
		c.note(PartCloud, SetupOpen, language.Say(tellCloudUnsaid))
	case in == cfg.Cloud.ID:
		c.note(PartCloud, SetupGood, language.Say(tellCloudGood))
	default:
		c.suggest(in, &Error{Code: "other_cloud"})
		return false
	}
	return true
}

func (c *setupCheck) suggest(id string, e *Error) {
	cloud, _ := CloudByID(id)
	c.cloud = cloud.ID
	c.refused(PartCloud, said(tellOtherCloud, "{cloud}", cloud.Name), e)
}

// document fetches the tenant's discovery document.
func (c *setupCheck) document(ctx context.Context, cfg Config) ([]byte, *Error) {
	var last *Error
	for _, address := range documents(cfg) {
		x := c.m.exchange(ctx, nil)
		status, body, err := x.get(address)
		switch {
		case err != nil:
			return nil, c.m.unreachable("check", err, x)
		case status == http.StatusOK:
			return body, nil
		}
		e := c.m.refusal("check", status, body, x)
		if status == http.StatusNotFound && e.Code == codeNotTheService {
			last = setupError(codeNoDiscovery, "no sign-in service at %s", hostOf(cfg.Authority))
			continue
		}
		return nil, e
	}
	return nil, last
}

// unknownTenant looks for a tenant that this cloud doesn't know in the others.
func (c *setupCheck) unknownTenant(ctx context.Context, cfg Config, e *Error) {
	name := tiles.Clean(cfg.Tenant, 60)
	if part, text := blamed(e, false); part != PartTenant {
		c.refused(part, said(text, "{tenant}", name), e)
		return
	}
	if cfg.Authority != cfg.Cloud.Authority {
		c.refused(PartTenant, said(tellNoTenantOwn, "{tenant}", name), e)
		return
	}
	asked := []string{cfg.Authority}
	for _, other := range clouds {
		if slices.Contains(asked, other.Authority) {
			continue
		}
		asked = append(asked, other.Authority)
		elsewhere := cfg
		elsewhere.Cloud, elsewhere.Authority = other, other.Authority
		body, failed := c.document(ctx, elsewhere)
		if failed != nil {
			continue
		}
		var h hints
		_ = json.Unmarshal(body, &h) // without hints it is the first cloud there
		in := h.cloud()
		if in == "" {
			in = other.ID
		}
		c.tenantID = h.tenantID()
		c.note(PartTenant, SetupGood, said(tellTenantGood, "{tenant}", name))
		c.suggest(in, e)
		return
	}
	c.refused(PartTenant, said(tellNoTenant, "{tenant}", name), e)
}
