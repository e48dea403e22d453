package tray

import "testing"

func TestQuoteDesktop(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{
		`/usr/bin/mysettings`: `"/usr/bin/mysettings"`,
		`/opt/my apps/x`:      `"/opt/my apps/x"`,
		`a"b`:                 `"a\\"b"`,
		`a\b`:                 `"a\\\\b"`,
		"a`b$c":               "\"a\\\\`b\\\\$c\"",
		`100%f`:               `"100%%f"`,
		``:                    `""`,
	} {
		if got := quoteDesktop(arg); got != want {
			t.Errorf("quoteDesktop(%q) = %s; want %s", arg, got, want)
		}
	}
}

func TestQuoteWindows(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string]string{
		`C:\Program Files\x.exe`: `"C:\Program Files\x.exe"`,
		`C:\dir\`:                `"C:\dir\\"`,
		`say "hi"`:               `"say \"hi\""`,
		`\"`:                     `"\\\""`,
		`a\\b`:                   `"a\\b"`,
		``:                       `""`,
	} {
		if got := quoteWindows(arg); got != want {
			t.Errorf("quoteWindows(%q) = %s; want %s", arg, got, want)
		}
		if got := parseWindows(t, quoteWindows(arg)); got != arg {
			t.Errorf("%q is read back as %q", arg, got)
		}
	}
}

func FuzzQuoteWindows(f *testing.F) {
	for _, seed := range []string{``, `\`, `\\"`, `a b`, `"`, `x\\\"y\`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, arg string) {
		if got := parseWindows(t, quoteWindows(arg)); got != arg {
			t.Errorf("%q is read back as %q", arg, got)
		}
	})
}

// parseWindows reads one quoted argument as Windows programs do.
func parseWindows(t *testing.T, line string) string {
	t.Helper()
	if len(line) < 2 || line[0] != '"' {
		t.Fatalf("%q doesn't begin with a quotation mark", line)
	}
	var out []byte
	for i := 1; i < len(line); i++ {
		slashes := 0
		for i < len(line) && line[i] == '\\' {
			slashes++
			i++
		}
		if i == len(line) {
			t.Fatalf("%q doesn't end", line)
		}
		if line[i] != '"' {
			for range slashes {
				out = append(out, '\\')
			}
			out = append(out, line[i])
			continue
		}
		for range slashes / 2 {
			out = append(out, '\\')
		}
		if slashes%2 == 1 {
			out = append(out, '"')
			continue
		}
		if i != len(line)-1 {
			t.Fatalf("%q ends at %d", line, i)
		}
		return string(out)
	}
	t.Fatalf("%q doesn't end", line)
	return ""
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		exe  string
		args []string
		want string
	}{
		{`C:\x.exe`, []string{"tray"}, `"C:\x.exe" tray`},
		{`C:\Program Files\x.exe`, []string{"tray", "--data", `D:\my data\`}, `"C:\Program Files\x.exe" tray --data "D:\my data\\"`},
		{`C:\x.exe`, nil, `"C:\x.exe"`},
		{`C:\x.exe`, []string{""}, `"C:\x.exe" ""`},
	} {
		if got := commandLine(quoteWindows, c.exe, c.args); got != c.want {
			t.Errorf("commandLine = %s; want %s", got, c.want)
		}
	}
}

func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		note []byte
		want bool
	}{
		{nil, false},
		{[]byte{}, false},
		{[]byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{[]byte{6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false},
		{[]byte{3, 0, 0, 0, 0xf0, 0x12, 0x55, 0x9c, 0x4f, 0xd9, 0xd9, 0x01}, true},
		{[]byte{7, 0, 0, 0}, true},
	} {
		if got := switchedOff(c.note); got != c.want {
			t.Errorf("switchedOff(%v) = %v; want %v", c.note, got, c.want)
		}
	}
}
