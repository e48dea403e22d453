package sandbox

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// storage is the memory that zitadel/oidc's provider works on.
type storage struct{ *identity }

var (
	_ op.Storage                        = (*storage)(nil)
	_ op.DeviceAuthorizationStorage     = (*storage)(nil)
	_ op.CanSetUserinfoFromRequest      = (*storage)(nil)
	_ op.CanGetPrivateClaimsFromRequest = (*storage)(nil)
)

var (
	errNotFound = errors.New("not found in the sandbox")
	errNotHere  = errors.New("not offered by the sandbox")
)

func (s *storage) CreateAuthRequest(_ context.Context, request *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	f := &flow{id: randomID(), request: request, created: s.now()}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flows[f.id] = f
	return f, nil
}

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flows[id]; f != nil {
		return f, nil
	}
	return nil, errNotFound
}

func (s *storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// Taking the code out of use here, before it is checked further, is what
	// makes it good for one try only, also when two tries come at once.
	f := s.codes[code]
	if f == nil || f.spent {
		return nil, errNotFound
	}
	f.spent = true
	return f, nil
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.secrets.note("code", code)
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.flows[id]
	if f == nil {
		return errNotFound
	}
	f.codeAt = s.now()
	s.codes[code] = f
	return nil
}

func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.flows, id)
	return nil
}

func (s *storage) CreateAccessToken(_ context.Context, request op.TokenRequest) (string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newAccessToken(s.sessionOf(request))
}

func (s *storage) CreateAccessAndRefreshTokens(_ context.Context, request op.TokenRequest, current string) (string, string, time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.sessionOf(request)
	id, until, err := s.newAccessToken(in)
	if err != nil {
		return "", "", time.Time{}, err
	}
	token := randomToken()
	s.refresh[token] = &refreshToken{session: in, parent: current, lasts: s.settings.signin, goodUntil: s.now().Add(s.settings.signin)}
	if !in.server {
		in.account.issued = append(in.account.issued, token)
	}
	s.secrets.note("refresh_token", token)
	return id, token, until, nil
}

// newAccessToken registers a token that is about to be signed. The caller
// holds mu.
func (s *storage) newAccessToken(in *session) (string, time.Time, error) {
	if in == nil {
		return "", time.Time{}, errNotFound
	}
	id, now := randomID(), s.now()
	s.pending[id] = &accessToken{session: in, scopes: in.granted(), issued: now, until: now.Add(s.settings.access)}
	return id, time.Now().UTC().Add(s.settings.access), nil
}

// sessionOf finds the sign-in that a request goes on with, or begins one. The
// caller holds mu.
func (s *storage) sessionOf(request op.TokenRequest) *session {
	switch r := request.(type) {
	case *grantRequest:
		return r.session
	case *flow:
		return &session{account: r.account, authTime: r.authTime, server: r.server}
	case *op.DeviceAuthorizationState:
		if a := s.bySubject(r.Subject); a != nil {
			return &session{account: a, authTime: r.AuthTime}
		}
	}
	return nil
}

func (s *storage) TokenRequestByRefreshToken(_ context.Context, token string) (op.RefreshTokenRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.refresh[token]
	if t == nil {
		return nil, op.ErrInvalidRefreshToken
	}
	a := t.session.account
	scopes := append([]string{oidc.ScopeOpenID, oidc.ScopeProfile, oidc.ScopeEmail, oidc.ScopeOfflineAccess}, prefixed(a.granted())...)
	return &grantRequest{session: t.session, scopes: scopes}, nil
}

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) {
	key, err := signingKey()
	return privateKey{key}, err
}

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	key, err := signingKey()
	if err != nil {
		return nil, err
	}
	return []op.Key{publicKey{&key.PublicKey}}, nil
}

func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	switch id {
	case ClientID:
		return client{}, nil
	case serverClientID:
		return serverClient{s.server}, nil
	}
	return nil, errNotFound
}

// SetUserinfoFromScopes must be there and do nothing: SetUserinfoFromRequest
// does it.
func (s *storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, request op.IDTokenRequest, _ []string) error {
	s.mu.Lock()
	a := s.bySubject(request.GetSubject())
	s.mu.Unlock()
	if a == nil {
		return errNotFound
	}
	info.Subject = request.GetSubject()
	info.Name = a.Name
	info.PreferredUsername = a.User
	info.AppendClaims("oid", a.ObjectID)
	info.AppendClaims("tid", TenantID)
	info.AppendClaims("ver", "2.0")
	return nil
}

func (s *storage) GetPrivateClaimsFromRequest(_ context.Context, request op.TokenRequest, _ []string) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.bySubject(request.GetSubject())
	if a == nil {
		return nil, errNotFound
	}
	granted := a.granted()
	if f, ok := request.(*flow); ok && f.server {
		granted = serverPermissions
	}
	return map[string]any{"tid": TenantID, "oid": a.ObjectID, "upn": a.User, "scp": joined(granted)}, nil
}

func (s *storage) StoreDeviceAuthorization(_ context.Context, _, code, userCode string, expires time.Time, scopes []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.devices {
		if d.userCode == userCode {
			return op.ErrDuplicateUserCode
		}
	}
	s.devices[code] = &deviceFlow{userCode: userCode, expires: expires, scopes: scopes}
	return nil
}

func (s *storage) GetDeviceAuthorizatonState(_ context.Context, id, code string) (*op.DeviceAuthorizationState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.devices[code]
	if d == nil {
		return nil, errNotFound
	}
	state := &op.DeviceAuthorizationState{ClientID: id, Scopes: d.scopes, Expires: d.expires, Denied: d.declined}
	if d.account != nil {
		state.Done = true
		state.Subject = subjectOf(d.account.Person)
		state.AuthTime = d.authTime
		state.AMR = []string{"pwd"}
	}
	return state, nil
}

func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != serverClientID || subtle.ConstantTimeCompare([]byte(secret), []byte(s.server.secret)) != 1 {
		return errNotFound
	}
	return nil
}

func (s *storage) Health(context.Context) error { return nil }

// What Entra has not, or the app has no use for.

func (s *storage) TerminateSession(context.Context, string, string) error { return errNotHere }
func (s *storage) RevokeToken(context.Context, string, string, string) *oidc.Error {
	return oidc.ErrInvalidRequest().WithParent(errNotHere)
}
func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}
func (s *storage) SetUserinfoFromToken(context.Context, *oidc.UserInfo, string, string, string) error {
	return errNotHere
}
func (s *storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return errNotHere
}
func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, errNotHere
}
func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, errNotHere
}
func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, errNotHere
}
