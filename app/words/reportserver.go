package words

import (
	"errors"
	"slices"
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/reportserver"
	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
	"mysettings/store"
)

// byKind are the sentences for what a report server, or the way to it,
// answered. None of them says "sign in" alone: the person's sign-in to the
// server and the server's sign-in to Power BI are two things.
var byKind = map[reportserver.Kind]entry{
	reportserver.KindNotAddress: {Text: "That isn't an address.", Do: "Give the address of the report server's web portal, for example https://server/reports."},
	reportserver.KindNotPortal:  {Text: "There is no report server's web portal at this address.", Do: "Open the portal in your browser and give the address that you see there, for example https://server/reports."},
	reportserver.KindSOAP:       {Text: "This is the report server's own address, not that of its web portal.", Do: "Give the portal's address; it mostly ends in /reports."},
	reportserver.KindLoginPage: {Text: "The server answers with a page to log in on.", Do: "If that page is the report server's own, choose forms as the way to sign in to it (--auth forms). If it is your network's, log in there first.",
		Window: "If that page is the report server's own, enter your user name and password for the server here. If it is your network's, log in there first."},
	reportserver.KindCertificate: {Text: "This computer doesn't trust the server's certificate, so nothing was sent.", Do: "Give the name that the certificate is made out to; or, if your organisation has a certificate authority of its own, name its file: mysettings config set ca_file FILE.",
		Window: "Give the name that the certificate is made out to; where your organisation has a certificate authority of its own, ask whoever set this app up to name its file."},
	reportserver.KindNameNotFound: {Text: "There is no computer of that name in this network.", Do: "Check the spelling; away from the office, connect to its network (VPN) first."},
	reportserver.KindUnreachable:  {Text: "The report server can't be reached.", Do: "Check your connection (away from the office: the VPN), then try again."},
	reportserver.KindRefused:      {Text: "The report server doesn't accept this user name and password. They aren't tried again by themselves, so that your account isn't locked.", Do: "Enter the user name and the password for the server again."},
	reportserver.KindNoTicket: {Text: "This computer has no Kerberos ticket for you that could be shown to the report server.", Do: "Get one (kinit), or sign in to the server with a password: --auth ntlm --user DOMAIN\\name.",
		Window: "Log in to your organisation's domain, or enter your user name and password for the server here."},
	reportserver.KindNoPassword: {Text: "The password for the report server can't be opened on this computer any more.", Do: "Enter the user name and the password for the server again."},
	reportserver.KindRejected:   {Text: "The report server refused it.", Do: "Look at the details, or do it in the portal."},
	reportserver.KindClock:      {Text: "This computer's clock and the server's are too far apart to sign in to the server.", Do: "Set the clock right; best let the system do it by itself."},
	reportserver.KindNoScheme: {Text: "The report server offers no way to sign in to it that this app can use like this.", Do: "Choose another way: --auth ntlm, basic or forms, with --user.",
		Window: "Choose another way to sign in to it, with a user name and password."},
	reportserver.KindPlainBasic: {Text: "The server wants the password over a connection that isn't encrypted, so nothing was sent.", Do: "Give the server's https address, or choose another way to sign in to it."},
	reportserver.KindPlainHTTP: {Text: "The server has no https, so others on the network could read what it sends.", Do: "Give an https address; or accept it as it is: --allow-http.",
		Window: "Give an https address; or say that you accept it as it is."},
	reportserver.KindTooOld:    {Text: "This release of Reporting Services is too old: it can't be asked what this app needs.", Do: "Use its web portal in the browser; My Settings came with SQL Server 2016."},
	reportserver.KindElsewhere: {Text: "The server sends this app on to another address, so nothing more was sent.", Do: "If you trust that address, give it in place of this one."},
	reportserver.KindForbidden: {Text: "The report server doesn't let you do this.", Do: "Ask the report server's administrator for the permission, or do it in the portal."},
	reportserver.KindGone:      {Text: "What was asked for is no longer on the report server.", Do: "Look again at what there is."},
	reportserver.KindThrottled: {Text: "The report server asks for a pause.", Do: "Wait; the app goes on by itself."},
	reportserver.KindServer:    {Text: "The report server doesn't answer as it should.", Do: "Wait a little, then try again; if it stays so, tell its administrator."},
	reportserver.KindAnswer:    {Text: "The report server answered something that this app can't read.", Do: "Try again; if it stays so, open the portal in your browser to look."},
}

// byCertificate says more of a certificate that isn't trusted, where it is known.
var byCertificate = []struct {
	err      error
	sentence entry
}{
	{reportserver.ErrCertificateUntrusted, entry{Text: "The server's certificate comes from an authority that this computer doesn't know, so nothing was sent.", Do: "If your organisation has a certificate authority of its own, name its file: mysettings config set ca_file FILE. Otherwise tell the server's administrator.",
		Window: "If your organisation has a certificate authority of its own, ask whoever set this app up to name its file. Otherwise tell the server's administrator."}},
	{reportserver.ErrCertificateName, entry{Text: "The server's certificate is made out to another name, so nothing was sent.", Do: "Give the server's name as it is in the certificate; the details have it."}},
	{reportserver.ErrCertificateExpired, entry{Text: "The server's certificate isn't valid today, so nothing was sent.", Do: "Look at this computer's date; if that is right, tell the server's administrator."}},
}

// byAddress says more of an address that can't be used.
var byAddress = []struct {
	err      error
	sentence entry
}{
	{reportserver.ErrUser, entry{Text: "The address holds a user name.", Do: "Give the address without it, and the user with --user.",
		Window: "Give the address without it; the user name has a field of its own."}},
	{reportserver.ErrScheme, entry{Text: "The address is neither http nor https.", Do: "Give the address of the report server's web portal, for example https://server/reports."}},
}

// ofReportServer covers what a report server answered.
func ofReportServer(err error) (Sentence, bool) {
	var e *reportserver.Error
	if !errors.As(err, &e) {
		return Sentence{}, false
	}
	known, ok := byKind[e.Kind]
	if !ok {
		known = byKind[reportserver.KindAnswer]
	}
	for _, more := range append(byCertificate, byAddress...) {
		if errors.Is(e.Err, more.err) {
			known = more.sentence
		}
	}
	s := known.say()
	// What lies behind may be the app's own: a locked keyring, another account.
	// That no password is kept is no sign-out from Power BI.
	gone := errors.Is(e.Err, store.ErrNoToken) || errors.Is(e.Err, store.ErrKeyLost)
	if behind, is := ofSentinel(e.Err); is && !gone && (e.Kind == reportserver.KindNoPassword || !ok) {
		s = behind
	}
	if e.Kind == reportserver.KindNoScheme {
		s.Do = language.Say(otherWay(e))
	}
	s.Code = string(e.Kind)
	if e.Code != "" {
		s.Code = e.Code
	}
	offers, again, behind := "", "", ""
	if len(e.Offered) > 0 {
		offers = "offers " + strings.Join(e.Offered, ", ")
	}
	if e.Kind == reportserver.KindThrottled && !e.RetryAfter.IsZero() {
		s.Do = language.Sayf("Wait until %s; the app goes on by itself.", language.Format(e.RetryAfter.Local(), "2 January, 15:04"))
	}
	if !e.RetryAfter.IsZero() {
		again = "again from " + e.RetryAfter.UTC().Format(time.RFC3339)
	}
	if e.Err != nil {
		behind = e.Err.Error()
	}
	s.Details = join(e.Op, e.Message, offers, again, behind)
	return s, true
}

// otherWay says which way to sign in to a report server to choose in place of
// the one that it doesn't offer.
func otherWay(e *reportserver.Error) language.Text {
	if errors.Is(e.Err, login.ErrUnwilling) {
		return "Tell the server's administrator that it asks for a login and then doesn't go on with it; or choose another way: --auth basic or forms, with --user."
	}
	switch auth := e.TypedAuth(); {
	case auth == tiles.AuthNTLM && !offersNTLM(e):
		return "Add it without --auth and --user: it wants the login of this computer (get a Kerberos ticket with kinit)."
	case auth == tiles.AuthNTLM:
		return "Add it with a way that it offers: mysettings server add URL --auth ntlm --user DOMAIN\\name."
	case auth == tiles.AuthBasic:
		return "Add it with the way that it offers, by its https address: mysettings server add URL --auth basic --user DOMAIN\\name."
	case auth == tiles.AuthForms:
		return "Add it with the way that has a page to log in on: mysettings server add URL --auth forms --user name."
	}
	return "Choose another way: --auth ntlm, basic or forms, with --user."
}

func offersNTLM(e *reportserver.Error) bool {
	return slices.ContainsFunc(e.Offered, func(scheme string) bool { return strings.EqualFold(scheme, "ntlm") })
}
