//go:build !tray && !desktop && !bindings

package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"mysettings/app/sandbox"
)

// holdsSandbox says whether the organisation can run in this process.
const holdsSandbox = true

// startSandbox starts an organisation in this process. end stops it and waits
// for that.
func (s *session) startSandbox(ctx context.Context, o sandboxOptions) (place, func() error, error) {
	// Ended by end alone, so that what uses it can finish first.
	org, err := sandbox.Start(context.WithoutCancel(ctx), sandbox.Options{
		Addr: o.addr, SigninLifetime: o.lifetime, Tiles: o.tiles, ServerTLS: o.tls != "",
	})
	if err != nil {
		return place{}, nil, err
	}
	if o.tls != "" {
		if err := writeAuthority(ctx, org, o.tls); err != nil {
			return place{}, nil, errors.Join(err, org.Close())
		}
	}
	d := org.Describe()
	return place{d.Authority, d.ClientID, d.PowerBI, d.ReportServer, d.ReportServerTLS, d.Control}, org.Close, nil
}

// writeAuthority writes what is to be trusted for the organisation's report
// server over TLS.
func writeAuthority(ctx context.Context, org *sandbox.Org, file string) error {
	answer, err := org.Control(ctx, "server-ca", nil)
	if err != nil {
		return err
	}
	var authority struct{ PEM string }
	if err := json.Unmarshal(answer, &authority); err != nil {
		return fmt.Errorf("authority of the sandbox: %w", err)
	}
	return os.WriteFile(file, []byte(authority.PEM), 0o600)
}
