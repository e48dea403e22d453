package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"sync"
)

// The pages are made of one template each, without script; only the page that
// carries a code on to the app (response_mode=form_post) has one line of it.
const (
	pageStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;display:grid;place-items:center;min-height:100vh}
main{max-width:28rem;padding:2rem;box-sizing:border-box}
button,input{font:inherit;padding:.6rem .9rem;min-height:2.75rem;box-sizing:border-box}
button{width:100%;text-align:start;margin:.25rem 0;cursor:pointer}
small{display:block}`
	pageScript = `document.forms[0].submit()`

	pageText = `{{define "top"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} – Sandbox</title>
<style>{{.Style}}</style>
</head>
<body>
<main>
<p>Sandbox: a stand-in organisation on this computer. Nobody's real account is involved.</p>
<h1>{{.Heading}}</h1>
{{end}}{{define "end"}}</main>
</body>
</html>
{{end}}

{{define "people"}}{{$hint := .Hint}}{{range .People}}<button name="person" value="{{.User}}"{{if eq .User $hint}} autofocus{{end}}>{{.Name}} ({{.User}})<small>{{.About}}</small></button>
{{end}}<button name="action" value="refuse">Cancel<small>Don't sign in</small></button>
{{end}}

{{define "asks"}}{{if .Asks}}<p>{{.App}} asks for permission to:</p>
<ul>
{{range .Asks}}<li>{{.About}} <small>{{.Name}}{{if .New}} (new){{end}}</small></li>
{{end}}</ul>
<p>Picking a person signs them in and gives these permissions.</p>
{{end}}{{end}}

{{define "authorize"}}{{template "top" .}}<form method="post" id="flow" action="{{.Action}}">
<input type="hidden" name="flow" value="{{.Flow}}">
{{template "asks" .}}{{template "people" .}}</form>
{{template "end"}}{{end}}

{{define "response"}}{{template "top" .}}<form method="post" id="response" action="{{.Action}}">
{{range .Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}<p>Taking you back to the app.</p>
<button>Continue</button>
</form>
<script>{{.Script}}</script>
{{template "end"}}{{end}}

{{define "device"}}{{template "top" .}}{{if .Text}}<p role="alert">{{.Text}}</p>
{{end}}<form method="post" id="flow" action="{{.Action}}">
{{if .UserCode}}<input type="hidden" name="user_code" value="{{.UserCode}}">
{{template "asks" .}}{{template "people" .}}{{else}}<p><label for="code">Type the code that the app shows</label></p>
<p><input id="code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus></p>
<button>Next</button>
{{end}}</form>
{{template "end"}}{{end}}

{{define "note"}}{{template "top" .}}<p role="{{.Role}}">{{.Text}}</p>
{{template "end"}}{{end}}`
)

// page is what the templates show.
type page struct {
	Title, Heading, Text, Role string
	App                        string // which one asks
	Action, Flow, UserCode     string
	Hint                       string
	People                     []Person
	Asks                       []ask
	Fields                     []field
	// formTarget is where the form may lead, for the content security policy.
	formTarget string
}

type ask struct {
	Name, About string
	New         bool
}

type field struct{ Name, Value string }

func (page) Style() template.CSS { return pageStyle }
func (page) Script() template.JS { return pageScript }

var (
	pageTemplates = sync.OnceValue(func() *template.Template {
		return template.Must(template.New("").Parse(pageText))
	})
	pagePolicy = sync.OnceValue(func() string {
		return "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src '" +
			policyHash(pageStyle) + "'; script-src '" + policyHash(pageScript) + "'; form-action 'self' "
	})
)

func policyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// show writes one page.
func (p page) show(w http.ResponseWriter, status int, name string) {
	if p.Heading == "" {
		p.Heading = p.Title
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy()+p.formTarget)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A browser that is gone is the only thing that can fail here.
	_ = pageTemplates().ExecuteTemplate(w, name, p)
}

// refuse shows a problem that cannot be sent back to the app, because it is
// not known to be the app's address.
func (p *problem) show(w http.ResponseWriter) {
	page{Title: "Sorry, but we're having trouble signing you in", Role: "alert", Text: p.sentence()}.show(w, http.StatusBadRequest, "note")
}
