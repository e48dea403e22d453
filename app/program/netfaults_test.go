package program

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// What can be wrong with the way to a host; the names of bad certificates are
// others.
const (
	downRefused = "refused"
	downNoName  = "no such name"
	downNoDNS   = "no name server"
	downNoWay   = "no way"
	downSilent  = "silent"
	downReset   = "reset at once"
	downPlain   = "no TLS"
	downOldTLS  = "old TLS"
)

// fault is one way in which a call comes to nothing.
type fault struct {
	name string
	// down breaks the way to the host from the call on, which is cut off.
	down string
	// spoil answers in its own way, and tells whether the connection goes on.
	spoil func(*spoiled) bool
	// least and most bound how long the app waits before it asks again, where
	// the answer says; most is zero for an hour.
	least, most time.Duration
	// whole is true where the answer is as good as an empty one, and refuses
	// where it may be taken for a refusal.
	whole, refuses bool
	// reached is true where the call got through, and only its answer didn't.
	reached bool
}

// spoiled is a request whose answer a fault gives.
type spoiled struct {
	wire    *wire
	raw     *conn
	link    net.Conn
	request *http.Request
	body    []byte
	up      *upstream
}

// real is the sandbox's answer.
func (x *spoiled) real() *recorder {
	a, err := x.up.ask(x.request, x.body)
	if err != nil {
		x.wire.t.Error(err)
		return &recorder{header: http.Header{}, status: 500}
	}
	return a
}

func (x *spoiled) write(text string) bool {
	_, err := io.WriteString(x.link, text)
	return err == nil
}

// hang waits until the app has had enough.
func (x *spoiled) hang() { _, _ = io.Copy(io.Discard, x.link) }

// breaks sends some of the real answer, and then breaks the connection.
func breaks(name string, some func(*recorder) string, how func(*spoiled)) fault {
	return fault{name: name, reached: true, spoil: func(x *spoiled) bool {
		if text := some(x.real()); text != "" {
			x.write(text)
		}
		how(x)
		return false
	}}
}

func resets(x *spoiled) { x.raw.reset() }
func ends(x *spoiled)   { x.raw.Close() }

// says answers with what is made up.
func says(name string, status int, header map[string]string, body string) fault {
	return fault{name: name, spoil: func(x *spoiled) bool {
		a := &recorder{header: http.Header{}, status: status, body: []byte(body)}
		a.header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
		for k, v := range header {
			a.header.Set(k, v)
		}
		return x.write(string(a.bytes()))
	}}
}

const errorPage = "<html><head><title>Bad Gateway</title></head><body><center><h1>Sorry</h1></center></body></html>"

var (
	html  = map[string]string{"Content-Type": "text/html; charset=utf-8"}
	plain = map[string]string{"Content-Type": "application/json; charset=utf-8"}
)

// throttles answers 429 or 503 with a Retry-After, made when it is asked.
func throttles(name string, status int, after func() string, least, most time.Duration) fault {
	return fault{name: name, least: least, most: most, spoil: func(x *spoiled) bool {
		header := map[string]string{"Content-Type": "application/json"}
		if after != nil {
			header["Retry-After"] = after()
		}
		return says(name, status, header, `{"message":"You have exceeded the amount of requests allowed in the current time frame and further requests will fail."}`).spoil(x)
	}}
}

func always(text string) func() string { return func() string { return text } }

// first is the part of the whole answer before its position at.
func first(at func(line, head, all int) int) func(*recorder) string {
	return func(a *recorder) string {
		all := string(a.bytes())
		return all[:min(at(len(a.line()), len(a.head(len(a.body))), len(all)), len(all))]
	}
}

// inChunks is the answer in chunks, without the last one.
func inChunks(a *recorder) string {
	if len(a.body) == 0 {
		return a.head(-1)
	}
	half := len(a.body) / 2
	return fmt.Sprintf("%s%x\r\n%s\r\n%x\r\n%s\r\n", a.head(-1), max(half, 1), a.body[:max(half, 1)], len(a.body)-max(half, 1), a.body[max(half, 1):])
}

// faults are all of them. The ways of an answer to break off are counted in
// bytes: within the status line, within the headers, after them, within the
// body, and before what says that the body is over.
func faults() []fault {
	day := 24 * time.Hour
	list := []fault{
		{name: "connection refused", down: downRefused},
		{name: "name gone", down: downNoName},
		{name: "name server gone", down: downNoDNS},
		{name: "network unreachable", down: downNoWay},
		{name: "nobody answers", down: downSilent},
		{name: "reset at once", down: downReset},
		{name: "certificate for another name", down: certName},
		{name: "certificate expired", down: certExpired},
		{name: "certificate of an unknown authority", down: certUnknown},
		{name: "no TLS there", down: downPlain},
		{name: "TLS 1.1 only", down: downOldTLS},

		breaks("reset before the first byte", func(*recorder) string { return "" }, resets),
		breaks("closed before the first byte", func(*recorder) string { return "" }, ends),
		breaks("reset in the status line", first(func(line, _, _ int) int { return line / 2 }), resets),
		breaks("reset after the status line", first(func(line, _, _ int) int { return line }), resets),
		breaks("reset in the headers", first(func(line, head, _ int) int { return (line + head) / 2 }), resets),
		breaks("reset between headers and body", first(func(_, head, _ int) int { return head }), resets),
		breaks("reset in the body", first(func(_, head, all int) int { return (head + all) / 2 }), resets),
		breaks("reset before the last byte", first(func(_, _, all int) int { return all - 1 }), resets),
		breaks("reset before the last chunk", inChunks, resets),
		breaks("closed in the headers", first(func(line, head, _ int) int { return (line + head) / 2 }), ends),
		breaks("closed in the body", first(func(_, head, all int) int { return (head + all) / 2 }), ends),
		breaks("closed before the last chunk", inChunks, ends),
		breaks("length too large", func(a *recorder) string { return a.head(len(a.body)+1000) + string(a.body) }, ends),

		breaks("stalled before the headers", func(*recorder) string { return "" }, (*spoiled).hang),
		breaks("stalled in the headers", first(func(line, head, _ int) int { return (line + head) / 2 }), (*spoiled).hang),
		breaks("stalled in the body", first(func(_, head, all int) int { return (head + all) / 2 }), (*spoiled).hang),
		{name: "slow answer, byte by byte", reached: true, spoil: func(x *spoiled) bool {
			for _, b := range x.real().bytes() {
				if !x.write(string(b)) {
					return false
				}
				time.Sleep(10 * time.Second)
			}
			return true
		}},
		{name: "headers without an end", reached: true, spoil: func(x *spoiled) bool {
			x.write(x.real().line())
			for range 20 {
				if !x.write("X-Padding: " + strings.Repeat("x", 1<<19) + "\r\n") {
					return false
				}
			}
			x.hang()
			return false
		}},
		{name: "no HTTP", spoil: func(x *spoiled) bool { x.write("220 smtp.example ESMTP\r\n"); return false }},

		says("407 from a proxy", 407, map[string]string{"Content-Type": "text/html", "Proxy-Authenticate": "Basic realm=proxy"}, errorPage),
		says("captive portal with 200", 200, html, hotelPage),
		says("captive portal, labelled as data", 200, plain, hotelPage),
		says("captive portal with 302", 302, map[string]string{"Location": "http://" + hotelHost + "/login"}, ""),
		says("captive portal with 511", 511, html, hotelPage),
		says("firewall's page with 403", 403, html, errorPage),
		says("redirect 302 to another host", 302, map[string]string{"Location": "https://" + thiefHost + "/take"}, ""),
		says("redirect 307 to another host", 307, map[string]string{"Location": "https://" + thiefHost + "/take"}, ""),
		says("redirect 308 to another host", 308, map[string]string{"Location": "https://" + thiefHost + "/take"}, ""),
		says("redirect 307 to http", 307, map[string]string{"Location": "http://" + thiefHost + "/take"}, ""),
		says("empty answer", 200, plain, ""),
		says("null", 200, plain, "null"),
		says("500", 500, html, errorPage),
		says("502", 502, html, errorPage),
		says("503", 503, html, errorPage),
		says("504", 504, html, errorPage),
		says("500 in plain words", 500, map[string]string{"Content-Type": "text/plain"}, "An error has occurred."),

		throttles("503, again in 3 minutes", 503, always("180"), 0, 0),
		throttles("503, again in 10 years", 503, always("315360000"), 0, 0),
		throttles("429, again in 5 minutes", 429, always("300"), 300*time.Second, 0),
		throttles("429, again at a time", 429, func() string { return time.Now().Add(5 * time.Minute).UTC().Format(http.TimeFormat) }, 299*time.Second, 0),
		throttles("429 without a time", 429, nil, 30*time.Second, 0),
		throttles("429, again in 10 years", 429, always("315360000"), 30*time.Minute, day),
		throttles("429, again 5 minutes ago", 429, always("-300"), 0, 0),
		throttles("429, again at a time that has passed", 429, func() string { return time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat) }, 0, 0),
		throttles("429, again soon, in words", 429, always("soon"), 0, 0),
		throttles("429, again in more digits than numbers have", 429, always(strings.Repeat("9", 40)), 0, day),
	}
	for i := range list {
		list[i].whole = list[i].name == "empty answer" || list[i].name == "null"
		list[i].refuses = strings.HasPrefix(list[i].name, "firewall")
	}
	return list
}
