//go:build pagetest

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"mysettings/app/sandbox"
)

// served is the built page with real bindings behind it, over HTTP in place
// of a web view: what Wails does with messages, /call does with requests and
// /events with a stream.
type served struct {
	*httptest.Server
	bindings *Bindings
	shell    *streamShell
	browser  *playedBrowser
}

// servePage serves dist with the bindings of backend until the test ends.
func servePage(t *testing.T, dist fs.FS, backend Backend) *served {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	s := &served{shell: &streamShell{listeners: map[chan string]bool{}, folder: t.TempDir()}, browser: &playedBrowser{}}
	backend.Browser = s.browser
	s.bindings = NewBindings(ctx, backend, s.shell, "")
	mux := http.NewServeMux()
	mux.HandleFunc("POST /call/{method}", s.call)
	mux.HandleFunc("GET /events", s.shell.stream)
	mux.HandleFunc("GET /bridge.js", bridge)
	mux.HandleFunc("POST /test/person/{who}", s.person)
	mux.HandleFunc("GET /test/opened", s.opened)
	mux.Handle("GET /", s.bindings.withFirst(withBridge(http.FileServerFS(dist), dist)))
	s.Server = httptest.NewServer(secured(mux))
	var following sync.WaitGroup
	following.Go(func() {
		if err := s.bindings.follow(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		end()
		following.Wait()
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// call runs one method of the bindings with the JSON list of its arguments.
func (s *served) call(w http.ResponseWriter, r *http.Request) {
	method := reflect.ValueOf(s.bindings).MethodByName(r.PathValue("method"))
	if !method.IsValid() {
		http.Error(w, "no such method", http.StatusNotFound)
		return
	}
	var args []json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&args); err != nil || len(args) != method.Type().NumIn() {
		http.Error(w, fmt.Sprint("arguments: ", err), http.StatusBadRequest)
		return
	}
	in := make([]reflect.Value, len(args))
	for i, arg := range args {
		v := reflect.New(method.Type().In(i))
		if err := json.Unmarshal(arg, v.Interface()); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		in[i] = v.Elem()
	}
	var answer struct {
		Result any `json:"result"`
		Error  any `json:"error"`
	}
	for _, out := range method.Call(in) {
		if err, ok := out.Interface().(error); ok {
			answer.Error = formatError(err)
		} else if out.Type() != reflect.TypeFor[error]() {
			answer.Result = out.Interface()
		}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer)
}

// person says who sits at the browser when it is opened next.
func (s *served) person(w http.ResponseWriter, r *http.Request) {
	s.browser.mu.Lock()
	defer s.browser.mu.Unlock()
	s.browser.who = r.PathValue("who")
}

// opened lists the addresses that the browser was opened with, without what is
// behind a question mark.
func (s *served) opened(w http.ResponseWriter, _ *http.Request) {
	s.browser.mu.Lock()
	defer s.browser.mu.Unlock()
	json.NewEncoder(w).Encode(s.browser.addresses)
}

// playedBrowser is a browser with a person of the sandbox in front of it.
type playedBrowser struct {
	mu        sync.Mutex // protects everything below
	who       string
	addresses []string
}

func (b *playedBrowser) Open(ctx context.Context, address string) error {
	b.mu.Lock()
	who := b.who
	bare, _, _ := strings.Cut(address, "?")
	b.addresses = append(b.addresses, bare)
	b.mu.Unlock()
	act := func(context.Context, string) error { return nil } // nobody there
	switch who {
	case "ana":
		act = onEitherPage
	case "dana":
		act = sandbox.Dana.SignIn
	case "refuses":
		act = sandbox.Ana.Refuse
	}
	go act(context.WithoutCancel(ctx), address) // as a browser does: on its own
	return nil
}

// streamShell is the window around the page: events go to whoever listens.
type streamShell struct {
	mu        sync.Mutex // protects everything below
	listeners map[chan string]bool
	clipboard string
	raised    int
	folder    string // where everything is saved
}

func (s *streamShell) Emit(event string, data ...any) {
	line, err := json.Marshal(map[string]any{"event": event, "data": data})
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.listeners {
		select {
		case l <- string(line):
		default:
		}
	}
}

func (s *streamShell) Copy(text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clipboard = text
	return nil
}

func (s *streamShell) SaveFile(ask SaveFile) (string, error) {
	return filepath.Join(s.folder, ask.Name), nil
}

func (s *streamShell) ChooseFile(ask SaveFile) (string, error) {
	return filepath.Join(s.folder, "certificates.pem"), nil
}

func (s *streamShell) ShowFolder(string) error { return nil }

func (s *streamShell) Quit() {}

func (s *streamShell) Raise() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raised++
}

func (s *streamShell) stream(w http.ResponseWriter, r *http.Request) {
	lines := make(chan string, 64)
	s.mu.Lock()
	s.listeners[lines] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, lines)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	fmt.Fprint(w, ": listening\n\n")
	flush.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case line := <-lines:
			fmt.Fprintf(w, "data: %s\n\n", line)
			flush.Flush()
		}
	}
}

// bridge gives the page what Wails' own scripts give it in the window.
func bridge(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/javascript")
	fmt.Fprint(w, `
const listeners = new Map()
const stream = new EventSource('events')
stream.onmessage = (message) => {
  const { event, data } = JSON.parse(message.data)
  for (const listener of listeners.get(event) ?? []) listener(...(data ?? []))
}
window.runtime = {
  EventsOnMultiple(event, listener) {
    if (!listeners.has(event)) listeners.set(event, new Set())
    listeners.get(event).add(listener)
    return () => listeners.get(event).delete(listener)
  },
  ClipboardSetText: async (text) => {
    window.copied = text
    return true
  },
}
window.go = {
  app: {
    Bindings: new Proxy({}, {
      get: (_, method) => async (...args) => {
        const answer = await fetch('call/' + method, { method: 'POST', body: JSON.stringify(args) })
        if (!answer.ok) throw new Error(await answer.text())
        const { result, error } = await answer.json()
        if (error) throw error
        return result
      },
    }),
  },
}
`)
}

// withBridge puts the bridge before the page's own script.
func withBridge(next http.Handler, dist fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			next.ServeHTTP(w, r)
			return
		}
		index, err := fs.ReadFile(dist, "index.html")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, strings.Replace(string(index), "<head>", `<head><script src="bridge.js"></script>`, 1))
	})
}
