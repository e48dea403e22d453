package program

import (
	"context"
	"fmt"
	"sync"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
	"mysettings/app/watch"
	"mysettings/store"
)

// kept is a report server's login as it is kept, read when it is needed.
type kept struct {
	p *Program
	c tiles.Connection

	mu       sync.Mutex
	password store.Secret // guarded by mu: as it was last read
}

func (k *kept) login(ctx context.Context) (login.Login, error) {
	who := login.Login{Auth: k.c.Server.Auth, User: k.c.Server.User}
	if who.User == "" {
		return who, nil
	}
	var err error
	who.Password, err = k.p.Store.Password(ctx, k.c.ID)
	if err == nil {
		k.mu.Lock()
		k.password = who.Password
		k.mu.Unlock()
	}
	return who, err
}

// gate lets one process at a time try the password, so that one that is wrong
// is sent once, whoever asks: an account is locked soon. Whoever is refused
// leaves that on the connection, where those that wait find it.
func (k *kept) gate(ctx context.Context) (done func(refused bool), err error) {
	lease, err := k.p.Store.Lease(ctx, "login-"+k.c.ID)
	if err != nil {
		return nil, fmt.Errorf("waiting to sign in to %s: %w", k.c.ID, err)
	}
	now, err := k.stillGood(ctx)
	if err != nil {
		lease.Release()
		return nil, err
	}
	return func(refused bool) {
		defer lease.Release()
		if !refused {
			return
		}
		// Even where whoever asked has given up: the next one must know.
		err := k.p.Store.UpdateConnection(context.WithoutCancel(ctx), k.c.ID, func(c *tiles.Connection) error {
			if c.Server.User == now.Server.User && c.Server.Auth == now.Server.Auth && c.Server.ProbedAt.Equal(now.Server.ProbedAt) {
				watch.LoginRefused(c)
			}
			return nil // else somebody has given another password meanwhile
		})
		if err != nil {
			k.p.Log.Warn("refused password not remembered", "connection", k.c.ID, "err", err)
		}
	}, nil
}

// stillGood returns the connection as it is now, unless its password was
// refused or isn't the one that would be sent.
func (k *kept) stillGood(ctx context.Context) (tiles.Connection, error) {
	c, err := k.p.Store.Connection(ctx, k.c.ID)
	if err != nil {
		return c, fmt.Errorf("login to %s: %w", k.c.ID, err)
	}
	password, err := k.p.Store.Password(ctx, k.c.ID)
	k.mu.Lock()
	another := err == nil && !password.Equal(k.password)
	k.mu.Unlock()
	switch {
	case another, c.Server.User != k.c.Server.User:
		return c, fmt.Errorf("%w: another one was given since", login.ErrRefused)
	case watch.IsLoginRefused(c):
		return c, fmt.Errorf("%w: sent by another process", login.ErrRefused)
	}
	return c, nil
}
