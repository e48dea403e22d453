package sandbox

import (
	"net/http"
)

// showSettings is the page My Settings. It isn't there when the server doesn't
// work with Power BI.
func (s *reportServer) showSettings(w http.ResponseWriter, r *http.Request, _ string) {
	now, release := s.begin()
	defer release()
	if !s.settings.works() {
		s.notThere(w)
		return
	}
	if b := s.visitor(w, r); b != nil {
		s.about(b, "My Settings", now).show(w, http.StatusOK, "settings")
	}
}

// takeSettings takes what was pressed on My Settings. Without script and
// without pages, a field person says who is there and signs that person in to
// Power BI at once: the request goes on to the identity provider as it is.
func (s *reportServer) takeSettings(w http.ResponseWriter, r *http.Request, _ string) {
	if r.ParseForm() != nil {
		s.notThere(w)
		return
	}
	now, release := s.begin()
	defer release()
	if !s.settings.works() {
		s.notThere(w)
		return
	}
	var b *browser
	if name := r.PostForm.Get("person"); name != "" {
		u := s.user(name)
		if u == nil {
			portalPage{Title: "My Settings", Role: "alert", Text: "The report server doesn't know that person."}.show(w, http.StatusBadRequest, "portal")
			return
		}
		if b = s.browserOf(r); b == nil || b.user != u {
			b = s.remember(w, u)
		}
	} else if b = s.visitor(w, r); b == nil {
		return
	}
	if r.PostForm.Get("action") == "signout" {
		b.user.token = nil
		http.Redirect(w, r, reportServerPath+"/mysettings", http.StatusSeeOther)
		return
	}
	if !r.PostForm.Has("person") {
		s.about(b, "My Settings", now).show(w, http.StatusOK, "settings")
		return
	}
	http.Redirect(w, r, s.newState(b, r), http.StatusTemporaryRedirect)
}

// beginSignIn is where the pop-up begins.
func (s *reportServer) beginSignIn(w http.ResponseWriter, r *http.Request, _ string) {
	_, release := s.begin()
	defer release()
	if !s.settings.works() {
		s.notThere(w)
		return
	}
	if b := s.visitor(w, r); b != nil {
		http.Redirect(w, r, s.newState(b, r), http.StatusFound)
	}
}

// newState binds a sign-in to the browser, and is the address that it begins
// at.
func (s *reportServer) newState(b *browser, r *http.Request) string {
	state, redirect := randomToken(), s.identity.server.redirect(originOf(r))
	if !s.settings.Redirect {
		redirect = "http://reports." + Domain + loginComplete
	}
	s.secrets.note("state", state)
	b.states[state] = redirect
	return s.authorizeURL(redirect, state)
}

// completeSignIn is where the identity provider sends the browser back to. The
// code is redeemed here, by the server.
func (s *reportServer) completeSignIn(w http.ResponseWriter, r *http.Request, _ string) {
	const title = "Sign in to Power BI"
	failed := func(status int, text string) {
		portalPage{Title: title, Role: "alert", Text: text, Works: true}.show(w, status, "portal")
	}
	q := r.URL.Query()
	s.mu.Lock()
	b := s.browserOf(r)
	redirect := ""
	if b != nil {
		redirect = b.states[q.Get("state")]
		delete(b.states, q.Get("state"))
	}
	s.mu.Unlock()
	switch {
	case redirect == "":
		failed(http.StatusBadRequest, "This sign-in was not begun in this browser, or it was already used. Begin again.")
		return
	case q.Get("code") == "":
		failed(http.StatusBadRequest, "You are not signed in to Power BI. "+q.Get("error_description"))
		return
	}
	// Not under the lock: the identity provider is asked over HTTP.
	if err := s.redeem(r.Context(), b.user, q.Get("code"), redirect); err != nil {
		s.log.Debug("sandbox report server", "error", err)
		failed(http.StatusBadGateway, "The report server could not sign you in to Power BI.")
		return
	}
	portalPage{Title: title, Text: "You are signed in to Power BI. You can close this window."}.show(w, http.StatusOK, "complete")
}
