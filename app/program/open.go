package program

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"mysettings/app/bus"
	"mysettings/app/language"
	"mysettings/app/proxies"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// Open opens the data folder, which is made where it is missing, and puts the
// parts together. Nothing is sent, and no keyring is asked, before something
// is done with them. The errors are those of store.Open, and ErrNoHome.
func Open(ctx context.Context, o Options) (*Program, error) {
	var err error
	if o.Data == "" {
		if o.Data, err = DefaultData(); err != nil {
			return nil, err
		}
	}
	if o.Face == "" {
		o.Face = "command"
	}
	var wall *clock
	if o.Now == nil {
		wall = &clock{wall: time.Now}
		if o.wall != nil {
			wall.wall = o.wall
		}
		o.Now = wall.now
	}
	if o.Policy == "" {
		o.Policy = settings.DefaultPolicyPath()
	}
	p := &Program{Data: o.Data, Log: o.Log, o: o, clock: wall, desktop: proxies.New(bus.Session), clients: map[string]client{}, servers: map[string]server{}}
	if p.Log == nil {
		log, file := openLog(o.Data, o.Face)
		p.Log, p.logFile = log, file
		p.closers = append(p.closers, file.Close)
	}
	if wall != nil {
		wall.log = p.Log
	}
	if err := p.openStore(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.Sandbox = onThisComputer(p.Settings.Authority())
	for _, problem := range p.Settings.Problems() {
		p.Log.Warn("setting ignored", "err", problem)
	}
	p.http = p.newHTTP()
	p.SignIn = signin.New(signin.Options{
		Store: p.Store, Config: p.signinConfig, HTTP: p.http, Now: o.Now, Log: p.Log,
	})
	p.closers = append(p.closers, func() error { p.SignIn.Close(); return nil })
	p.closers = append(p.closers, p.closeServers)
	p.Watcher = watch.New(watch.Options{
		Store: p.Store, Client: p.client, Server: p.server, DropServer: p.dropServer, Permit: p.permit, Settings: p.watchSettings,
		Notifier: o.Notifier, Wakes: o.Wakes, Now: o.Now, Log: p.Log,
	})
	return p, nil
}

// openStore opens the store and reads the settings in it. Where the sealing
// key is to be kept is one of them, so that a choice of its own costs a second
// opening.
func (p *Program) openStore(ctx context.Context) error {
	o := store.Options{Keyring: p.o.Keyring, Now: p.o.Now, Log: p.Log}
	for {
		s, err := store.Open(ctx, p.Data, o)
		if err != nil {
			return err
		}
		set, err := settings.Load(ctx, s, p.o.Policy)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		if o.Protection == "" && set.Protection() != "auto" {
			o.Protection = set.Protection()
			if err := s.Close(); err != nil {
				return err
			}
			continue
		}
		p.Store, p.Settings = s, set
		language.Follow(set.Language())
		p.Data = s.Dir()
		p.closers = append(p.closers, s.Close)
		return nil
	}
}

// Close ends what runs, waits for it, and closes the data folder. A second
// Close does nothing.
func (p *Program) Close() error {
	var errs []error
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	p.closers = nil
	return errors.Join(errs...)
}

// Rest gives back what is only kept so that the next call is quicker: idle
// connections to servers, and what Store.Rest says.
func (p *Program) Rest() {
	p.http.CloseIdleConnections()
	p.Store.Rest()
}

// Speak puts the language of the settings in force after it was changed here,
// also in what is saved: where another process watches, that one will as well.
func (p *Program) Speak(ctx context.Context) error {
	if !language.Follow(p.Settings.Language()) {
		return nil
	}
	return p.Watcher.Rejudge(ctx)
}

// PointTo points the data folder to a stand-in organisation.
func (p *Program) PointTo(ctx context.Context, authority, clientID, api string) error {
	for _, kv := range [][2]string{
		{settings.KeyAuthority, authority}, {settings.KeyClientID, clientID}, {settings.KeyPowerBIAPI, api},
	} {
		if err := p.Settings.Set(ctx, kv[0], kv[1]); err != nil {
			return fmt.Errorf("pointing to the sandbox: %w", err)
		}
	}
	p.Sandbox = onThisComputer(authority)
	return nil
}

// onThisComputer tells whether an authority is a stand-in: nobody's real
// sign-in service runs on the computer that signs in.
func onThisComputer(authority string) bool {
	u, err := url.Parse(authority)
	return err == nil && settings.Loopback(u.Hostname())
}

// signinConfig reads where and how to sign in, as of now.
func (p *Program) signinConfig(ctx context.Context) (signin.Config, error) {
	if err := p.Settings.Reload(ctx); err != nil {
		return signin.Config{}, err
	}
	s := p.Settings
	return signin.NewConfig(s.Cloud(), s.Authority(), s.Tenant(), s.ClientID(), s.Scopes())
}

// watchSettings reads what the watcher obeys, as of now.
func (p *Program) watchSettings(ctx context.Context) (watch.Settings, error) {
	if err := p.Settings.Reload(ctx); err != nil {
		return watch.Settings{}, err
	}
	s := p.Settings
	language.Follow(s.Language())
	kinds := s.Kinds()
	return watch.Settings{
		Every: s.CheckEvery(), LeadDays: s.LeadDays(), CatchUp: s.CatchUp(), Notify: s.Notify(),
		Quiet:      func(t time.Time) bool { return !s.QuietUntil(t.Local()).IsZero() },
		QuietUntil: func(t time.Time) time.Time { return s.QuietUntil(t.Local()) },
		Wants:      func(k tiles.NoticeKind) bool { return slices.Contains(kinds, string(k)) },
		History:    s.History(),
	}, nil
}

// permit returns nil when the connection's token carries the permission.
func (p *Program) permit(ctx context.Context, connection, scope string) error {
	_, err := p.SignIn.Access(ctx, connection, scope)
	return err
}
