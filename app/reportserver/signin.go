package reportserver

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mysettings/app/tiles"
)

// SignIn is what a server tells of the Power BI sign-in that it keeps for the
// person.
type SignIn struct {
	// Status is StatusUnknown where the server doesn't tell, or in words that
	// are not known.
	Status tiles.ServerStatus
	// Account is the Power BI account, cleaned; empty where it isn't told.
	Account string
	// Quiet is true where the server has only its notices to tell by, and shows
	// none. It shows none to the signed in, and none to those without an active
	// pin: for a person with one it means signed in.
	Quiet bool
}

// opSignIn is what errors of asking for the sign-in name.
const opSignIn = "read the sign-in's status"

// SignIn asks the server about the Power BI sign-in that it keeps. The server
// may ask Microsoft before it answers, so this takes seconds, and is asked by
// one call at a time. A server that can't tell, or tells in an odd shape, is no
// error: Status is StatusUnknown.
func (c *Client) SignIn(ctx context.Context) (SignIn, error) {
	select {
	case c.asking <- struct{}{}:
		defer func() { <-c.asking }()
	case <-ctx.Done():
		return SignIn{}, fmt.Errorf("report server: %s: %w", opSignIn, ctx.Err())
	}
	server, _ := c.known()
	if server.TellsSignIn {
		s, told, err := c.integrationStatus(ctx)
		if told || err != nil {
			return s, err
		}
	}
	if server.TellsNotices {
		return c.notices(ctx)
	}
	return SignIn{}, nil
}

// integrationStatus asks PowerBIIntegration; told is false where it is not
// there, or in an odd shape.
func (c *Client) integrationStatus(ctx context.Context) (s SignIn, told bool, err error) {
	a, err := c.do(ctx, call{op: opSignIn, path: "/PowerBIIntegration", limit: askLimit})
	if soft(err) {
		return SignIn{}, false, nil
	}
	if err != nil {
		return SignIn{}, false, err
	}
	s, err = decodeStatus(a.body)
	return s, err == nil && s.Status != tiles.StatusUnknown, nil
}

// soft tells whether err is an answer that means that something isn't there,
// or isn't as it was thought.
func soft(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status != 0 && !e.Account && e.Kind != KindServer
}

func decodeStatus(body string) (SignIn, error) {
	var status, account string
	err := scanObject(body, func(s *scanner, key string) error {
		switch {
		case is(key, "Status"):
			return s.text(&status)
		case is(key, "UserName"):
			return s.text(&account)
		}
		return s.skip()
	})
	if err != nil {
		return SignIn{}, err
	}
	return SignIn{Status: serverStatus(status), Account: name(account)}, nil
}

// serverStatus reads a status by its name, also with the name of its type
// around it, or by its number.
func serverStatus(word string) tiles.ServerStatus {
	word = strings.Trim(word, "' ")
	word = word[strings.LastIndexAny(word, ".'")+1:]
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(word)) {
	case "signedin", "1":
		return tiles.StatusSignedIn
	case "signedout", "2":
		return tiles.StatusSignedOut
	case "expired", "3":
		return tiles.StatusExpired
	}
	return tiles.StatusUnknown
}

// notices asks for what the portal would notify the person of.
func (c *Client) notices(ctx context.Context) (SignIn, error) {
	a, err := c.do(ctx, call{op: opSignIn, path: "/Notifications", limit: askLimit})
	if soft(err) {
		return SignIn{}, nil
	}
	if err != nil {
		return SignIn{}, err
	}
	return decodeNotices(a.body), nil
}

// decodeNotices reads rows with an IssueType.
func decodeNotices(body string) SignIn {
	var found SignIn
	_, err := scanList(body, func(s *scanner) error {
		return s.objectOr(func(key string) error {
			var issue string
			if !is(key, "IssueType") {
				return s.skip()
			}
			err := s.text(&issue)
			switch issue = strings.ToLower(issue); {
			case strings.Contains(issue, "powerbitokenneedsrenewal"):
				found.Status = tiles.StatusExpired
			case strings.Contains(issue, "powerbitokenneeded"):
				found.Status = tiles.StatusSignedOut
			}
			return err
		})
	})
	if err != nil {
		return SignIn{}
	}
	found.Quiet = found.Status == tiles.StatusUnknown
	return found
}
