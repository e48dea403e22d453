package powerbi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// heavy is a large account: 60 workspaces with a dashboard each, 900 tiles,
// 80 models. It returns its address and the paths of the calls that a full
// inventory takes, in the three waves that depend on each other.
func heavy(tb testing.TB) (address string, waves [][]string) {
	const workspaces, tilesPerDashboard, models = 60, 15, 80
	bodies := map[string]string{}
	set := func(path string, elements []string) string {
		bodies[path] = `{"@odata.context":"https://api.powerbi.com/v1.0/myorg/$metadata","value":[` + strings.Join(elements, ",") + `]}`
		return path
	}
	id := func(kind byte, n int) string { return fmt.Sprintf("%c0000000-0000-4000-8000-%012d", kind, n) }
	var groups, first, second, third []string
	for w := range workspaces {
		g, d := id('a', w), id('d', w)
		groups = append(groups, fmt.Sprintf(`{"id":%q,"isReadOnly":false,"isOnDedicatedCapacity":false,"name":"Workspace %d"}`, g, w))
		second = append(second, set("/groups/"+g+"/dashboards", []string{fmt.Sprintf(
			`{"id":%q,"displayName":"Dashboard %d","isReadOnly":false,"webUrl":"https://app.powerbi.com/groups/%s/dashboards/%s","embedUrl":"https://app.powerbi.com/dashboardEmbed?dashboardId=%s"}`, d, w, g, d, d)}))
		var ts, ms []string
		for i := range tilesPerDashboard {
			ts = append(ts, fmt.Sprintf(`{"id":%q,"title":"Tile %d","rowSpan":2,"colSpan":3,"embedUrl":"https://app.powerbi.com/embed?dashboardId=%s&tileId=%s","embedData":"","datasetId":%q,"reportId":%q}`,
				id('1', w*tilesPerDashboard+i), i, d, id('1', i), id('e', (w*tilesPerDashboard+i)%models), id('b', i)))
		}
		for m := w; m < models; m += workspaces {
			ms = append(ms, fmt.Sprintf(`{"id":%q,"name":"Model %d","configuredBy":"ana@contoso.com","isRefreshable":true,"addRowsAPIEnabled":false,"targetStorageMode":"Abf","webUrl":"https://app.powerbi.com/datasets/x"}`, id('e', m), m))
		}
		third = append(third, set("/groups/"+g+"/dashboards/"+d+"/tiles", ts), set("/groups/"+g+"/datasets", ms))
	}
	set("/groups", groups)
	first = append(first, set("/dashboards", nil), set("/datasets", nil), "/groups?%24skip=0&%24top=100")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[strings.TrimPrefix(r.URL.Path, apiPath)]
		if !ok {
			tb.Errorf("unexpected call %s", r.URL)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}))
	tb.Cleanup(srv.Close)
	return srv.URL, [][]string{first, second, third}
}

func TestHeavyInventory(t *testing.T) {
	t.Parallel()
	address, waves := heavy(t)
	c, err := New(Options{Base: address, Connection: connection, Tokens: &purse{token: goodToken}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.closeIdle()
	before := c.bucket.Tokens()
	inv, err := c.Inventory(t.Context())
	if err != nil || len(inv.Tiles) != 900 || len(inv.Feeds) != 80 || len(inv.Missed) != 0 {
		t.Errorf("error %v, %d tiles, %d feeds, %d missed", err, len(inv.Tiles), len(inv.Feeds), len(inv.Missed))
	}
	calls := len(waves[0]) + len(waves[1]) + len(waves[2])
	if got := before - c.bucket.Tokens(); got > float64(calls)+1 {
		t.Errorf("about %.0f calls; want %d", got, calls)
	}
}

// always is one good token, handed out without the book-keeping of a purse.
type always string

func (a always) Token(context.Context, ...string) (string, error) { return string(a), nil }
func (a always) Renew(context.Context, string) (string, error)    { return string(a), nil }

func (a always) Prove(context.Context, string, string) (string, error) { return string(a), nil }

// BenchmarkInventory is to stay below 1.3 times BenchmarkBareInventory.
func BenchmarkInventory(b *testing.B) {
	address, _ := heavy(b)
	c, err := New(Options{Base: address, Connection: connection, Tokens: always(goodToken), Limit: Limit{Burst: 1e9}})
	if err != nil {
		b.Fatal(err)
	}
	defer c.closeIdle()
	for b.Loop() {
		if inv, err := c.Inventory(b.Context()); err != nil || len(inv.Tiles) != 900 {
			b.Fatalf("error %v, %d tiles", err, len(inv.Tiles))
		}
	}
}

// BenchmarkBareInventory sends the same calls, as many at a time, and only
// reads the answers.
func BenchmarkBareInventory(b *testing.B) {
	address, waves := heavy(b)
	client := &http.Client{Transport: ownTransport()}
	defer client.CloseIdleConnections()
	for b.Loop() {
		for _, paths := range waves {
			if err := bare(b.Context(), client, address+apiPath, paths); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func bare(ctx context.Context, client *http.Client, base string, paths []string) error {
	work := make(chan string, len(paths))
	for _, p := range paths {
		work <- p
	}
	close(work)
	errs := make(chan error, defaultConcurrency)
	var wg sync.WaitGroup
	for range defaultConcurrency {
		wg.Go(func() {
			for p := range work {
				r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+p, nil)
				if err != nil {
					errs <- err
					return
				}
				r.Header.Set("Authorization", "Bearer "+goodToken)
				resp, err := client.Do(r)
				if err != nil {
					errs <- err
					return
				}
				_, err = io.ReadAll(resp.Body)
				resp.Body.Close()
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}
