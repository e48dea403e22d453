//go:build kdctest

package login

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// realm is a Kerberos realm with a real key distribution centre (MIT), and a
// folder for all that belongs to it.
type realm struct {
	dir string
	env []string
	kdc string // address
}

const realmName = "TEST.CONTOSO"

// tool finds a program that may live where only administrators look.
func tool(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/sbin") {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	t.Fatalf("%s is missing: build/install.sh test installs it", name)
	return ""
}

// newRealm makes a realm with the person ana, a service HTTP/localhost whose
// key is in the keytab, and HTTP/bi.test whose key is not. Its centre runs
// until the end of the test.
func newRealm(t *testing.T) *realm {
	t.Helper()
	dir := t.TempDir()
	// The web server's children may run as another user.
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	r := &realm{dir: dir, kdc: freeAddress(t)}
	r.write(t, "kdc.conf", fmt.Sprintf("[kdcdefaults]\n kdc_listen = %s\n kdc_tcp_listen = %[1]s\n[realms]\n %s = {\n"+
		"  database_name = %[3]s/principal\n  key_stash_file = %[3]s/stash\n  max_life = 10h\n }\n", r.kdc, realmName, dir))
	conf := r.krb5conf(t, "krb5.conf", r.kdc)
	r.env = []string{"KRB5_CONFIG=" + conf, "KRB5_KDC_PROFILE=" + filepath.Join(dir, "kdc.conf"), "PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	r.run(t, "", "kdb5_util", "create", "-s", "-r", realmName, "-P", "of the database")
	for _, query := range []string{
		"addprinc -pw " + testPassword + " ana", "addprinc -randkey HTTP/localhost", "addprinc -randkey HTTP/bi.test",
		"ktadd -k " + filepath.Join(dir, "keytab") + " HTTP/localhost",
	} {
		r.run(t, "", "kadmin.local", "-r", realmName, "-q", query)
	}
	if err := os.Chmod(filepath.Join(dir, "keytab"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.startKDC(t, r.env, r.kdc)
	return r
}

func (r *realm) startKDC(t *testing.T, env []string, address string) {
	t.Helper()
	start(t, env, address, tool(t, "krb5kdc"), "-n", "-r", realmName, "-P", filepath.Join(r.dir, "kdc.pid"))
}

// krb5conf writes a configuration for clients of the centre at an address.
func (r *realm) krb5conf(t *testing.T, name, kdc string) string {
	t.Helper()
	return r.write(t, name, fmt.Sprintf("[libdefaults]\n default_realm = %s\n dns_lookup_kdc = false\n rdns = false\n"+
		"[realms]\n %[1]s = {\n  kdc = %s\n }\n[domain_realm]\n localhost = %[1]s\n bi.test = %[1]s\n", realmName, kdc))
}

func (r *realm) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func (r *realm) run(t *testing.T, in, name string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), tool(t, name), args...)
	c.Env = r.env
	c.Stdin = strings.NewReader(in)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// kinit gets ana's ticket for a while and gives the name of the cache.
func (r *realm) kinit(t *testing.T, name, life string) string {
	t.Helper()
	cache := "FILE:" + filepath.Join(r.dir, name)
	r.run(t, testPassword+"\n", "kinit", "-c", cache, "-l", life, "ana")
	return cache
}

// use makes a cache and a configuration those of this process.
func use(t *testing.T, cache, config string) {
	t.Helper()
	t.Setenv("KRB5CCNAME", cache)
	t.Setenv("KRB5_CONFIG", config)
}

// later is the environment in which a program's clock is ahead.
func later(t *testing.T, env []string, by string) []string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/*/faketime/libfaketime.so.1")
	if len(found) == 0 {
		t.Fatal("libfaketime is missing: build/install.sh test installs it")
	}
	return append(append([]string{}, env...), "LD_PRELOAD="+found[0], "FAKETIME="+by, "DONT_FAKE_MONOTONIC=1")
}

// start runs a server until the end of the test, once it answers at address.
func start(t *testing.T, env []string, address, path string, args ...string) {
	t.Helper()
	var out bytes.Buffer
	c := exec.Command(path, args...)
	c.Env, c.Stdout, c.Stderr = env, &out, &out
	// The web server ends its whole process group.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = c.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			_ = c.Process.Kill()
			<-ended
		}
	})
	await(t, path+" at "+address, func() bool {
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", path, out.String())
		default:
		}
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
}

// await waits until a condition holds, with a time limit.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// freeAddress gives an address on loopback with a port that nobody has.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// apache is a real web server with mod_auth_gssapi before a portal at /reports,
// and before another at /bound that authenticates connections.
type apache struct {
	plain, secure string // URLs, with the host name localhost
	roots         *x509.CertPool
	log           string
}

func (r *realm) startApache(t *testing.T, name string, env []string) *apache {
	t.Helper()
	root := filepath.Join(r.dir, name)
	for _, portal := range []string{"reports", "bound", "counted"} {
		at := filepath.Join(root, "www", portal, "api", "v2.0")
		if err := os.MkdirAll(at, 0o755); err != nil {
			t.Fatal(err)
		}
		r.write(t, filepath.Join(name, "www", portal, "api", "v2.0", "me"), me)
	}
	run := filepath.Join(root, "run")
	if err := os.Mkdir(run, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(run, 0o777); err != nil {
		t.Fatal(err)
	}
	a := &apache{log: filepath.Join(root, "access.log"), roots: x509.NewCertPool()}
	a.roots.AppendCertsFromPEM(r.certificate(t, name))
	plain, secure := freeAddress(t), freeAddress(t)
	a.plain, a.secure = "http://localhost"+plain[strings.LastIndex(plain, ":"):], "https://localhost"+secure[strings.LastIndex(secure, ":"):]
	user := ""
	if os.Getuid() == 0 {
		user = "User www-data\nGroup www-data\n"
	}
	var modules strings.Builder
	for _, m := range []string{"mpm_prefork", "authn_core", "authz_core", "authz_user", "auth_gssapi", "ssl", "mime"} {
		fmt.Fprintf(&modules, "LoadModule %s_module /usr/lib/apache2/modules/mod_%[1]s.so\n", m)
	}
	conf := r.write(t, filepath.Join(name, "apache.conf"), modules.String()+user+fmt.Sprintf(`
ServerRoot %[1]s
ServerName localhost
PidFile %[1]s/pid
Mutex file:%[1]s/run
ErrorLog %[1]s/error.log
CustomLog %[1]s/access.log "%%m %%U %%>s %%u"
StartServers 2
MinSpareServers 1
KeepAlive On
Listen %[2]s
Listen %[3]s
DocumentRoot %[1]s/www
TypesConfig /dev/null
<Directory %[1]s/www>
  Require all granted
</Directory>
<LocationMatch "^/(reports|counted)/api">%[4]s</LocationMatch>
<LocationMatch "^/bound/api">%[4]s
  GssapiConnectionBound On
</LocationMatch>
<VirtualHost %[3]s>
  SSLEngine on
  SSLCertificateFile %[1]s/cert.pem
  SSLCertificateKeyFile %[1]s/key.pem
</VirtualHost>
`, root, plain, secure, fmt.Sprintf(`
  ForceType application/json
  AuthType GSSAPI
  AuthName reports
  GssapiCredStore keytab:%s/keytab
  GssapiAllowedMech krb5
  Require valid-user
`, r.dir)))
	env = append(append([]string{}, env...), "KRB5RCACHENAME=file2:"+run+"/rcache")
	start(t, env, plain, tool(t, "apache2"), "-DFOREGROUND", "-f", conf)
	t.Cleanup(func() {
		if t.Failed() {
			text, _ := os.ReadFile(filepath.Join(root, "error.log"))
			t.Logf("the web server's errors:\n%s", text)
		}
	})
	return a
}

// certificate makes a certificate for localhost, and gives it as PEM.
func (r *realm) certificate(t *testing.T, name string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	r.write(t, filepath.Join(name, "cert.pem"), string(cert))
	r.write(t, filepath.Join(name, "key.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})))
	return cert
}

// wantLines expects what the server logs of a portal, which it does a moment
// after its answer.
func (a *apache) wantLines(t *testing.T, portal string, want ...string) {
	t.Helper()
	var found []string
	await(t, "the web server's log", func() bool {
		text, err := os.ReadFile(a.log)
		if err != nil {
			t.Fatal(err)
		}
		found = nil
		for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
			if _, rest, ok := strings.Cut(line, " /"+portal+"/api/v2.0/me "); ok {
				found = append(found, rest)
			}
		}
		return len(found) >= len(want)
	})
	if !slices.Equal(found, want) {
		t.Errorf("the web server saw %q, want %q", found, want)
	}
}

// dialLoopback leads every host to its port on loopback.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
}

func (a *apache) base() *http.Transport {
	return &http.Transport{DialContext: dialLoopback, TLSClientConfig: tlsRoots(a.roots)}
}
