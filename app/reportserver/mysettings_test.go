package reportserver

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
	"mysettings/store"
)

func TestPage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string // below the portal
	}{
		"there":      {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("<h1>My Settings</h1>")) }, "/mysettings"},
		"not there":  {http.NotFound, ""},
		"gone":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, ""},
		"refused":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, "/mysettings"},
		"out of use": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "/mysettings"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			panic(http.ErrAbortHandler)
		}, "/mysettings"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/reports/mysettings" || !strings.Contains(r.Header.Get("Accept"), "text/html") {
					t.Errorf("%s %s, Accept %q", r.Method, r.URL, r.Header.Get("Accept"))
				}
				c.answer(w, r)
			}))
			defer server.Close()
			portal := server.URL + "/reports"
			client, err := New(Options{
				Connection: tiles.Connection{ID: "server-0123456789", Kind: tiles.ReportServer, Server: tiles.Server{URL: portal, API: "v2.0"}},
				Login: func(context.Context) (login.Login, error) {
					return login.Login{Auth: tiles.AuthNTLM, User: "ana", Password: store.NewSecret("pw")}, nil
				},
				Base: func() (*http.Transport, error) { return &http.Transport{}, nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if got := client.Page(t.Context()); got != portal+c.want {
				t.Errorf("Page = %q; want %q", got, portal+c.want)
			}
		})
	}
}
