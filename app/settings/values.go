package settings

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"mysettings/app/language"
)

// longest is more than any good value needs.
const longest = 4096

// longestLine is what fits into a sentence on the page.
const longestLine = 120

// Regular expressions are slow to compile, and every command reads settings:
// the names are checked by hand, the language tag's form is made when needed.
var languageForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)
})

// named tells whether text begins with a letter or digit and consists of those
// and the marks.
func named(text, marks string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case i == 0 || strings.IndexByte(marks, c) < 0:
			return false
		}
	}
	return text != "" && len(text) <= 253
}

// canonical checks text against the key's type and returns it in the one form
// that is stored; *Invalid otherwise.
func (k Key) canonical(text string) (string, error) {
	refuse := func(format language.Text, args ...any) (string, error) {
		return "", &Invalid{Key: k.Name, Value: shown(text), Reason: language.Sayf(format, args...), Try: k.try()}
	}
	if len(text) > longest {
		return refuse("too long")
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return refuse("control characters in it")
	}
	value := strings.TrimSpace(text)
	switch k.Type {
	case Choice:
		value = strings.ToLower(value)
		if !slices.Contains(k.Options, value) {
			return refuse("one of %s is needed", strings.Join(k.Options, ", "))
		}
	case Switch:
		switch strings.ToLower(value) {
		case "true", "on", "yes", "1":
			return "true", nil
		case "false", "off", "no", "0":
			return "false", nil
		}
		return refuse("true or false is needed")
	case Number:
		n, err := strconv.Atoi(value)
		if err != nil || n < k.Least || n > k.Most {
			return refuse("a whole number from %d to %d is needed", k.Least, k.Most)
		}
		return strconv.Itoa(n), nil
	case Duration:
		least, most := time.Duration(k.Least)*time.Minute, time.Duration(k.Most)*time.Minute
		d, err := time.ParseDuration(value)
		if err != nil || d < least || d > most {
			return refuse("a time from %s to %s is needed", brief(least), brief(most))
		}
		return brief(d), nil
	case Span:
		if value == "" {
			return "", nil
		}
		q, err := parseQuiet(value)
		if err != nil {
			return refuse("%v", err)
		}
		return q.String(), nil
	case Address:
		return k.address(value, refuse)
	case Proxy:
		return k.proxy(value, refuse)
	case File:
		if value == "" {
			return "", nil
		}
		if !filepath.IsAbs(value) {
			return refuse("a full path is needed")
		}
		if _, err := certificates(value); err != nil {
			return refuse("%v", err)
		}
	case Name:
		if value == "" {
			return k.Default, nil
		}
		if !named(value, "._-") {
			return refuse("only letters, digits, dots and dashes can be in it")
		}
	case Scopes:
		fields := strings.Fields(value)
		for _, f := range fields {
			if !named(f, "._:/-") {
				return refuse("%q is not the name of a permission", shown(f))
			}
		}
		return strings.Join(fields, " "), nil
	case Language:
		if value != "auto" && !languageForm().MatchString(value) {
			return refuse("auto or a language tag such as en is needed")
		}
	case Set:
		return k.set(value, refuse)
	case Moment:
		if value == "" {
			return "", nil
		}
		at, err := time.Parse(time.RFC3339, value)
		if err != nil || at.Year() < 2000 || at.Year() > 9999 {
			return refuse("a time such as %s is needed", k.Example)
		}
		return at.UTC().Truncate(time.Second).Format(time.RFC3339), nil
	case Line:
		if utf8.RuneCountInString(value) > longestLine {
			return refuse("at most %d characters are needed", longestLine)
		}
	default:
		return refuse("no such type of setting: %s", k.Type)
	}
	return value, nil
}

// set gives the chosen options once each and in their order.
func (k Key) set(value string, refuse func(language.Text, ...any) (string, error)) (string, error) {
	fields := strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return r == ' ' || r == ',' })
	for _, f := range fields {
		if !slices.Contains(k.Options, f) {
			return refuse("some of %s are needed", strings.Join(k.Options, ", "))
		}
	}
	if len(fields) == 0 {
		return refuse("at least one of %s is needed", strings.Join(k.Options, ", "))
	}
	chosen := slices.DeleteFunc(slices.Clone(k.Options), func(o string) bool { return !slices.Contains(fields, o) })
	return strings.Join(chosen, " "), nil
}

func (k Key) try() string {
	return cmp.Or(k.Example, k.Default)
}

func (k Key) address(value string, refuse func(language.Text, ...any) (string, error)) (string, error) {
	if value == "" {
		return "", nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return refuse("an address that begins with https:// is needed")
	case u.User != nil:
		return refuse("no user name or password can be in it")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return refuse("nothing after ? or # can be in it")
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		return refuse("https:// is needed: http:// is only for this computer itself")
	case u.Scheme != "https" && u.Scheme != "http":
		return refuse("an address that begins with https:// is needed")
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// proxy refuses a password: settings are not sealed. An http:// proxy is fine
// on any host, as what goes through it is https all the way.
func (k Key) proxy(value string, refuse func(language.Text, ...any) (string, error)) (string, error) {
	if value == "" || strings.EqualFold(value, "direct") {
		return strings.ToLower(value), nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return "", &Invalid{Key: k.Name, Value: "", Reason: language.Say("an address such as http://host:port is needed"), Try: k.try()}
	case u.User != nil:
		// The value is not repeated: it holds a password.
		return "", &Invalid{Key: k.Name, Value: u.Host, Reason: language.Say("no user name or password can be in it"), Try: k.try()}
	case u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "":
		return refuse("an address such as http://host:port is needed")
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		return refuse("an address that begins with http://, https:// or socks5:// is needed")
	}
	return u.Scheme + "://" + u.Host, nil
}

// Loopback tells whether host (without port) is this computer itself.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.Unmap().IsLoopback()
}

// brief writes a duration without its empty parts: "1h", not "1h0m0s".
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// largestCAFile is more than the whole of Mozilla's list needs.
const largestCAFile = 4 << 20

// certificates reads a PEM file and adds what is in it to the system's own.
func certificates(path string) (*x509.CertPool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", language.Say("the file can't be read"), withoutPath(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", language.Say("the file can't be read"), withoutPath(err))
	}
	if !info.Mode().IsRegular() || info.Size() > largestCAFile {
		return nil, errors.New(language.Say("a file with certificates is needed"))
	}
	pem, err := io.ReadAll(io.LimitReader(f, largestCAFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", language.Say("the file can't be read"), withoutPath(err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // nothing of the system's to add to
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New(language.Say("no certificate in it: the file must be in PEM form"))
	}
	return pool, nil
}
