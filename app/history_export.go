package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mysettings/app/language"
	"mysettings/app/tiles"
)

// SaveFile asks the person where to save something.
type SaveFile struct {
	// Title is that of the dialog, Name the file's name to begin with.
	Title, Name string
	// Kind is what such files are called, Pattern what their names look like:
	// "*.csv".
	Kind, Pattern string
}

// Exported is what became of an export. The page isn't told where a file is.
type Exported struct {
	// Saved is false when the person closed the dialog.
	Saved bool `json:"saved"`
	// Name is the file's name, without its folder.
	Name string `json:"name"`
}

// errNotWritten is a file that could not be saved where the person chose.
var errNotWritten = &refusal{
	text: "The file couldn’t be saved there.",
	do:   "Choose another folder, or check that the disk isn’t full and the file isn’t open in another program.",
	code: "file_not_written",
}

// ExportHistory asks where to, and saves what is kept of the last days as a
// table (CSV), of one connection or of all where it is empty.
func (b *Bindings) ExportHistory(days int, connection string) (Exported, error) {
	now := b.localNow()
	path, err := b.shell.SaveFile(SaveFile{
		Title:   language.Say("Save the history"),
		Name:    "my-settings-history-" + now.Format(time.DateOnly) + ".csv",
		Kind:    language.Say("Table (CSV)"),
		Pattern: "*.csv",
	})
	if err != nil {
		return Exported{}, fail(err)
	}
	if path == "" {
		return Exported{}, nil
	}
	since := now.AddDate(0, 0, -min(max(days, 1), maxHistoryDays))
	past, err := b.b.Store.Past(b.life, since)
	if err != nil {
		return Exported{}, fail(err)
	}
	runs, err := b.b.Store.PastRuns(b.life, since)
	if err != nil {
		return Exported{}, fail(err)
	}
	conns, err := b.b.Store.Connections(b.life)
	if err != nil {
		return Exported{}, fail(err)
	}
	names := make(map[string]string, len(conns))
	for _, c := range conns {
		names[c.ID] = c.Name
	}
	err = writeWhole(path, func(w io.Writer) error {
		// Without the mark a spreadsheet takes it for another encoding.
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
		return tiles.WriteCSV(w, past.Of(connection), tiles.RunsOf(runs, connection), names)
	})
	if err != nil {
		b.log().Warn("saving the history", "err", err)
		return Exported{}, fail(fmt.Errorf("%w: %w", errNotWritten, err))
	}
	return Exported{Saved: true, Name: filepath.Base(path)}, nil
}

// writeWhole writes a file all or nothing: what was there before stays where
// writing fails. Only its owner may read it.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".my-settings-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
