package app

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"mysettings/app/sandbox"
)

// control asks the sandbox for something; the answer goes into into.
func (w window) control(t *testing.T, what string, body, into any) {
	t.Helper()
	address := w.org.Describe().Control + "/" + what
	var answer *http.Response
	var err error
	if body == nil {
		answer, err = http.Get(address)
	} else {
		text, marshalErr := json.Marshal(body)
		if marshalErr != nil {
			t.Fatal(marshalErr)
		}
		answer, err = http.Post(address, "application/json", bytes.NewReader(text))
	}
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		t.Fatalf("control %s: %s", what, answer.Status)
	}
	if into == nil {
		return
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// login is Ana's on the report server.
func (w window) login(t *testing.T) (user, password string) {
	t.Helper()
	var about struct {
		People []struct{ Person, User, Password string }
	}
	w.control(t, "server", nil, &about)
	for _, p := range about.People {
		if p.Person == sandbox.Ana.User {
			return p.User, p.Password
		}
	}
	t.Fatal("Ana has no login")
	return "", ""
}

// add adds the sandbox's report server as Ana.
func (w window) add(t *testing.T) string {
	t.Helper()
	user, password := w.login(t)
	answer, err := w.AddServer(ServerForm{Address: w.org.Describe().ReportServer, User: user, Password: password})
	if err != nil || answer.Connection == "" {
		t.Fatalf("AddServer = %+v, %v", answer, err)
	}
	w.wait() // the look that follows
	return answer.Connection
}

// about is a connection as the page sees it.
func (w window) about(t *testing.T, id string) Connection {
	t.Helper()
	s := w.see(t)
	i := slices.IndexFunc(s.Connections, func(c Connection) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("no connection %s among %d", id, len(s.Connections))
	}
	return s.Connections[i]
}

// onEitherPage is Ana in front of a browser, who signs in on the page that opens,
// and looks at every other.
func onEitherPage(ctx context.Context, address string) error {
	switch {
	case strings.HasSuffix(address, "/mysettings"):
		return sandbox.Ana.SignInAtServer(ctx, address)
	case strings.Contains(address, "code_challenge"):
		return sandbox.Ana.SignIn(ctx, address)
	}
	return nil
}
