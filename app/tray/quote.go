package tray

import "strings"

// quoteDesktop writes an argument as a desktop entry's Exec wants it: quoted,
// with the characters that a shell would read escaped, percent signs doubled,
// and all of that escaped once more as any string of such a file.
// https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
func quoteDesktop(arg string) string {
	arg = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(arg)
	return strings.ReplaceAll(`"`+arg+`"`, `\`, `\\`)
}

// quoteWindows writes an argument so that Windows programs read it back as it
// is: backslashes count double only before a quotation mark.
// https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
func quoteWindows(arg string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for i := range len(arg) {
		switch c := arg[i]; c {
		case '\\':
			slashes++
			continue
		case '"':
			b.WriteString(strings.Repeat(`\`, 2*slashes+1))
		default:
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		slashes = 0
		b.WriteByte(arg[i])
	}
	b.WriteString(strings.Repeat(`\`, 2*slashes))
	b.WriteByte('"')
	return b.String()
}

// commandLine joins a program and its arguments. Only what needs quotes gets
// them, except for the program: unquoted, C:\Program Files\x.exe would start
// C:\Program.exe.
func commandLine(quote func(string) string, exe string, args []string) string {
	out := quote(exe)
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " \t\"'\\<>~|&;$*?#()`%") {
			a = quote(a)
		}
		out += " " + a
	}
	return out
}

// switchedOff reads what Task Manager notes about a program that starts at
// login: its first byte is even for on and odd for off. Nothing means on.
func switchedOff(note []byte) bool { return len(note) > 0 && note[0]&1 == 1 }
