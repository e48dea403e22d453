package program

import (
	"context"
	"net/http"
	"net/url"

	"mysettings/app/settings"
)

// ProxySource says whose word a proxy is.
type ProxySource string

// The sources of a proxy, the strongest first.
const (
	ProxyFromSettings    ProxySource = "settings"
	ProxyFromEnvironment ProxySource = "environment"
	ProxyFromDesktop     ProxySource = "desktop"
)

// ProxyFor returns the proxy through which an address is reached, and whose
// word that is; nil for none. It may hold a password: show its Host only. The
// error is settings.ErrProxy for one of the environment that can't be used, or
// about the address.
func (p *Program) ProxyFor(ctx context.Context, address string) (*url.URL, ProxySource, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	t, err := p.base()
	if err != nil {
		return nil, "", err
	}
	var proxy *url.URL
	if t.Proxy != nil {
		if proxy, err = t.Proxy(r); err != nil {
			return nil, "", settings.ErrProxy // err may hold the whole address, password and all
		}
	}
	if p.Settings.Proxy() == "" {
		if err := settings.EnvironmentProxy(); err != nil {
			return nil, "", err
		}
	}
	switch {
	case proxy == nil:
		return nil, "", nil
	case p.Settings.Proxy() != "":
		return proxy, ProxyFromSettings, nil
	case p.asksDesktop():
		return proxy, ProxyFromDesktop, nil
	}
	return proxy, ProxyFromEnvironment, nil
}

// asksDesktop tells whether neither the settings nor the environment say
// anything of a proxy.
func (p *Program) asksDesktop() bool {
	return p.desktop != nil && p.Settings.Proxy() == "" && !settings.ProxyInEnvironment()
}

// desktopProxy is the proxy that the desktop knows for an address.
func (p *Program) desktopProxy(ctx context.Context, u *url.URL) *url.URL {
	if settings.Loopback(u.Hostname()) {
		return nil // a proxy would look for it on itself
	}
	return p.desktop.For(ctx, u)
}
