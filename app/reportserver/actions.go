package reportserver

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"mysettings/app/tiles"
)

// Run asks the server to run the pin's subscription now. Nil means that the
// server took it up, not that it ran: LastRunTime tells, some seconds or up to
// 45 minutes later.
func (c *Client) Run(ctx context.Context, f tiles.Feed) error {
	return c.action(ctx, "run a subscription", f, "Execute")
}

// Pause switches the pin's subscription off.
func (c *Client) Pause(ctx context.Context, f tiles.Feed) error {
	return c.action(ctx, "disable a subscription", f, "Disable")
}

// Resume switches the pin's subscription on again.
func (c *Client) Resume(ctx context.Context, f tiles.Feed) error {
	return c.action(ctx, "enable a subscription", f, "Enable")
}

// Delete deletes the pin's subscription. One that is gone already is deleted.
func (c *Client) Delete(ctx context.Context, f tiles.Feed) error {
	const op = "delete a subscription"
	id, err := subscriptionOf(op, f)
	if err != nil {
		return err
	}
	_, err = c.do(ctx, call{op: op, method: http.MethodDelete, path: subscriptionPath(id)})
	if isKind(err, KindGone) {
		return nil
	}
	return err
}

// SignOut has the server forget the person's Power BI sign-in. No document
// describes this call, so it is made only where the person asked for it.
func (c *Client) SignOut(ctx context.Context) error {
	return c.post(ctx, "sign out", "/PowerBIIntegration", "Logout")
}

func (c *Client) action(ctx context.Context, op string, f tiles.Feed, action string) error {
	id, err := subscriptionOf(op, f)
	if err != nil {
		return err
	}
	return c.post(ctx, op, subscriptionPath(id), action)
}

func subscriptionOf(op string, f tiles.Feed) (string, error) {
	id := ident(f.ModelID)
	if f.Source != tiles.SourceSubscription || id == "" {
		return "", failure(op, KindGone, fmt.Errorf("feed that is no subscription"))
	}
	return id, nil
}

// post calls an action by its name, in each form until one is known to the
// server: an unknown one does nothing, so trying again is safe.
func (c *Client) post(ctx context.Context, op, path, action string) error {
	var err error
	for _, form := range c.forms(path, action) {
		_, err = c.do(ctx, call{op: op, method: http.MethodPost, path: form})
		if !unknownForm(err) {
			break
		}
	}
	return err
}

// forms are the addresses that an action or function may have, the likeliest
// first. OData names it with its namespace, "Model." in v2.0; in v1.0 the
// portal doesn't, and joins it to a singleton's name with a dot.
func (c *Client) forms(path, action string) []string {
	qualified, bare := path+"/Model."+action, path+"/"+action
	switch {
	case !c.old():
		return []string{qualified, bare}
	case strings.HasSuffix(path, ")"):
		return []string{bare, qualified}
	}
	return []string{path + "." + action, bare, qualified}
}

// unknownForm tells whether the server may not know an address at all.
func unknownForm(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Account {
		return false
	}
	switch e.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	case http.StatusOK: // a page instead of data
		return e.Kind == KindAnswer
	}
	return false
}
