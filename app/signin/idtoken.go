package signin

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"mysettings/app/tiles"
)

// person is who signed in, by a verified ID token.
type person struct {
	issuer string
	tenant string // claim tid; empty at providers that have none
	object string // claim oid, else sub
	name   string // user name, to show and as login_hint
	full   string // display name
}

// skewLimit is how far this computer's clock may be off before it is blamed.
const skewLimit = 5 * time.Minute

// claims are the members of an ID token that are used. Names are for showing
// only: the same one may belong to somebody else tomorrow.
type claims struct {
	Tenant   string `json:"tid"`
	Object   string `json:"oid"`
	Subject  string `json:"sub"`
	Username string `json:"preferred_username"`
	UPN      string `json:"upn"`
	Unique   string `json:"unique_name"`
	Email    string `json:"email"`
	Name     string `json:"name"`
	Party    string `json:"azp"`
}

// identify checks an ID token (OpenID Connect Core section 3.1.3.7): the
// signature, the issuer with the tenant put in, the audience, the times, the
// nonce (where one was sent), and that it is about this access token.
func (m *Manager) identify(x *exchange, p provider, cfg Config, raw, nonce, access string) (person, error) {
	if raw == "" {
		return person{}, &Error{Op: "sign in", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin, Code: codeNoIDToken}
	}
	clock := x.answer().at // of the token answer, before the keys are fetched
	keys, err := m.signingKeys(x, p)
	if err != nil {
		return person{}, err
	}
	claimed := peek(raw)
	issuer := p.issuerFor(claimed.Tenant)
	if issuer == "" {
		return person{}, badToken("no tenant for the issuer", raw)
	}
	check := func(now func() time.Time) (*oidc.IDToken, error) {
		return oidc.NewVerifier(issuer, keys, &oidc.Config{
			ClientID: cfg.ClientID, SupportedSigningAlgs: p.algs, Now: now,
		}).Verify(x.ctx, raw)
	}
	token, err := check(m.now)
	if err != nil {
		if off := m.now().Sub(clock); !clock.IsZero() && off.Abs() > skewLimit {
			if _, again := check(func() time.Time { return clock }); again == nil {
				return person{}, &Error{Op: "sign in", Cause: tiles.CauseUnrecognised, Code: codeClock, Err: errors.New("clock differs by " + off.Round(time.Minute).String())}
			}
		}
		return person{}, badToken(err.Error(), raw)
	}
	var c claims
	switch {
	case token.Claims(&c) != nil:
		return person{}, badToken("claims unreadable", raw)
	case nonce != "" && !same(token.Nonce, nonce):
		return person{}, badToken("nonce of another sign-in", raw)
	case len(token.Audience) > 1 && c.Party != cfg.ClientID:
		return person{}, badToken("made for another app as well", raw)
	case token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil:
		return person{}, badToken("about another access token", raw)
	case p.pinTenant != "" && !strings.EqualFold(c.Tenant, p.pinTenant):
		return person{}, badToken("of another organisation", raw)
	}
	who := person{issuer: token.Issuer, tenant: c.Tenant, object: c.Object, full: tiles.Clean(c.Name, 200)}
	if who.object == "" {
		who.object = token.Subject
	}
	if who.object == "" {
		return person{}, badToken("nobody named", raw)
	}
	for _, n := range []string{c.Username, c.UPN, c.Unique, c.Email, c.Name, who.object} {
		if who.name = tiles.Clean(n, 200); who.name != "" {
			break
		}
	}
	return who, nil
}

func badToken(reason, raw string) *Error {
	return &Error{
		Op: "sign in", Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn, Code: codeBadIDToken,
		Err: errors.New("id token: " + describe(reason, []string{raw})),
	}
}

// peek reads the claims before anything is checked, for the tenant that the
// issuer to check against depends on.
func peek(raw string) claims {
	var c claims
	if parts := strings.Split(raw, "."); len(parts) == 3 {
		if body, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil {
			_ = json.Unmarshal(body, &c) // unreadable is as good as empty
		}
	}
	return c
}

// signingKeys fetches the provider's keys anew: they change, and sign-ins are
// rare.
func (m *Manager) signingKeys(x *exchange, p provider) (oidc.KeySet, error) {
	status, body, err := x.get(p.keys)
	if err != nil {
		return nil, m.unreachable("sign in", err, x)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if status != http.StatusOK || json.Unmarshal(body, &set) != nil {
		return nil, notTheService("sign in", errors.New("signing keys unreadable"))
	}
	var keys []crypto.PublicKey
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		// RFC 7517 section 5: kinds of keys that aren't understood are to be
		// passed over.
		if json.Unmarshal(raw, &k) == nil && k.IsPublic() && (k.Use == "" || k.Use == "sig") {
			keys = append(keys, k.Key)
		}
	}
	return &oidc.StaticKeySet{PublicKeys: keys}, nil
}

// connectionID is stable for a person in an organisation.
func (p person) connectionID() string {
	home := p.tenant
	if home == "" {
		home = p.issuer
	}
	sum := sha256.Sum256([]byte(strings.ToLower(home) + "/" + p.object))
	return "powerbi-" + hex.EncodeToString(sum[:5])
}

// is reports whether the connection is that person's.
func (p person) is(c tiles.Connection) bool {
	return c.ObjectID == p.object && strings.EqualFold(c.Tenant, p.tenant)
}
