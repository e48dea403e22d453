package reportserver

import (
	"context"
	"errors"
	"net/url"
	"strings"
)

// opSources is what errors of reading data sources name.
const opSources = "read a report's data sources"

// readSources finds out which pins can never succeed, because the data source
// of their report keeps no credentials: once a report and a day, and not more
// reports at once than is fair. What it can't find out is left for later: only
// the end of ctx is an error.
func (l *look) readSources(ctx context.Context) error {
	var due []string
	seen := map[string]bool{}
	for i := range l.items {
		t := &l.items[i]
		if !t.pin || seen[t.row.report] {
			continue
		}
		if _, ok := l.c.memory.source(t.row.report, l.b.now); ok {
			continue
		}
		switch {
		case t.unsure(), t.old.Subscription.Report != t.row.report:
			if len(due) >= mostSources {
				continue
			}
		case t.again:
		case !l.old(t) || !l.c.memory.allow(l.b.now):
			continue
		}
		seen[t.row.report] = true
		due = append(due, t.row.report)
	}
	var missed int
	_ = each(ctx, due, &missed, func(ctx context.Context, t *turn, report string) error {
		no, err := l.c.noStored(ctx, t, report)
		if err == nil {
			l.c.memory.keepSource(report, source{at: l.b.now, noStored: no})
		}
		return err
	})
	return ctx.Err()
}

// noStored tells whether a report has a data source that asks for credentials,
// or takes those of whoever looks: then no subscription of it can run. False
// where the server doesn't say.
func (c *Client) noStored(ctx context.Context, t *turn, report string) (bool, error) {
	if !strings.HasPrefix(report, "/") {
		return false, nil
	}
	key := url.PathEscape(strings.ReplaceAll(report, "'", "''"))
	a, err := c.do(ctx, call{op: opSources, path: "/Reports(Path='" + key + "')/DataSources", turn: t})
	var e *Error
	if errors.As(err, &e) && e.Status != 0 && !e.Account {
		return false, nil // it answered, and won't tell
	}
	if err != nil {
		return false, err
	}
	no := false
	if _, err := scanList(a.body, func(s *scanner) error {
		var d dataSource
		err := d.scan(s)
		no = no || d.noStored()
		return err
	}); err != nil {
		return false, nil
	}
	return no, nil
}

// dataSource is how a report gets at its data, as far as it is wanted.
type dataSource struct {
	off       bool
	retrieval string // CredentialRetrieval
	byUser    bool   // CredentialsByUser is there
	inServer  bool   // CredentialsInServer is there
}

func (d *dataSource) scan(s *scanner) error {
	return s.objectOr(func(key string) error {
		switch {
		case is(key, "IsEnabled"):
			on := true
			err := s.flag(&on)
			d.off = !on
			return err
		case is(key, "CredentialRetrieval"):
			return s.text(&d.retrieval)
		case is(key, "CredentialsByUser"):
			d.byUser = s.peek() == '{'
		case is(key, "CredentialsInServer"):
			d.inServer = s.peek() == '{'
		}
		return s.skip()
	})
}

// noStored goes by the server's plain word for it, and where that is missing by
// which kind of credentials is described. "None" is fine: no credentials are
// needed.
func (d *dataSource) noStored() bool {
	switch strings.ToLower(d.retrieval) {
	case "prompt", "integrated":
		return !d.off
	case "":
		return d.byUser && !d.inServer && !d.off
	}
	return false
}
