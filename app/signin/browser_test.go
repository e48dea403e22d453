package signin

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const testPage = "https://login.example/authorize?a=1&b=x%20y&name=Sales%20(EU);!$~"

func TestBrowserCommands(t *testing.T) {
	t.Parallel()
	const here = "http://localhost:1234/"
	for _, tc := range []struct {
		name   string
		system string
		env    map[string]string
		exists []string
		want   [][]string
	}{
		{"nothing", "linux", nil, nil, nil},
		{"desktop", "linux", map[string]string{"DISPLAY": ":0"}, nil, [][]string{{"xdg-open", here}, {"x-www-browser", here}}},
		{"wayland", "linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, nil, [][]string{{"xdg-open", here}, {"x-www-browser", here}}},
		{"windows", "windows", nil, nil, [][]string{{"rundll32", "url.dll,FileProtocolHandler", here}}},
		{"macOS", "darwin", nil, nil, [][]string{{"open", here}}},
		{"one", "linux", map[string]string{"BROWSER": "firefox"}, nil, [][]string{{"firefox", here}}},
		{"list", "linux", map[string]string{"BROWSER": "firefox:w3m: :"}, nil, [][]string{{"firefox", here}, {"w3m", here}}},
		{"arguments", "linux", map[string]string{"BROWSER": `firefox --new-window "%s" -P 'my profile'`}, nil, [][]string{{"firefox", "--new-window", here, "-P", "my profile"}}},
		{"before the desktop's", "linux", map[string]string{"BROWSER": "w3m", "DISPLAY": ":0"}, nil, [][]string{{"w3m", here}, {"xdg-open", here}, {"x-www-browser", here}}},
		{"a path with spaces", "linux", map[string]string{"BROWSER": "/opt/my browser/run"}, []string{"/opt/my browser/run"}, [][]string{{"/opt/my browser/run", here}}},
		{"a windows path", "windows", map[string]string{"BROWSER": `C:\Program Files\b.exe;other`}, []string{`C:\Program Files\b.exe`},
			[][]string{{`C:\Program Files\b.exe`, here}, {"other", here}, {"rundll32", "url.dll,FileProtocolHandler", here}}},
		{"per cent signs", "linux", map[string]string{"BROWSER": "b 100%% %c %s"}, nil, [][]string{{"b", "100%", ":", here}}},
		{"escaped per cent s", "linux", map[string]string{"BROWSER": "b %%s"}, nil, [][]string{{"b", "%s", here}}},
		{"in the background", "linux", map[string]string{"BROWSER": "b %s &"}, nil, [][]string{{"b", here}}},
		{"no shell", "linux", map[string]string{"BROWSER": "b;rm -rf $HOME|x"}, nil, [][]string{{"b;rm", "-rf", "$HOME|x", here}}},
	} {
		b := systemBrowser{
			env: func(k string) string { return tc.env[k] }, system: tc.system,
			look: func(name string) (string, error) {
				if slices.Contains(tc.exists, name) {
					return name, nil
				}
				return "", exec.ErrNotFound
			},
		}
		if got := b.commands(here); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: commands = %q; want %q", tc.name, got, tc.want)
		}
	}
}

func TestBrowserRefusesAddresses(t *testing.T) {
	t.Parallel()
	b := systemBrowser{
		env: func(string) string { return "b" }, system: "linux", look: func(s string) (string, error) { return s, nil },
		start: func(_ context.Context, c []string) error { t.Errorf("started %q", c); return nil },
	}
	for _, address := range []string{
		"", "x", "--help", "http://example.com/", "http://127.0.0.1.example.com/", "file:///etc/passwd", "javascript:alert(1)",
		"https://", "https:opaque", "https://user:password@example.com/", "ms-settings:", "https://a b/", "https://x/\x00", "HTTPS//x",
		"data:text/html,x", "https://example.com\nhttps://y/",
	} {
		if err := b.Open(t.Context(), address); !errors.Is(err, errAddress) {
			t.Errorf("%q: %v; want it refused", address, err)
		}
	}
}

// A report server without TLS, to which the person agreed, is one host and no
// other.
func TestBrowserPlain(t *testing.T) {
	t.Parallel()
	var opened []string
	b := systemBrowser{
		env: func(string) string { return "" }, system: "windows",
		look: func(name string) (string, error) { return name, nil },
		start: func(_ context.Context, command []string) error {
			opened = append(opened, command[len(command)-1])
			return nil
		},
	}.Plain("bi:8080")
	for address, want := range map[string]bool{
		"http://bi:8080/reports/mysettings": true, "https://elsewhere.example/": true,
		"http://bi/reports": false, "http://bi:8080.evil.example/": false, "http://ana@bi:8080/": false, "ftp://bi:8080/": false,
	} {
		opened = nil
		err := b.Open(t.Context(), address)
		if (err == nil) != want || (len(opened) == 1) != want {
			t.Errorf("Open(%q) = %v, opened %q; want it opened: %v", address, err, opened, want)
		}
	}
}

func TestBrowserOpensLegalAddresses(t *testing.T) {
	t.Parallel()
	var got []string
	b := systemBrowser{
		env: func(string) string { return "b" }, system: "linux", look: func(s string) (string, error) { return s, nil },
		start: func(_ context.Context, c []string) error { got = c; return nil },
	}
	for _, address := range []string{testPage, "http://localhost:4000/x", "http://127.0.0.1/", "http://[::1]:8080/a", "https://example.com/%22%20"} {
		if err := b.Open(t.Context(), address); err != nil || got[len(got)-1] != address {
			t.Errorf("%q: opened %q, %v", address, got, err)
		}
	}
	// What no shell and no command line may see bare is escaped.
	if err := b.Open(t.Context(), `https://example.com/?q="x"`); err == nil && strings.Contains(got[len(got)-1], `"`) {
		t.Errorf("opened %q with a bare quotation mark", got)
	}
}

// TestBrowserRuns starts real programs, found by $BROWSER as a person sets it.
func TestBrowserRuns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the programs are shell scripts")
	}
	dir := t.TempDir()
	script := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	record := filepath.Join(dir, "opened")
	good := script("good one", `printf '%s|%s|%s' "$#" "$1" "$MY_API_TOKEN$MY_PASSWORD" >'`+record+`.new'; mv '`+record+`.new' '`+record+`'`+"\n")
	bad := script("bad", "exit 3\n")
	slow := script("slow", "exec sleep 60\n")
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("MY_API_TOKEN", "s3cret")
	t.Setenv("MY_PASSWORD", "s3cret")

	t.Setenv("BROWSER", "no-such-program:"+bad+":"+good)
	if err := SystemBrowser().Open(t.Context(), testPage); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(record)
	if err != nil || string(got) != "1|"+testPage+"|" {
		t.Errorf("browser was given %q, %v; want one address and no secret", got, err)
	}

	t.Setenv("BROWSER", bad)
	err = SystemBrowser().Open(t.Context(), testPage)
	if err == nil || errors.Is(err, ErrNoBrowser) || strings.Contains(err.Error(), "login.example") {
		t.Errorf("a browser that fails: %v; want its failure without the address", err)
	}
	t.Setenv("BROWSER", "no-such-program")
	if err := SystemBrowser().Open(t.Context(), testPage); !errors.Is(err, ErrNoBrowser) {
		t.Errorf("no browser at all: %v", err)
	}

	// One that goes on running isn't waited for, and goes on.
	begun := time.Now()
	cmd := make(chan int, 1)
	b := systemBrowser{env: func(string) string { return slow }, look: exec.LookPath, system: "linux", start: func(ctx context.Context, c []string) error {
		err := start(ctx, []string{"/bin/sh", "-c", "echo $$ >'" + filepath.Join(dir, "pid") + "'; exec sleep 60"})
		cmd <- 1
		return err
	}}
	if err := b.Open(t.Context(), testPage); err != nil || time.Since(begun) > settle+2*time.Second {
		t.Errorf("a slow browser: %v after %v", err, time.Since(begun))
	}
	<-cmd
	text, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("kill", strings.TrimSpace(string(text))).CombinedOutput(); err != nil {
		t.Errorf("the slow browser isn't running any more: %v %s", err, out)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	got := environment([]string{"PATH=/bin", "GITHUB_TOKEN=x", "Db_Password=x", "HOME=/root", "AWS_SECRET_ACCESS_KEY=x", "DBUS_SESSION_BUS_ADDRESS=y", "odd"})
	if want := []string{"PATH=/bin", "HOME=/root", "DBUS_SESSION_BUS_ADDRESS=y", "odd"}; !slices.Equal(got, want) {
		t.Errorf("environment = %q; want %q", got, want)
	}
}
