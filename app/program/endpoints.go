package program

import (
	"context"
	"net/http"
	"strings"

	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
)

// Endpoints are where the settings say that the services are.
type Endpoints struct {
	// Authority is the sign-in service, Discovery where it describes itself:
	// the first that answers counts.
	Authority string
	Discovery []string
	// PowerBI is the base of the REST API.
	PowerBI string
}

// Endpoints says where the services are, as the settings are now.
func (p *Program) Endpoints() Endpoints {
	cloud, ok := signin.CloudByID(p.Settings.Cloud())
	if !ok {
		cloud, _ = signin.CloudByID(signin.DefaultCloud)
	}
	e := Endpoints{Authority: p.Settings.Authority(), PowerBI: p.Settings.PowerBIAPI()}
	if e.PowerBI == "" {
		e.PowerBI = cloud.PowerBI
	}
	if e.Authority == "" {
		e.Authority = cloud.Authority
	}
	// As signing in does: a path names one organisation's issuer already.
	const wellKnown = "/.well-known/openid-configuration"
	if strings.Contains(strings.TrimPrefix(strings.TrimPrefix(e.Authority, "https://"), "http://"), "/") {
		e.Discovery = []string{e.Authority + wellKnown}
	} else {
		e.Discovery = []string{e.Authority + "/" + p.Settings.Tenant() + "/v2.0" + wellKnown, e.Authority + wellKnown}
	}
	return e
}

// HTTP is the client for requests that carry no token.
func (p *Program) HTTP() *http.Client { return p.http }

// CanUse returns nil when the connection's token can be opened and is, or can
// be made, good, signin's error otherwise; and for a report server, when it lets
// this app in, *reportserver.Error otherwise. One that has refused a password
// isn't asked: watch.ErrServerLogin.
func (p *Program) CanUse(ctx context.Context, connection string) error {
	c, err := p.Store.Connection(ctx, connection)
	if err != nil || c.Kind != tiles.ReportServer {
		_, err := p.SignIn.Access(ctx, connection)
		return err
	}
	if problem := c.Problem; problem != nil && problem.Cause == tiles.CauseServerLogin && problem.RetryAt.IsZero() {
		return watch.ErrServerLogin
	}
	server, err := p.server(ctx, c)
	if err != nil {
		return err
	}
	_, _, _, err = server.Probe(ctx)
	return err
}
