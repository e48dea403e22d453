package signin

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	testClient = "0f5e7c1a-3b8d-4e2f-9a6b-1c2d3e4f5a6b"
	testTenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
	ana        = "11111111-aaaa-4bbb-8ccc-000000000001"
	bob        = "22222222-aaaa-4bbb-8ccc-000000000002"
)

// signingKey is made once: a 2048-bit key takes a while.
var signingKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

var strangeKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// idp is an identity provider of Entra's manners: tenant-independent issuer
// template, form_post, PKCE, rotating refresh tokens, device codes. It
// enforces the protocol: a request that isn't exactly right fails the test.
type idp struct {
	t      testing.TB
	origin string
	// handler serves without a network, for tests within a bubble of time.
	handler http.Handler

	mu sync.Mutex // guards what follows
	// object and name are who signs in next.
	object, name string
	modes        []string
	document     func(map[string]any)
	claims       func(map[string]any)
	answer       func(grant string, body map[string]any)
	key          *rsa.PrivateKey
	label        string // Content-Type of a token answer, JSON's if empty
	// take, if it gives true, has answered a token request in its own way.
	take func(w http.ResponseWriter, form url.Values) bool
	// refuse is the authorize page's error answer, nil for none.
	refuse    url.Values
	rotates   bool
	reuse     bool // refuse a refresh token that was replaced
	interval  int
	pending   []string // errors before a device code is granted
	codes     map[string]url.Values
	refresh   map[string]url.Values
	authorize []url.Values
	tokens    []url.Values
	discovery int
	secrets   []string
}

func newIDP(t testing.TB) *idp {
	i := bareIDP(t)
	s := httptest.NewServer(i.handler)
	t.Cleanup(s.Close)
	i.origin = s.URL
	return i
}

func bareIDP(t testing.TB) *idp {
	i := &idp{
		t: t, origin: "http://localhost:1", object: ana, name: "ana@contoso.com", modes: []string{"query", "fragment", "form_post"},
		key: signingKey(), rotates: true, interval: 1, codes: map[string]url.Values{}, refresh: map[string]url.Values{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", i.serveDocument)
	mux.HandleFunc("GET /{tenant}/oauth2/v2.0/authorize", i.serveAuthorize)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", i.serveToken)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/devicecode", i.serveDevice)
	mux.HandleFunc("GET /keys", i.serveKeys)
	i.handler = mux
	return i
}

// set changes what the provider does, under its lock.
func (i *idp) set(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

// tokenRequests gives the token requests with that grant_type so far.
func (i *idp) tokenRequests(grant string) []url.Values {
	i.mu.Lock()
	defer i.mu.Unlock()
	var list []url.Values
	for _, f := range i.tokens {
		if f.Get("grant_type") == grant {
			list = append(list, f)
		}
	}
	return list
}

func (i *idp) secret(prefix string) string {
	s := prefix + "." + random()
	i.secrets = append(i.secrets, s)
	return s
}

func (i *idp) serveDocument(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.discovery++
	tenant := r.PathValue("tenant")
	issuer := i.origin + "/{tenantid}/v2.0"
	if guid().MatchString(tenant) {
		issuer = i.origin + "/" + tenant + "/v2.0"
	}
	base := i.origin + "/" + tenant + "/oauth2/v2.0/"
	d := map[string]any{
		"issuer": issuer, "authorization_endpoint": base + "authorize", "token_endpoint": base + "token",
		"device_authorization_endpoint": base + "devicecode", "jwks_uri": i.origin + "/keys",
		"response_modes_supported": i.modes, "id_token_signing_alg_values_supported": []string{"RS256", "none", "HS256"},
		"unknown_member": map[string]any{"a": 1},
	}
	if i.document != nil {
		i.document(d)
	}
	reply200(w, d)
}

func (i *idp) serveKeys(w http.ResponseWriter, _ *http.Request) {
	key := jose.JSONWebKey{Key: signingKey().Public(), KeyID: "one", Use: "sig"}
	reply200(w, map[string]any{"keys": []any{map[string]any{"kty": "OKP", "crv": "Ed448", "x": "AA"}, key}})
}

func (i *idp) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for _, name := range []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "response_mode"} {
		if len(q[name]) != 1 || q.Get(name) == "" {
			i.t.Errorf("authorize: %s = %q; want one", name, q[name])
		}
	}
	if q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("client_id") != testClient {
		i.t.Errorf("authorize: wrong constants in %v", q)
	}
	if q.Has("login_hint") && q.Get("prompt") == "select_account" {
		i.t.Error("authorize: login_hint and select_account together")
	}
	if u, err := url.Parse(q.Get("redirect_uri")); err != nil || u.Scheme != "http" || u.Hostname() != "localhost" || u.Path != "" {
		i.t.Errorf("authorize: redirect_uri = %q; want http://localhost:port", q.Get("redirect_uri"))
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.authorize = append(i.authorize, q)
	back := url.Values{"state": {q.Get("state")}}
	if i.refuse != nil {
		maps.Copy(back, i.refuse)
	} else {
		code := i.secret("0.code")
		q.Set("object", i.object)
		q.Set("name", i.name)
		i.codes[code] = q
		back.Set("code", code)
		back.Set("session_state", "unknown parameters are no harm")
	}
	if q.Get("response_mode") == "form_post" {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"action": q.Get("redirect_uri"), "form": back})
		return
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"/?"+back.Encode(), http.StatusFound)
}

func (i *idp) serveDevice(w http.ResponseWriter, r *http.Request) {
	form := i.form(r)
	i.mu.Lock()
	defer i.mu.Unlock()
	if form.Get("client_id") != testClient || !strings.Contains(form.Get("scope"), "offline_access") {
		i.t.Errorf("devicecode: form = %v", form)
	}
	device := i.secret("device")
	i.codes[device] = url.Values{"object": {i.object}, "name": {i.name}, "scope": {form.Get("scope")}}
	reply200(w, map[string]any{
		"device_code": device, "user_code": "ABCD-EFGH", "verification_uri": i.origin + "/device", "expires_in": 900,
		"interval": i.interval, "message": "To sign in …",
	})
}

// form reads a POST as RFC 6749 wants it to be.
func (i *idp) form(r *http.Request) url.Values {
	if got := r.Header.Get("Content-Type"); got != "application/x-www-form-urlencoded" {
		i.t.Errorf("%s: Content-Type = %q", r.URL.Path, got)
	}
	if got := r.Header.Get("Authorization"); got != "" {
		i.t.Errorf("%s: Authorization sent by a public client", r.URL.Path)
	}
	if !guid().MatchString(r.Header.Get("client-request-id")) {
		i.t.Errorf("%s: client-request-id = %q", r.URL.Path, r.Header.Get("client-request-id"))
	}
	if r.URL.RawQuery != "" {
		i.t.Errorf("%s: query in the address of a POST", r.URL.Path)
	}
	if err := r.ParseForm(); err != nil {
		i.t.Errorf("%s: form: %v", r.URL.Path, err)
	}
	return r.PostForm
}

func (i *idp) serveToken(w http.ResponseWriter, r *http.Request) {
	form := i.form(r)
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tokens = append(i.tokens, form)
	if form.Get("client_id") != testClient || form.Has("client_secret") {
		i.t.Errorf("token: client_id = %q, client_secret %v", form.Get("client_id"), form.Has("client_secret"))
	}
	if i.take != nil && i.take(w, form) {
		return
	}
	grant := form.Get("grant_type")
	var about url.Values
	switch grant {
	case "authorization_code":
		about = i.codes[form.Get("code")]
		delete(i.codes, form.Get("code"))
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if about == nil || base64.RawURLEncoding.EncodeToString(sum[:]) != about.Get("code_challenge") || form.Get("redirect_uri") != about.Get("redirect_uri") {
			refuse400(w, "invalid_grant", 54005, "AADSTS54005: code")
			return
		}
	case "refresh_token":
		about = i.refresh[form.Get("refresh_token")]
		if about == nil {
			refuse400(w, "invalid_grant", 70000, "AADSTS70000: refresh token "+form.Get("refresh_token"))
			return
		}
		if i.reuse {
			delete(i.refresh, form.Get("refresh_token"))
		}
		if form.Get("scope") == "" {
			i.t.Error("token: renewal without scope")
		}
		about = maps.Clone(about)
		about.Del("nonce")
	case "urn:ietf:params:oauth:grant-type:device_code":
		about = i.codes[form.Get("device_code")]
		if about == nil {
			refuse400(w, "bad_verification_code", 0, "")
			return
		}
		if len(i.pending) > 0 {
			e := i.pending[0]
			i.pending = i.pending[1:]
			refuse400(w, e, 70016, "AADSTS70016: pending")
			return
		}
		delete(i.codes, form.Get("device_code"))
	default:
		i.t.Errorf("token: grant_type = %q", grant)
	}
	body := map[string]any{
		"token_type": "Bearer", "expires_in": 3600, "access_token": i.secret("eyJ.access"),
		"scope": form.Get("scope") + " email", "id_token": i.idToken(about), "foci": "1",
	}
	if form.Get("scope") == "" {
		body["scope"] = about.Get("scope")
	}
	if grant != "refresh_token" || i.rotates {
		next := i.secret("1.refresh")
		i.refresh[next] = about
		body["refresh_token"] = next
	}
	if i.answer != nil {
		i.answer(grant, body)
	}
	if i.label != "" {
		w.Header().Set("Content-Type", i.label)
		_ = json.NewEncoder(w).Encode(body)
		return
	}
	reply200(w, body)
}

func (i *idp) idToken(about url.Values) string {
	now := time.Now()
	c := map[string]any{
		"iss": i.origin + "/" + testTenant + "/v2.0", "aud": testClient, "sub": "subject", "tid": testTenant,
		"oid": about.Get("object"), "preferred_username": about.Get("name"), "name": "Ana \u202eGarcía",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	if n := about.Get("nonce"); n != "" {
		c["nonce"] = n
	}
	if i.claims != nil {
		i.claims(c)
	}
	return i.sign(c)
}

func (i *idp) sign(claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: i.key, KeyID: "one"}}, nil)
	if err != nil {
		i.t.Fatal(err)
	}
	body, _ := json.Marshal(claims)
	jws, err := signer.Sign(body)
	if err != nil {
		i.t.Fatal(err)
	}
	raw, err := jws.CompactSerialize()
	if err != nil {
		i.t.Fatal(err)
	}
	i.secrets = append(i.secrets, raw)
	return raw
}

// handedOut gives every secret so far.
func (i *idp) handedOut() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.secrets)
}

func reply200(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v)
}

// refuse400 is an error in Entra's shape.
func refuse400(w http.ResponseWriter, code string, number int, description string, more ...string) {
	body := map[string]any{
		"error": code, "error_description": description, "timestamp": "2026-11-23 14:22:01Z",
		"trace_id": "0f0f0f0f-0000-4000-8000-000000000000", "correlation_id": "c0ffee00-0000-4000-8000-000000000000",
	}
	if number != 0 {
		body["error_codes"] = []int{number}
	}
	for k := 0; k+1 < len(more); k += 2 {
		body[more[k]] = more[k+1]
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(body)
}

func refuseWith(code string, number int, more ...string) func(http.ResponseWriter, url.Values) bool {
	return func(w http.ResponseWriter, _ url.Values) bool {
		refuse400(w, code, number, fmt.Sprintf("AADSTS%d: no.", number), more...)
		return true
	}
}
