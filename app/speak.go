package app

import (
	"encoding/json"
	"io"

	"mysettings/app/language"
)

// speech is the language of the page.
type speech struct {
	// Tag is the language, such as "de", and Locale how dates and numbers are
	// written in it, such as "de-AT".
	Tag    string `json:"tag"`
	Locale string `json:"locale"`
	// Texts is what the page says.
	Texts json.RawMessage `json:"texts"`
}

// speak writes the language in force as a line of the page's first script.
func speak(w io.Writer) error {
	text, err := json.Marshal(speech{language.Tag(), language.Locale(), language.Page()})
	if err != nil {
		return err
	}
	_, _ = w.Write(append(append([]byte("window.speech="), text...), '\n')) // the page is gone
	return nil
}
