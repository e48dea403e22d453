package signin

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// Config says where to sign in, as whom the app introduces itself, and what
// for. It holds no secret: the app is a public client.
type Config struct {
	Cloud Cloud
	// Authority is the identity provider's address without a slash at its end:
	// the cloud's own, or the setting "authority".
	Authority string
	// Tenant is the organisation: a GUID, a domain name, or "organizations".
	Tenant string
	// ClientID is the id of the app's registration.
	ClientID string
	// Scopes are the permissions to ask for, Power BI's with their prefix.
	Scopes []string
}

// ConfigError is a setting that a sign-in cannot work with.
type ConfigError struct {
	// Key is the setting's key: "cloud", "authority", "tenant", "client_id"
	// or "scopes".
	Key string
	// Reason is a noun phrase that says what is wrong with it.
	Reason string
}

// Error gives key and reason.
func (e *ConfigError) Error() string { return "setting " + e.Key + ": " + e.Reason }

// DefaultTenant lets any work or school account in. Power BI knows no other.
const DefaultTenant = "organizations"

// permissions are what the app needs to see tiles and the refreshes behind
// them; [WriteScope] is asked for when it is first needed.
var permissions = []string{"Dashboard.Read.All", "Dataset.Read.All", "Workspace.Read.All", "Report.Read.All"}

// WriteScope is the one further permission, needed to start a refresh.
const WriteScope = "Dataset.ReadWrite.All"

// Permissions are all that a registration of this app has to have, without
// prefix: those that it asks for at once, and last [WriteScope].
func Permissions() []string { return append(slices.Clone(permissions), WriteScope) }

// protocolScopes belong to OpenID Connect and never carry a prefix.
// offline_access is what brings the refresh token.
var protocolScopes = []string{"openid", "profile", "offline_access", "email"}

var (
	guid       = lazy(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	domainName = lazy(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$`)
	clientName = lazy(`^[!-~]{1,200}$`)
	// scopeName is RFC 6749 appendix A.4: printable, without quote or backslash.
	scopeName = lazy(`^[!#-\[\]-~]{1,300}$`)
)

// NewConfig makes a Config of the settings' raw values, empty ones being the
// defaults. It refuses with a *[ConfigError] what could never work or would
// not be safe, an http:// authority that isn't loopback above all. scopes are
// separated by spaces and replace the default permissions; names without a
// prefix get the cloud's, and what a sign-in itself needs is always added.
func NewConfig(cloud, authority, tenant, clientID, scopes string) (Config, error) {
	c, ok := CloudByID(strings.TrimSpace(cloud))
	if !ok {
		return Config{}, &ConfigError{"cloud", language.Sayf("unknown cloud %s", quoted(cloud))}
	}
	cfg := Config{Cloud: c, Authority: c.Authority, Tenant: DefaultTenant, ClientID: strings.TrimSpace(clientID)}
	own := strings.TrimSpace(authority)
	if own != "" {
		clean, reason := checkAuthority(own)
		if reason != "" {
			return Config{}, &ConfigError{"authority", reason}
		}
		cfg.Authority = clean
	}
	if t := strings.TrimSpace(tenant); t != "" {
		if reason := checkTenant(t); reason != "" {
			return Config{}, &ConfigError{"tenant", reason}
		}
		cfg.Tenant = t
	}
	switch {
	case cfg.ClientID == "":
		return Config{}, &ConfigError{"client_id", language.Say("no app registration id")}
	case cfg.Authority == c.Authority && !guid().MatchString(cfg.ClientID):
		return Config{}, &ConfigError{"client_id", language.Say("not an app registration id (a GUID such as 01234567-89ab-cdef-0123-456789abcdef)")}
	case !clientName().MatchString(cfg.ClientID):
		return Config{}, &ConfigError{"client_id", language.Say("spaces or characters that no app registration id has")}
	}
	cfg.Scopes = []string{"openid", "profile", "offline_access"}
	wanted := strings.Fields(scopes)
	if len(wanted) == 0 {
		wanted = permissions
	}
	for _, s := range wanted {
		if !scopeName().MatchString(s) {
			return Config{}, &ConfigError{"scopes", language.Sayf("not a permission: %s", quoted(s))}
		}
		cfg.Scopes = addScope(cfg.Scopes, cfg.full(s))
	}
	return cfg, nil
}

// checkAuthority gives the address without a slash at its end, or why it
// can't be one.
func checkAuthority(raw string) (clean, reason string) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "", language.Say("not an address such as https://login.microsoftonline.com")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return "", language.Say("an address with a user name, a query or a fragment")
	case !safeURL(u):
		return "", language.Say("not https (http is accepted only for this computer itself)")
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"), ""
}

func checkTenant(t string) (reason string) {
	switch strings.ToLower(t) {
	case "organizations", "common":
		return ""
	case "consumers":
		return language.Say("personal accounts, which Power BI does not know")
	}
	if !guid().MatchString(t) && !domainName().MatchString(t) {
		return language.Sayf("neither a tenant id nor a domain name: %s", quoted(t))
	}
	return ""
}

// safeURL reports whether what is sent there can't be read on the way: https,
// or http to this computer itself.
func safeURL(u *url.URL) bool {
	switch u.Scheme {
	case "https":
		return u.Hostname() != ""
	case "http":
		return loopbackHost(u.Hostname())
	}
	return false
}

func loopbackHost(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// full gives a permission with the resource's prefix, as the identity
// provider wants it.
func (c Config) full(scope string) string {
	if strings.Contains(scope, "://") || slices.Contains(protocolScopes, scope) {
		return scope
	}
	return c.Cloud.Resource + "/" + scope
}

// short is the reverse of full: what a Connection's Scopes hold.
func (c Config) short(scope string) string {
	prefix := c.Cloud.Resource + "/"
	if len(scope) > len(prefix) && strings.EqualFold(scope[:len(prefix)], prefix) {
		return scope[len(prefix):]
	}
	return scope
}

// permissions gives the Power BI permissions of the Config, without prefix.
func (c Config) permissions() []string {
	var names []string
	for _, s := range c.Scopes {
		if !slices.Contains(protocolScopes, s) {
			names = append(names, c.short(s))
		}
	}
	return names
}

// with gives the Config that also asks for those permissions.
func (c Config) with(names ...string) Config {
	c.Scopes = slices.Clone(c.Scopes)
	for _, n := range names {
		c.Scopes = addScope(c.Scopes, c.full(n))
	}
	return c
}

// only gives the Config that asks for those permissions and no other. A
// silent renewal must never ask for more than was granted: the answer would
// be consent_required, and a good sign-in would look lost.
func (c Config) only(names []string) Config {
	if len(names) == 0 {
		return c
	}
	c.Scopes = []string{"openid", "profile", "offline_access"}
	return c.with(names...)
}

// of gives the Config for renewing an existing connection: in its own cloud
// and organisation, whatever the settings have become since.
func (c Config) of(conn tiles.Connection) Config {
	if c.Authority == c.Cloud.Authority {
		if cloud, ok := CloudByID(conn.Cloud); ok && conn.Cloud != "" && cloud.ID != c.Cloud.ID {
			names := c.permissions()
			c.Cloud, c.Authority = cloud, cloud.Authority
			c = c.only(names)
		}
	}
	if guid().MatchString(conn.Tenant) {
		c.Tenant = conn.Tenant
	}
	return c
}

func addScope(list []string, scope string) []string {
	if slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, scope) }) {
		return list
	}
	return append(list, scope)
}

// granted reports whether the permission is among names. Power BI's
// ReadWrite permissions include the Read ones.
func granted(names []string, scope string) bool {
	write := strings.Replace(scope, ".Read.", ".ReadWrite.", 1)
	return slices.ContainsFunc(names, func(n string) bool {
		return strings.EqualFold(n, scope) || strings.EqualFold(n, write)
	})
}

// quoted shows a setting's value in a reason, short and on one line.
func quoted(s string) string { return `"` + tiles.Clean(s, 60) + `"` }
