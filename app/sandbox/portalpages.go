package sandbox

import (
	"html/template"
	"net/http"
	"sync"
)

const (
	// popUpScript lets the sign-in open beside the page; without script the link
	// leads there in the same window.
	popUpScript = `const link=document.getElementById("signin");if(link)link.addEventListener("click",e=>{if(window.open(link.href,"powerbi","popup,width=520,height=700"))e.preventDefault()})`
	// closeScript ends the pop-up and shows the page behind it anew.
	closeScript = `if(window.opener){window.opener.location.reload();window.close()}`

	portalText = `{{define "issue"}}{{if .Issue}}<p role="alert">We couldn't refresh some tiles in Power BI. {{if eq .Issue "PowerBITokenNeeded"}}You aren't signed in to Power BI.{{else}}Your sign-in to Power BI has ended.{{end}} <a href="/reports/mysettings">My Settings</a></p>
{{end}}{{end}}

{{define "nav"}}<nav><a href="/reports/browse">Browse</a>{{if .Works}} · <a href="/reports/mysettings">My Settings</a>{{end}}</nav>
{{end}}

{{define "who"}}{{template "top" .}}<form method="post" id="flow" action="/reports/login">
<input type="hidden" name="to" value="{{.To}}">
<p>The report server wants to know who you are. A real one asks Windows; this one believes what you press.</p>
{{range .People}}<button name="person" value="{{.User}}">{{.Name}} (SANDBOX\{{.Short}})</button>
{{end}}</form>
{{template "end"}}{{end}}

{{define "settings"}}{{template "top" .}}{{template "nav" .}}<p>You are <b id="user">{{.User}}</b> on this report server.</p>
{{template "issue" .}}<h2>Power BI</h2>
<p id="state" data-state="{{.State}}">{{if eq .State "SignedIn"}}You are signed in as {{.Account}} since {{.Since}}. The server refreshes your pinned tiles with this sign-in until about {{.Until}}, longer whenever it uses it.{{else if eq .State "Expired"}}Your sign-in as {{.Account}} has ended. Your pinned tiles don't refresh until you sign in again.{{else}}You are not signed in. Sign in to pin report items to dashboards, and to keep them refreshing.{{end}}</p>
<p><a id="signin" href="/reports/signin" target="_self">{{if eq .State "SignedIn"}}Sign in again{{else}}Sign in{{end}}</a></p>
{{if ne .State "SignedOut"}}<form method="post" id="signout" action="/reports/mysettings">
<button name="action" value="signout">Sign out</button>
</form>
{{end}}<script>{{.PopUp}}</script>
{{template "end"}}{{end}}

{{define "complete"}}{{template "top" .}}<p role="status">{{.Text}}</p>
<p><a href="/reports/mysettings">My Settings</a></p>
<script>{{.Close}}</script>
{{template "end"}}{{end}}

{{define "portal"}}{{template "top" .}}{{template "nav" .}}{{template "issue" .}}{{if .Text}}<p role="{{.Role}}">{{.Text}}</p>
{{end}}{{if .Links}}<ul>
{{range .Links}}<li><a href="{{.Href}}">{{.Name}}</a></li>
{{end}}</ul>
{{end}}{{template "end"}}{{end}}

{{define "report"}}{{template "top" .}}{{template "nav" .}}{{template "issue" .}}<p>Here the report server would show the report <b>{{.Path}}</b>.</p>
{{if .Works}}<h2>Pin to Power BI Dashboard</h2>
{{if eq .State "SignedIn"}}<form method="post" id="pin" action="/reports/pin">
<input type="hidden" name="report" value="{{.Path}}">
<p><label>Report item <select name="visual">{{range .Visuals}}<option>{{.}}</option>{{end}}</select></label></p>
<p><label>Dashboard <select name="dashboard">{{range .Dashboards}}<option value="{{.Href}}">{{.Name}}</option>{{end}}</select></label></p>
<p><label>Frequency of updates <select name="every"><option value="hourly">Hourly</option><option value="daily">Daily</option><option value="weekly">Weekly</option></select></label></p>
<button>Pin</button>
</form>
{{else}}<p>Sign in to Power BI in <a href="/reports/mysettings">My Settings</a> first.</p>
{{end}}{{end}}{{template "end"}}{{end}}`
)

// portalPage is what the portal's templates show.
type portalPage struct {
	Title, Heading, Text, Role string
	User, State, Account       string
	Since, Until, Issue        string
	Path, To                   string
	Works                      bool // with Power BI
	Visuals                    []string
	Dashboards, Links          []link
	People                     []personLink
}

type link struct{ Href, Name string }

type personLink struct{ Name, User, Short string }

func (portalPage) Style() template.CSS { return pageStyle }
func (portalPage) PopUp() template.JS  { return popUpScript }
func (portalPage) Close() template.JS  { return closeScript }

var (
	portalTemplates = sync.OnceValue(func() *template.Template {
		return template.Must(template.Must(template.New("").Parse(pageText)).Parse(portalText))
	})
	portalPolicy = sync.OnceValue(func() string {
		return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src '" + policyHash(pageStyle) +
			"'; script-src '" + policyHash(popUpScript) + "' '" + policyHash(closeScript) + "'; form-action 'self'"
	})
)

// show writes one page of the portal.
func (p portalPage) show(w http.ResponseWriter, status int, name string) {
	if p.Heading == "" {
		p.Heading = p.Title
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", portalPolicy())
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A browser that is gone is the only thing that can fail here.
	_ = portalTemplates().ExecuteTemplate(w, name, p)
}
