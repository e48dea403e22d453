//go:build !tray && !desktop && !bindings

package command

import (
	"context"

	"mysettings/app/sandbox"
)

// holdsSandbox says whether the organisation can run in this process.
const holdsSandbox = true

// startSandbox starts an organisation in this process. end stops it and waits
// for that.
func (s *session) startSandbox(ctx context.Context, o sandboxOptions) (place, func() error, error) {
	// Ended by end alone, so that what uses it can finish first.
	org, err := sandbox.Start(context.WithoutCancel(ctx), sandbox.Options{
		Addr: o.addr, SigninLifetime: o.lifetime, Tiles: o.tiles,
	})
	if err != nil {
		return place{}, nil, err
	}
	d := org.Describe()
	return place{d.Authority, d.ClientID, d.PowerBI, d.ReportServer, d.Control}, org.Close, nil
}
