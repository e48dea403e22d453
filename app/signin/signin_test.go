package signin

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
	"mysettings/store"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		modes []string
		want  string
	}{
		{"form_post where offered", []string{"query", "form_post"}, "form_post"},
		{"query where form_post is not offered", []string{"query", "fragment"}, "query"},
		{"query where nothing is said", nil, "query"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { b.idp.modes = tc.modes })
			var stages []string
			c := b.signIn(Request{Progress: func(p Progress) {
				stages = append(stages, p.Stage)
				if p.Stage == StageWaiting && (p.URL == "" || time.Until(p.Until) > defaultTimeout || time.Until(p.Until) < 4*time.Minute) {
					t.Errorf("waiting: URL %q until %v", p.URL, p.Until)
				}
			}})
			if got := b.idp.authorize[0].Get("response_mode"); got != tc.want {
				t.Errorf("response_mode = %q; want %q", got, tc.want)
			}
			if want := []string{"discovering", "waiting", "redeeming", "saving", "done"}; !slices.Equal(stages, want) {
				t.Errorf("stages = %q; want %q", stages, want)
			}
			if c.Kind != tiles.PowerBI || c.Name != "ana@contoso.com" || c.Person != "Ana García" || c.Cloud != "public" ||
				c.Tenant != testTenant || c.ObjectID != ana || !strings.HasPrefix(c.ID, "powerbi-") || len(c.ID) != len("powerbi-")+10 {
				t.Errorf("connection = %+v", c)
			}
			if !slices.Equal(c.Scopes, permissions) {
				t.Errorf("scopes = %q; want %q", c.Scopes, permissions)
			}
			if d := time.Until(c.GoodUntil); !c.Estimate || d > usualLifetime || d < usualLifetime-time.Minute {
				t.Errorf("good until %v, estimate %v; want about 90 days, estimated", c.GoodUntil, c.Estimate)
			}
			if stored := b.connection(c.ID); stored.SignedInAt.IsZero() || stored.Name != c.Name {
				t.Errorf("stored connection = %+v", stored)
			}
			got, err := b.manager.Access(t.Context(), c.ID)
			if err != nil || !got.Equal(b.token(c.ID).Access) {
				t.Errorf("Access = %v, %v; want the stored token", got, err)
			}
			b.noSecrets()
		})
	}
}

func TestSignInAsksForTheRightThings(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	const claims = `{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`
	for _, tc := range []struct {
		name   string
		r      Request
		want   map[string]string
		scopes []string
	}{
		{"anybody", Request{}, map[string]string{}, nil},
		{"again", Request{Connection: c.ID}, map[string]string{"login_hint": "ana@contoso.com"}, nil},
		{"choose", Request{ChooseAccount: true}, map[string]string{"prompt": "select_account"}, nil},
		{"again but choose", Request{Connection: c.ID, ChooseAccount: true}, map[string]string{"prompt": "select_account"}, nil},
		{"claims", Request{Connection: c.ID, Claims: claims}, map[string]string{"claims": claims, "login_hint": "ana@contoso.com"}, nil},
		{"further permission", Request{Connection: c.ID, Scopes: []string{WriteScope}}, map[string]string{"login_hint": "ana@contoso.com"}, []string{WriteScope}},
		// What was granted once is asked for again.
		{"afterwards", Request{Connection: c.ID}, map[string]string{"login_hint": "ana@contoso.com"}, []string{WriteScope}},
	} {
		b.signIn(tc.r)
		q := b.idp.authorize[len(b.idp.authorize)-1]
		for _, name := range []string{"login_hint", "prompt", "claims"} {
			if q.Get(name) != tc.want[name] {
				t.Errorf("%s: %s = %q; want %q", tc.name, name, q.Get(name), tc.want[name])
			}
		}
		want := []string{"openid", "profile", "offline_access"}
		for _, s := range append(slices.Clone(permissions), tc.scopes...) {
			want = append(want, "https://analysis.windows.net/powerbi/api/"+s)
		}
		if got := strings.Fields(q.Get("scope")); !slices.Equal(got, want) {
			t.Errorf("%s: scope = %q; want %q", tc.name, got, want)
		}
		grants := b.idp.tokenRequests("authorization_code")
		if got := grants[len(grants)-1].Get("claims"); got != tc.r.Claims {
			t.Errorf("%s: claims at the token endpoint = %q; want %q", tc.name, got, tc.r.Claims)
		}
	}
	if got := b.connection(c.ID).Scopes; !granted(got, WriteScope) {
		t.Errorf("scopes = %q; want %s among them", got, WriteScope)
	}
}

func TestSignInAgainKeepsTheConnection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	looked := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	err := b.store.UpdateConnection(t.Context(), c.ID, func(c *tiles.Connection) error {
		c.InventoryAt, c.CheckedAt = looked, looked
		c.EndedAt, c.Problem = looked, &tiles.Problem{Cause: tiles.CauseSignInExpired}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	again := b.signIn(Request{})
	if again.ID != c.ID || !again.InventoryAt.Equal(looked) || !again.EndedAt.IsZero() || again.Problem != nil {
		t.Errorf("connection = %+v; want the same one, good again", again)
	}
	all, err := b.store.Connections(t.Context())
	if err != nil || len(all) != 1 {
		t.Errorf("connections = %v, %v; want one", all, err)
	}
}

func TestSignInAsAnotherPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	before := b.token(c.ID)
	b.idp.set(func() { b.idp.object, b.idp.name = bob, "bob@contoso.com" })
	_, err := b.manager.SignIn(t.Context(), Request{Connection: c.ID, Browser: obedient{t}})
	var other *DifferentPerson
	if !errors.As(err, &other) || other.Want != "ana@contoso.com" || other.Got != "bob@contoso.com" {
		t.Fatalf("error = %v; want a DifferentPerson", err)
	}
	if e := wantError(t, err); e.Remedy != tiles.RemedySignIn || e.State != "" || e.Help() == "" {
		t.Errorf("error = %+v", e)
	}
	if !b.token(c.ID).Access.Equal(before.Access) {
		t.Error("the first person's token was replaced")
	}
	if all, _ := b.store.Connections(t.Context()); len(all) != 1 {
		t.Errorf("connections = %d; want 1", len(all))
	}
	// Without a connection it is a second one.
	if d := b.signIn(Request{}); d.ID == c.ID || d.Name != "bob@contoso.com" {
		t.Errorf("second connection = %+v", d)
	}
}

func TestSignInRefusedInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		refuse url.Values
		want   Error
	}{
		{"declined", url.Values{"error": {"access_denied"}, "error_subcode": {"cancel"}, "error_description": {"AADSTS65004: <script>alert(1)</script> declined"}},
			Error{Code: "access_denied", Suberror: "cancel", AADSTS: "AADSTS65004", Cause: tiles.CauseSignInRefused, Remedy: tiles.RemedySignIn}},
		{"administrator", url.Values{"error": {"access_denied"}, "error_description": {"AADSTS90094: admin"}},
			Error{Code: "access_denied", AADSTS: "AADSTS90094", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin}},
		{"registration", url.Values{"error": {"unauthorized_client"}},
			Error{Code: "unauthorized_client", Cause: tiles.CauseAdminNeeded, Remedy: tiles.RemedyAskAdmin}},
		{"busy", url.Values{"error": {"temporarily_unavailable"}},
			Error{Code: "temporarily_unavailable", Cause: tiles.CauseServiceDown, Remedy: tiles.RemedyWait}},
		{"gibberish", url.Values{"error": {"<b>&\x00"}, "error_description": {strings.Repeat("<x>", 3000)}},
			Error{Cause: tiles.CauseUnrecognised, Remedy: tiles.RemedySignIn}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.idp.set(func() { b.idp.refuse = tc.refuse })
			_, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}})
			e := *wantError(t, err)
			if e.Help() == "" || len([]rune(e.Description)) > 400 {
				t.Errorf("help = %q, description of %d", e.Help(), len(e.Description))
			}
			got := Error{Code: e.Code, Suberror: e.Suberror, AADSTS: e.AADSTS, Cause: e.Cause, Remedy: e.Remedy, State: e.State}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("error = %+v; want %+v", got, tc.want)
			}
		})
	}
}

func TestSignInWithDeclinedPermission(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.idp.set(func() {
		b.idp.answer = func(_ string, body map[string]any) {
			body["scope"] = "openid https://analysis.windows.net/powerbi/api/Dashboard.Read.All"
		}
	})
	c, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}, Scopes: []string{WriteScope}})
	if !errors.Is(err, ErrScopeMissing) || c.ID == "" {
		t.Fatalf("SignIn = %q, %v; want a connection and ErrScopeMissing", c.ID, err)
	}
	if got := b.connection(c.ID).Scopes; !slices.Equal(got, []string{"Dashboard.Read.All"}) {
		t.Errorf("scopes = %q", got)
	}
	if _, err := b.manager.Access(t.Context(), c.ID, WriteScope); !errors.Is(err, ErrScopeMissing) {
		t.Errorf("Access = %v; want ErrScopeMissing", err)
	}
	if _, err := b.manager.Access(t.Context(), c.ID, "dashboard.read.all"); err != nil {
		t.Errorf("Access = %v; want a token", err)
	}
}

func TestSignInNotSaved(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.signIn(Request{})
	before := b.token(c.ID)
	b.store.breakIt("SaveSignIn", store.ErrFull)
	_, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}})
	if e := wantError(t, err); e.Code != codeNotSaved || !errors.Is(err, store.ErrFull) || e.State != "" {
		t.Errorf("error = %v; want %s with ErrFull", err, codeNotSaved)
	}
	if !b.token(c.ID).Access.Equal(before.Access) {
		t.Error("the old token is gone")
	}
}

func TestSignInWithUnknownConnection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.manager.SignIn(t.Context(), Request{Connection: "powerbi-0000000000", Browser: nobody})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("error = %v; want ErrNotFound", err)
	}
}

func TestSignInWithWrongClock(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.move(3 * time.Hour)
	_, err := b.manager.SignIn(t.Context(), Request{Browser: obedient{t}})
	if e := wantError(t, err); e.Code != codeClock || !strings.Contains(e.Help(), "clock") {
		t.Errorf("error = %v; want the clock blamed", err)
	}
}

func TestSignInWithoutBrowser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	none := browserFunc(func(context.Context, string) error { return ErrNoBrowser })
	if _, err := b.manager.SignIn(t.Context(), Request{Browser: none}); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("error = %v; want ErrNoBrowser", err)
	}
	// Somebody who is shown the address can open it elsewhere.
	var told bool
	c, err := b.manager.SignIn(t.Context(), Request{Browser: none, Progress: func(p Progress) {
		if p.Err != nil {
			told = true
			go func() { _ = obedient{t}.Open(context.Background(), p.URL) }()
		}
	}})
	if err != nil || c.ID == "" || !told {
		t.Errorf("SignIn = %v, %v; want a sign-in by the address shown (told %v)", c.ID, err, told)
	}
}
