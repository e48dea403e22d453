package signin

import (
	"context"
	"errors"
	"slices"

	"mysettings/app/tiles"
	"mysettings/store"
)

// keep saves a new sign-in, and its connection with it, under the lease that
// every writer of the token takes: a renewal that is under way elsewhere must
// not write its token, or its failure, over this one.
func (m *Manager) keep(ctx context.Context, cfg Config, who person, id string, t store.Token) (tiles.Connection, error) {
	conn := tiles.Connection{ID: id}
	lease, err := m.store.Lease(ctx, leaseName(id))
	if err != nil {
		return conn, saveError(err)
	}
	defer lease.Release()
	switch known, err := m.store.Connection(ctx, conn.ID); {
	case err == nil:
		conn = known // when its tiles were last looked at stays true
	case !errors.Is(err, store.ErrNotFound):
		return conn, saveError(err)
	}
	conn.Kind = tiles.PowerBI
	conn.Name, conn.Person = who.name, who.full
	conn.Cloud, conn.Tenant, conn.ObjectID = cfg.Cloud.ID, who.tenant, who.object
	conn.Scopes = nil
	signedIn(&conn, t)
	conn.SignedInAt = t.IssuedAt
	if err := m.store.SaveSignIn(ctx, conn, t); err != nil {
		return conn, saveError(err)
	}
	m.forget(conn.ID)
	return conn, nil
}

// declined gives those of the wanted permissions that were not granted.
func declined(wanted, have []string) []string {
	return slices.DeleteFunc(slices.Clone(wanted), func(s string) bool { return granted(have, s) })
}

// saveError is for a good answer that could not be kept. That is not a failed
// sign-in, and never shown as one.
func saveError(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Error{Op: "save", Code: codeNotSaved, Err: err}
}
