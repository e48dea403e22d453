package app

import (
	"cmp"
	"errors"

	"mysettings/app/language"
	"mysettings/app/words"
)

// Failure is an error as the page gets it: a sentence, what to do, and what a
// person may read out to whoever helps them. It is what every binding returns.
type Failure struct {
	Text    string `json:"text"`
	Do      string `json:"do"`
	Code    string `json:"code"`
	Details string `json:"details"`
}

// Error is the sentence.
func (f *Failure) Error() string { return f.Text }

// refusal is a Failure of this package's own, in English.
type refusal struct {
	text, do language.Text
	code     string
}

func (r *refusal) Error() string { return string(r.text) }

// fail turns err into what the page may see of it; nil stays nil.
func fail(err error) error {
	if err == nil {
		return nil
	}
	var f *Failure
	var own *refusal
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &own):
		return &Failure{Text: language.Say(own.text), Do: language.Say(own.do), Code: own.code}
	}
	s := words.Of(err)
	return &Failure{Text: s.Text, Do: cmp.Or(s.Window, s.Do), Code: s.Code, Details: s.Details}
}

// formatError is how Wails hands an error of a binding to the page.
func formatError(err error) any {
	var f *Failure
	if !errors.As(fail(err), &f) {
		return nil
	}
	return f
}
