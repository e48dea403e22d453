package command

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/words"
)

// with opens the program, lets do work with it, and closes it.
func (s *session) with(ctx context.Context, do func(ctx context.Context, p *program.Program) error) error {
	if s.sandbox {
		return s.inSandbox(ctx, do)
	}
	folder, err := s.folder()
	if err != nil {
		return err
	}
	return s.openAt(ctx, folder, do)
}

func (s *session) openAt(ctx context.Context, folder string, do func(ctx context.Context, p *program.Program) error) (err error) {
	p, err := program.Open(ctx, program.Options{Data: folder, Face: "command"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	err = do(ctx, p)
	if err != nil && ctx.Err() == nil {
		p.Log.Warn("command", "err", err)
	}
	return err
}

// path is the data folder as other processes must be told it.
func (s *session) path() (string, error) {
	folder, err := s.folder()
	if err != nil {
		return "", err
	}
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return abs, nil
}

// fail says on standard error why the command could not be carried out, and
// returns its exit code.
func (s *session) fail(ctx context.Context, err error) int {
	var usage *usageError
	switch {
	case errors.Is(err, errReported):
		return max(s.code, CodeAttention)
	case errors.As(err, &usage):
		fmt.Fprintln(s.stderr, usage.Error())
		return CodeUsage
	case errors.Is(err, errNotGiven):
		fmt.Fprintln(s.stderr, language.Say("No password was given, so nothing was changed."))
		return CodeFailed
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(s.stderr, language.Say("Cancelled."))
		return CodeFailed
	}
	sentence := words.Of(err)
	s.say(sentence)
	if sentence.Setting != "" {
		return CodeUsage
	}
	return CodeFailed
}

// say prints a sentence as every error is printed: the words first, the code
// for whoever is asked for help on a line of its own.
func (s *session) say(w words.Sentence) {
	fmt.Fprintln(s.stderr, w.String())
	if d := w.Detail(); d != "" {
		fmt.Fprintln(s.stderr, language.Say("Details:"), d)
	}
}

// note prints one line for the person that is no part of the answer.
func (s *session) note(format language.Text, args ...any) {
	fmt.Fprintln(s.stderr, language.Sayf(format, args...))
}

// tell prints one line of the answer to the person.
func (s *session) tell(format language.Text, args ...any) {
	fmt.Fprintln(s.stdout, language.Sayf(format, args...))
}
