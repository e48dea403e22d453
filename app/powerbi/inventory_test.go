package powerbi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// organisation sets up My workspace with one dashboard and two workspaces with
// one each, and a workspace that only holds models.
func organisation(a *api) {
	a.lists("GET /dashboards", `{"id":"d0","displayName":"Mine","isReadOnly":false}`)
	a.lists("GET /groups", `{"id":"g1","name":"Sales"}`, `{"id":"g2","name":"Finance"}`, `{"id":"g3","name":"Models"}`)
	a.lists("GET /groups/g1/dashboards", `{"id":"d1","displayName":"Board 1","webUrl":"https://app.powerbi.com/groups/g1/dashboards/d1?experience=x"}`)
	a.lists("GET /groups/g2/dashboards", `{"id":"d2","displayName":"Board 2"}`)
	a.lists("GET /groups/g3/dashboards")
	a.lists("GET /datasets", `{"id":"m0","name":"Budget","configuredBy":"ana@contoso.com","isRefreshable":true}`)
	a.lists("GET /groups/g1/datasets", `{"id":"m1","name":"Orders","configuredBy":"ben@contoso.com","isRefreshable":true}`)
	a.lists("GET /groups/g2/datasets", `{"id":"m2","name":"Ledger","ContentProviderType":"PbixInDirectQueryMode"}`)
	a.lists("GET /groups/g3/datasets", `{"id":"m3","name":"Shared","addRowsAPIEnabled":true}`)
	a.lists("GET /dashboards/d0/tiles", `{"id":"t0","title":"Spend","reportId":"r0","datasetId":"m0"}`, `{"id":"t1","title":"Logo"}`)
	a.lists("GET /groups/g1/dashboards/d1/tiles",
		`{"id":"t2","title":"Orders","reportId":"r1","datasetId":"m1"}`,
		`{"id":"t3","title":"Stream","datasetId":"m3"}`,
		`{"id":"t4","title":"Secret","datasetId":"m9"}`)
	a.lists("GET /groups/g2/dashboards/d2/tiles",
		`{"id":"t5","title":"Ledger","datasetId":"m2"}`,
		`{"id":"t6","title":"Orders again","datasetId":"m1"}`,
		`{"id":"t7","reportId":"r7"}`)
}

func outline(inv Inventory) string {
	var b strings.Builder
	for _, t := range inv.Tiles {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s\n", strings.TrimPrefix(t.ID, connection+"/"), t.Workspace, t.Dashboard, t.Kind, strings.TrimPrefix(t.Feed, connection+"/"))
	}
	for _, f := range inv.Feeds {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s|%s\n", f.ModelID, f.WorkspaceID, f.Name, f.Owner, f.Kind, f.Access)
	}
	return b.String()
}

func TestInventory(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	inv, err := a.client().Inventory(t.Context())
	if err != nil || len(inv.Missed) != 0 {
		t.Fatalf("error %v, missed %v", err, inv.Missed)
	}
	const want = `t0|My workspace|Mine|import|m0
t1|My workspace|Mine|static|
t2|Sales|Board 1|import|m1
t3|Sales|Board 1|push|m3
t4|Sales|Board 1|hidden|m9
t5|Finance|Board 2|direct_query|m2
t6|Finance|Board 2|import|m1
t7|Finance|Board 2|unknown|
m0||Budget|ana@contoso.com|import|
m1|g1|Orders|ben@contoso.com|import|
m3|g3|Shared||push|none
m9||||hidden|denied
m2|g2|Ledger||direct_query|
`
	if got := outline(inv); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for i, want := range []string{
		"https://app.powerbi.com/groups/me/dashboards/d0", "", "https://app.powerbi.com/groups/g1/dashboards/d1?experience=x",
	} {
		if got := inv.Tiles[i].OpenURL; want != "" && got != want {
			t.Errorf("tile %d opens %q; want %q", i, got, want)
		}
	}
	for _, f := range inv.Feeds {
		if f.Source != tiles.SourceModel || f.Connection != connection || f.ID != connection+"/"+f.ModelID || !f.FirstSeen.Equal(noon) {
			t.Errorf("feed %+v", f)
		}
	}
	// 3 + 3 lists of dashboards + 3 of tiles + 3 of models + 1 search.
	if got := a.total(); got != 13 {
		t.Errorf("%d calls; want 13: %v", got, a.calls)
	}
}

func TestInventoryAsksNoMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.lists("GET /groups/g1/dashboards/d1/tiles", `{"id":"t2","datasetId":"m1"}`)
	if _, err := a.client().Inventory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := a.called("GET /groups/g3/datasets"); n != 0 {
		t.Errorf("models of a workspace without dashboards were listed although none was missing")
	}
}

func TestInventoryFindsASharedModel(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.on("GET /datasets/m9", http.StatusOK, `{"id":"m9","name":"Shared with me","isRefreshable":true}`)
	inv, err := a.client().Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := outline(inv); !strings.Contains(got, "m9||Shared with me||import|\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestInventoryTellsWhatAModelIs(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.lists("GET /groups", `{"id":"g1","name":"Sales","isOnDedicatedCapacity":true}`, `{"id":"g2","name":"Finance","isOnDedicatedCapacity":false}`, `{"id":"g3","name":"Models"}`)
	a.lists("GET /groups/g1/datasets", `{"id":"m1","name":"Orders","targetStorageMode":"Abf","isRefreshable":false}`)
	a.lists("GET /groups/g2/datasets", `{"id":"m2","name":"Ledger","targetStorageMode":"Abf","isRefreshable":false}`)
	a.on("GET /groups/g2/datasets/m2/directQueryRefreshSchedule", http.StatusOK, `{"frequency":60,"localTimeZoneId":"UTC"}`)
	a.on("GET /groups/g1/datasets/m1/directQueryRefreshSchedule", http.StatusServiceUnavailable, "")
	inv, err := a.client().Inventory(t.Context())
	if err != nil || len(inv.Missed) != 0 {
		t.Fatalf("error %v, missed %v", err, inv.Missed)
	}
	for _, f := range inv.Feeds {
		switch f.ModelID {
		case "m0":
			if f.Kind != tiles.KindImport || f.Capacity != tiles.CapacityUnknown || f.Schedule != nil {
				t.Errorf("feed %+v", f)
			}
		case "m1":
			if f.Kind != tiles.KindUnknown || f.Capacity != tiles.CapacityDedicated || f.Schedule != nil {
				t.Errorf("feed %+v", f)
			}
		case "m2":
			if f.Kind != tiles.KindDirectQuery || f.Capacity != tiles.CapacityShared || f.Schedule == nil || f.Schedule.EveryMinutes != 60 || !f.ScheduleAt.Equal(noon) {
				t.Errorf("feed %+v", f)
			}
		}
	}
	if a.called("GET /datasets/m0/directQueryRefreshSchedule") != 0 {
		t.Error("a model that loads its data was asked for its schedule")
	}
}

func TestInventoryPagesWorkspaces(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists("GET /dashboards")
	a.lists("GET /datasets")
	const all = 250
	for i := range all {
		a.lists(fmt.Sprintf("GET /groups/g%d/dashboards", i))
	}
	a.handle("GET /groups", func(w http.ResponseWriter, r *http.Request) {
		top, _ := strconv.Atoi(r.URL.Query().Get("$top"))
		skip, _ := strconv.Atoi(r.URL.Query().Get("$skip"))
		var page []string
		for i := skip; i < min(skip+top, all); i++ {
			page = append(page, fmt.Sprintf(`{"id":"g%d","name":"W%d"}`, i, i))
		}
		reply(w, http.StatusOK, `{"value":[`+strings.Join(page, ",")+`]}`)
	})
	inv, err := a.client().Inventory(t.Context())
	if err != nil || len(inv.Missed) != 0 {
		t.Fatalf("error %v, missed %v", err, inv.Missed)
	}
	if got := a.called("GET /groups"); got != 3 {
		t.Errorf("%d pages; want 3", got)
	}
	for i := range all {
		if n := a.called(fmt.Sprintf("GET /groups/g%d/dashboards", i)); n != 1 {
			t.Fatalf("workspace %d asked %d times", i, n)
		}
	}
}

func TestInventoryOfAServiceThatIgnoresPaging(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.lists("GET /dashboards")
	a.lists("GET /datasets")
	var page []string
	for i := range groupsPerPage {
		page = append(page, fmt.Sprintf(`{"id":"g%d"}`, i))
		a.lists(fmt.Sprintf("GET /groups/g%d/dashboards", i))
	}
	a.lists("GET /groups", page...)
	if _, err := a.client().Inventory(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := a.called("GET /groups"); got != 2 {
		t.Errorf("%d pages; want 2", got)
	}
}

func TestInventoryFollowsNextLinks(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.handle("GET /datasets", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, `{"value":[{"id":"m0"}],"@odata.nextLink":"`+a.url+`/v1.0/myorg/groups/g3/datasets"}`)
	})
	inv, err := a.client().Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := outline(inv); !strings.Contains(got, "m3|g3|Shared") && !strings.Contains(got, "m3||Shared") {
		t.Errorf("got\n%s", got)
	}
	for _, link := range []string{"https://evil.example/v1.0/myorg/x", a.url + "/elsewhere", a.url + "/v1.0/myorgx", "%zz"} {
		if k, ok := a.client().nextCall(call{}, link); ok {
			t.Errorf("next link %q followed to %q", link, k.path)
		}
	}
}

func TestInventoryEndsWhenThrottled(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	a.handle("GET /groups/g1/dashboards", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		reply(w, http.StatusTooManyRequests, tooMany)
	})
	c := a.client(func(o *Options) { o.Concurrency = 1 })
	inv, err := c.Inventory(t.Context())
	if e := asError(t, err); e.Cause != tiles.CauseThrottled {
		t.Fatalf("error %+v", e)
	}
	if n := a.called("GET /groups/g2/dashboards"); n != 0 {
		t.Error("calls went on after 429")
	}
	all := newAPI(t)
	organisation(all)
	whole, err := all.client().Inventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := absent(whole, inv.Merge(whole.Tiles, whole.Feeds)); got != "" {
		t.Errorf("absent after merging: %s", got)
	}
}

func TestInventoryEndsWithoutASignIn(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	gone := errors.New("sign-in gone")
	_, err := a.client(func(o *Options) { o.Tokens = &purse{err: gone} }).Inventory(t.Context())
	if !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	a.accept()
	if e := asError(t, func() error { _, err := a.client().Inventory(t.Context()); return err }()); e.Cause != tiles.CauseSignInExpired {
		t.Errorf("error %+v", e)
	}
}

func TestInventoryWithNothingRead(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, key := range []string{"GET /dashboards", "GET /groups", "GET /datasets"} {
		a.on(key, http.StatusUnauthorized, `{"error":{"code":"PowerBINotLicensedException"}}`)
	}
	_, err := a.client().Inventory(t.Context())
	if e := asError(t, err); e.Cause != tiles.CauseAdminNeeded {
		t.Errorf("error %+v", e)
	}
}

func TestInventoryGivesUpOnAServerThatIsGone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	var page []string
	for i := range 60 {
		page = append(page, fmt.Sprintf(`{"id":"w%d"}`, i))
		a.handle(fmt.Sprintf("GET /groups/w%d/dashboards", i), func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	}
	a.lists("GET /groups", page...)
	inv, err := a.client().Inventory(t.Context())
	if e := asError(t, err); e.Cause != tiles.CauseServerUnreachable {
		t.Errorf("error %+v", e)
	}
	if len(inv.Missed) < 60 {
		t.Errorf("%d parts missed; want 60", len(inv.Missed))
	}
	if n := a.total(); n > 40 {
		t.Errorf("%d calls to a server that is gone", n)
	}
}

func TestInventoryCancelled(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	ctx, cancel := context.WithCancel(t.Context())
	a.handle("GET /groups/g1/dashboards", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := a.client().Inventory(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v; want context.Canceled", err)
	}
}

func TestInventoryWaitsForNobodyForever(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	organisation(a)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	inv, err := a.client(func(o *Options) { o.Limit = Limit{PerHour: 1, Burst: 6}; o.Concurrency = 2 }).Inventory(ctx)
	if !errors.Is(err, ErrBudget) {
		t.Errorf("error %v; want ErrBudget", err)
	}
	if a.total() > 6 || len(inv.Missed) == 0 {
		t.Errorf("%d calls, %d missed", a.total(), len(inv.Missed))
	}
}
