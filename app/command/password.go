package command

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tiles"
	"mysettings/store"
)

// longestPassword bounds what is read as a password.
const longestPassword = 1 << 10

// interactive tells whether a person can be asked: standard input is a
// terminal.
func (s *session) interactive() bool {
	_, ok := s.terminal()
	return ok
}

func (s *session) terminal() (fd int, ok bool) {
	f, ok := s.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	return int(f.Fd()), true
}

// askLogin fills in the user's name and the password where they are missing.
func (s *session) askLogin(ctx context.Context, a *program.AddServer) error {
	if a.Auth == "" {
		a.Auth = tiles.AuthNTLM
	}
	if a.User == "" {
		if !s.interactive() {
			return usagef("Say who signs in to the server, for example: --user CONTOSO\\ana")
		}
		name, err := s.askLine(ctx, language.Say("User name on the server (for example CONTOSO\\ana): "))
		if err != nil {
			return err
		}
		if a.User = name; name == "" {
			return usagef("A user name is needed to sign in to the server.")
		}
	}
	var err error
	if a.Password, err = s.askPassword(ctx, a.User); a.Auth == tiles.AuthNegotiate && errors.Is(err, errNoPassword) {
		return nil // the login of this computer may do
	}
	return err
}

var errNoPassword = usagef("A password is needed. Type it when asked, or send it on standard input.")

// errNotGiven is for a person who ends the input (Ctrl-D) in place of typing a
// password.
var errNotGiven = errors.New("no password given")

// askPassword reads a password: from the terminal, unseen, or one line of
// standard input.
func (s *session) askPassword(ctx context.Context, user string) (store.Secret, error) {
	var typed []byte
	var err error
	if fd, ok := s.terminal(); ok {
		fmt.Fprint(s.stderr, language.Sayf("Password of %s: ", tiles.Clean(user, widest)))
		shown, stateErr := term.GetState(fd)
		typed, err = interrupted(ctx, func() ([]byte, error) { return readUnseen(fd) })
		if ctx.Err() != nil && stateErr == nil {
			_ = term.Restore(fd, shown) // the read that was given up would leave the terminal mute
		}
		fmt.Fprintln(s.stderr)
	} else {
		typed, err = interrupted(ctx, s.readLine)
	}
	if errors.Is(err, io.EOF) {
		return store.Secret{}, errNotGiven
	}
	if err != nil {
		return store.Secret{}, fmt.Errorf("reading the password: %w", err)
	}
	if len(typed) == 0 {
		return store.Secret{}, errNoPassword
	}
	return store.NewSecret(string(typed)), nil
}

// interrupted is read, given up when ctx ends: a read from a terminal can't be
// ended otherwise. What is read after that is lost with the process.
func interrupted(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type answer struct {
		line []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := read()
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		return a.line, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readLine reads the first line of standard input without its end. Spaces
// count: they may be part of a password.
func (s *session) readLine() ([]byte, error) {
	line, err := bufio.NewReader(io.LimitReader(s.stdin, longestPassword)).ReadBytes('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

// askLine asks a person for one line.
func (s *session) askLine(ctx context.Context, question string) (string, error) {
	fmt.Fprint(s.stderr, question)
	line, err := interrupted(ctx, s.readLine)
	if ctx.Err() != nil {
		fmt.Fprintln(s.stderr) // what follows begins on a line of its own
	}
	return strings.TrimSpace(string(line)), err
}

// yes asks a person a question; everything but yes is no.
func (s *session) yes(ctx context.Context, question string) (bool, error) {
	answer, err := s.askLine(ctx, question+language.Say(" [y/N] "))
	answer = strings.ToLower(answer)
	own := strings.ToLower(language.Say("yes")) // and its first letter
	return answer != "" && (answer == "y" || answer == "yes" || answer == own || answer == own[:1]), err
}
