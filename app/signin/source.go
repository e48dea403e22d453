package signin

import (
	"context"

	"mysettings/store"
)

// Source hands out one connection's access tokens as the bare strings that go
// into a request's Authorization header. It is safe for concurrent use.
type Source struct {
	manager    *Manager
	connection string
}

// Tokens gives the source of a connection's access tokens.
func (m *Manager) Tokens(connection string) *Source {
	return &Source{manager: m, connection: connection}
}

// Token is [Manager.Access].
func (s *Source) Token(ctx context.Context, scopes ...string) (string, error) {
	t, err := s.manager.Access(ctx, s.connection, scopes...)
	if err != nil {
		return "", err
	}
	return t.Reveal(), nil
}

// Renew is [Manager.Renew].
func (s *Source) Renew(ctx context.Context, rejected string) (string, error) {
	t, err := s.manager.Renew(ctx, s.connection, store.NewSecret(rejected))
	if err != nil {
		return "", err
	}
	return t.Reveal(), nil
}

// Prove is [Manager.Prove].
func (s *Source) Prove(ctx context.Context, rejected, claims string) (string, error) {
	t, err := s.manager.Prove(ctx, s.connection, store.NewSecret(rejected), claims)
	if err != nil {
		return "", err
	}
	return t.Reveal(), nil
}
