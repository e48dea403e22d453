package powerbi

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"mysettings/app/tiles"
)

const (
	// groupsPerPage is asked of the one list with documented paging.
	groupsPerPage = 100
	// mostPages ends a list that goes on for ever.
	mostPages = 200
)

// fetch reads a whole collection: @odata.nextLink is followed where the service
// gives one, though its description promises none for these lists.
func fetch[T any, P interface {
	*T
	record
}](ctx context.Context, c *Client, op, path string) ([]T, error) {
	var all []T
	k := call{op: op, method: http.MethodGet, path: path}
	for range mostPages {
		a, err := c.do(ctx, k)
		if err != nil {
			return nil, err
		}
		p, err := decodePage[T, P](a.body)
		a.free()
		if err != nil {
			return nil, nonsense(k.op, a, err)
		}
		if all == nil {
			all = p.items
		} else {
			all = append(all, p.items...)
		}
		next, ok := c.nextCall(k, p.next)
		if !ok {
			return all, nil
		}
		k = next
	}
	return all, nil
}

// nextCall makes a call of a next link, which must stay below the base.
func (c *Client) nextCall(k call, link string) (call, bool) {
	if link == "" {
		return call{}, false
	}
	u, err := url.Parse(link)
	if err != nil || !strings.EqualFold(u.Host, c.base.Host) {
		return call{}, false
	}
	path, ok := strings.CutPrefix(u.EscapedPath(), c.base.EscapedPath())
	if !ok || !strings.HasPrefix(path, "/") {
		return call{}, false
	}
	k.path, k.query = path, u.Query()
	return k, true
}

// groups reads the workspaces page by page and hands each page over. How many
// a page holds at most is not documented: a short page is taken as the last,
// and so is one that brings nothing new.
func (c *Client) groups(ctx context.Context, each func([]groupObject)) error {
	const op = "list workspaces"
	seen := map[string]bool{}
	for skip, n := 0, 0; n < mostPages; n++ {
		a, err := c.do(ctx, call{op: op, method: http.MethodGet, path: "/groups", query: url.Values{
			"$top":  {strconv.Itoa(groupsPerPage)},
			"$skip": {strconv.Itoa(skip)},
		}})
		if err != nil {
			return err
		}
		p, err := decodePage[groupObject](a.body)
		a.free()
		if err != nil {
			return nonsense(op, a, err)
		}
		var fresh []groupObject
		for _, g := range p.items {
			if id := ident(g.ID); id != "" && !seen[id] {
				seen[id] = true
				fresh = append(fresh, g)
			}
		}
		each(fresh)
		if len(p.items) < groupsPerPage || len(fresh) == 0 {
			return nil
		}
		skip += len(p.items)
	}
	return nil
}

// nonsense is an Error for a success whose body can't be read.
func nonsense(op string, a answer, err error) error {
	return &Error{Op: op, Status: a.status, RequestID: a.requestID(), Cause: tiles.CauseServiceDown, Err: err}
}

// workspacePath is the path of something of a workspace, My workspace when
// workspace is empty.
func workspacePath(workspace string, segments ...string) string {
	n := len("/groups/") + len(workspace)
	for _, s := range segments {
		n += 1 + len(s)
	}
	var b strings.Builder
	b.Grow(n)
	if workspace != "" {
		b.WriteString("/groups/")
		b.WriteString(url.PathEscape(workspace))
	}
	for _, s := range segments {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	return b.String()
}
