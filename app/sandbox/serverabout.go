package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// endpoints are the calls of the REST API, by method and form in lower case.
var endpoints = sync.OnceValue(func() map[string]*endpoint {
	all := map[string]*endpoint{}
	add := func(method, path string, do func(*serverCall) (any, error)) *endpoint {
		e := &endpoint{method: method, path: path, do: do}
		all[method+" "+strings.ToLower(path)] = e
		return e
	}
	hidden := func(e *endpoint) *endpoint { e.undocumented = true; return e }
	add("GET", "$metadata", (*serverCall).metadata)
	add("GET", "Me", (*serverCall).me)
	add("GET", "System", (*serverCall).system)
	add("GET", "System/Properties", (*serverCall).properties)
	add("GET", "System/AllowedActions", (*serverCall).none)
	add("GET", "System/Policies", (*serverCall).none)
	add("GET", "Subscriptions", (*serverCall).listSubscriptions)
	add("GET", "Subscriptions({})", (*serverCall).getSubscription)
	add("PATCH", "Subscriptions({})", (*serverCall).changeSubscription)
	add("PUT", "Subscriptions({})", (*serverCall).changeSubscription)
	add("DELETE", "Subscriptions({})", (*serverCall).deleteSubscription)
	add("POST", "Subscriptions({})/Model.Enable", (*serverCall).enable)
	add("POST", "Subscriptions({})/Model.Disable", (*serverCall).disable)
	add("POST", "Subscriptions({})/Model.Execute", (*serverCall).execute)
	add("GET", "CacheRefreshPlans", (*serverCall).none)
	add("GET", "PowerBIReports", (*serverCall).none)
	add("GET", "Extensions", (*serverCall).extensions)
	for _, set := range []string{"CatalogItems", "Reports", "Folders"} {
		add("GET", set, (*serverCall).listItems)
		add("GET", set+"({})", (*serverCall).getItem)
	}
	add("GET", "Reports({})/DataSources", (*serverCall).dataSources)
	add("GET", "Reports({})/Subscriptions", (*serverCall).reportSubscriptions)
	add("GET", "CatalogItems({})/DataSources", (*serverCall).dataSources)
	add("POST", "Session", (*serverCall).none) // answered before anybody is known
	add("DELETE", "Session", (*serverCall).none)

	hidden(add("GET", "ServiceState", (*serverCall).serviceState))
	hidden(add("GET", "Notifications", (*serverCall).notifications))
	hidden(add("GET", "PowerBIIntegration", (*serverCall).integration))
	hidden(add("GET", "PowerBIIntegration/Model.IsEnabled", (*serverCall).enabled))
	hidden(add("POST", "PowerBIIntegration/Model.Logout", (*serverCall).logout))
	hidden(add("GET", "PowerBIIntegration.IsEnabled", (*serverCall).enabled)).only = "v1.0"
	hidden(add("POST", "PowerBIIntegration.Logout", (*serverCall).logout)).only = "v1.0"
	return all
})

func (c *serverCall) none() (any, error) {
	return c.listed(c.r.URL.Path[strings.LastIndex(c.r.URL.Path, "/")+1:], nil), nil
}

// listed makes a list of rows that are there already.
func (c *serverCall) listed(set string, rows []any) list {
	return c.list(set, len(rows), func(n int) any { return rows[n] })
}

func (c *serverCall) me() (any, error) {
	return map[string]any{
		"Id": idOf("server user", c.user.User), "Username": c.user.name, "DisplayName": c.user.Name, "HasFavoriteItems": false, "MyReportsPath": "",
	}, nil
}

func (c *serverCall) system() (any, error) {
	r := c.set.release()
	b := map[string]any{
		"ReportServerAbsoluteUrl": originOf(c.r) + soapPath, "ReportServerRelativeUrl": soapPath, "WebPortalRelativeUrl": reportServerPath,
		"ProductName": r.product, "ProductVersion": r.version, "TimeZone": c.set.Zone,
	}
	if r.kind != "" {
		b["ProductType"] = r.kind
	}
	return b, nil
}

func (c *serverCall) properties() (any, error) {
	known := map[string]string{"MaxFileSizeMb": "1000", "EnableMyReports": "False", "SiteName": "Sandbox", "TimerInitialDelaySeconds": "60"}
	var rows []any
	for _, name := range strings.Split(c.r.URL.Query().Get("properties"), ",") {
		if value, ok := known[name]; ok {
			rows = append(rows, map[string]string{"Name": name, "Value": value})
		}
	}
	return c.listed("System/Properties", rows), nil
}

func (c *serverCall) serviceState() (any, error) {
	b := map[string]any{
		"IsAvailable": true, "RestrictedFeatures": []string{}, "AllowedSystemActions": []string{}, "TimeZone": c.set.Zone,
		"UserHasFavorites": false, "AcceptLanguage": c.set.Language, "RequireIntune": false,
	}
	if kind := c.set.release().kind; kind != "" && c.version == "v2.0" {
		b["ProductType"] = kind
	}
	return b, nil
}

func (c *serverCall) integration() (any, error) {
	state := c.signInAt(c.user, c.now)
	b := map[string]any{"Id": idOf("integration", c.user.User), "UserName": nil, "Status": state}
	if _, account, _, _ := c.heldBy(c.user, c.now); account != "" {
		b["UserName"] = account
	}
	if c.set.StatusNumbers {
		b["Status"] = map[string]int{stateSignedIn: 1, stateSignedOut: 2, stateExpired: 3}[state]
	}
	return b, nil
}

func (c *serverCall) enabled() (any, error) {
	return map[string]any{"value": c.set.works()}, nil
}

func (c *serverCall) logout() (any, error) {
	c.user.token = nil
	return status(http.StatusNoContent), nil
}

// warning is the issue that the portal warns of, if any: the sign-in is not
// good, and something hangs on it.
func (s *reportServer) warning(u *serverUser, now time.Time) string {
	if !s.settings.works() {
		return ""
	}
	for _, p := range s.pinsOf(u) {
		if !p.active {
			continue
		}
		switch s.signInAt(u, now) {
		case stateExpired:
			return "PowerBITokenNeedsRenewal"
		case stateSignedOut:
			return "PowerBITokenNeeded"
		}
		break
	}
	return ""
}

func (c *serverCall) notifications() (any, error) {
	var rows []any
	if issue := c.warning(c.user, c.now); issue != "" {
		rows = append(rows, map[string]string{"Id": idOf("notification", c.user.User+issue), "IssueType": issue})
	}
	return c.listed("Notifications", rows), nil
}

func (c *serverCall) extensions() (any, error) {
	var rows []any
	row := func(kind, name, localized string, visible bool) {
		rows = append(rows, map[string]any{"ExtensionType": kind, "Name": name, "LocalizedName": localized, "Visible": visible})
	}
	row("Delivery", "Report Server FileShare", "Windows File Share", true)
	row("Delivery", extensionEmail, c.set.extensionName(extensionEmail), true)
	if c.set.release().pinning {
		row("Delivery", extensionPowerBI, c.set.extensionName(extensionPowerBI), false)
	}
	row("Render", "PDF", "PDF", true)
	row("Data", "SQL", "Microsoft SQL Server", true)
	return c.listed("Extensions", rows), nil
}

type itemBody struct {
	ID          string `json:"Id"`
	Name        string `json:"Name"`
	Description string `json:"Description"`
	Path        string `json:"Path"`
	Type        string `json:"Type"`
	Hidden      bool   `json:"Hidden"`
	Size        int    `json:"Size"`
	ModifiedBy  string `json:"ModifiedBy"`
	Modified    any    `json:"ModifiedDate"`
	CreatedBy   string `json:"CreatedBy"`
	Created     any    `json:"CreatedDate"`
	Favorite    bool   `json:"IsFavorite"`
}

func (c *serverCall) itemBody(i *catalogItem) itemBody {
	b := itemBody{ID: i.id, Name: i.name(), Path: i.path, Type: "Report", Size: 18_311, ModifiedBy: serverDomain + `\carla`, CreatedBy: serverDomain + `\carla`}
	if i.folder {
		b.Type, b.Size = "Folder", 0
	}
	b.Created = c.set.stamp(time.Date(2025, 11, 3, 8, 14, 9, 0, time.UTC))
	b.Modified = b.Created
	return b
}

func (c *serverCall) listItems() (any, error) {
	var rows []any
	path := strings.ToLower(c.r.URL.Path)
	for _, i := range c.items {
		if !strings.HasSuffix(path, "/reports") && !i.folder || !strings.HasSuffix(path, "/folders") && i.folder {
			continue
		}
		rows = append(rows, c.itemBody(i))
	}
	return c.listed("CatalogItems", rows), nil
}

// keyed finds the item whose id or path is the key.
func (c *serverCall) keyed() (*catalogItem, error) {
	key := unquoted(c.keys[0])
	for _, i := range c.items {
		if strings.EqualFold(i.id, key) || strings.EqualFold(i.path, key) {
			return i, nil
		}
	}
	return nil, &serverFault{http.StatusNotFound, "rsItemNotFound", fmt.Sprintf("The item '%s' cannot be found. (rsItemNotFound)", key)}
}

func (c *serverCall) getItem() (any, error) {
	i, err := c.keyed()
	if err != nil {
		return nil, err
	}
	return c.itemBody(i), nil
}

func (c *serverCall) dataSources() (any, error) {
	i, err := c.keyed()
	if err != nil {
		return nil, err
	}
	b := map[string]any{
		"Id": idOf("data source", i.id), "Name": "DataSource1", "IsEnabled": true, "DataSourceType": "SQL",
		"ConnectionString": "Data Source=sql01;Initial Catalog=Warehouse", "CredentialRetrieval": "Integrated", "CredentialsInServer": nil,
	}
	if i.stored {
		b["CredentialRetrieval"] = "Store"
		b["CredentialsInServer"] = map[string]any{"UserName": serverDomain + `\reports`, "Password": nil, "UseAsWindowsCredentials": true, "ImpersonateAuthenticatedUser": false}
	}
	return c.listed("Reports/DataSources", []any{b}), nil
}

// metadata is the server's description of itself.
func (c *serverCall) metadata() (any, error) {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n" +
		`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="Model" xmlns="http://docs.oasis-open.org/odata/ns/edm">` + "\n")
	b.WriteString(`<EntityType Name="Subscription"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Guid" Nullable="false"/><Property Name="LastStatus" Type="Edm.String"/></EntityType>` + "\n")
	if c.set.lists() {
		b.WriteString(`<EntityType Name="PowerBIIntegration"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Guid" Nullable="false"/><Property Name="UserName" Type="Edm.String"/><Property Name="Status" Type="Model.PowerBIIntegrationStatus" Nullable="false"/></EntityType>` + "\n" +
			`<Function Name="IsEnabled" IsBound="true"><Parameter Name="bindingParameter" Type="Model.PowerBIIntegration"/><ReturnType Type="Edm.Boolean"/></Function>` + "\n" +
			`<Action Name="Logout" IsBound="true"><Parameter Name="bindingParameter" Type="Model.PowerBIIntegration"/></Action>` + "\n")
	}
	b.WriteString(`<EntityContainer Name="Container">` + "\n")
	for _, set := range []string{"CatalogItems", "Reports", "Folders", "Subscriptions", "CacheRefreshPlans", "Extensions"} {
		fmt.Fprintf(&b, `<EntitySet Name="%s" EntityType="Model.%s"/>`+"\n", set, strings.TrimSuffix(set, "s"))
	}
	if c.set.lists() {
		b.WriteString(`<EntitySet Name="Notifications" EntityType="Model.Notification"/>` + "\n" + `<Singleton Name="PowerBIIntegration" Type="Model.PowerBIIntegration"/>` + "\n")
	}
	b.WriteString(`<Singleton Name="Me" Type="Model.User"/><Singleton Name="System" Type="Model.System"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`)
	return document(b.String()), nil
}
