package sandbox

import (
	"net/http"
	"strings"
	"time"
)

const apiPath = "/v1.0/myorg"

// call is one request to the Power BI API, after the token was checked.
type call struct {
	*world
	w      http.ResponseWriter
	r      *http.Request
	person *account
	user   string
	now    time.Time
}

// apiError is an error in Power BI's shape.
type apiError struct {
	status  int
	Code    string
	Message string
	inner   bool // carries the "pbi.error" part
	header  http.Header
}

func (e *apiError) Error() string { return e.Code }

var (
	apiExpired       = &apiError{status: http.StatusForbidden, Code: "TokenExpired", Message: "Access token has expired, resubmit with a new access token"}
	apiNotAuthorized = &apiError{status: http.StatusUnauthorized, Code: "PowerBINotAuthorizedException", inner: true}
	apiNotLicensed   = &apiError{status: http.StatusUnauthorized, Code: "PowerBINotLicensedException", inner: true}
	apiNotFound      = &apiError{status: http.StatusNotFound, Code: "PowerBIEntityNotFound", inner: true}
	apiNoToken       = &apiError{status: http.StatusUnauthorized}
	apiQuota         = &apiError{status: http.StatusBadRequest, Code: "Request Throttled", Message: "Invalid dataset refresh request. Number of refresh requests in last 24 hours exceeded limit"}
	apiRunning       = &apiError{status: http.StatusConflict, Code: "InvalidRequest", Message: "Invalid dataset refresh request. Another refresh request is already executing"}
)

func apiInvalid(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, Code: "InvalidRequest", Message: message}
}

func (e *apiError) write(w http.ResponseWriter) {
	for name, values := range e.header {
		w.Header()[name] = values
	}
	if e.Code == "" {
		w.WriteHeader(e.status)
		return
	}
	detail := map[string]any{"code": e.Code}
	if e.Message != "" {
		detail["message"] = e.Message
	}
	if e.inner {
		detail["pbi.error"] = map[string]any{"code": e.Code, "parameters": map[string]any{}, "details": []any{}, "exceptionCulprit": 1}
	}
	writeJSON(w, e.status, map[string]any{"error": detail})
}

// collection is how the API wraps a list.
type collection struct {
	Context string `json:"@odata.context"`
	Value   any    `json:"value"`
}

// handle makes a handler of f: it checks the bearer token and its permissions
// (one of perms is enough), holds the world still while f reads or changes it,
// and writes what f returns: nil for no body, otherwise JSON.
func (o *Org) handle(perms string, f func(*call) (any, error)) http.HandlerFunc {
	allowed := strings.Fields(perms)
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("RequestId", randomID())
		a, bad := o.identity.authorizeCall(r, allowed)
		if bad != nil {
			bad.write(w)
			return
		}
		o.world.mu.Lock()
		c := &call{world: o.world, w: w, r: r, person: a, user: a.User, now: o.world.now()}
		body, err := f(c)
		o.world.mu.Unlock()
		switch e := err.(type) {
		case nil:
		case *apiError:
			e.write(w)
			return
		default:
			(&apiError{status: http.StatusInternalServerError, Code: "InternalServerError", Message: "An error has occurred"}).write(w)
			return
		}
		switch b := body.(type) {
		case nil:
			w.WriteHeader(http.StatusOK)
		case status:
			w.WriteHeader(int(b))
		case withStatus:
			writeJSON(w, b.status, b.body)
		default:
			writeJSON(w, http.StatusOK, b)
		}
	}
}

// status is an answer without a body; withStatus one with another status than
// 200.
type (
	status     int
	withStatus struct {
		status int
		body   any
	}
)

// authorizeCall finds whose token came along, or why it is no good.
func (i *identity) authorizeCall(r *http.Request, allowed []string) (*account, *apiError) {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return nil, apiNoToken
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	t := i.access[text]
	switch {
	case t == nil:
		return nil, apiNoToken
	case t.session.endedBy != nil || !i.now().Before(t.until):
		return nil, apiExpired
	}
	a := t.session.account
	if !a.challengedAt.IsZero() && (!t.claims || t.issued.Before(a.challengedAt)) {
		return nil, i.challenge()
	}
	for _, p := range t.scopes {
		for _, q := range allowed {
			if p != q {
				continue
			}
			if a.User == Ben.User {
				return nil, apiNotLicensed
			}
			return a, nil
		}
	}
	return nil, &apiError{status: http.StatusForbidden, Code: "Forbidden", Message: "The token lacks the permission for this call: " + strings.Join(allowed, " or ")}
}

// challengeClaims is what a claims challenge asks for.
const challengeClaims = `{"access_token":{"nbf":{"essential":true,"value":"1"}}}`

func (o *Org) apiRoutes(mux *http.ServeMux) {
	const (
		dashboards = "Dashboard.Read.All Dashboard.ReadWrite.All"
		groups     = "Workspace.Read.All Workspace.ReadWrite.All"
		datasets   = "Dataset.Read.All Dataset.ReadWrite.All"
		refreshing = "Dataset.ReadWrite.All"
		reports    = "Report.Read.All Report.ReadWrite.All"
		apps       = "App.Read.All"
		capacities = "Capacity.Read.All"
	)
	add := func(route, perms string, f func(*call) (any, error)) {
		method, path, _ := strings.Cut(route, " ")
		mux.HandleFunc(method+" "+apiPath+path, o.handle(perms, f))
	}
	add("GET /groups", groups, (*call).groups)
	add("POST /RefreshUserPermissions", groups, (*call).refreshPermissions)
	add("GET /apps", apps, (*call).listApps)
	add("GET /apps/{app}", apps, (*call).getApp)
	add("GET /apps/{app}/dashboards", dashboards, (*call).listDashboards)
	add("GET /apps/{app}/dashboards/{dashboard}/tiles", dashboards, (*call).listTiles)
	add("GET /apps/{app}/reports", reports, (*call).listReports)
	add("GET /capacities", capacities, (*call).capacities)
	add("GET /capacities/refreshables", capacities, (*call).refreshables)
	add("GET /gateways", datasets, (*call).gateways)
	for _, in := range []string{"", "/groups/{group}"} {
		add("GET "+in+"/dashboards", dashboards, (*call).listDashboards)
		add("GET "+in+"/dashboards/{dashboard}", dashboards, (*call).getDashboard)
		add("GET "+in+"/dashboards/{dashboard}/tiles", dashboards, (*call).listTiles)
		add("GET "+in+"/dashboards/{dashboard}/tiles/{tile}", dashboards, (*call).getTile)
		add("GET "+in+"/datasets", datasets, (*call).listDatasets)
		add("GET "+in+"/datasets/{dataset}", datasets, (*call).getDataset)
		add("GET "+in+"/datasets/{dataset}/datasources", datasets, (*call).datasources)
		add("GET "+in+"/datasets/{dataset}/refreshes", datasets, (*call).listRefreshes)
		add("POST "+in+"/datasets/{dataset}/refreshes", refreshing, (*call).askRefresh)
		add("GET "+in+"/datasets/{dataset}/refreshes/{refresh}", datasets, (*call).getRefresh)
		add("DELETE "+in+"/datasets/{dataset}/refreshes/{refresh}", refreshing, (*call).cancelRefresh)
		add("GET "+in+"/datasets/{dataset}/refreshSchedule", datasets, (*call).getSchedule)
		add("PATCH "+in+"/datasets/{dataset}/refreshSchedule", refreshing, (*call).patchSchedule)
		add("GET "+in+"/datasets/{dataset}/directQueryRefreshSchedule", datasets, (*call).getQuerySchedule)
		add("GET "+in+"/reports", reports, (*call).listReports)
		add("GET "+in+"/reports/{report}", reports, (*call).getReport)
	}
	mux.HandleFunc(apiPath+"/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("RequestId", randomID())
		apiNotFound.write(w)
	})
}
