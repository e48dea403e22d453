package powerbi

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPageKeepsGoodNeighbours(t *testing.T) {
	t.Parallel()
	body := `{"VALUE":[
		{"id":"a","title":"Sales","datasetId":"m1"},
		{"id":"b","title":17,"datasetId":{"odd":true}},
		{"ID":"c","Title":null},
		5, "text", null, [],
		{"id":{"x":1},"title":"no id"},
		{"id":"../../admin","title":"no id either"},
		{"id":"d","title":"last","new":"field"}
	],"odata.context":"x"}`
	p, err := decodePage[tileObject]([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range p.items {
		if id := ident(o.ID); id != "" {
			got = append(got, id+"="+o.Title+"="+ident(o.DatasetID))
		}
	}
	if want := "a=Sales=m1 b== c== d=last="; strings.Join(got, " ") != want {
		t.Errorf("got %q; want %q", strings.Join(got, " "), want)
	}
}

func TestPageRefusesWhatIsNoList(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		ok   bool
	}{
		{`{"value":[]}`, true},
		{`{"value":null}`, false}, // says nothing, so nothing is taken to be gone
		{"\xef\xbb\xbf" + `{"value":[]}`, true},
		{`{"value":{}}`, false},
		{`{"value":"x"}`, false},
		{`{}`, false},
		{`null`, false},
		{`[]`, false},
		{`"x"`, false},
		{``, false},
		{`  `, false},
		{`{"value":[{"id":"a"}`, false},
		{`{"value":[]} trailing`, false},
	} {
		_, err := decodePage[tileObject]([]byte(tt.body))
		if (err == nil) != tt.ok {
			t.Errorf("decodePage(%q) error = %v; want ok %v", tt.body, err, tt.ok)
		}
	}
}

func TestScannerReadsWhatJSONAllows(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		want string // titles; "!" for an error
	}{
		{`{"value":[{"title":"a\"b\\"},{"title":"\u00e9\ud83d\ude00"}]}`, `a"b\|é😀`},
		{`{"value":[{"title":"\\\\\""},{"title":"\\\\"},{"title":"\"\""}]}`, `\\"|\\|""`},
		{`{"value":[{"title":"\\\"}]}`, "!"},
		{`{"value":[{"\u0074itle":"escaped key"}]}`, "escaped key"},
		{`{"value":[{"title":"bad \x escape"}]}`, ""},
		{"{\"value\":[{\"title\":\"bad \xff byte\"}]}", "bad \ufffd byte"},
		{`{"value":[{"title":"first","TITLE":"second"}]}`, "second"},
		{`{"value":[{"title":"kept","title":7}]}`, "kept"},
		{` { "value" : [ { "a" : [ {} , [ ] , -1.5e3 , null ] , "title" : "x" } ] , "b" : { } } `, "x"},
		{`{"a":"]}","value":[{"title":"x"}]}`, "x"},
		{`{"value":[{"title":"x"},]}`, "!"},
		{`{"value":[{"title":"x"} {"title":"y"}]}`, "!"},
		{`{"value":[{"title" "x"}]}`, "!"},
		{`{"value":[{title:"x"}]}`, "!"},
		{`{"value":[{"title":"x"}]`, "!"},
		{`{"value":[{"title":"x]}`, "!"},
		{`{"value":[{"title":"x\`, "!"},
		{`{"value":[[[[`, "!"},
		{strings.Repeat("[", 1<<20), "!"},
		{`{"value":[` + strings.Repeat("[", 1<<20), "!"},
	} {
		p, err := decodePage[tileObject]([]byte(tt.body))
		var titles []string
		for _, o := range p.items {
			titles = append(titles, o.Title)
		}
		got := strings.Join(titles, "|")
		if err != nil {
			got = "!"
		}
		if got != tt.want {
			t.Errorf("%.60q: %q, %v; want %q", tt.body, got, err, tt.want)
		}
	}
}

// TestTextsOutliveTheBody holds the scanner to its promise: the memory of an
// answer is used again for the next one.
func TestTextsOutliveTheBody(t *testing.T) {
	t.Parallel()
	const n = 200
	var elements, want []string
	for i := range n {
		title := strings.Repeat(string(rune('a'+i%26)), i*20)
		elements = append(elements, `{"id":"`+strings.Repeat("i", i+1)+`","title":"`+title+`"}`)
		want = append(want, title)
	}
	body := []byte(`{"@odata.nextLink":"link","value":[` + strings.Join(elements, ",") + `]}`)
	p, err := decodePage[tileObject](body)
	clear(body)
	if err != nil || len(p.items) != n || p.next != "link" {
		t.Fatalf("%d items, next %q, %v", len(p.items), p.next, err)
	}
	for i, o := range p.items {
		if o.Title != want[i] || o.ID != strings.Repeat("i", i+1) {
			t.Fatalf("item %d: %.20q, %.20q", i, o.ID, o.Title)
		}
	}
}

func TestDecodeRecord(t *testing.T) {
	t.Parallel()
	var o datasetObject
	err := decodeRecord([]byte("\xef\xbb\xbf"+`{"ID":"m","isRefreshable":true,"addRowsAPIEnabled":"true","configuredBy":null}`), &o)
	if err != nil || o.ID != "m" || !o.IsRefreshable || o.AddRowsAPIEnabled || o.ConfiguredBy != "" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, body := range []string{``, `[]`, `"x"`, `{"id":"m"`, `{"id":"m"} x`} {
		if err := decodeRecord([]byte(body), &o); err == nil {
			t.Errorf("decodeRecord(%q) accepted", body)
		}
	}
}

func fuzzList[T any, P interface {
	*T
	record
}](f *testing.F, check func(*testing.T, T), seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(`{"value":[` + s + `]}`))
	}
	f.Add([]byte(`{"value":null}`))
	f.Add([]byte(`{"value":[{"id":"a"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decodePage[T, P](body)
		if err != nil {
			return
		}
		for _, o := range p.items {
			check(t, o)
		}
	})
}

func FuzzTiles(f *testing.F) {
	fuzzList(f, func(t *testing.T, o tileObject) {
		if got := name(o.Title); !clean(got) || utf8.RuneCountInString(got) > longestName {
			t.Errorf("title %q", got)
		}
		if id := ident(o.ID); strings.ContainsAny(id, "/?#% ") || id == ".." {
			t.Errorf("id %q", id)
		}
	}, `{"id":"a","title":"T","reportId":"r","datasetId":"d"}`, `{"id":1,"title":{}}`, `7`)
}

func FuzzDatasets(f *testing.F) {
	fuzzList(f, func(t *testing.T, o datasetObject) {
		if o.kind() == "" {
			t.Error("no kind")
		}
	}, `{"id":"a","name":"N","configuredBy":"x@y","IsRefreshable":true,"targetStorageMode":"Abf"}`, `{"addRowsAPIEnabled":"true"}`)
}

func FuzzDashboards(f *testing.F) {
	fuzzList(f, func(t *testing.T, o dashboardObject) {
		if got := dashboardURL(portalURL, o.WebURL, "", "d"); !strings.HasPrefix(strings.ToLower(got), "https://app.powerbi.com/") &&
			!strings.HasPrefix(strings.ToLower(got), "https://app.powerbi.com?") && !strings.EqualFold(got, portalURL) && !strings.HasPrefix(strings.ToLower(got), "https://app.powerbi.com#") {
			t.Errorf("url %q", got)
		}
	}, `{"id":"a","displayName":"D","webUrl":"https://app.powerbi.com/x"}`, `{"webUrl":"https://app.powerbi.com:443@evil"}`)
}

func FuzzGroups(f *testing.F) {
	fuzzList(f, func(t *testing.T, o groupObject) {
		if !clean(name(o.Name)) {
			t.Errorf("name %q", name(o.Name))
		}
	}, `{"id":"g","name":"G","isReadOnly":false}`)
}

// FuzzScanner holds the scanner against encoding/json on everything that is
// JSON.
func FuzzScanner(f *testing.F) {
	f.Add([]byte(`{"value":[{"id":"a","title":"\u00e9\n","reportId":null},3,{"ID":"b","x":{"id":"c"},"datasetId":false}]}`))
	f.Add([]byte("{\"value\":[{\"title\":\"\xff\"}],\"@odata.nextLink\":\"x\"}"))
	f.Add([]byte(`{"value":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decodePage[tileObject](body)
		if !json.Valid(body) {
			return
		}
		var want struct {
			Value []struct {
				ID        string `json:"id"`
				Title     string `json:"title"`
				ReportID  string `json:"reportId"`
				DatasetID string `json:"datasetId"`
			} `json:"value"`
			Next string `json:"@odata.nextLink"`
		}
		_ = json.Unmarshal(body, &want) // wrong types are left empty
		if bytes.Count(bytes.ToLower(body), []byte("alue")) != 1 || bytes.Contains(body, []byte(`\u`)) || !ascii(body) {
			return // several lists, or keys that fold in ways of their own
		}
		if (want.Value == nil) != (err != nil) {
			t.Fatalf("error %v; encoding/json finds %v", err, want.Value)
		}
		if err != nil {
			return
		}
		var wanted []tileObject
		for _, v := range want.Value {
			wanted = append(wanted, tileObject(v))
		}
		if !slices.Equal(got.items, wanted) || got.next != want.Next {
			t.Errorf("got %+v %q; want %+v %q", got.items, got.next, wanted, want.Next)
		}
	})
}

func ascii(data []byte) bool {
	return bytes.IndexFunc(data, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
