package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"strings"

	"mysettings/app/language"
)

// page is what the browser shows at the end. None of them repeats anything
// that the browser sent.
type page struct{ Title, Text language.Text }

var (
	// pageDone doesn't claim more than is known: the answer has come, what it
	// is worth is only found out now.
	pageDone    = page{"Almost done", "Your answer has arrived. Go back to My Settings for Power BI; you can close this tab."}
	pageFailed  = page{"Not signed in", "The sign-in was not completed. Go back to My Settings for Power BI to see why; you can close this tab."}
	pageRefused = page{"Nothing to see here", "This address only takes the answer of a sign-in that was started in My Settings for Power BI. Nothing was changed."}
	pageTwice   = page{"Already answered", "This sign-in has had its answer. Go back to My Settings for Power BI; you can close this tab."}
)

const pageStyle = `:root{color-scheme:light dark}body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;max-width:34rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.5rem;font-weight:600;margin:0 0 .5rem}`

// pageForm is filled by hand. html/template calls methods by name, and a
// program with that in it keeps every exported method of every library, which
// makes the tray larger by a sixth.
const pageForm = `<!doctype html>
<html lang="LANG">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE - My Settings for Power BI</title>
<style>` + pageStyle + `</style>
</head>
<body>
<main>
<h1>TITLE</h1>
<p>TEXT</p>
</main>
</body>
</html>
`

// protect sets the headers that every answer has. The only thing that the
// page may do is to show itself in its one style.
func protect(h http.Header) {
	sum := sha256.Sum256([]byte(pageStyle))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

func show(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fill := strings.NewReplacer("TITLE", html.EscapeString(language.Say(p.Title)), "TEXT", html.EscapeString(language.Say(p.Text)), "LANG", language.Tag())
	_, _ = fill.WriteString(w, pageForm) // the browser has gone away, or not
}
