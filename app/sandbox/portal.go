package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// portalCookie is how the portal's pages know a browser again.
const portalCookie = "sandbox_portal"

// browser is a browser that said who sits before it.
type browser struct {
	user   *serverUser
	states map[string]string // redirect address by state, until it is used
}

// portalPage routes.
type portalRoute struct {
	method, path string // a path that ends with a slash takes any rest
	do           func(*reportServer, http.ResponseWriter, *http.Request, string)
}

var portalPages = []portalRoute{
	{"GET", reportServerPath, (*reportServer).showHome},
	{"GET", reportServerPath + "/browse", (*reportServer).showFolder},
	{"GET", reportServerPath + "/browse/", (*reportServer).showFolder},
	{"GET", reportServerPath + "/report/", (*reportServer).showReport},
	{"POST", reportServerPath + "/pin", (*reportServer).takePin},
	{"POST", reportServerPath + "/login", (*reportServer).takeWho},
	{"GET", reportServerPath + "/mysettings", (*reportServer).showSettings},
	{"POST", reportServerPath + "/mysettings", (*reportServer).takeSettings},
	{"GET", reportServerPath + "/signin", (*reportServer).beginSignIn},
	{"GET", loginComplete, (*reportServer).completeSignIn},
	{"GET", soapPath + "/Logon.aspx", (*reportServer).showLogon},
	{"GET", soapPath, (*reportServer).showSOAP},
	{"GET", soapPath + "/ReportService2010.asmx", (*reportServer).soapOnly},
	{"POST", soapPath + "/ReportService2010.asmx", (*reportServer).soapOnly},
}

func (p portalRoute) fits(path string) bool {
	path = strings.TrimSuffix(path, "/")
	if strings.HasSuffix(p.path, "/") {
		return len(path) > len(p.path) && strings.EqualFold(path[:len(p.path)], p.path)
	}
	return strings.EqualFold(path, p.path)
}

// servePortal answers the pages. What is under /ReportServer answers HTML and
// XML only.
func (s *reportServer) servePortal(w http.ResponseWriter, r *http.Request, path string) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		http.Error(w, "This comes from another site.", http.StatusForbidden)
		return
	}
	for _, page := range portalPages {
		if (page.method == r.Method || page.method == http.MethodGet && r.Method == http.MethodHead) && page.fits(path) {
			page.do(s, w, r, strings.TrimSuffix(path, "/"))
			return
		}
	}
	s.notThere(w)
}

func (s *reportServer) notThere(w http.ResponseWriter) {
	portalPage{Title: "Not found", Role: "alert", Text: "The report server has nothing here."}.show(w, http.StatusNotFound, "portal")
}

// visitor is who sits before the browser; nil after the page that asks was
// shown. A client that signed in as the API wants it is known as well. The
// caller holds mu.
func (s *reportServer) visitor(w http.ResponseWriter, r *http.Request) *browser {
	if b := s.browserOf(r); b != nil {
		return b
	}
	if u := s.signedIn(r); u != nil {
		return s.remember(w, u)
	}
	if s.settings.Auth == "forms" && r.URL.Path != soapPath+"/Logon.aspx" {
		http.Redirect(w, r, soapPath+"/Logon.aspx?ReturnUrl="+escaped(r.URL.Path), http.StatusFound)
		return nil
	}
	s.showWho(w, r, http.StatusOK)
	return nil
}

func (s *reportServer) browserOf(r *http.Request) *browser {
	if cookie, err := r.Cookie(portalCookie); err == nil {
		return s.browsers[cookie.Value]
	}
	return nil
}

// signedIn is who signed in to the API by the same connection, header or
// cookie, without asking for it.
func (s *reportServer) signedIn(r *http.Request) *serverUser {
	switch s.settings.Auth {
	case "none":
		return s.users[0]
	case "basic":
		if name, password, ok := r.BasicAuth(); ok {
			return s.logon(name, password)
		}
	case "forms":
		if cookie, err := r.Cookie(formsCookie); err == nil {
			return s.forms[cookie.Value]
		}
	default:
		if c, _ := r.Context().Value(connectionKey{}).(*connection); c != nil {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.epoch == s.epoch {
				return c.user
			}
		}
	}
	return nil
}

// remember gives the browser a cookie.
func (s *reportServer) remember(w http.ResponseWriter, u *serverUser) *browser {
	value := randomToken()
	s.secrets.note("server_cookie", value)
	b := &browser{user: u, states: map[string]string{}}
	s.browsers[value] = b
	http.SetCookie(w, &http.Cookie{Name: portalCookie, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if s.settings.Auth == "forms" {
		s.giveForms(w, u)
	}
	return b
}

// showWho asks who sits before the browser.
func (s *reportServer) showWho(w http.ResponseWriter, r *http.Request, status int) {
	p := portalPage{Title: "Who are you?", To: r.URL.Path}
	if back := r.URL.Query().Get("ReturnUrl"); back != "" {
		p.To = back
	}
	for _, u := range s.users {
		p.People = append(p.People, personLink{u.Name, u.User, userName(u.User)})
	}
	p.show(w, status, "who")
}

func (s *reportServer) showLogon(w http.ResponseWriter, r *http.Request, _ string) {
	s.showWho(w, r, http.StatusOK)
}

// takeWho takes the answer, and goes back to where the browser wanted to be.
func (s *reportServer) takeWho(w http.ResponseWriter, r *http.Request, _ string) {
	if r.ParseForm() != nil {
		s.notThere(w)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(r.PostForm.Get("person"))
	if u == nil {
		portalPage{Title: "Who are you?", Role: "alert", Text: "The report server doesn't know that person."}.show(w, http.StatusBadRequest, "portal")
		return
	}
	s.remember(w, u)
	to := reportServerPath
	if back, err := url.Parse(r.PostForm.Get("to")); err == nil {
		if path, own := belongs(back.Path); own {
			to = (&url.URL{Path: path}).String()
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// about fills in what every page shows of a person. The caller holds mu.
func (s *reportServer) about(b *browser, title string, now time.Time) portalPage {
	p := portalPage{Title: title, User: b.user.name, Works: s.settings.works(), Issue: s.warning(b.user, now)}
	p.State = s.signInAt(b.user, now)
	_, account, since, until := s.heldBy(b.user, now)
	const form = "2 January 2006"
	loc := s.settings.location()
	p.Account, p.Since, p.Until = account, since.In(loc).Format(form), until.In(loc).Format(form)
	return p
}

func (s *reportServer) showHome(w http.ResponseWriter, r *http.Request, _ string) {
	now, release := s.begin()
	defer release()
	if b := s.visitor(w, r); b != nil {
		p := s.about(b, "Contoso reports", now)
		p.Role, p.Text = "status", "The web portal of the sandbox's report server. You are "+b.user.name+"."
		p.show(w, http.StatusOK, "portal")
	}
}

func (s *reportServer) showFolder(w http.ResponseWriter, r *http.Request, path string) {
	now, release := s.begin()
	defer release()
	b := s.visitor(w, r)
	if b == nil {
		return
	}
	folder := path[len(reportServerPath+"/browse"):]
	if i := s.itemByPath(folder); folder != "" && (i == nil || !i.folder) {
		s.notThere(w)
		return
	}
	p := s.about(b, "Browse "+folder, now)
	for _, i := range s.items {
		parent := i.path[:strings.LastIndex(i.path, "/")]
		if !strings.EqualFold(parent, folder) {
			continue
		}
		kind := "/report"
		if i.folder {
			kind = "/browse"
		}
		p.Links = append(p.Links, link{(&url.URL{Path: reportServerPath + kind + i.path}).String(), i.name()})
	}
	p.show(w, http.StatusOK, "portal")
}

func (s *reportServer) showReport(w http.ResponseWriter, r *http.Request, path string) {
	now, release := s.begin()
	defer release()
	b := s.visitor(w, r)
	if b == nil {
		return
	}
	i := s.itemByPath(path[len(reportServerPath+"/report"):])
	if i == nil || i.folder {
		s.notThere(w)
		return
	}
	p := s.about(b, i.name(), now)
	p.Path, p.Visuals = i.path, i.visuals
	p.Dashboards = s.world.pinnable(p.Account)
	p.show(w, http.StatusOK, "report")
}

// pinnable are the dashboards that a person may pin to.
func (w *world) pinnable(user string) []link {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found []link
	for _, d := range w.dashboards {
		if d.app == nil && writes(d.workspace.role(user)) {
			found = append(found, link{d.id, d.workspace.name + " · " + d.name})
		}
	}
	return found
}

func (s *reportServer) takePin(w http.ResponseWriter, r *http.Request, _ string) {
	if r.ParseForm() != nil {
		s.notThere(w)
		return
	}
	now, release := s.begin()
	defer release()
	b := s.visitor(w, r)
	if b == nil {
		return
	}
	p := s.about(b, "Cannot Pin", now)
	p.Role = "alert"
	if !p.Works || p.State != stateSignedIn {
		p.Text = "Unexpected Server Error: " + statusTexts["en"]["sign_in"]
		p.show(w, http.StatusForbidden, "portal")
		return
	}
	pin, err := s.pin(b.user, r.PostForm.Get("report"), r.PostForm.Get("visual"), r.PostForm.Get("dashboard"), r.PostForm.Get("every"), now)
	if err != nil {
		p.Text = "It didn't work: " + err.Error() + "."
		p.show(w, http.StatusBadRequest, "portal")
		return
	}
	p.Title, p.Role = "Pin Successful", "status"
	p.Text = pin.visual + " was pinned to " + pin.dashboardName + "."
	p.Links = []link{{s.base + portalPath + "/dashboards/" + pin.dashboardID, "See it in Power BI"}}
	p.show(w, http.StatusOK, "portal")
}

func (s *reportServer) showSOAP(w http.ResponseWriter, r *http.Request, _ string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.visitor(w, r) != nil {
		portalPage{Title: "127.0.0.1/ReportServer – /", Role: "status", Text: "Microsoft SQL Server Reporting Services. This is the address for SOAP and for URL access."}.show(w, http.StatusOK, "portal")
	}
}

// soapOnly answers a SOAP fault: the sandbox has no SOAP.
func (s *reportServer) soapOnly(w http.ResponseWriter, _ *http.Request, _ string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>The sandbox speaks no SOAP.</faultstring></soap:Fault></soap:Body></soap:Envelope>`))
}
