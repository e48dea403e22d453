package app

import (
	"strings"
	"sync"
	"sync/atomic"

	"mysettings/app/erase"
	"mysettings/app/language"
)

// erasing is whether everything was deleted, after which nothing is read or
// written any more.
type erasing struct {
	mu   sync.Mutex // one deletion at a time
	done atomic.Bool
}

// ErasePlan is what deleting everything means.
type ErasePlan struct {
	// Goes and Stays are sentences: what is deleted, and what that can't undo.
	Goes  []string `json:"goes"`
	Stays []string `json:"stays"`
	// Word is what has to be typed.
	Word string `json:"word"`
}

var errEraseWord = &refusal{
	text: "Nothing was deleted: another word was typed.",
	do:   "Type the word as it is shown.", code: "not_confirmed",
}

func eraseWord() string { return language.Say("delete") }

// PlanErase says what deleting everything would mean now.
func (b *Bindings) PlanErase() (ErasePlan, error) {
	plan, err := erase.MakePlan(b.life, b.b.Program)
	if err != nil {
		return ErasePlan{}, fail(err)
	}
	return ErasePlan{Goes: orEmpty(plan.Goes), Stays: orEmpty(plan.Stays), Word: eraseWord()}, nil
}

// EraseEverything deletes everything that the app keeps on this computer, where
// word is the one of the plan. Nothing but CloseWindow is of use after it. The
// error says what could not be removed; where it is about a part of the app that
// still runs, or about the word, nothing was deleted.
func (b *Bindings) EraseEverything(word string) error {
	b.erasing.mu.Lock()
	defer b.erasing.mu.Unlock()
	if !strings.EqualFold(strings.TrimSpace(word), eraseWord()) {
		return fail(errEraseWord)
	}
	if b.erasing.done.Load() {
		return nil
	}
	if err := b.SetInFront(false); err != nil {
		return err
	}
	err := erase.Everything(b.life, b.b.Program, true)
	if b.b.Program.Erased() {
		b.erasing.done.Store(true)
	}
	return fail(err)
}

// CloseWindow closes the window.
func (b *Bindings) CloseWindow() { b.shell.Quit() }
