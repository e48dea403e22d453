//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// known is what the app knows, as far as a fault must not change it.
type known struct {
	Connections []struct {
		ID          string `json:"id"`
		Kind        string `json:"kind"`
		Name        string `json:"name"`
		State       string `json:"state"`
		Protection  string `json:"protection"`
		Integration string `json:"integration"`
	} `json:"connections"`
	Tiles struct {
		Total int `json:"total"`
	} `json:"tiles"`
}

// known asks the app what it knows.
func (l *lab) known(ctx context.Context) (known, error) {
	var k known
	a, err := l.run(ctx, "status", "--json")
	if err != nil {
		return k, err
	}
	if a.code > 1 {
		return k, fmt.Errorf("status: exit code %d: %s", a.code, a.errs)
	}
	if err := json.Unmarshal([]byte(a.out), &k); err != nil {
		return k, fmt.Errorf("status --json: %w: %s", err, a.out)
	}
	return k, nil
}

// unchanged checks that Ana is signed in, with her tiles, and that the sign-in
// works.
func (l *lab) unchanged(ctx context.Context) error {
	k, err := l.known(ctx)
	if err != nil {
		return err
	}
	if len(k.Connections) != 1 || k.Connections[0].State != "signed_in" || k.Tiles.Total == 0 {
		return fmt.Errorf("something was lost: %+v", k)
	}
	_, err = l.want(ctx, 0, nil, "check")
	return err
}

// nobody checks that a sign-in that failed has left nothing behind.
func (l *lab) nobody(ctx context.Context) error {
	k, err := l.known(ctx)
	if err == nil && len(k.Connections) != 0 {
		err = fmt.Errorf("a failed sign-in has left a connection: %+v", k)
	}
	return err
}

type tile struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Cause    string `json:"cause"`
	LastGood string `json:"last_good"`
	Text     string `json:"text"`
}

func (l *lab) tiles(ctx context.Context) ([]tile, error) {
	a, err := l.run(ctx, "tiles", "--json")
	if err != nil {
		return nil, err
	}
	var doc struct {
		Tiles []tile `json:"tiles"`
	}
	if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
		return nil, fmt.Errorf("tiles --json: %w: %s", err, a.out)
	}
	return doc.Tiles, nil
}

type notice struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// notices are what was told.
func (l *lab) notices(ctx context.Context) ([]notice, error) {
	a, err := l.run(ctx, "notices", "--json")
	if err != nil {
		return nil, err
	}
	var doc struct {
		Notices []notice `json:"notices"`
	}
	if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
		return nil, fmt.Errorf("notices --json: %w: %s", err, a.out)
	}
	return doc.Notices, nil
}

// told waits until a notice with that title is in the list.
func (l *lab) told(ctx context.Context, title string) error {
	return until(ctx, func() error {
		all, err := l.notices(ctx)
		if err != nil {
			return err
		}
		for _, n := range all {
			if strings.Contains(n.Title, title) {
				return nil
			}
		}
		return fmt.Errorf("no notice %q among %+v", title, all)
	})
}

// breakTile makes a tile's model fail, which a watching process tells.
func (l *lab) breakTile(ctx context.Context, dataset string) error {
	if err := l.control(ctx, "fail", map[string]any{"dataset": dataset, "code": "ModelRefreshFailed_CredentialsNotSpecified"}); err != nil {
		return err
	}
	a, err := l.run(ctx, "check")
	if err == nil {
		err = a.check(1, nil)
	}
	return err
}
