package settings

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestPolicyKeyByKey(t *testing.T) {
	t.Parallel()
	path := policy(t, "\xef\xbb\xbf"+`{
		"cloud": "gcc", "notify": false, "warn.lead_days": 7,
		"theme": "pink", "colour": "red", "proxy": ["a"], "language": null, "authority": "http://login.example.com"
	}`)
	values, problems := readPolicy(path)
	if len(values) != 3 || values[KeyCloud] != "gcc" || values[KeyNotify] != "false" || values[KeyLeadDays] != "7" {
		t.Errorf("values %v", values)
	}
	var about []string
	for _, p := range problems {
		var ignored *Ignored
		var invalid *Invalid
		var unknown *Unknown
		switch {
		case !errors.As(p, &ignored) || ignored.Path != path || ignored.Source != FromPolicy:
			t.Errorf("problem %v is no *Ignored of the file", p)
		case errors.As(p, &invalid):
			about = append(about, invalid.Key)
		case errors.As(p, &unknown):
			about = append(about, "?"+unknown.Key)
		}
	}
	if got, want := strings.Join(about, " "), "authority ?colour language proxy theme"; got != want {
		t.Errorf("problems about %s; want %s", got, want)
	}
}

func TestPolicyFiles(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, content string
		problem       string // part of it; empty for none
	}{
		{"empty object", `{}`, ""},
		{"empty", ``, "not JSON (line 1)"},
		{"broken on line 3", "{\n\"cloud\": \"gcc\",\n}", "not JSON (line 3)"},
		{"cut off", `{"cloud":`, "not JSON"},
		{"list", `["cloud"]`, "not of the form"},
		{"null", `null`, ""},
		{"page", `<html>`, "not JSON"},
		{"huge", `{"cloud":"` + strings.Repeat("x", largestPolicy) + `"}`, "too large"},
	} {
		values, problems := readPolicy(policy(t, tt.content))
		if len(values) != 0 {
			t.Errorf("%s: values %v", tt.name, values)
		}
		switch {
		case tt.problem == "" && len(problems) != 0:
			t.Errorf("%s: problems %v", tt.name, problems)
		case tt.problem != "" && (len(problems) != 1 || !strings.Contains(problems[0].Error(), tt.problem)):
			t.Errorf("%s: problems %v; want %q", tt.name, problems, tt.problem)
		}
	}
	dir := t.TempDir()
	if values, problems := readPolicy(filepath.Join(dir, "none.json")); len(values) != 0 || len(problems) != 0 {
		t.Errorf("no file: %v, %v", values, problems)
	}
	if _, problems := readPolicy(dir); len(problems) != 1 {
		t.Errorf("a folder: %v", problems)
	}
}

func TestPolicyThatAnybodyMayWrite(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("Windows goes by the owner")
		return
	}
	path := policy(t, `{"proxy":"http://evil.example:80"}`)
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	values, problems := readPolicy(path)
	if len(values) != 0 || len(problems) != 1 {
		t.Errorf("values %v, problems %v", values, problems)
	}
}

func TestPolicyOfSomebodyElse(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Log("only root can give a file away")
		return
	}
	path := policy(t, `{"cloud":"gcc"}`)
	if err := os.Chown(path, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	values, problems := readPolicy(path)
	if len(values) != 0 || len(problems) != 1 {
		t.Errorf("values %v, problems %v", values, problems)
	}
}

func TestPolicyVariableNeverReplacesAPolicy(t *testing.T) {
	t.Parallel()
	mine := policy(t, `{}`)
	machine := policy(t, `{}`)
	none := filepath.Join(t.TempDir(), "policy.json")
	for _, tt := range []struct{ name, machine, wanted, want string }{
		{"nothing wanted", none, "", none},
		{"no policy there", none, mine, mine},
		{"a policy there", machine, mine, machine},
		{"a relative path", none, "policy.json", none},
		{"not known whether there is one", filepath.Join(machine, "x"), mine, filepath.Join(machine, "x")},
	} {
		if runtime.GOOS == "windows" && strings.HasPrefix(tt.name, "not known") {
			continue // Windows calls that "not found"
		}
		if got := policyPath(tt.machine, tt.wanted); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
	if got := machinePolicy(); !filepath.IsAbs(got) {
		t.Errorf("machine policy at %s", got)
	}
}

func FuzzPolicy(f *testing.F) {
	f.Add([]byte(`{"cloud":"gcc","notify":true,"warn.lead_days":7,"x":{}}`))
	f.Add([]byte(`{"theme":1e999}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		raw, err := decodePolicy(data)
		if err != nil {
			return
		}
		for _, v := range raw {
			_, _ = scalar(v) // must not panic
		}
	})
}
