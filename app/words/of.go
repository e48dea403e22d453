package words

import (
	"context"
	"errors"
	"io/fs"
	"os/exec"
	"syscall"

	"mysettings/store"
)

// Of gives the sentence for an error of any package; the zero Sentence for nil.
func Of(err error) Sentence {
	if err == nil {
		return Sentence{}
	}
	for _, of := range []func(error) (Sentence, bool){
		ofSettings, ofSignIn, ofPowerBI, ofReportServer, ofSentinel, ofSystem,
	} {
		if s, ok := of(err); ok {
			return s
		}
	}
	return entry{
		Text: "Something went wrong that this app has no words for.",
		Do:   "Try again; if it stays so, show the details to whoever helps you.",
		Code: "unrecognised",
	}.say(err.Error())
}

// ofSentinel looks the error up among the fixed ones.
func ofSentinel(err error) (Sentence, bool) {
	for _, known := range sentinels {
		if errors.Is(err, known.err) {
			return known.sentence.say(err.Error()), true
		}
	}
	return Sentence{}, false
}

// ofSystem covers what comes from the system and from Go itself.
func ofSystem(err error) (Sentence, bool) {
	var missing *exec.Error
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return withDetails(store.ErrFull, err), true
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return entry{Text: "This computer doesn't let the app read or write a file.", Do: "Look at the permissions of what the details name.", Code: "not_permitted"}.say(err.Error()), true
	case errors.Is(err, syscall.EADDRINUSE):
		return entry{Text: "Another program uses that address already.", Do: "Choose another port, or 0 for a free one.", Code: "address_in_use"}.say(err.Error()), true
	case errors.Is(err, context.Canceled):
		return entry{Text: "It was cancelled before it was done.", Do: "Start it again when you are ready.", Code: "cancelled"}.say(), true
	case errors.Is(err, context.DeadlineExceeded):
		return entry{Text: "It took longer than it may.", Do: "Check your connection, then try again.", Code: "timed_out"}.say(err.Error()), true
	case errors.As(err, &missing):
		return entry{Text: "A program that is needed can't be started.", Do: "Install the app again, or the program that the details name.", Code: "not_startable"}.say(err.Error()), true
	}
	return Sentence{}, false
}

// withDetails gives the sentence of a fixed error with the details of err.
func withDetails(known, err error) Sentence {
	s, _ := ofSentinel(known)
	s.Details = join(err.Error())
	return s
}
