package reportserver

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
)

const (
	// mostPages and mostRows end a list that goes on for ever.
	mostPages = 1000
	mostRows  = 50_000
	// smallestPage is the fewest rows at which a server may have cut a list.
	smallestPage = 20
)

// list reads all subscriptions that the person may see. How many rows a page
// holds at most is not documented, nor whether there are pages: a link to the
// next one is followed, and without one a round number of rows is taken for a
// full page until the server has shown that it isn't.
func (c *Client) list(ctx context.Context) ([]row, error) {
	var p paging
	k := call{op: opList, path: "/Subscriptions", most: largestList}
	for range mostPages {
		a, err := c.do(ctx, k)
		if err == nil {
			err = p.add(a)
		}
		if p.guessing && c.memory.guessFailed(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		next, err := c.nextPage(k, &p)
		switch {
		case err != nil:
			return nil, nonsense(opList, a, err)
		case next.path == "":
			if p.asked && !p.more {
				c.memory.uncut(len(p.rows))
			}
			return p.rows, nil
		case len(p.rows) >= mostRows:
			return nil, nonsense(opList, a, errTooLarge)
		}
		k = next
	}
	if !p.guessing {
		return nil, failure(opList, KindAnswer, errTooLarge)
	}
	c.memory.uncut(len(p.rows))
	return p.rows, nil
}

// paging puts the pages of a list together.
type paging struct {
	rows     []row
	seen     map[string]bool
	next     string // the server's link to the next page
	linked   bool   // there was one
	got      int    // rows of the last page, those that were there already too
	fresh    int    // those that weren't
	page     int    // rows of the first page
	guessing bool   // the last call asked for what may not be there
	asked    bool   // one call did
	more     bool   // and it brought something
}

func (p *paging) add(a answer) error {
	r := row{}
	p.got, p.fresh = 0, 0
	if p.rows == nil {
		n := len(a.body) / smallestRow
		p.seen, p.rows = make(map[string]bool, n), make([]row, 0, n)
	}
	next, err := scanList(a.body, func(s *scanner) error {
		if err := r.scan(s); err != nil {
			return err
		}
		p.got++
		if id := ident(r.id); id != "" && !p.seen[id] && len(p.rows) < mostRows {
			p.seen[id] = true
			p.fresh++
			p.rows = append(p.rows, r)
		}
		return nil
	})
	if err != nil {
		return nonsense(opList, a, err)
	}
	p.next = next
	p.page = max(p.page, p.got)
	p.more = p.more || p.guessing && p.fresh > 0
	return nil
}

// smallestRow is about how many bytes a row takes at the least, to guess how
// many there are.
const smallestRow = 500

// nextPage is the call for the next page, an empty one where there is none. A
// link that can't be followed is an error, for what it leads to is missing.
func (c *Client) nextPage(k call, p *paging) (call, error) {
	if p.next != "" {
		p.guessing, p.linked = false, true
		if p.fresh == 0 {
			return call{}, nil // round in a circle
		}
		return c.linked(k, p.next)
	}
	full := !p.linked && p.got >= smallestPage && (p.got%10 == 0 || p.got%128 == 0) && !c.memory.isUncut(p.got)
	if p.asked {
		full = p.guessing && p.got >= p.page
	}
	if !full || p.fresh == 0 {
		return call{}, nil
	}
	p.guessing, p.asked = true, true
	k.query = url.Values{"$top": {strconv.Itoa(p.page)}, "$skip": {strconv.Itoa(len(p.rows))}}
	return k, nil
}

// errLink lies behind an Error of KindAnswer when the next page of a list is
// said to be somewhere else.
var errLink = errors.New("link to the next page leads elsewhere")

// linked makes a call of a link to the next page. Of its host nothing is taken,
// for behind a proxy a server knows itself by another name; its path must be
// one of the API.
func (c *Client) linked(k call, link string) (call, error) {
	base, err := url.Parse(c.address + "/")
	if err != nil {
		return call{}, errLink
	}
	u, err := base.Parse(link)
	if err != nil || u.User != nil {
		return call{}, errLink
	}
	path, root := u.EscapedPath(), strings.TrimSuffix(base.EscapedPath(), "/")
	if len(path) <= len(root) || !strings.EqualFold(path[:len(root)], root) || path[len(root)] != '/' || strings.Contains(path, "..") {
		return call{}, errLink
	}
	k.path, k.query = path[len(root):], u.Query()
	return k, nil
}
