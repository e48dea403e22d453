//go:build linux

package secrets

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"syscall"
	"testing"
)

const (
	tokenEndpoint = "POST /{tenant}/oauth2/v2.0/token"
	tokenPath     = "/*/oauth2/v2.0/token"
)

// TestSecrets tells the story and searches what is left of it.
func TestSecrets(t *testing.T) {
	s := newStage(t)
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { s.witness.watch(ctx) })
	defer watching.Wait()
	defer stop()

	where := s.org.Describe()
	for key, value := range map[string]string{
		"authority": where.Authority, "client_id": where.ClientID, "powerbi_api": where.PowerBI, "protection": "file",
	} {
		s.good("config", "set", key, value)
	}
	for range *rounds {
		s.signIns()
		s.servers()
		s.crashes()
		s.resident()
		s.asksForHelp()
		s.good("signout", "ana@contoso.com")
		s.good("status", "--json")
	}
	stop()
	watching.Wait()
	s.witness.look()
	s.judge()
}

// signIns goes through a sign-in's life: good, renewed, refused, ended, good
// again, by device code.
func (s *stage) signIns() {
	s.good("signin", "--json")
	s.good("tiles", "--json")
	s.good("keep", "Finance/Revenue against budget", "--every", "hourly")
	s.good("refresh", "Finance/Revenue against budget", "--json")
	s.control("expire-access", map[string]string{"person": "ana"})
	s.good("check", "--json")

	// Refusals that say back what they were given.
	for _, refusal := range []map[string]any{
		{"error": "temporarily_unavailable", "aadsts": 90033, "status": 503, "times": 2},
		{"error": "interaction_required", "aadsts": 50076, "suberror": "basic_action", "claims": `{"access_token":{"x":1}}`},
		{"error": "invalid_grant", "aadsts": 50173, "suberror": "bad_token"},
	} {
		s.control("expire-access", map[string]string{"person": "ana"})
		refusal["grant"], refusal["text"] = "refresh_token", s.everything()
		s.control("token-error", refusal)
		s.run("", []int{0, 1, 3}, "check")
		s.good("status", "--json")
		s.good("doctor", "--json")
		s.good("signin", "ana@contoso.com")
	}
	s.person = "refuses"
	s.run("", []int{3}, "signin", "--json")
	s.person = "ana"
	s.control("token-error", map[string]any{"grant": "authorization_code", "error": "invalid_grant", "aadsts": 54005, "text": s.everything()})
	s.run("", []int{3}, "signin")

	s.control("revoke", map[string]string{"person": "ana"})
	s.good("check")
	s.good("notices", "--json")
	s.good("signin", "ana@contoso.com", "--json")
	s.byCode()
	s.control("challenge", map[string]string{"person": "ana"})
	s.good("check", "--json")
	s.control("challenge", map[string]string{"person": "ana"})
	s.good("check", "--json")
	s.good("signin", "ana@contoso.com")
	s.run("", []int{0}, "check")
}

// everything is all that the identity provider was given or has given so far in
// one text, for one that says back what it must not.
func (s *stage) everything() string {
	var b strings.Builder
	for _, g := range s.secrets() {
		switch g.Kind {
		case "access_token", "refresh_token", "id_token", "code", "code_verifier":
			b.WriteString(g.Value + " ")
		}
	}
	return b.String()
}

// servers signs in to a report server in every way that takes a password.
func (s *stage) servers() {
	portal := s.org.Describe()
	for _, way := range []struct{ auth, address string }{
		{"ntlm", portal.ReportServer}, {"forms", portal.ReportServer}, {"basic", portal.ReportServerTLS},
	} {
		s.control("server", map[string]any{"auth": way.auth})
		s.trust()
		s.run(s.password()+"\n", []int{0, 1}, "server", "add", way.address, "--auth", way.auth, "--user", `SANDBOX\ana`, "--json")
		s.good("check")
		s.good("refresh", "Gauge1")
		if !strings.HasPrefix(way.address, "https:") { // the person knows no certificates
			s.control("server-signin", map[string]string{"person": "ana", "state": "expired"})
			s.control("server-run", map[string]string{"pin": ""})
			s.good("check")
			s.good("signin", way.address)
		}
		s.control("server-logoff", map[string]any{})
		s.good("check", "--json")
		// A wrong password, which is somebody's all the same.
		s.run("wrong-"+s.password()+"\n", []int{3}, "server", "add", strings.Replace(way.address, "127.0.0.1", "localhost", 1), "--auth", way.auth, "--user", `SANDBOX\ana`)
		s.good("status", "--json")
		s.good("server", "remove", `SANDBOX\ana`)
	}
}

// trust lets the app believe the organisation's certificates.
func (s *stage) trust() {
	var answer struct{ PEM string }
	decode(s.t, s.control("server-ca", nil), &answer)
	path := filepath.Join(s.root, "authority.pem")
	if err := os.WriteFile(path, []byte(answer.PEM), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.good("config", "set", "ca_file", path)
}

// crashes ends the program where its memory is full of secrets: while it waits
// for the browser, while it exchanges a code, while it renews, and while it
// signs in to a server.
func (s *stage) crashes() {
	s.person = "nobody"
	s.crash(syscall.SIGQUIT, "all", func() string {
		if _, err := os.Stat(s.opened()); err != nil {
			return "no browser was opened"
		}
		return ""
	}, "signin", "--choose-account")
	s.person = "ana"
	for n, c := range []struct {
		signal    syscall.Signal
		traceback string
		args      []string
	}{
		{syscall.SIGABRT, "system", []string{"signin"}},
		{syscall.SIGSEGV, "crash", []string{"signin", "ana@contoso.com"}},
		{syscall.SIGABRT, "crash", []string{"check"}},
		{syscall.SIGQUIT, "system", []string{"check", "--json"}},
	} {
		if n >= 2 {
			s.control("expire-access", map[string]string{"person": "ana"})
		}
		s.control("calls/forget", map[string]any{})
		s.control("fault", map[string]any{"path": tokenPath, "kind": "slow", "seconds": 30, "times": 1})
		s.crash(c.signal, c.traceback, s.arrived(tokenEndpoint, 1), c.args...)
		s.control("fault/clear", map[string]any{})
	}
	s.run("", []int{0}, "check")
}

// asksForHelp is what a person does who wants to be helped.
func (s *stage) asksForHelp() {
	bundle := filepath.Join(s.root, "out", "bundle.zip")
	_ = os.Remove(bundle)
	s.good("doctor", "--bundle", bundle)
	for _, args := range [][]string{
		{"doctor", "--json"}, {"config", "list", "--json"}, {"config", "list"}, {"status"}, {"tiles"}, {"tiles", "--json"},
		{"notices"}, {"history"}, {"history", "--csv"}, {"history", "--json"}, {"server", "list", "--json"}, {"version", "--json"},
	} {
		s.good(args...)
	}
}

// judge searches, and says what was searched.
func (s *stage) judge() {
	t := s.t
	all := s.secrets()
	kinds := map[string]int{}
	for _, g := range all {
		kinds[g.Kind]++
	}
	for _, kind := range []string{
		"access_token", "refresh_token", "id_token", "code", "code_verifier", "device_code",
		"server_password", "server_cookie", "xsrf_token", "ntlm_answer", sealingKey,
	} {
		if kinds[kind] == 0 {
			t.Errorf("the story never made a %s", kind)
		}
	}
	counts := s.witness.counts()
	for _, kind := range []string{
		"log", "database", "write-ahead log", "shared memory", "key file", "bundle", "crash output",
		"standard output", "standard error", "arguments", "environment",
	} {
		if counts[kind] == 0 {
			t.Errorf("there was no %s to search", kind)
		}
	}
	if n := counts["core dump"]; n > 0 {
		t.Errorf("%d core dumps were left", n)
	}
	finder := newFinder(t, all)
	told := map[string]bool{}
	for _, f := range s.witness.search(finder) {
		line := f.kind + " (" + f.form + ") in " + f.place.kind + ": " + f.place.name
		if !told[line] {
			told[line] = true
			t.Error("found: " + line)
		}
	}
	places := 0
	for _, n := range counts {
		places += n
	}
	t.Logf("searched for %d secrets %v, each in %d forms, in %d places %v", len(all), sorted(kinds), len(forms(given{"server_password", "Pw-0123456789"})), places, sorted(counts))
	if len(all) < 60 || places < 200 {
		t.Errorf("%d secrets × %d places; want at least 60 × 200", len(all), places)
	}
}

func sorted(m map[string]int) []string {
	var out []string
	for k, n := range m {
		out = append(out, fmt.Sprintf("%s %d", k, n))
	}
	sort.Strings(out)
	return out
}
