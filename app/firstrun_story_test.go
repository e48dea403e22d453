package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mysettings/app/program"
	"mysettings/app/sandbox"
	"mysettings/app/signin"
)

// newcomer is a window on an empty data folder; what policy says may be empty.
func newcomer(t *testing.T, policy string) *Bindings {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "policy.json")
	if policy != "" {
		if err := os.WriteFile(path, []byte(policy), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := program.Open(t.Context(), program.Options{Data: filepath.Join(dir, "data"), Face: "window", Keyring: noKeyring{}, Policy: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return NewBindings(t.Context(), BackendOf(p), newRecordedShell(), "")
}

func (b *Bindings) at(t *testing.T) *FirstRun {
	t.Helper()
	n, err := b.News(0)
	if err != nil {
		t.Fatal(err)
	}
	return n.Snapshot.FirstRun
}

func wantStep(t *testing.T, b *Bindings, want FirstRunStep) *FirstRun {
	t.Helper()
	f := b.at(t)
	if f == nil || f.Step != want {
		t.Fatalf("first run = %+v; want to be at %s", f, want)
	}
	return f
}

const goodClient = "0f5e7c1a-3b8d-4e2f-9a6b-1c2d3e4f5a6b"

// TestFirstRunStory goes through all of it with the organisation typed in, back
// and on again.
func TestFirstRunStory(t *testing.T) {
	t.Parallel()
	b := newcomer(t, "")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if f := wantStep(t, b, StepPurpose); !f.CanTry || f.Organisation.Tenant != "organizations" || !f.StartAtLogin {
		t.Errorf("at first: %+v", f)
	}
	must(b.FirstRunNext(StepPurpose, false))
	wantStep(t, b, StepOrganisation)

	for name, o := range map[string]Organisation{
		"client_id": {Tenant: "contoso.com", ClientID: "not an id"}, "tenant": {Tenant: "no such!", ClientID: goodClient}, "cloud": {Cloud: "moon", ClientID: goodClient},
	} {
		if f := failure(t, b.SaveOrganisation(o)); f.Text == "" {
			t.Errorf("%s was taken", name)
		}
	}
	if f := wantStep(t, b, StepOrganisation); f.Organisation.ClientID != "" || f.Organisation.Tenant != "organizations" {
		t.Errorf("half of it was kept: %+v", f.Organisation)
	}
	must(b.SaveOrganisation(Organisation{Cloud: "gcc", Tenant: " Ana@contoso.com ", ClientID: "{" + goodClient + "}"}))
	if f := wantStep(t, b, StepSignIn); f.Organisation != (Organisation{Cloud: "gcc", Tenant: "contoso.com", ClientID: goodClient}) {
		t.Errorf("organisation = %+v", f.Organisation)
	}
	must(b.FirstRunGo(StepOrganisation))
	if f := wantStep(t, b, StepOrganisation); f.Organisation.ClientID != goodClient {
		t.Error("what was entered is asked for twice")
	}
	must(b.FirstRunNext(StepOrganisation, false))
	wantStep(t, b, StepSignIn)
	must(b.FirstRunNext(StepSignIn, true))
	if f := wantStep(t, b, StepServer); !f.CanSkip {
		t.Error("the server can't be left out")
	}
	must(b.FirstRunNext(StepServer, true))
	wantStep(t, b, StepStart)
	must(b.FirstRunStartAtLogin(false))
	// Nothing is connected: it is still what there is to do.
	if f := wantStep(t, b, StepSignIn); f.CanSkip || f.StartAtLogin {
		t.Errorf("at the end: %+v", f)
	}
	if err := b.FirstRunGo("nowhere"); !errors.As(err, new(*Failure)) {
		t.Errorf("FirstRunGo(nowhere) = %v", err)
	}
	must(b.FirstRunLeave())
	wantStep(t, b, StepSignIn)
}

// TestFirstRunWithPolicy asks nothing that the organisation has said.
func TestFirstRunWithPolicy(t *testing.T) {
	t.Parallel()
	b := newcomer(t, `{"client_id": "`+goodClient+`", "tenant": "contoso.com", "start_at_login": true}`)
	if err := b.FirstRunNext(StepPurpose, false); err != nil {
		t.Fatal(err)
	}
	f := wantStep(t, b, StepSignIn)
	if !f.Organisation.ClientLocked || !f.Organisation.TenantLocked || f.Organisation.CloudLocked {
		t.Errorf("organisation = %+v", f.Organisation)
	}
	if err := b.SaveOrganisation(Organisation{Cloud: "gcc", Tenant: "evil.example", ClientID: "x"}); err != nil {
		t.Fatal(err)
	}
	if o := b.at(t).Organisation; o.Tenant != "contoso.com" || o.ClientID != goodClient || o.Cloud != "gcc" {
		t.Errorf("organisation = %+v; want what policy holds", o)
	}
	if err := b.FirstRunNext(StepSignIn, true); err != nil {
		t.Fatal(err)
	}
	if err := b.FirstRunNext(StepServer, true); err != nil {
		t.Fatal(err)
	}
	if f := wantStep(t, b, StepSignIn); f.CanSkip {
		t.Errorf("start at login is asked for: %+v", f)
	}
	if err := b.FirstRunStartAtLogin(false); !errors.As(err, new(*Failure)) {
		t.Errorf("FirstRunStartAtLogin against the policy = %v", err)
	}
}

// TestCheckOrganisation is the check as the page gets it, with a real identity
// provider behind it.
func TestCheckOrganisation(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	part := func(c OrganisationCheck, p signin.SetupPart) Finding {
		for _, f := range c.Findings {
			if f.Part == p {
				return f
			}
		}
		t.Fatalf("nothing about %s: %+v", p, c)
		return Finding{}
	}
	got, err := w.CheckOrganisation(Organisation{Tenant: "ana@contoso.com", ClientID: sandbox.ClientID})
	if err != nil || !got.Good || got.Tenant != "contoso.com" || len(got.Findings) != len(signin.SetupParts) || part(got, signin.PartClient).State != signin.SetupGood {
		t.Errorf("CheckOrganisation = %+v, %v", got, err)
	}
	got, err = w.CheckOrganisation(Organisation{Tenant: "contosso.com", ClientID: sandbox.ClientID})
	if f := part(got, signin.PartTenant); err != nil || got.Good || f.State != signin.SetupBad || !strings.Contains(f.Text, "contosso.com") || !strings.Contains(f.Details, "AADSTS90002") {
		t.Errorf("a mistyped organisation = %+v, %v", got, err)
	}
	if _, err := w.org.Control(t.Context(), "registration", map[string]string{"tenant_region_sub_scope": "GCC"}); err != nil {
		t.Fatal(err)
	}
	got, err = w.CheckOrganisation(Organisation{Tenant: "contoso.com", ClientID: sandbox.ClientID})
	if err != nil || got.Good || got.Cloud != "gcc" || got.CloudName == "" {
		t.Errorf("another cloud = %+v, %v", got, err)
	}
	if _, err := w.org.Control(t.Context(), "fault", map[string]any{"path": "/contoso.com/**", "kind": "slow", "seconds": 30}); err != nil {
		t.Fatal(err)
	}
	gave := make(chan OrganisationCheck)
	go func() {
		c, _ := w.CheckOrganisation(Organisation{Tenant: "contoso.com", ClientID: sandbox.ClientID})
		gave <- c
	}()
	for ok := false; !ok; {
		w.CancelOrganisationCheck()
		select {
		case c := <-gave:
			if ok = true; !c.Cancelled {
				t.Errorf("given up = %+v", c)
			}
		default:
		}
	}
}

func TestTrySandbox(t *testing.T) {
	t.Parallel()
	tried := 0
	b := newcomer(t, "")
	b.b.TrySandbox = func() error { tried++; return nil }
	if err := b.TrySandbox(); err != nil || tried != 1 {
		t.Errorf("TrySandbox = %v, %d times", err, tried)
	}
	wantStep(t, b, StepPurpose)
	b.b.TrySandbox = func() error { return program.ErrMissing }
	failure(t, b.TrySandbox())
}

func TestGuide(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		o    Organisation
		want []string
		not  string
	}{
		{Organisation{Tenant: "organizations"}, []string{"http://localhost", "entra.microsoft.com", "Dashboard.Read.All", "Dataset.ReadWrite.All", "public client flows", "Power BI Service", "admin consent"}, "organizations"},
		{Organisation{Cloud: "gcc", Tenant: "contoso.com", ClientID: goodClient}, []string{"Government Community Cloud", "contoso.com", goodClient}, "%!"},
		{Organisation{Cloud: "china"}, []string{"portal.azure.cn"}, "entra.microsoft.com"},
		{Organisation{Cloud: "dod"}, []string{"portal.azure.us"}, "entra.microsoft.com"},
	} {
		text := guide(tc.o)
		for _, want := range tc.want {
			if !strings.Contains(text, want) {
				t.Errorf("the guide for %+v lacks %q:\n%s", tc.o, want, text)
			}
		}
		if strings.Contains(text, tc.not) {
			t.Errorf("the guide for %+v says %q", tc.o, tc.not)
		}
	}
}
