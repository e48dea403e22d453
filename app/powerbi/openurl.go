package powerbi

import (
	"net/url"
	"strings"
)

// longestURL is what every system can open.
const longestURL = 2048

// portalOrigin returns "https://host" of the portal, or "" when there is none
// that may be opened.
func portalOrigin(portal string) string {
	u, err := url.Parse(strings.TrimSpace(portal))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	return "https://" + strings.ToLower(u.Host)
}

// dashboardURL is where a person sees the dashboard: the service's own webUrl
// if it leads to the portal, else the portal's address of the dashboard; empty
// without a portal. It is always https.
func dashboardURL(portal, webURL, workspaceID, dashboardID string) string {
	if portal == "" || dashboardID == "" {
		return ""
	}
	if u, err := url.Parse(webURL); err == nil && len(webURL) <= longestURL &&
		u.User == nil && portalOrigin(webURL) == portal {
		return u.String()
	}
	if workspaceID == "" {
		workspaceID = "me"
	}
	return portal + "/groups/" + url.PathEscape(workspaceID) + "/dashboards/" + url.PathEscape(dashboardID)
}
