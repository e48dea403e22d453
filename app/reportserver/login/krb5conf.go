//go:build !windows

package login

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/iana/etypeID"
)

// profile is what is needed of krb5.conf. It is read here, for the library's
// own reader knows no include, takes one section of a kind, and fails over
// values that it has no use for.
type profile struct {
	realm     string
	cache     string // default_ccache_name
	lookupKDC bool
	canonical bool
	udpLimit  int
	kdcs      map[string][]string
	realms    map[string]string // domain_realm
}

const (
	maxProfile  = 1 << 20
	maxIncluded = 8
)

// readProfile reads the configuration: KRB5_CONFIG, a list of files, or
// /etc/krb5.conf. The first value of a name counts, as it does for MIT
// Kerberos. What is missing or damaged is left out.
func readProfile() profile {
	p := profile{lookupKDC: true, canonical: true, udpLimit: 1465, kdcs: map[string][]string{}, realms: map[string]string{}}
	files := os.Getenv("KRB5_CONFIG")
	if files == "" {
		files = "/etc/krb5.conf"
	}
	var lines []string
	for _, file := range filepath.SplitList(files) {
		if file != "" {
			lines = appendProfile(lines, file, 0)
		}
	}
	p.parse(lines)
	return p
}

// appendProfile adds a file's lines, and those of the files that it includes.
func appendProfile(lines []string, file string, depth int) []string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxProfile || depth > maxIncluded {
		return lines
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return lines
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[0] == "include":
			lines = appendProfile(lines, words[1], depth+1)
		case len(words) == 2 && words[0] == "includedir":
			entries, _ := os.ReadDir(words[1])
			for _, e := range entries {
				if includable(e) {
					lines = appendProfile(lines, filepath.Join(words[1], e.Name()), depth+1)
				}
			}
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

// includable says which files of a folder are read: names of letters, digits,
// - and _, or that end in .conf (krb5.conf(5)).
func includable(e fs.DirEntry) bool {
	name := e.Name()
	if strings.HasPrefix(name, ".") {
		return false
	}
	return strings.HasSuffix(name, ".conf") || !strings.ContainsFunc(name, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
	})
}

// parse reads the three sections that matter.
func (p *profile) parse(lines []string) {
	section, block, depth := "", "", 0
	seen := map[string]bool{}
	for _, line := range lines {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
			continue
		case line[0] == '[':
			section, block, depth = strings.Trim(line, "[]* \t"), "", 0
			continue
		case line[0] == '}':
			depth = max(depth-1, 0)
			continue
		}
		name, value, found := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"`)
		if !found {
			continue
		}
		if strings.HasPrefix(value, "{") {
			if depth++; depth == 1 {
				block = strings.TrimSuffix(name, "*")
			}
			if strings.HasSuffix(value, "}") {
				depth--
			}
			continue
		}
		switch {
		case section == "libdefaults" && depth == 0 && !seen[name]:
			seen[name] = true
			p.setDefault(name, value)
		case section == "realms" && depth == 1 && (name == "kdc" || name == "master_kdc"):
			if kdc, ok := kdcAddress(value); ok && !slices.Contains(p.kdcs[block], kdc) {
				p.kdcs[block] = append(p.kdcs[block], kdc)
			}
		case section == "domain_realm" && depth == 0:
			if name = strings.ToLower(name); p.realms[name] == "" {
				p.realms[name] = value
			}
		}
	}
}

func (p *profile) setDefault(name, value string) {
	switch name {
	case "default_realm":
		p.realm = value
	case "default_ccache_name":
		p.cache = value
	case "dns_lookup_kdc":
		p.lookupKDC = isYes(value)
	case "dns_canonicalize_hostname":
		p.canonical = isYes(value) || value == "fallback"
	case "udp_preference_limit":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= 32700 {
			p.udpLimit = n
		}
	}
}

func isYes(value string) bool {
	switch strings.ToLower(value) {
	case "y", "yes", "true", "t", "1", "on":
		return true
	}
	return false
}

// kdcAddress gives host:port of a KDC; not ok for a proxy (https://), which
// the library can't use.
func kdcAddress(value string) (string, bool) {
	value, _, _ = strings.Cut(value, " ")
	if strings.Contains(value, "://") || value == "" {
		return "", false
	}
	for _, prefix := range []string{"udp/", "tcp/"} {
		value = strings.TrimPrefix(value, prefix)
	}
	if _, _, err := net.SplitHostPort(value); err == nil {
		return value, true
	}
	return net.JoinHostPort(strings.Trim(value, "[]"), "88"), true
}

// loadConfig makes the library's configuration. Which ciphers there are is not
// taken from the file: all that are sound, and RC4 last, without which many a
// service account of a domain can't be reached.
func loadConfig() (*config.Config, error) {
	p := readProfile()
	c := config.New()
	c.LibDefaults.DefaultRealm = p.realm
	c.LibDefaults.DNSLookupKDC = p.lookupKDC
	c.LibDefaults.DNSCanonicalizeHostname = p.canonical
	c.LibDefaults.UDPPreferenceLimit = p.udpLimit
	ciphers := []int32{
		etypeID.AES256_CTS_HMAC_SHA1_96, etypeID.AES128_CTS_HMAC_SHA1_96,
		etypeID.AES256_CTS_HMAC_SHA384_192, etypeID.AES128_CTS_HMAC_SHA256_128, etypeID.RC4_HMAC,
	}
	c.LibDefaults.DefaultTGSEnctypeIDs = ciphers
	c.LibDefaults.DefaultTktEnctypeIDs = ciphers
	c.LibDefaults.PermittedEnctypeIDs = ciphers
	for domain, realm := range p.realms {
		c.DomainRealm[domain] = realm
	}
	for realm, kdcs := range p.kdcs {
		c.Realms = append(c.Realms, config.Realm{Realm: realm, KDC: kdcs})
	}
	if len(p.kdcs) == 0 && !p.lookupKDC {
		return nil, fmt.Errorf("configuration of Kerberos without a domain controller")
	}
	return c, nil
}
