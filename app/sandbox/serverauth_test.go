package sandbox_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

func TestServerNTLM(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	ana := x.visit("ana")
	status, header, _ := x.get(x.about.ReportServer + "/api/v2.0/me")
	if status != 401 || header.Get("WWW-Authenticate") != "NTLM" {
		t.Errorf("without sign-in: %d %q", status, header.Values("WWW-Authenticate"))
	}
	x.control("calls/forget", map[string]any{})
	for range 3 {
		ana.get("me")
	}
	// The connection is signed in, so there is one handshake: a request without,
	// one that asks for the challenge, one that answers it.
	if n := x.control("calls", nil)["total"]; n != 5.0 {
		t.Errorf("%v requests for three calls", n)
	}
	if status, _, _ := x.get(x.about.ReportServer + "/api/v2.0/me"); status != 401 {
		t.Errorf("another connection is signed in too: %d", status)
	}
	x.control("server-logoff", map[string]any{})
	x.control("calls/forget", map[string]any{})
	ana.get("me")
	if n := x.control("calls", nil)["total"]; n != 3.0 {
		t.Errorf("%v requests for a call after the logoff", n)
	}

	for user, want := range map[string]int{`SANDBOX\ana`: 200, `sandbox\ANA`: 200, "ana": 200, "ana@contoso.com": 200, `ELSEWHERE\ana`: 401, "nobody": 401, `SANDBOX\carla`: 401} {
		other := x.visit("ana")
		other.user = user
		if status, body := other.call("GET", "me", ""); status != want {
			t.Errorf("%s: %d %s", user, status, body)
		}
	}
	wrong := x.visit("ana")
	wrong.password += "x"
	if status, _ := wrong.call("GET", "me", ""); status != 401 {
		t.Errorf("wrong password: %d", status)
	}
	if refused := x.control("server", nil)["logons_refused"].(map[string]any); refused["ana"] != 2.0 { // that, and ELSEWHERE
		t.Errorf("refused %v", refused)
	}
}

func TestServerNegotiates(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "negotiate"})
	me := x.about.ReportServer + "/api/v2.0/me"
	for _, c := range []struct {
		auth    string
		offered []string
		lets    bool
	}{
		{"negotiate", []string{"Negotiate", "NTLM"}, true}, {"kerberos", []string{"Negotiate"}, false}, {"never", []string{"NTLM"}, false}, {"ntlm", []string{"NTLM"}, true},
	} {
		x.server(map[string]any{"auth": c.auth})
		if status, header, _ := x.get(me); status != 401 || strings.Join(header.Values("WWW-Authenticate"), " ") != strings.Join(c.offered, " ") {
			t.Errorf("%s: %d %q", c.auth, status, header.Values("WWW-Authenticate"))
		}
		if status, body := x.visit("ana").call("GET", "me", ""); status == 200 != c.lets {
			t.Errorf("%s: %d %s", c.auth, status, body)
		}
	}
	// Nonsense, and an answer to a challenge that was never given.
	for _, value := range []string{"NTLM", "NTLM !", "NTLM " + base64.StdEncoding.EncodeToString([]byte("NTLMSSP\x00\x03\x00\x00\x00")), "Negotiate YIIB", "Bearer x", "Basic x"} {
		request, _ := http.NewRequestWithContext(t.Context(), "GET", me, nil)
		request.Header.Set("Authorization", value)
		if status, header, _ := x.do(request); status != 401 || header.Get("WWW-Authenticate") != "NTLM" {
			t.Errorf("%q: %d %q", value, status, header.Get("WWW-Authenticate"))
		}
	}
}

func (t *tester) get(address string) (int, http.Header, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return t.do(request)
}

func TestServerBasic(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "basic"})
	ana := x.visit("ana")
	ana.client.Transport = ana.transport // Basic as it is, without asking first
	if me := ana.get("me"); me["DisplayName"] != sandbox.Ana.Name {
		t.Errorf("%v", me)
	}
	ana.password = "wrong"
	status, header, _ := ana.send("GET", x.about.ReportServer+"/api/v2.0/me", "")
	if status != 401 || !strings.HasPrefix(header.Get("WWW-Authenticate"), "Basic ") {
		t.Errorf("%d %q", status, header.Get("WWW-Authenticate"))
	}
	x.server(map[string]any{"auth": "none"})
	if status, _, _ := x.get(x.about.ReportServer + "/api/v2.0/me"); status != 200 {
		t.Errorf("none: %d", status)
	}
}

func TestServerForms(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerAuth: "forms"})
	ana := x.visit("ana")
	password := ana.password
	ana.password = "" // nothing in the header
	for _, c := range []struct {
		setting string
		want    int
	}{{"redirect", 302}, {"page", 200}, {"401", 401}} {
		x.server(map[string]any{"unauthenticated": c.setting})
		if status, body := ana.call("GET", "me", ""); status != c.want || strings.Contains(body, "Username") {
			t.Errorf("%s: %d %s", c.setting, status, body)
		}
	}
	for _, c := range []struct {
		body string
		want int
	}{
		{`{`, 400}, {`{}`, 400}, {`{"UserName":"ana","Password":"x","Domain":""}`, 401}, {`{"UserName":"x","Password":"x"}`, 401},
		{`{"UserName":"ana","Password":"` + password + `","Domain":"SANDBOX"}`, 201},
	} {
		if status, text := ana.call("POST", "Session", c.body); status != c.want {
			t.Errorf("%s: %d %s", c.body, status, text)
		}
		if status, _ := ana.call("GET", "me", ""); status == 200 != (c.want == 201) {
			t.Errorf("%s: then %d", c.body, status)
		}
	}
	if status, _ := ana.call("POST", "Session", `{"UserName":"SANDBOX\\ana","Password":"`+password+`"}`); status != 201 {
		t.Errorf("with the domain before the name: %d", status)
	}
	ana.get("me")
	if status, _ := ana.call("DELETE", "Session", ""); status != 204 {
		t.Errorf("DELETE: %d", status)
	}
	if status, _ := ana.call("GET", "me", ""); status != 401 {
		t.Errorf("after DELETE: %d", status)
	}
	x.server(map[string]any{"auth": "ntlm"})
	if status, _ := ana.call("POST", "Session", `{}`); status != 404 {
		t.Errorf("Session without forms: %d", status)
	}
}

func TestServerMarksChanges(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{})
	ana := x.visit("ana")
	id := ana.row("Chart1")["Id"].(string)
	ana.bare = true
	if status, body := ana.call("POST", "Subscriptions("+id+")/Model.Disable", ""); status != 400 || errorCode(t, body) == "" {
		t.Errorf("without the header: %d %s", status, body)
	}
	x.server(map[string]any{"xsrf": false})
	ana.change("POST", "Subscriptions("+id+")/Model.Disable", "")
	x.server(map[string]any{"xsrf": true})
	ana.bare = false
	ana.change("POST", "Subscriptions("+id+")/Model.Enable", "")
	// A value that the server never gave out is no good.
	ana.bare = true
	request, _ := http.NewRequestWithContext(t.Context(), "POST", x.about.ReportServer+"/api/v2.0/Subscriptions("+id+")/Model.Enable", nil)
	request.SetBasicAuth(ana.user, ana.password)
	request.Header.Set("X-XSRF-TOKEN", "mine")
	request.AddCookie(&http.Cookie{Name: "XSRF-TOKEN", Value: "mine"})
	request.Body = http.NoBody
	response, err := (&http.Client{Transport: ana.client.Transport}).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 400 {
		t.Errorf("with a value of its own: %s", response.Status)
	}
}

func TestServerTLS(t *testing.T) {
	t.Parallel()
	x := start(t, sandbox.Options{ServerTLS: true, ServerAuth: "basic"})
	if !strings.HasPrefix(x.about.ReportServerTLS, "https://127.0.0.1:") {
		t.Fatalf("%+v", x.about)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(x.control("server-ca", nil)["pem"].(string))) {
		t.Fatal("no authority")
	}
	get := func(roots *x509.CertPool) (int, error) {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		ana := x.visit("ana")
		request, err := http.NewRequestWithContext(t.Context(), "GET", x.about.ReportServerTLS+"/api/v2.0/me", nil)
		if err != nil {
			return 0, err
		}
		request.SetBasicAuth(ana.user, ana.password)
		response, err := (&http.Client{Transport: transport}).Do(request)
		if err != nil {
			return 0, err
		}
		defer response.Body.Close()
		if response.ProtoMajor != 1 {
			t.Errorf("answered in %s, over which NTLM doesn't work", response.Proto)
		}
		return response.StatusCode, nil
	}
	if status, err := get(pool); status != 200 || err != nil {
		t.Errorf("%d, %v", status, err)
	}
	var unknown x509.UnknownAuthorityError
	if _, err := get(x509.NewCertPool()); !errors.As(err, &unknown) {
		t.Errorf("without the authority: %v", err)
	}
	x.control("server-certificate", map[string]any{"certificate": "unknown_authority"})
	if _, err := get(pool); !errors.As(err, &unknown) {
		t.Errorf("of an unknown authority: %v", err)
	}
	x.control("server-certificate", map[string]any{"certificate": "other_name"})
	var name x509.HostnameError
	if _, err := get(pool); !errors.As(err, &name) {
		t.Errorf("of another name: %v", err)
	}
	x.control("server-certificate", map[string]any{"certificate": "expired"})
	var invalid x509.CertificateInvalidError
	if _, err := get(pool); !errors.As(err, &invalid) || invalid.Reason != x509.Expired {
		t.Errorf("expired: %v", err)
	}
	x.control("server-certificate", map[string]any{"certificate": "good"})
	if _, err := x.org.Control(t.Context(), "server-certificate", map[string]any{"certificate": "x"}); err == nil {
		t.Error("a certificate that is not there is shown")
	}
}
