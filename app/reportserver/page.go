package reportserver

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

const byteOrder = "\xef\xbb\xbf" // some servers put it first

// isPage tells whether a body is a page for people, which an API never sends.
func isPage(h http.Header, body string) bool {
	if strings.Contains(strings.ToLower(h.Get("Content-Type")), "html") {
		return true
	}
	body = strings.TrimLeft(strings.TrimPrefix(body, byteOrder), " \t\r\n")
	return strings.HasPrefix(body, "<") && !isXML(body)
}

// isXML tells whether a body is XML that is no page. "<?xml" may begin either.
func isXML(body string) bool {
	head := strings.ToLower(body[:min(len(body), 512)])
	return strings.Contains(head, "<edmx:") || strings.HasPrefix(head, "<?xml") && !strings.Contains(head, "<html")
}

// page patterns, compiled when a page is first met.
var (
	titlePattern    = lazy(`(?is)<title[^>]*>([^<]{0,300})`)
	passwordPattern = lazy(`(?i)<input[^>]{0,300}type\s*=\s*["']?password`)
	// generatorPattern finds the version that a SOAP address shows in its pages.
	generatorPattern = lazy(`(?i)(?:SQL Server|Microsoft) Reporting Services(?:</?[a-z0-9]{1,8}[^>]{0,80}>|[\s,;:&])*Version\s+(\d{1,3})\.`)
)

func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

func pageTitle(body string) string {
	if m := titlePattern().FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

func asksForPassword(body string) bool { return passwordPattern().MatchString(body) }

// firstWithAPI is the version of SQL Server 2016, whose portal is the first
// with a REST API.
const firstWithAPI = 13

// kindOfPage says what a page tells of the address that it came from.
func kindOfPage(path, body string) Kind {
	path = strings.ToLower(path)
	switch {
	case asksForPassword(body):
		return KindLoginPage
	case strings.Contains(path, "/pages/folder.aspx"), strings.EqualFold(strings.TrimSpace(pageTitle(body)), "Report Manager"):
		return KindTooOld // the web pages of 2014 and before
	}
	if m := generatorPattern().FindStringSubmatch(body); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n < firstWithAPI {
			return KindTooOld
		}
		return KindSOAP
	}
	text := strings.ToLower(body)
	for _, sign := range [...]string{"reporting services error", "reportservice2010.asmx", "sql server reporting services web service"} {
		if strings.Contains(text, sign) {
			return KindSOAP
		}
	}
	return KindNotPortal
}
