package powerbi

import (
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// description is what Microsoft's own description of the API has of names and
// types, as far as the app needs it.
type description struct {
	Paths       map[string]map[string]operation `json:"paths"`
	Definitions map[string]schema               `json:"definitions"`

	forms map[string]*regexp.Regexp // of the paths
}

type operation struct {
	Parameters []struct {
		Name string `json:"name"`
		In   string `json:"in"`
		Ref  string `json:"$ref"`
	} `json:"parameters"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	AllOf      []schema          `json:"allOf"`
	Properties map[string]schema `json:"properties"`
}

var contract = sync.OnceValues(func() (*description, error) {
	data, err := os.ReadFile("../../build/contract/powerbi.json")
	if err != nil {
		return nil, err
	}
	d := &description{forms: map[string]*regexp.Regexp{}}
	if err := json.Unmarshal(data, d); err != nil {
		return nil, err
	}
	hole := regexp.MustCompile(`\\\{[^}]*\\\}`)
	for path := range d.Paths {
		d.forms[path] = regexp.MustCompile("^" + hole.ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$")
	}
	return d, nil
})

// checkContract reports a request that the description does not contain.
func checkContract(t testing.TB, r *http.Request) {
	d, err := contract()
	if err != nil {
		t.Errorf("description of the API: %v", err)
		return
	}
	found := ""
	var op operation
	for path, form := range d.forms {
		// A literal path goes before one with holes.
		if o, ok := d.Paths[path][strings.ToLower(r.Method)]; ok && form.MatchString(r.URL.Path) && (found == "" || !strings.Contains(path, "{")) {
			found, op = path, o
		}
	}
	if found == "" {
		t.Errorf("%s %s is not in the description of the API", r.Method, r.URL.Path)
		return
	}
	for name := range r.URL.Query() {
		if !slices.ContainsFunc(op.Parameters, func(p struct {
			Name string `json:"name"`
			In   string `json:"in"`
			Ref  string `json:"$ref"`
		}) bool {
			return p.In == "query" && p.Name == name
		}) {
			t.Errorf("%s %s has no query parameter %s in the description of the API", r.Method, found, name)
		}
	}
}

func (d *description) fields(s schema) map[string]bool {
	all := map[string]bool{}
	if name, ok := strings.CutPrefix(s.Ref, "#/definitions/"); ok {
		s = d.Definitions[name]
	}
	for name := range s.Properties {
		all[strings.ToLower(name)] = true
	}
	for _, part := range s.AllOf {
		for name := range d.fields(part) {
			all[name] = true
		}
	}
	return all
}

// TestFieldsAreDescribed holds the fields that are read against those that the
// service describes: a slip in a name would read as a missing field for ever.
func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()
	d, err := contract()
	if err != nil {
		t.Fatal(err)
	}
	described := func(definitions ...string) map[string]bool {
		all := map[string]bool{}
		for _, name := range definitions {
			for field := range d.fields(schema{Ref: "#/definitions/" + name}) {
				all[field] = true
			}
		}
		return all
	}
	for definition, r := range map[string]record{
		"Group": &groupObject{}, "Dashboard": &dashboardObject{}, "Tile": &tileObject{}, "Dataset": &datasetObject{},
	} {
		for field := range described(definition) {
			text, flag := r.target([]byte(field))
			if text != nil {
				*text = field
			}
			if flag != nil {
				*flag = true
			}
		}
		object := reflect.ValueOf(r).Elem()
		for i := range object.NumField() {
			if object.Field(i).IsZero() {
				t.Errorf("%s: field %s is not described", definition, object.Type().Field(i).Name)
			}
		}
	}
	for _, tt := range []struct {
		object any
		in     map[string]bool
	}{
		{refreshObject{}, described("Refresh")},
		{attemptObject{}, described("RefreshAttempt")},
		{scheduleObject{}, described("RefreshSchedule", "DirectQueryRefreshSchedule")},
		{struct {
			N string `json:"notifyOption"`
		}{}, described("DatasetRefreshRequest")},
	} {
		typ := reflect.TypeOf(tt.object)
		for i := range typ.NumField() {
			if name := typ.Field(i).Tag.Get("json"); !tt.in[strings.ToLower(name)] {
				t.Errorf("%s: field %s is not described", typ.Name(), name)
			}
		}
	}
}
