package signin

import (
	"context"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// notUndone is what deleting a token here leaves as it was. Power BI's sign-in
// service has no way to revoke one app's token (no RFC 7009), and ending the
// browser's session would end it for every other program too.
var notUndone = []language.Text{
	"Your browser may still be signed in to your account. Sign out there too if others use this computer.",
	"This app stays signed in on your other computers. To end that, sign out everywhere on your account's security page.",
	"Your organisation keeps the permissions that were approved for this app, until they are withdrawn there.",
}

// SignOut deletes the connection's token from this computer and marks the
// connection as signed out; its tiles and schedules stay for the next time.
// It needs no network. undone are plain sentences on what it could not undo.
// Errors are *[Error], with the store's error behind it.
func (m *Manager) SignOut(ctx context.Context, connection string) (undone []string, err error) {
	conn, err := m.store.Connection(ctx, connection)
	if err != nil {
		return nil, &Error{Op: "sign out", Err: err}
	}
	if conn.Kind != tiles.PowerBI {
		return nil, &Error{Op: "sign out", Err: errNotOurs}
	}
	// A renewal that is under way must not write its token after the deletion.
	lease, err := m.store.Lease(ctx, leaseName(connection))
	if err != nil {
		return nil, &Error{Op: "sign out", Err: err}
	}
	defer lease.Release()
	err = m.store.SignOut(ctx, connection, func(c *tiles.Connection) error {
		c.SignedOut, c.EndedAt, c.Problem = true, m.now().UTC(), nil
		return nil
	})
	if err != nil {
		return nil, &Error{Op: "sign out", Err: err}
	}
	m.forget(connection)
	m.log.Info("signed out", "connection", connection)
	for _, text := range notUndone {
		undone = append(undone, language.Say(text))
	}
	return undone, nil
}
