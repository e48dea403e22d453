package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"

	"mysettings/app/program"
	"mysettings/app/settings"
)

// place is where a stand-in organisation is; its JSON form is what `sandbox`
// prints.
type place struct {
	Authority    string `json:"authority"`
	ClientID     string `json:"client_id"`
	PowerBI      string `json:"powerbi_api"`
	ReportServer string `json:"reportserver"`
	// ReportServerTLS is empty without --tls.
	ReportServerTLS string `json:"reportserver_tls,omitempty"`
	Control         string `json:"control"`
}

type sandboxOptions struct {
	addr     string
	lifetime time.Duration
	tiles    int
	// tls is the file for the authority to trust, empty for no TLS.
	tls string
}

func (s *session) sandboxCommand() *cobra.Command {
	var o sandboxOptions
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Run a stand-in organisation to try things out",
		Long: `Run a stand-in organisation on this computer: an identity provider, a Power BI
service and a report server with made-up people, dashboards, tiles and pins. It
prints where it is as one line of JSON, and runs until it is interrupted. GET the
address named control to see what can be done to it, and the passwords for the
report server.

With --tls FILE the report server is reached by https as well, and the authority
behind its certificate, which is made anew each time, is written to FILE. To trust
it, name FILE by its full path: mysettings config set ca_file FILE.`,
		Args: noWords,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if o.lifetime <= 0 {
				return usagef("--signin-lifetime must be longer than nothing, for example: --signin-lifetime 2160h")
			}
			host, _, err := net.SplitHostPort(o.addr)
			if err != nil || !settings.Loopback(host) {
				return usagef("%q isn't an address of this computer. Say it like this: --addr 127.0.0.1:0", o.addr)
			}
			if o.tiles < 0 {
				return usagef("--tiles can't be less than 0.")
			}
			where, end, err := s.startSandbox(ctx, o)
			if err != nil {
				return err
			}
			if err := printJSON(s.stdout, where); err != nil {
				return errors.Join(err, end())
			}
			<-ctx.Done() // being interrupted is how it is meant to end
			return end()
		},
	}
	cmd.Flags().StringVar(&o.addr, "addr", "127.0.0.1:0", "loopback address and `port` to listen on; port 0 takes a free one")
	cmd.Flags().DurationVar(&o.lifetime, "signin-lifetime", 90*24*time.Hour, "how long a sign-in is good when it isn't used")
	cmd.Flags().StringVar(&o.tls, "tls", "", "let the report server be reached by https as well, and write the authority to trust to `file`")
	cmd.Flags().IntVar(&o.tiles, "tiles", 0, "how many tiles there are; 0 is a small organisation with one of every kind")
	return cmd
}

// inSandbox lets do work with a throw-away organisation and data folder.
func (s *session) inSandbox(ctx context.Context, do func(ctx context.Context, p *program.Program) error) error {
	return s.throwAway(ctx, func(folder string) error { return s.openAt(ctx, folder, do) })
}

// throwAway starts an organisation, makes a data folder that points to it, and
// removes both when use is over. A folder that the person named must be empty,
// and is kept.
func (s *session) throwAway(ctx context.Context, use func(folder string) error) (err error) {
	folder, kept, err := s.sandboxFolder()
	if err != nil {
		return err
	}
	if !kept {
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	where, end, err := s.startSandbox(ctx, sandboxOptions{lifetime: 90 * 24 * time.Hour})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	// Not cut short by an interruption: the folder is never left half pointed.
	err = s.openAt(context.WithoutCancel(ctx), folder, func(ctx context.Context, p *program.Program) error {
		return p.PointTo(ctx, where.Authority, where.ClientID, where.PowerBI)
	})
	if err != nil {
		return err
	}
	return use(folder)
}

func (s *session) sandboxFolder() (folder string, kept bool, err error) {
	if !s.named {
		folder, err := os.MkdirTemp("", "mysettings-sandbox-")
		if err != nil {
			return "", false, fmt.Errorf("throw-away data folder: %w", err)
		}
		return folder, false, nil
	}
	folder, err = s.path()
	if err != nil {
		return "", false, err
	}
	entries, err := os.ReadDir(folder)
	switch {
	case errors.Is(err, os.ErrNotExist), err == nil && len(entries) == 0:
		return folder, true, nil
	case err != nil:
		return "", false, fmt.Errorf("data folder: %w", err)
	}
	return "", false, usagef("The folder %s holds data already. For a sandbox leave --data out, or name an empty folder.", folder)
}
