package app

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mysettings/app/program"
	"mysettings/app/tiles"
)

func TestAddServerAsks(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	user, password := w.login(t)
	portal := w.org.Describe().ReportServer
	for _, c := range []struct {
		name, auth string
		form       ServerForm
		question   ServerQuestion
		want       tiles.Auth
		code       string
	}{
		{"ntlm", "ntlm", ServerForm{}, QuestionLogin, tiles.AuthNTLM, ""},
		{"a form", "forms", ServerForm{}, QuestionLogin, tiles.AuthForms, ""},
		{"a form, with the usual way", "forms", ServerForm{User: user, Password: password}, QuestionLogin, tiles.AuthForms, ""},
		{"a way that isn't offered", "forms", ServerForm{Auth: tiles.AuthNTLM, User: user, Password: password}, "", "", "login_page"},
		{"a password that nobody may read", "basic", ServerForm{Auth: tiles.AuthBasic, User: user, Password: password}, "", "", "plain_basic"},
		{"no user", "ntlm", ServerForm{Auth: tiles.AuthNTLM}, QuestionLogin, tiles.AuthNTLM, ""},
		{"no password", "ntlm", ServerForm{User: user}, QuestionLogin, "", ""},
		{"a wrong password", "ntlm", ServerForm{User: user, Password: "guess-guess"}, "", "", "refused"},
		{"no address", "ntlm", ServerForm{Address: "two words"}, "", "", "not_address"},
		{"a password in the address", "ntlm", ServerForm{Address: "https://ana:guess-guess@server/reports"}, "", "", "not_address"},
		{"nobody there", "ntlm", ServerForm{Address: "http://127.0.0.1:1/reports"}, "", "", "unreachable"},
	} {
		w.control(t, "server", map[string]string{"auth": c.auth}, nil)
		if c.form.Address == "" {
			c.form.Address = portal
		}
		answer, err := w.AddServer(c.form)
		text, marshalErr := json.Marshal([]any{answer, err})
		if marshalErr != nil {
			t.Fatal(marshalErr)
		}
		if strings.Contains(string(text), password) || strings.Contains(string(text), "guess-guess") || strings.Contains(string(text), "--") {
			t.Errorf("%s: the page was given %s", c.name, text)
		}
		switch {
		case c.code != "":
			if f := failure(t, err); f.Code != c.code || f.Do == "" {
				t.Errorf("%s: %+v; want %s", c.name, f, c.code)
			}
		case err != nil || answer.Question != c.question || answer.Auth != c.want || !strings.HasSuffix(answer.Text, "."):
			t.Errorf("%s: %+v, %v", c.name, answer, err)
		}
	}
	if s := w.see(t); len(s.Connections) != 0 {
		t.Errorf("something was added: %+v", s.Connections)
	}
}

func TestCancelAddServer(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	asked := make(chan struct{}, 8)
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer slow.Close()
	done := make(chan error, 1)
	answers := make(chan ServerAnswer, 1)
	go func() {
		answer, err := w.AddServer(ServerForm{Address: slow.URL})
		answers <- answer
		done <- err
	}()
	<-asked
	if _, err := w.AddServer(ServerForm{Address: slow.URL}); failure(t, err).Code != "adding_under_way" {
		t.Errorf("a second one: %v", err)
	}
	w.CancelAddServer()
	if answer, err := <-answers, <-done; err != nil || answer != (ServerAnswer{}) {
		t.Errorf("cancelled: %+v, %v", answer, err)
	}
	w.CancelAddServer() // nothing to cancel is fine
	w.add(t)
}

func TestEnterServer(t *testing.T) {
	t.Parallel()
	w := openWindow(t)
	id := w.add(t)
	user, password := w.login(t)
	w.control(t, "server", map[string]string{"auth": "never"}, nil)
	w.control(t, "server-logoff", map[string]string{}, nil)
	if err := w.Check(); err != nil {
		failure(t, err)
	}
	if c := w.about(t, id); c.State != tiles.UnknownState || !c.Server.LoginTrouble || c.Problem == nil || c.Problem.Text == "" {
		t.Errorf("locked out: %+v, %+v", c, c.Server)
	}
	if pin := tileFor(t, w.see(t), func(t Tile) bool { return t.Pin != nil }); pin.Pin.CanPause || pin.Pin.CanDelete || pin.Askable {
		t.Errorf("pin of a server that lets nobody in: %+v, %+v", pin, pin.Pin)
	}
	for name, c := range map[string]struct{ user, password, code string }{
		"no password":      {user, "", "login_incomplete"},
		"no user":          {" ", password, "login_incomplete"},
		"a wrong password": {user, "guess-guess", "refused"},
	} {
		f := failure(t, w.EnterServer(id, c.user, c.password))
		if f.Code != c.code || strings.Contains(f.Details+f.Text+f.Do, "guess-guess") {
			t.Errorf("%s: %+v", name, f)
		}
	}
	w.control(t, "server", map[string]string{"auth": "ntlm"}, nil)
	if err := w.EnterServer(id, user, password); err != nil {
		t.Fatal(err)
	}
	w.wait()
	if c := w.about(t, id); c.State != tiles.SignedIn || c.Server.LoginTrouble {
		t.Errorf("let in again: %+v", c)
	}
}

// What is not a report server's is refused in words.
func TestServerBindingsRefuse(t *testing.T) {
	t.Parallel()
	p := openProgram(t, t.TempDir())
	fill(t, p.Store, seed{tiles: 6, healthy: true})
	w := windowOn(t, p, nil)
	tile := seedConnection + "/tile-0001"
	_, signOut := w.SignOutOnServer(seedConnection)
	_, nowhere := w.SignOutOnServer("server-0000000000")
	for name, err := range map[string]error{
		"remove":                 w.RemoveServer(seedConnection),
		"remove what is gone":    w.RemoveServer("server-0000000000"),
		"enter":                  w.EnterServer(seedConnection, "ana", "password"),
		"pin another":            w.PinAnother(seedConnection),
		"sign out on server":     signOut,
		"sign out of nothing":    nowhere,
		"pause":                  w.PausePin(tile),
		"resume an unknown tile": w.ResumePin("no/such"),
		"delete":                 w.DeletePin(tile),
		"open the report":        w.OpenReport(tile),
	} {
		t.Run(name, func(t *testing.T) { failure(t, err) })
	}
	if opened := w.browser.addresses(); len(opened) != 0 {
		t.Errorf("opened %q", opened)
	}
}

// broken is a program with a fault, of the kind that repeats what it was given.
type broken struct{ Servers }

func (broken) AddServer(_ context.Context, a program.AddServer) (tiles.Connection, error) {
	panic(a.Password.Reveal())
}

// Wails writes the whole message of a call that panics into its log.
func TestFaultDoesNotShowThePassword(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	b := NewBindings(t.Context(), Backend{Servers: broken{}, Log: slog.New(slog.NewTextHandler(&log, nil))}, newRecordedShell(), "")
	_, err := b.AddServer(ServerForm{Address: "https://bi", User: "ana", Password: "s3cret-s3cret"})
	if failure(t, err).Code != "unforeseen" || log.Len() == 0 || strings.Contains(log.String(), "s3cret") {
		t.Errorf("%v, log: %s", err, log.String())
	}
	if err := failure(t, b.EnterServer("x", "ana", "s3cret-s3cret")); err.Code != "unforeseen" {
		t.Errorf("EnterServer: %+v", err)
	}
	if _, err := b.AddServer(ServerForm{Address: "https://bi"}); failure(t, err).Code != "unforeseen" {
		t.Errorf("the place of the one that failed is still taken: %v", err)
	}
}

func TestWithoutPassword(t *testing.T) {
	t.Parallel()
	f := failure(t, without("hunter2-hunter2", &Failure{Text: "It failed.", Details: "bad password hunter2-hunter2 of ana"}))
	if f.Details != "bad password … of ana" {
		t.Errorf("details = %q", f.Details)
	}
	if without("x", nil) != nil {
		t.Error("nothing became an error")
	}
}
