package signin

import (
	"strings"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// What a check tells. {tenant} is what the person entered, {cloud} the name of
// a cloud, {host} the sign-in service's.
const (
	tellServiceGood  language.Text = "The sign-in service answers at {host}."
	tellBadAuthority language.Text = "Check the setting “authority”. It isn't an address that can be signed in at."
	tellNoService    language.Text = "Check the cloud, and the setting “authority” if you made it. There is no sign-in service at {host}."
	tellUnsafe       language.Text = "Ask your administrator. What the sign-in service at {host} says about itself isn't safe to use."
	tellSlow         language.Text = "Check your connection, then check again. The sign-in service didn't answer in time."

	tellCloudGood   language.Text = "Your organisation is in this cloud."
	tellCloudOpen   language.Text = "Enter your organisation to have the cloud checked."
	tellCloudUnsaid language.Text = "The sign-in service doesn't say in which cloud the organisation is."
	tellBadCloud    language.Text = "Choose one of the clouds in the list."
	tellOtherCloud  language.Text = "Choose the cloud {cloud}. Your organisation is there, not in the one that is chosen."
	tellWrongCloud  language.Text = "Choose another cloud. Your organisation isn't in the one that is chosen."

	tellTenantGood  language.Text = "{tenant} is known there."
	tellTenantOpen  language.Text = "Any work or school account may sign in. Enter your organisation to have it checked."
	tellBadTenant   language.Text = "Enter the part of your work address behind the @, for example contoso.com, or your organisation's id."
	tellNoTenant    language.Text = "Check the organisation for a typing mistake. No cloud knows {tenant}."
	tellNoTenantOwn language.Text = "Check the organisation for a typing mistake. The sign-in service doesn't know {tenant}."
	tellOneTenant   language.Text = "Enter your organisation. The app is registered for one organisation only."

	tellClientGood    language.Text = "The organisation knows the app."
	tellNoClient      language.Text = "Enter the application id. Your administrator gets it by registering this app; the guide below tells how."
	tellBadClient     language.Text = "Check the application id: it looks like 01234567-89ab-cdef-0123-456789abcdef. “Application (client) ID” is the right one, not the object id and not a secret."
	tellUnknownClient language.Text = "Check the application id, or whether the app was registered in another organisation. This organisation doesn't know it."
	tellClientOff     language.Text = "Ask your administrator to enable the app again. It is disabled in your organisation."
	tellClientUnclear language.Text = "Ask your administrator to look at the app's registration. The sign-in service refused it in a way that this check doesn't know."

	tellPublicGood language.Text = "The app may sign people in without a secret."
	tellNotPublic  language.Text = "Ask your administrator to set “Allow public client flows” to Yes, under Authentication of the app's registration. It is treated as a web app that has to have a secret."

	tellRedirectGood language.Text = "The registration sends people back to this app (http://localhost)."
	tellNoRedirect   language.Text = "Ask your administrator to add the redirect address http://localhost for “Mobile and desktop applications”, under Authentication of the app's registration."

	tellPermissionsOpen language.Text = "Power BI is there. Whether the app's permissions are approved shows when you sign in."
	tellNoPowerBI       language.Text = "Check the cloud, or ask your administrator whether your organisation has Power BI. It wasn't found there."
	tellBadScopes       language.Text = "Check the setting “scopes”. One of its permissions can't be right."
	tellNoPermissions   language.Text = "Ask your administrator to add the Power BI permissions to the app's registration."
)

// said is a text with what stands for its placeholders, in pairs.
func said(text language.Text, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(language.Say(text))
}

// serviceText is what to tell where there was no answer. Help says that
// somebody is still signed in, which nobody is here.
func serviceText(e *Error) language.Text {
	switch e.Code {
	case "dns":
		return "Check your connection. The sign-in service's address can't be found."
	case "tls":
		return "Check the network, or the certificate file in the preferences. The connection to the sign-in service isn't trusted."
	case "proxy":
		return "Check the proxy in the preferences. It didn't let the app reach the sign-in service."
	case "timeout":
		return tellSlow
	case codeNotTheService, codeTooLarge:
		return "Check your connection. Something else answered in place of the sign-in service, perhaps the sign-in page of this network."
	}
	if e.Cause == tiles.CauseServiceDown || e.Cause == tiles.CauseThrottled {
		return "Wait a little, then check again. The sign-in service is busy."
	}
	return "Check your connection. The sign-in service can't be reached."
}

func clientText(typed string) string {
	if strings.TrimSpace(typed) == "" {
		return language.Say(tellNoClient)
	}
	return language.Say(tellBadClient)
}

// blamed is which part a refusal is about, and what to tell of it. Numbers only
// make it finer: Microsoft changes them.
func blamed(e *Error, anyTenant bool) (part SetupPart, text language.Text) {
	switch strings.TrimPrefix(e.AADSTS, aadstsPrefix) {
	case "700016", "700011":
		return PartClient, tellUnknownClient
	case "70001", "7000112", "90099":
		return PartClient, tellClientOff
	case "50194":
		return PartTenant, tellOneTenant
	case "90002", "50128":
		return PartTenant, tellNoTenantOwn
	case "90019", "50059":
		return PartTenant, tellOneTenant
	case "90038", "1000104":
		return PartCloud, tellWrongCloud
	case "7000218", "7000215", "7000222", "700025":
		return PartPublic, tellNotPublic
	case "50011", "500113":
		return PartRedirect, tellNoRedirect
	case "500011", "650052":
		return PartPermissions, tellNoPowerBI
	case "65005", "650053", "650056", "650057", "70011", "28002", "28003":
		return PartPermissions, tellNoPermissions
	}
	switch e.Code {
	case "unauthorized_client":
		return PartClient, tellUnknownClient
	case "invalid_client":
		return PartPublic, tellNotPublic
	case "invalid_tenant":
		if anyTenant {
			return PartTenant, tellOneTenant
		}
		return PartTenant, tellNoTenantOwn
	case "invalid_resource", "invalid_target":
		return PartPermissions, tellNoPowerBI
	case "invalid_scope":
		return PartPermissions, tellNoPermissions
	}
	return PartClient, tellClientUnclear
}
