// Package command is the command line: everything that the window and the
// tray can do, for scripts and for machines without a screen.
//
// Main runs one command and says with which code the process should end. The
// commands, the JSON that they print and the exit codes are a contract with
// scripts; Code's constants list the codes. Standard output carries the answer
// and nothing else; progress, questions and errors go to standard error.
//
// A command opens only the parts of the program that it needs: `status` reads
// the store and sends no request.
package command

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/tray"
)

// The exit codes. A command that was interrupted (Ctrl-C, a closed terminal)
// could not do what it was asked, and ends with CodeFailed.
const (
	CodeGood      = 0 // all well
	CodeAttention = 1 // a tile isn't fresh, or a sign-in is expiring or gone
	CodeUsage     = 2 // wrong usage, or a setting that can't be
	CodeFailed    = 3 // could not do it
)

// Faces are the parts of the program that need a screen, and the main
// goroutine. Where the executable doesn't hold one, the command starts the
// executable beside it and the function is not called.
type Faces struct {
	// Window shows the window, on a page ("settings", "tiles", "history",
	// "notices", "preferences" or "about") or on the first when it is empty, until it is closed.
	Window func(ctx context.Context, p *program.Program, page string) error
	// Tray shows the icon until the person quits.
	Tray func(ctx context.Context, o tray.Options) error
}

// Main runs the command in args (args[0] is the program's own name) and
// returns the exit code. It must be called on the main goroutine: the faces
// need it. It returns after SIGINT, SIGTERM or SIGHUP, when the command has
// cleaned up behind itself.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer, faces Faces) int {
	// Where the system refuses, the person's own limit stands: none, mostly.
	_ = program.NoCore()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	s := &session{stdin: stdin, stdout: stdout, stderr: stderr, faces: faces}
	return s.run(ctx, args[1:])
}

// session is one run of one command.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	faces          Faces

	data    string // --data, or MYSETTINGS_DATA
	named   bool   // --data was typed
	sandbox bool   // --sandbox
	json    bool   // --json

	code int // what the command found, when it found no error
}

func (s *session) run(ctx context.Context, args []string) int {
	// Without this, a double click on the Windows executable shows cobra's
	// "this is a command line tool" instead of the window.
	cobra.MousetrapHelpText = ""
	root := s.root()
	root.SetArgs(args)
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		return s.fail(ctx, err)
	}
	return s.code
}

// usageError is a command that was typed in a way that can't be carried out.
type usageError struct {
	text language.Text
	args []any
}

func (e *usageError) Error() string { return language.Sayf(e.text, e.args...) }

func usagef(format language.Text, args ...any) error {
	return &usageError{text: format, args: args}
}

// errReported ends a command whose answer already says what went wrong.
var errReported = errors.New("already reported")
