package signin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// Browser shows a page to the person.
type Browser interface {
	// Open hands the address over and returns; it doesn't wait for the page.
	Open(ctx context.Context, address string) error
}

// errAddress is for an address that no browser is asked to open.
var errAddress = errors.New("not an https address")

// settle is for how long a browser command may take to fail. xdg-open ends at
// once with a code if it can't; a browser that was started by it may run on
// for days.
const settle = 1500 * time.Millisecond

// SystemBrowser opens pages in $BROWSER if that is set, else in what the
// system has been told to use. No shell is involved: legal addresses that
// contain one's special characters, such as a report named "Sales (EU)", open
// like any other, and none can become a command. Only https addresses, and
// http ones of this computer itself, are opened; the errors don't repeat the
// address. [ErrNoBrowser] is returned where there is nothing to open it with.
func SystemBrowser() Browser {
	return systemBrowser{env: os.Getenv, look: exec.LookPath, start: start, system: runtime.GOOS}
}

// Plain returns a browser that opens http addresses of one host besides, with
// its port where there is one: the person agreed to a report server without TLS.
func (b systemBrowser) Plain(host string) Browser {
	b.plain = host
	return b
}

type systemBrowser struct {
	plain  string // "" for none
	env    func(string) string
	look   func(string) (string, error)
	start  func(context.Context, []string) error
	system string
}

// Open tries one command after the other until one doesn't fail.
func (b systemBrowser) Open(ctx context.Context, address string) error {
	clean, err := checkAddress(address, b.plain)
	if err != nil {
		return err
	}
	failed := ErrNoBrowser
	for _, command := range b.commands(clean) {
		path, err := b.look(command[0])
		if err != nil {
			continue
		}
		err = b.start(ctx, append([]string{path}, command[1:]...))
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("browser: %w", context.Cause(ctx))
		}
		// The first that could be started is the one to complain about.
		if errors.Is(failed, ErrNoBrowser) {
			failed = fmt.Errorf("browser command %s: %w", quoted(command[0]), err)
		}
	}
	return failed
}

// checkAddress gives the address in canonical form: nothing in it needs, or
// can break, quoting.
func checkAddress(address, plain string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", errAddress
	}
	if agreed := u.Scheme == "http" && u.Host != "" && u.Host == plain; !agreed && !safeURL(u) {
		return "", errAddress
	}
	clean := u.String()
	if strings.ContainsFunc(clean, func(r rune) bool { return r <= ' ' || r == '"' || r == '\\' || r == 0x7f }) {
		return "", errAddress
	}
	return clean, nil
}

// commands gives what to try, in order.
func (b systemBrowser) commands(address string) [][]string {
	separator := ":"
	if b.system == "windows" {
		separator = ";"
	}
	var list [][]string
	for _, entry := range strings.Split(b.env("BROWSER"), separator) {
		if c := b.entry(entry, address); c != nil {
			list = append(list, c)
		}
	}
	switch b.system {
	case "windows":
		list = append(list, []string{"rundll32", "url.dll,FileProtocolHandler", address})
	case "darwin":
		list = append(list, []string{"open", address})
	default:
		// Without a display xdg-open falls back to a browser for terminals,
		// which would wait for ever on a terminal that isn't given to it.
		if b.env("DISPLAY") != "" || b.env("WAYLAND_DISPLAY") != "" {
			list = append(list, []string{"xdg-open", address}, []string{"x-www-browser", address})
		}
	}
	return list
}

// entry makes a command of one entry of $BROWSER: a program, with arguments
// if it isn't one whole file name, in which %s is the address, %c a colon and
// %% a per cent sign. Without %s the address is put last.
func (b systemBrowser) entry(entry, address string) []string {
	entry = strings.TrimSpace(entry)
	if entry == "" {
		return nil
	}
	command := []string{entry}
	if _, err := b.look(entry); err != nil {
		command = words(entry)
	}
	if len(command) == 0 {
		return nil
	}
	given := false
	replace := strings.NewReplacer("%s", address, "%c", ":", "%%", "%")
	for i := 1; i < len(command); i++ {
		given = given || strings.Contains(strings.ReplaceAll(command[i], "%%", ""), "%s")
		command[i] = replace.Replace(command[i])
	}
	if last := len(command) - 1; last > 0 && command[last] == "&" {
		command = command[:last] // "in the background", as it always is here
	}
	if !given {
		command = append(command, address)
	}
	return command
}

// words splits at white space outside of quotation marks.
func words(s string) []string {
	var list []string
	var word strings.Builder
	in, quote := false, rune(0)
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			in, quote = true, r
		case r == ' ' || r == '\t':
			if in {
				list = append(list, word.String())
			}
			word.Reset()
			in = false
		default:
			in = true
			word.WriteRune(r)
		}
	}
	if in {
		list = append(list, word.String())
	}
	return list
}

// start runs the command on its own, apart from this process's terminal and
// signals, and returns once it ended well or has run for a moment. The
// goroutine that waits for it lives as long as it does, which nothing here
// could or should shorten: it may be the person's browser.
func start(ctx context.Context, command []string) error {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = environment(os.Environ())
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return plain(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return nil
	case <-time.After(settle):
		return nil
	}
}

// plain drops the command line from an error of os/exec.
func plain(err error) error {
	var path *os.PathError
	var exe *exec.Error
	switch {
	case errors.As(err, &exe):
		return exe.Err
	case errors.As(err, &path):
		return path.Err
	}
	return err
}

// private are the parts of names of variables that a browser has no use for
// and that may hold a secret.
var private = []string{"TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "CREDENTIAL"}

// environment gives env without what may be secret.
func environment(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(pair string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(pair), "=")
		return slices.ContainsFunc(private, func(p string) bool { return strings.Contains(name, p) })
	})
}
