package reportserver

import (
	"context"
	"net/http"
	"time"
)

// opPage is what errors of looking for the portal's page name.
const opPage = "look for My Settings"

// pageLimit is how long the look may take: somebody waits for the page.
const pageLimit = 10 * time.Second

// Page is the address to open for signing in to Power BI on the server: the
// portal's page My Settings, or the portal itself where the server says that it
// has no such page. No documentation names that page's address, so where the
// server says nothing the address is taken as it is.
func (c *Client) Page(ctx context.Context) string {
	server, _ := c.known()
	page := server.Page()
	leave, err := c.enter(ctx, opPage)
	if err != nil {
		return page
	}
	defer leave()
	way, err := c.line.get(ctx, opPage)
	if err != nil {
		return page
	}
	a, err := send(ctx, way, page, call{op: opPage, accept: "text/html", limit: pageLimit})
	if err == nil && (a.status == http.StatusNotFound || a.status == http.StatusGone) {
		return server.URL
	}
	return page
}
