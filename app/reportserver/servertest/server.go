// Package servertest is a report server with many subscriptions on this
// computer, to measure a client against, and a bare client that sends the same
// requests and only reads the answers.
package servertest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/reportserver/login"
	"mysettings/app/tiles"
)

// Server is a report server that holds one person's pins. It must be closed.
type Server struct {
	// Portal is the portal's address.
	Portal string

	answers map[string][]byte // by path and query
	paths   []string          // of the requests beyond the list, in order
	list    string
	now     time.Time
	web     *httptest.Server
	calls   atomic.Int64
}

// Calls is how many requests came since it was last asked.
func (s *Server) Calls() int { return int(s.calls.Swap(0)) }

// AtOnce is how many calls either client makes at a time.
const AtOnce = 4

const (
	account = `CONTOSO\ana`
	api     = "/reports/api/v2.0"
)

// Start serves n pins over plain HTTP. With details the list tells everything
// of them; otherwise each must be read by itself, as the portal does it.
func Start(n int, details bool) *Server {
	s := prepare(n, details)
	s.web.Start()
	s.Portal = s.web.URL + "/reports"
	return s
}

// StartTLS is Start over TLS, with a certificate that both clients trust.
func StartTLS(n int, details bool) *Server {
	s := prepare(n, details)
	s.web.StartTLS()
	s.Portal = s.web.URL + "/reports"
	return s
}

func prepare(n int, details bool) *Server {
	s := &Server{answers: map[string][]byte{}, list: api + "/Subscriptions", now: time.Now().UTC().Truncate(time.Second)}
	var list bytes.Buffer
	list.WriteString(`{"@odata.context":"http://localhost/reports/api/v2.0/$metadata#Subscriptions","value":[`)
	for i := range n {
		id := fmt.Sprintf("fcdb8581-0000-4000-8000-%012d", i)
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(s.row(i, id, details))
		if !details {
			s.put(api+"/Subscriptions("+id+")", []byte(s.row(i, id, true)))
		}
	}
	list.WriteString("]}")
	s.answers[s.list] = list.Bytes()
	for r := range min(n, reports) {
		s.put(fmt.Sprintf("%s/Reports(Path='%%2FFinance%%2FReport%%20%d')/DataSources", api, r), []byte(`{"value":[{"Id":"d","CredentialRetrieval":"Store"}]}`))
	}
	s.web = httptest.NewUnstartedServer(s)
	return s
}

func (s *Server) put(path string, answer []byte) {
	s.answers[path] = answer
	s.paths = append(s.paths, path)
}

// reports is how many reports the pins are of.
const reports = 40

// row is a subscription with what the wire has beyond what anybody reads.
func (s *Server) row(i int, id string, details bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"Id":"%s","Owner":"CONTOSO\\ana","IsDataDriven":false,"Description":"","Report":"/Finance/Report %d","IsActive":true,"EventType":"TimedSubscription",`+
		`"ScheduleDescription":"At 8:00 AM every day, starting 3/1/2026","LastRunTime":"%s","LastStatus":"%s","ModifiedBy":"CONTOSO\\ana","ModifiedDate":"2026-02-01T08:00:00.123+01:00"`,
		id, i%reports, s.now.Add(-time.Hour).Format(time.RFC3339), [...]string{"", "", "", "PowerBI Delivery error: dashboard: IT, visual: Chart, error: The item 'Tile deleted' cannot be found."}[i%4])
	if details {
		fmt.Fprintf(&b, `,"DeliveryExtension":"Report Server PowerBI","LocalizedDeliveryExtensionName":"Power BI Dashboard","ExtensionSettings":{"Extension":"Report Server PowerBI","ParameterValues":[`+
			`{"Name":"DashboardID","Value":"d0000000-0000-4000-8000-%012d","IsValueFieldReference":false},{"Name":"DashboardName","Value":"Dashboard %d","IsValueFieldReference":false},`+
			`{"Name":"GroupID","Value":"a0000000-0000-4000-8000-000000000001","IsValueFieldReference":false},{"Name":"ReportVisualName","Value":"Chart%d","IsValueFieldReference":false},`+
			`{"Name":"ContentType","Value":"Visual","IsValueFieldReference":false},{"Name":"TileID","Value":"e0000000-0000-4000-8000-%012d","IsValueFieldReference":false}]},`+
			`"Schedule":{"ScheduleID":null,"Definition":{"StartDateTime":"2026-03-01T07:30:00+01:00","EndDate":"1901-02-01T00:00:00Z","EndDateSpecified":false,"Recurrence":`+
			`{"MinuteRecurrence":{"MinutesInterval":120},"DailyRecurrence":null,"WeeklyRecurrence":null,"MonthlyRecurrence":null,"MonthlyDOWRecurrence":null}}},"ParameterValues":[]`, i%50, i%50, i, i)
	}
	b.WriteByte('}')
	return b.String()
}

// ServeHTTP answers with what was prepared.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.calls.Add(1)
	if r.URL.RawQuery != "" { // the page behind the only one
		_, _ = io.WriteString(w, `{"value":[]}`)
		return
	}
	answer, ok := s.answers[r.URL.EscapedPath()]
	if !ok {
		http.Error(w, "unexpected call", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
	_, _ = w.Write(answer)
}

// Close ends the server.
func (s *Server) Close() { s.web.Close() }

// transport is what both clients begin with: at most so many connections are
// kept as there are calls at a time.
func (s *Server) transport() *http.Transport {
	t := &http.Transport{MaxIdleConnsPerHost: AtOnce}
	if c := s.web.Certificate(); c != nil {
		roots := x509.NewCertPool()
		roots.AddCert(c)
		t.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	return t
}

// Client is a new client of the server, which knows nothing yet.
func (s *Server) Client() (*reportserver.Client, error) {
	return reportserver.New(reportserver.Options{
		Connection: tiles.Connection{ID: "server-0123456789", Kind: tiles.ReportServer, Name: account, Server: tiles.Server{URL: s.Portal, API: "v2.0", Zone: "W. Europe Standard Time"}},
		Login:      func(context.Context) (login.Login, error) { return login.Login{}, nil },
		Base:       func() (*http.Transport, error) { return s.transport(), nil },
		Cloud:      "https://app.powerbi.com",
		Now:        func() time.Time { return s.now },
	})
}

// Judged lists the pins through c and judges every one; it returns their feeds,
// to be known at the next time, and how many are as they should be.
func (s *Server) Judged(ctx context.Context, c *reportserver.Client, known []tiles.Feed) (feeds []tiles.Feed, fresh int, err error) {
	p, err := c.Pins(ctx, known)
	if err != nil {
		return nil, 0, err
	}
	signIn := tiles.SignIn{State: tiles.SignedIn}
	for _, v := range tiles.JudgeAll(p.Feeds, func(*tiles.Feed) tiles.SignIn { return signIn }, s.now) {
		if v.State == tiles.Fresh {
			fresh++
		}
	}
	return p.Feeds, fresh, nil
}

// BareClient is Go's own client, as anybody would set it up for these calls.
func (s *Server) BareClient() *http.Client { return &http.Client{Transport: s.transport()} }

// Bare reads the list, and with everything also each of the answers that a
// first look takes: the same calls, as many at a time, each answer to its end.
// It looks at nothing but the status.
func (s *Server) Bare(ctx context.Context, client *http.Client, everything bool) error {
	base := strings.TrimSuffix(s.Portal, "/reports")
	if err := read(ctx, client, base+s.list); err != nil {
		return err
	}
	if !everything {
		return nil
	}
	if err := read(ctx, client, base+s.list+"?$skip=x"); err != nil { // a round number of rows
		return err
	}
	var taken atomic.Int64
	errs := make([]error, AtOnce)
	var wg sync.WaitGroup
	for i := range AtOnce {
		wg.Go(func() {
			for errs[i] == nil {
				n := int(taken.Add(1)) - 1
				if n >= len(s.paths) {
					return
				}
				errs[i] = read(ctx, client, base+s.paths[n])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func read(ctx context.Context, client *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d of %s", resp.StatusCode, address)
	}
	_, err = io.ReadAll(resp.Body)
	return err
}
