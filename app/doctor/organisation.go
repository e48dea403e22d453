package doctor

import (
	"context"
	"slices"
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// checkOrganisation asks the sign-in service whether cloud, organisation and
// application id fit together, as the window's first run does.
func checkOrganisation(ctx context.Context, p *program.Program) Finding {
	const id = "organisation"
	s := p.Settings
	if s.ClientID() == "" { // checkSettings
		return Finding{ID: id, State: Skipped, Text: language.Say("Nobody has entered the application id yet, so the organisation isn't checked.")}
	}
	found := p.SignIn.CheckSetup(ctx, signin.SetupValues{
		Cloud: s.Cloud(), Authority: s.Authority(), Tenant: s.Tenant(), ClientID: s.ClientID(), Scopes: s.Scopes(),
	})
	bad, wrong := found.Bad()
	switch {
	case !wrong:
		return Finding{ID: id, State: Good, Text: language.Say("Cloud, organisation and application id fit together, as far as can be told without signing in.")}
	case bad.Part == signin.PartService: // checkAuthority
		return Finding{ID: id, State: Skipped, Text: language.Say("The organisation can't be checked while the sign-in service doesn't answer.")}
	}
	f := Finding{ID: id, State: wantsPowerBI(ctx, p), Text: bad.Text, Action: ActPreferences}
	if signedIn(ctx, p) {
		f.State = Note // it works: the registration is stricter than this check knows
	}
	f.Details = strings.Join(slices.DeleteFunc([]string{bad.AADSTS, bad.Code, bad.CorrelationID}, func(s string) bool { return s == "" }), " ")
	if found.Cloud != "" {
		f.Fix = language.Sayf("Set it: %s", "mysettings config set cloud "+found.Cloud)
	}
	return f
}

// signedIn tells whether any sign-in to Power BI can be used.
func signedIn(ctx context.Context, p *program.Program) bool {
	conns, err := p.Store.Connections(ctx)
	return err == nil && slices.ContainsFunc(conns, func(c tiles.Connection) bool {
		return c.Kind == tiles.PowerBI && tiles.JudgeSignIn(c, 0, time.Now()).Usable()
	})
}
