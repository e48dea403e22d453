package reportserver

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
	"mysettings/store"
)

// newTLS is a server whose certificate is for example.com and 127.0.0.1.
func newTLS(t testing.TB, h http.HandlerFunc) *httptest.Server {
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv
}

// trusting makes transports that trust the server's certificate.
func trusting(srv *httptest.Server) func() (*http.Transport, error) {
	return func() (*http.Transport, error) {
		roots := x509.NewCertPool()
		roots.AddCert(srv.Certificate())
		return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}, nil
	}
}

// network is where hosts are, by "host:port"; others don't exist, and
// "refused" refuses.
type network map[string]string

func (n network) base(change func(*http.Transport)) func() (*http.Transport, error) {
	return func() (*http.Transport, error) {
		t := &http.Transport{DialContext: func(ctx context.Context, kind, address string) (net.Conn, error) {
			to, ok := n[address]
			switch {
			case !ok:
				host, _, _ := net.SplitHostPort(address)
				return nil, &net.OpError{Op: "dial", Net: kind, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
			case to == "refused":
				return nil, &net.OpError{Op: "dial", Net: kind, Err: errors.New("connection refused")}
			}
			return (&net.Dialer{}).DialContext(ctx, kind, to)
		}}
		if change != nil {
			change(t)
		}
		return t, nil
	}
}

func hostOf(t testing.TB, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// api answers as a portal at prefix, in one version of the API.
func api(prefix, version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		path, ok := strings.CutPrefix(r.URL.Path, prefix+"/api/"+version)
		switch {
		case ok && path == "/me":
			reply(w, 200, meBody)
		case ok && path == "/System":
			reply(w, 200, `{"ProductName":"SQL Server Reporting Services","ProductVersion":"14.0.600.1763","ProductType":"SqlServerReportingServices","TimeZone":"W. Europe Standard Time"}`)
		case ok && path == "/$metadata":
			w.Header().Set("Content-Type", "application/xml")
			_, _ = io.WriteString(w, modelHead+modelSingleton+modelNotices+modelTail)
		case ok && path == "/PowerBIIntegration/Model.IsEnabled()":
			reply(w, 200, `{"@odata.context":"x","value":true}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	srv := newTLS(t, api("/reports", apiNew))
	for _, typed := range []string{
		srv.URL + "/reports", strings.TrimPrefix(srv.URL, "https://"), srv.URL + "/reports/report/Finance/IT%20Spend",
		srv.URL + "/ReportServer/Pages/ReportViewer.aspx?%2fFinance", srv.URL + "/unknown/page",
	} {
		got, err := Find(t.Context(), FindOptions{Address: typed, Base: trusting(srv), Now: func() time.Time { return noon }})
		if err != nil {
			t.Errorf("Find(%q): %v", typed, err)
			continue
		}
		want := tiles.Server{
			URL: srv.URL + "/reports", API: apiNew, Product: tiles.ProductSSRS, ProductName: "SQL Server Reporting Services", Version: "14.0.600.1763",
			Auth: tiles.AuthNegotiate, Integration: tiles.IntegrationOn, TellsSignIn: true, TellsNotices: true, ProbedAt: noon, Zone: "W. Europe Standard Time",
		}
		if got.Server != want || got.Kind != tiles.ReportServer || got.Name != ana || got.Person != "Ana Lima" ||
			!regexp.MustCompile(`^server-[0-9a-f]{10}$`).MatchString(got.ID) {
			t.Errorf("Find(%q) = %+v; want %+v", typed, got, want)
		}
	}
	if a, b := connectionID("https://BI/Reports", `CONTOSO\Ana`), connectionID("https://bi/reports", `contoso\ana`); a != b {
		t.Errorf("ids %s, %s for one server and person", a, b)
	}
	if a, b := connectionID("https://bi/reports", "ana"), connectionID("https://bi/reports", "ben"); a == b {
		t.Errorf("one id %s for two people", a)
	}
}

// TestFind2016 checks a server that has only the old API, and little of it.
func TestFind2016(t *testing.T) {
	t.Parallel()
	srv := newTLS(t, func(w http.ResponseWriter, r *http.Request) {
		switch path, _ := strings.CutPrefix(r.URL.Path, "/reports/api/v1.0"); path {
		case "/Me", "/me":
			reply(w, 200, `{"UserName":"CONTOSO\\ana","DisplayName":null}`)
		case "/ServiceState":
			reply(w, 200, `{"IsAvailable":true,"TimeZone":"GMT Standard Time"}`)
		case "/PowerBIIntegration.IsEnabled()":
			reply(w, 200, `{"value":false}`)
		default:
			w.Header().Set("Content-Type", "text/html") // the portal's own page for everything
			_, _ = io.WriteString(w, "<!DOCTYPE html><html><title>SQL Server Reporting Services</title></html>")
		}
	})
	got, err := Find(t.Context(), FindOptions{Address: srv.URL + "/reports", Base: trusting(srv)})
	if err != nil {
		t.Fatal(err)
	}
	s := got.Server
	if s.API != apiOld || s.Product != tiles.ProductSSRS || s.Zone != "GMT Standard Time" || s.Integration != tiles.IntegrationOff || !s.TellsSignIn || got.Name != ana {
		t.Errorf("%+v", got)
	}
}

// TestFindAnswerBreaksOff checks that half an answer is no proof that there is
// no portal.
func TestFindAnswerBreaksOff(t *testing.T) {
	t.Parallel()
	srv := newTLS(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "5000")
		_, _ = io.WriteString(w, `{"Username":"CONT`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	_, err := Find(t.Context(), FindOptions{Address: srv.URL + "/reports", Base: trusting(srv)})
	if !isKind(err, KindAnswer) || !errors.Is(err, errCut) {
		t.Errorf("Find = %v; want %s", err, KindAnswer)
	}
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, body)
	}
}

// TestFindSaysWhatIsWrong checks that each thing that can be wrong is
// recognised as what it is.
func TestFindSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	soap := `<html><head><meta name="Generator" content="Microsoft SQL Server Reporting Services Version %.0.600"><title>bi/ReportServer - /</title></head>`
	status := func(n int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Add(header[i], header[i+1])
			}
			w.WriteHeader(n)
		}
	}
	for _, tt := range []struct {
		name    string
		path    string
		handler http.HandlerFunc
		login   login.Login
		want    Kind
	}{
		{"another site", "/reports", http.NotFound, login.Login{}, KindNotPortal},
		{"a site that answers everything with its own page", "/reports", page("<html><title>Shop</title>"), login.Login{}, KindNotPortal},
		{"JSON of something else", "/reports", func(w http.ResponseWriter, _ *http.Request) { reply(w, 200, `{"name":"ana"}`) }, login.Login{}, KindNotPortal},
		{"the SOAP address", "/ReportServer", func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/ReportServer") {
				page(strings.ReplaceAll(soap, "%", "14"))(w, r)
				return
			}
			http.NotFound(w, r)
		}, login.Login{}, KindSOAP},
		{"2014, SOAP address", "/ReportServer", page(strings.ReplaceAll(soap, "%", "12")), login.Login{}, KindTooOld},
		{"2014, its web pages", "/Reports", func(w http.ResponseWriter, r *http.Request) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/Pages/Folder.aspx"):
				page("<html><title>Home - Report Manager</title>")(w, r)
			case strings.Contains(r.URL.Path, "/api/"):
				http.NotFound(w, r)
			default:
				http.Redirect(w, r, "/Reports/Pages/Folder.aspx", http.StatusFound)
			}
		}, login.Login{}, KindTooOld},
		{"a page to sign in", "/reports", page(`<html><form method=post><input type='password' name=p></form>`), login.Login{}, KindLoginPage},
		{"a redirect to a page to sign in", "/reports", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/logon.aspx" {
				page(`<html>`)(w, r)
				return
			}
			http.Redirect(w, r, "/logon.aspx?ReturnUrl=x", http.StatusFound)
		}, login.Login{}, KindLoginPage},
		{"a redirect to elsewhere", "/reports", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.invalid/", http.StatusFound)
		}, login.Login{}, KindElsewhere},
		{"wrong credentials", "/reports", status(401, "WWW-Authenticate", "Basic realm=x"), login.Login{Auth: tiles.AuthBasic, User: "ana", Password: store.NewSecret("x")}, KindRefused},
		{"a way to sign in that isn't offered", "/reports", status(401, "WWW-Authenticate", "Negotiate", "WWW-Authenticate", "NTLM"),
			login.Login{Auth: tiles.AuthBasic, User: "ana", Password: store.NewSecret("x")}, KindNoScheme},
		{"no password", "/reports", status(401, "WWW-Authenticate", "Basic"), login.Login{Auth: tiles.AuthBasic, User: "ana"}, KindNoPassword},
		{"no permission", "/reports", status(403), login.Login{}, KindForbidden},
		{"failing", "/reports", status(500), login.Login{}, KindServer},
		{"throttled", "/reports", status(429), login.Login{}, KindThrottled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := newTLS(t, tt.handler)
			_, err := Find(t.Context(), FindOptions{Address: srv.URL + tt.path, Base: trusting(srv), Login: tt.login})
			var e *Error
			if !errors.As(err, &e) || e.Kind != tt.want {
				t.Fatalf("%v; want %s", err, tt.want)
			}
			if e.Kind != KindNoPassword && !strings.HasPrefix(e.Portal, srv.URL) {
				t.Errorf("portal %q; want one of %s", e.Portal, srv.URL)
			}
			if e.Kind == KindNoScheme && len(e.Offered) != 2 {
				t.Errorf("offered %q; want both", e.Offered)
			}
		})
	}
}

func TestFindCertificate(t *testing.T) {
	t.Parallel()
	srv := newTLS(t, api("/reports", apiNew))
	host := hostOf(t, srv.URL)
	plain := httptest.NewServer(api("/reports", apiNew))
	t.Cleanup(plain.Close)
	hosts := network{"bi.contoso.com:443": host, "example.com:443": host, "bi.contoso.com:80": hostOf(t, plain.URL)}
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	for _, tt := range []struct {
		name, typed string
		change      func(*http.Transport)
		want        error
	}{
		{"untrusted", "example.com/reports", nil, ErrCertificateUntrusted},
		{"for another name", "bi.contoso.com/reports", func(t *http.Transport) { t.TLSClientConfig = &tls.Config{RootCAs: roots} }, ErrCertificateName},
		{"expired", "example.com/reports", func(t *http.Transport) {
			t.TLSClientConfig = &tls.Config{RootCAs: roots, Time: func() time.Time { return srv.Certificate().NotAfter.Add(time.Hour) }}
		}, ErrCertificateExpired},
	} {
		_, err := Find(t.Context(), FindOptions{Address: tt.typed, Base: hosts.base(tt.change)})
		if !isKind(err, KindCertificate) || !errors.Is(err, tt.want) {
			t.Errorf("%s: %v; want %v", tt.name, err, tt.want)
		}
	}
	// Only where http was typed is an unprotected connection offered instead.
	_, err := Find(t.Context(), FindOptions{Address: "http://bi.contoso.com/reports", Base: hosts.base(nil)})
	if !isKind(err, KindPlainHTTP) {
		t.Errorf("http typed: %v; want plain_http", err)
	}
}

func TestFindNetwork(t *testing.T) {
	t.Parallel()
	hosts := network{"shut:443": "refused", "shut:80": "refused"}
	if _, err := Find(t.Context(), FindOptions{Address: "nowhere/reports", Base: hosts.base(nil)}); !isKind(err, KindNameNotFound) {
		t.Errorf("%v; want name_not_found", err)
	}
	_, err := Find(t.Context(), FindOptions{Address: "shut", Base: hosts.base(nil)})
	if !isKind(err, KindUnreachable) {
		t.Errorf("%v; want unreachable", err)
	}
	if _, err := Find(t.Context(), FindOptions{Address: "ftp://bi"}); !isKind(err, KindNotAddress) {
		t.Errorf("%v; want not_address", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Find(ctx, FindOptions{Address: "shut", Base: hosts.base(nil)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v; want canceled", err)
	}
}

// TestFindPlain checks the way to a server without TLS: a question first, and
// no credentials before it was answered.
func TestFindPlain(t *testing.T) {
	t.Parallel()
	var credentials atomic.Int32
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Method != http.MethodGet {
			credentials.Add(1)
		}
		if r.Header.Get("Authorization") == "" && r.Host == "locked" {
			w.Header().Set("WWW-Authenticate", "Basic realm=x")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		api("/reports", apiNew)(w, r)
	}
	srv := httptest.NewServer(http.HandlerFunc(handler))
	t.Cleanup(srv.Close)
	to := hostOf(t, srv.URL)
	hosts := network{"bi:443": "refused", "bi:80": to, "bi:8080": to, "locked:443": "refused", "locked:80": to, "other:443": "refused", "other:80": to}
	find := func(typed string, agreed bool, who login.Login) (tiles.Connection, error) {
		return Find(t.Context(), FindOptions{Address: typed, PlainHTTP: agreed, Login: who, Base: hosts.base(nil)})
	}
	for typed, want := range map[string]string{"bi": "http://bi/reports", "http://bi/reports/browse/": "http://bi/reports", "bi:8080/reports": "http://bi:8080/reports"} {
		_, err := find(typed, false, login.Login{})
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindPlainHTTP || e.Portal != want {
			t.Errorf("Find(%q): %v, portal %q; want plain_http of %s", typed, err, e.Portal, want)
		}
		got, err := find(typed, true, login.Login{})
		if err != nil || got.Server.URL != want {
			t.Errorf("Find(%q) after agreeing: %q, %v; want %s", typed, got.Server.URL, err, want)
		}
	}
	who := login.Login{Auth: tiles.AuthBasic, User: "ana", Password: store.NewSecret("x")}
	if _, err := find("locked", false, who); !isKind(err, KindPlainHTTP) {
		t.Errorf("locked: %v; want plain_http", err)
	}
	if _, err := find("locked", true, who); !isKind(err, KindPlainBasic) {
		t.Errorf("locked, after agreeing: %v; want plain_basic", err)
	}
	if _, err := find("https://bi/reports", true, login.Login{}); !isKind(err, KindUnreachable) {
		t.Errorf("https typed: %v; want unreachable", err)
	}
	if _, err := find("other/elsewhere", false, login.Login{}); !isKind(err, KindPlainHTTP) {
		t.Errorf("another path: %v; want plain_http", err)
	}
	// This computer needs no question.
	if got, err := Find(t.Context(), FindOptions{Address: srv.URL, Base: base}); err != nil || got.Server.URL != srv.URL+"/reports" {
		t.Errorf("loopback: %q, %v", got.Server.URL, err)
	}
	if n := credentials.Load(); n != 0 {
		t.Errorf("credentials went out %d times", n)
	}
}

// TestFindFollowsToTLS checks a server that sends callers without TLS to its
// protected port.
func TestFindFollowsToTLS(t *testing.T) {
	t.Parallel()
	secure := newTLS(t, api("/reports", apiNew))
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := strings.Split(r.Host, ":")[0]
		if host == "evil" {
			host = "example.com"
		}
		http.Redirect(w, r, "https://"+host+":8443"+r.URL.Path, http.StatusMovedPermanently)
	}))
	t.Cleanup(plain.Close)
	to := hostOf(t, secure.URL)
	hosts := network{"example.com:443": "refused", "example.com:80": hostOf(t, plain.URL), "example.com:8443": to, "evil:443": "refused", "evil:80": hostOf(t, plain.URL)}
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	base := hosts.base(func(t *http.Transport) { t.TLSClientConfig = &tls.Config{RootCAs: roots} })
	got, err := Find(t.Context(), FindOptions{Address: "example.com/reports", Base: base})
	if err != nil || got.Server.URL != "https://example.com:8443/reports" {
		t.Errorf("%q, %v; want the protected port", got.Server.URL, err)
	}
	if _, err := Find(t.Context(), FindOptions{Address: "evil/reports", Base: base}); !isKind(err, KindElsewhere) {
		t.Errorf("another host: %v; want elsewhere", err)
	}
}
