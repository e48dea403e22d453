package program

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// Erase ends what runs, forgets the tokens, passwords and keys, and removes
// from the data folder everything that the app has put there, the folder too
// where nothing else is in it. The Program is closed then; see store.Erase for
// what the caller has to see to. What could not be removed is in the error.
func (p *Program) Erase(ctx context.Context) error {
	usual := p.isUsual()
	p.SignIn.Close()
	errs := []error{p.closeServers()}
	if p.logFile != nil {
		errs = append(errs, p.logFile.end())
	}
	// Before the store, which removes the folder.
	for _, name := range []string{"log", "webview"} {
		errs = append(errs, os.RemoveAll(filepath.Join(p.Data, name)))
	}
	errs = append(errs, p.Store.Erase(ctx))
	if usual {
		errs = append(errs, eraseWebView())
	}
	p.closers = nil
	p.erased.Store(true)
	return errors.Join(errs...)
}

// Erased tells whether Erase was called, whatever it could not remove.
func (p *Program) Erased() bool { return p.erased.Load() }

// isUsual tells whether the data folder is the one for every day: the web
// view's own folders have its name only then.
func (p *Program) isUsual() bool {
	folder, err := DefaultData()
	return err == nil && !p.Sandbox && filepath.Clean(folder) == filepath.Clean(p.Data)
}

// eraseWebView removes what WebKitGTK keeps of its own beside the data folder;
// elsewhere it is inside.
func eraseWebView() error {
	if runtime.GOOS != "linux" {
		return nil
	}
	var errs []error
	data, err := DefaultData()
	if err == nil {
		errs = append(errs, os.RemoveAll(filepath.Join(filepath.Dir(data), "mysettings-window")))
	}
	if cache, err := os.UserCacheDir(); err == nil {
		errs = append(errs, os.RemoveAll(filepath.Join(cache, "mysettings-window")))
	}
	return errors.Join(errs...)
}
