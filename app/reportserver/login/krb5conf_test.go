//go:build !windows

package login

import (
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func TestReadProfile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("parts/crypto", "[libdefaults]\n permitted_enctypes = what-is-this\n")
	write("parts/kcm.conf", "[libdefaults]\n default_ccache_name = KEYRING:persistent:%{uid}\n")
	write("parts/backup~", "[libdefaults]\n default_realm = OLD\n")
	main := write("krb5.conf", `
# a comment
includedir `+dir+`/parts
include `+dir+`/loop.conf
[libdefaults]
	default_realm = CONTOSO.COM
	default_realm = SECOND.COM
	ticket_lifetime = sometime
	dns_canonicalize_hostname = fallback
	udp_preference_limit = 1
	line without a sign
[realms]
	CONTOSO.COM = {
		kdc = dc1.contoso.com
		kdc = dc2.contoso.com:8888
		kdc = tcp/dc3.contoso.com
		kdc = https://proxy.contoso.com/KdcProxy
		kdc = [2001:db8::1]
		auth_to_local_names = {
			kdc = not.a.centre
		}
	}
[domain_realm]
	.Contoso.com = CONTOSO.COM
[appdefaults]
	pam = { debug = false }
`)
	write("loop.conf", "include "+dir+"/loop.conf\n")
	second := write("second.conf", "[realms]\n OTHER.COM = {\n kdc = dc.other.com\n }\n[libdefaults]\n default_realm = THIRD.COM\n dns_lookup_kdc = no\n")
	t.Setenv("KRB5_CONFIG", main+":"+filepath.Join(dir, "missing")+":"+second)
	got := readProfile()
	want := profile{
		realm: "CONTOSO.COM", cache: "KEYRING:persistent:%{uid}", lookupKDC: false, canonical: true, udpLimit: 1,
		kdcs: map[string][]string{
			"CONTOSO.COM": {"dc1.contoso.com:88", "dc2.contoso.com:8888", "dc3.contoso.com:88", "[2001:db8::1]:88"},
			"OTHER.COM":   {"dc.other.com:88"},
		},
		realms: map[string]string{".contoso.com": "CONTOSO.COM"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	t.Setenv("KRB5CCNAME", "")
	_, err := stampCache()
	if e := wantReason(t, err, ErrNoTicket); e.Ticket != TicketCacheKind {
		t.Errorf("error = %+v", e)
	}
}

func TestNoConfiguration(t *testing.T) {
	t.Setenv("KRB5_CONFIG", filepath.Join(t.TempDir(), "missing"))
	c, err := loadConfig()
	if err != nil || !c.LibDefaults.DNSLookupKDC {
		t.Errorf("got %+v, %v; want the centres to be looked up", c, err)
	}
}

func TestCachePath(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "primary"), []byte("tkt2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"/tmp/krb5cc_0":            "/tmp/krb5cc_0",
		"FILE:/tmp/x":              "/tmp/x",
		"file:x":                   "x",
		"/tmp/odd:name":            "/tmp/odd:name",
		"DIR:" + dir:               dir + "/tkt2",
		"DIR:/nowhere":             "/nowhere/tkt",
		"DIR::/run/u/krb5cc/tktab": "/run/u/krb5cc/tktab",
		"KCM:":                     "",
		"KEYRING:persistent:0":     "",
		"MEMORY:x":                 "",
		"API:uuid":                 "",
	} {
		if got, ok := cachePath(name); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %t; want %q", name, got, ok, want)
		}
	}
	if got, want := expandUID("FILE:/run/user/%{uid}/cc"), "FILE:/run/user/"+strconv.Itoa(os.Getuid())+"/cc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNoTicketBeforeAnythingIsSent(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]TicketProblem{
		"FILE:" + dir + "/missing": TicketMissing,
		"FILE:" + dir:              TicketUnreadable,
		"KCM:":                     TicketCacheKind,
	} {
		t.Setenv("KRB5CCNAME", name)
		n := &ntlmServer{scheme: "Negotiate"}
		s := n.start(t, false)
		_, _, err := call(t, open(t, s, Login{}), "GET", s.URL+"/reports/api/v2.0/me", "")
		if e := wantReason(t, err, ErrNoTicket); e.Ticket != want {
			t.Errorf("%s: error = %+v, want %s", name, e, want)
		}
		if requests, checked, _ := n.counts(); requests != 1 || checked != 0 {
			t.Errorf("%s: %d requests, %d checked", name, requests, checked)
		}
	}
}

func FuzzProfile(f *testing.F) {
	f.Add("[libdefaults]\n default_realm = A\n[realms]\n A = {\n kdc = b\n }\n[domain_realm]\n .a = A")
	f.Add("[realms\n = {\n }}}\n=\n")
	f.Fuzz(func(t *testing.T, text string) {
		p := profile{kdcs: map[string][]string{}, realms: map[string]string{}}
		p.parse(strings.Split(text, "\n"))
		for realm, kdcs := range p.kdcs {
			for _, kdc := range kdcs {
				if !strings.Contains(kdc, ":") {
					t.Errorf("%q: %q has no port", realm, kdc)
				}
			}
		}
	})
}
