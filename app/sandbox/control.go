package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

const controlPath = "/control"

// control is one thing that can be done to the organisation from outside.
type control struct {
	Method  string `json:"method"`
	Path    string `json:"path"`
	About   string `json:"about"`
	Example any    `json:"example,omitempty"`
	do      func(json.RawMessage) (any, error)
}

// done is what a control answers that has nothing else to tell.
type done struct {
	Done string `json:"done"`
}

// length is a duration in JSON: "90s", "2160h".
type length time.Duration

func (l *length) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf("a length of time is a text such as \"90s\"")
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return fmt.Errorf("%q is not a length of time such as \"90s\"", text)
	}
	*l = length(d)
	return nil
}

func (l length) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(l).String()) }

// taking makes a control of f, which takes its request as a T. Fields that
// are not T's are refused, so that a misspelt control does not do nothing.
func taking[T any](f func(T) (any, error)) func(json.RawMessage) (any, error) {
	return func(body json.RawMessage) (any, error) {
		var request T
		request, err := decoded(body, request)
		if err != nil {
			return nil, err
		}
		return f(request)
	}
}

// decoded puts what body says over what into holds; an empty body says nothing.
func decoded[T any](body json.RawMessage, into T) (T, error) {
	if len(bytes.TrimSpace(body)) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&into); err != nil {
			return into, err
		}
	}
	return into, nil
}

func showing(f func() any) func(json.RawMessage) (any, error) {
	return func(json.RawMessage) (any, error) { return f(), nil }
}

func (o *Org) controls() []control {
	return slices.Concat(o.signInControls(), o.modelControls(), o.serverControls(), o.networkControls())
}

func (o *Org) controlRoutes(mux *http.ServeMux) {
	index := o.controls()
	mux.HandleFunc("GET "+controlPath, func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{
			"about":    "What can be done to this sandbox. A POST takes a JSON object; a person is a user name or the part before the @, a dataset an id or a name, a length of time a text such as \"90s\".",
			"controls": index,
		})
	})
	for _, c := range index {
		mux.HandleFunc(c.Method+" "+c.Path, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
			if err == nil {
				o.reports.catchUp()
				var answer any
				if answer, err = c.do(body); err == nil {
					writeJSON(w, http.StatusOK, answer)
					return
				}
			}
			writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		})
	}
	mux.HandleFunc(controlPath+"/", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusNotFound, map[string]string{"error": "no such control; GET " + controlPath + " lists them"})
	})
}

// Control does what the control of that name does over HTTP: a POST with
// request as JSON, or a GET when request is nil. Name is what follows
// /control/, for example "revoke". It returns the answer's JSON.
func (o *Org) Control(ctx context.Context, name string, request any) (json.RawMessage, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if request != nil {
		text, err := json.Marshal(request)
		if err != nil {
			return nil, fmt.Errorf("control %s: %w", name, err)
		}
		method, body = http.MethodPost, bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, o.base+controlPath+"/"+name, body)
	if err != nil {
		return nil, fmt.Errorf("control %s: %w", name, err)
	}
	web := &http.Client{Transport: &http.Transport{}} // no proxy: everything is loopback
	if o.server == nil {
		web.Transport = o.Transport()
	}
	defer web.CloseIdleConnections()
	response, err := web.Do(r)
	if err != nil {
		return nil, fmt.Errorf("control %s: %w", name, err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("control %s: %w", name, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("control %s: %s: %s", name, response.Status, bytes.TrimSpace(answer))
	}
	return answer, nil
}

var errNoPerson = errors.New("there is no such person")
