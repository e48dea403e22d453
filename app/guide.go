package app

import (
	"strings"

	"mysettings/app/language"
	"mysettings/app/signin"
)

// OrganisationGuide is what to send to the administrator who registers the app:
// plain text in the person's language, with what is known already filled in.
// It follows Microsoft's "Register an application in Microsoft Entra ID" and
// "Redirect URI (reply URL) best practices".
func (b *Bindings) OrganisationGuide(o Organisation) (string, error) {
	o, _, err := b.understood(o)
	if err != nil {
		return "", fail(err)
	}
	return guide(o), nil
}

func guide(o Organisation) string {
	cloud, ok := signin.CloudByID(o.Cloud)
	if !ok {
		cloud, _ = signin.CloudByID(signin.DefaultCloud)
	}
	lines := []string{
		language.Say("Hello,"),
		"",
		language.Say("I would like to use My Settings for Power BI, a desktop app that tells me when tiles on my Power BI dashboards stop refreshing. It signs in with my own account and sees what I can see. For that it has to be registered once in our organisation:"),
		"",
		"1. " + language.Sayf("Open %s, then App registrations, New registration. Any name will do, for example “My Settings for Power BI”. Supported account types: this organisation only.", portal(cloud)),
		"2. " + language.Say("Under Redirect URI choose the platform “Public client/native (mobile & desktop)” and enter exactly: http://localhost"),
		"3. " + language.Say("Under Authentication set “Allow public client flows” to Yes. The app needs no secret and no certificate."),
		"4. " + language.Sayf("Under API permissions add these delegated permissions of %s: %s. The last one is needed only to ask for refreshes.", service(cloud), strings.Join(signin.Permissions(), ", ")),
		"5. " + language.Say("If people may not approve permissions themselves, press “Grant admin consent”."),
		"",
		language.Say("Then please send me these values from the page Overview:"),
		"- " + language.Say("Application (client) ID") + ": " + o.ClientID,
		"- " + language.Say("Directory (tenant) ID, or our domain") + ": " + tenantKnown(o.Tenant),
		"- " + language.Say("Cloud") + ": " + cloud.Name,
		"",
		language.Say("Nothing runs on a server: the sign-in is kept on my computer, sealed, and can be ended any time by revoking my sessions or removing the registration."),
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func tenantKnown(tenant string) string {
	if tenant == signin.DefaultTenant {
		return ""
	}
	return tenant
}

// portal is where apps of a cloud are registered; each national cloud has its
// own ("National clouds", Microsoft identity platform).
func portal(c signin.Cloud) string {
	switch c.ID {
	case "gcchigh", "dod":
		return "https://portal.azure.us"
	case "china":
		return "https://portal.azure.cn"
	}
	return "https://entra.microsoft.com"
}

// service is Power BI's name among the APIs of a cloud ("Change permissions",
// Power BI embedded).
func service(c signin.Cloud) string {
	if c.ID == "gcc" {
		return "Microsoft Power BI Government Community Cloud"
	}
	return "Power BI Service"
}
