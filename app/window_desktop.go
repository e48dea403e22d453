//go:build desktop && !bindings

package app

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"mysettings/frontend"
)

// Generating tells that this executable was built to write the page's types:
// its main must call Run and do nothing else.
const Generating = false

// answerTime is how long the open window gets to come to the front before a
// second start tries to open one itself.
const answerTime = 3 * time.Second

// Run opens the window and returns when it was closed, or when ctx ended. It
// must be called on the main goroutine. Where a window is open on the same
// data already, that one comes to the front and Run returns nil at once.
func Run(ctx context.Context, o Options) error {
	if err := CheckDisplay(); err != nil {
		return err
	}
	lease, err := claim(ctx, o.Backend.Store, o.Page, answerTime)
	if err != nil {
		return err
	}
	if lease == nil {
		return nil
	}
	defer lease.Release()
	assets, err := frontend.Assets()
	if err != nil {
		return fmt.Errorf("files of the page: %w", err)
	}

	// Not ctx itself: the window is asked to close when that ends, and what it
	// began ends with the window.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	shell := &webShell{life: life, ready: make(chan struct{})}
	page := NewBindings(life, o.Backend, shell, o.Page)
	var running sync.WaitGroup
	defer page.wait()
	defer running.Wait()
	defer end()
	// While GTK starts: the web view takes its time after that, and finds
	// everything ready.
	running.Go(func() {
		if err := page.follow(life); err != nil && life.Err() == nil {
			page.log().Error("following the store", "err", err)
		}
	})
	if err := answers(); err != nil {
		return err
	}
	startNetwork()

	return wails.Run(&options.App{
		Title:            o.title(),
		Width:            1040,
		Height:           760,
		MinWidth:         480,
		MinHeight:        420,
		BackgroundColour: canvas(ctx, o.Backend),
		AssetServer:      &assetserver.Options{Assets: assets, Middleware: func(next http.Handler) http.Handler { return secured(page.withFirst(next)) }},
		Bind:             []any{page},
		EnumBind:         enums(),
		ErrorFormatter:   formatError,
		LogLevel:         logger.ERROR,
		// A file or a link dropped on the window would otherwise be opened in
		// place of the page.
		DragAndDrop: &options.DragAndDrop{DisableWebViewDrop: true},
		OnStartup: func(window context.Context) {
			shell.open(window)
			running.Go(func() { closeAfter(ctx, life, window) })
		},
		OnShutdown: func(context.Context) { end() },
		Linux: &linux.Options{
			Icon: o.Icon,
			// A page of text needs no GPU; the process that drives one costs
			// more memory than the page, and shows nothing at all with some drivers.
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever,
			ProgramName:      "mysettings",
		},
		Windows: &windows.Options{
			Theme:               windows.SystemDefault,
			WebviewUserDataPath: filepath.Join(o.Data, "webview"),
		},
	})
}

// closeAfter closes the window when ctx ends. Wails closes it by itself on some
// signals, and GTK complains when it is closed twice: so that gets a moment.
func closeAfter(ctx, life, window context.Context) {
	select {
	case <-life.Done():
		return
	case <-ctx.Done():
	}
	select {
	case <-life.Done():
	case <-time.After(300 * time.Millisecond):
		runtime.Quit(window)
	}
}

// canvas is the colour of the window until the page is painted: the page's own,
// for a flash of another is what people notice of a window that opens.
func canvas(ctx context.Context, b Backend) *options.RGBA {
	theme := "auto"
	if s, err := b.Settings(ctx); err == nil {
		if v, err := s.Get("theme"); err == nil {
			theme = v.Value
		}
	}
	if theme == "contrast" {
		return options.NewRGB(0, 0, 0)
	}
	if theme == "dark" || theme == "auto" && systemDark() {
		return options.NewRGB(0x14, 0x14, 0x14)
	}
	return options.NewRGB(0xf5, 0xf5, 0xf5)
}

// webShell is the Wails window as the bindings see it.
type webShell struct {
	life   context.Context // ends with the window, also where it never opened
	ready  chan struct{}   // closed once window is set
	window context.Context
}

func (s *webShell) open(window context.Context) {
	s.window = window
	close(s.ready)
}

// Emit sends an event to the page; before there is one nobody could miss it.
func (s *webShell) Emit(event string, data ...any) {
	select {
	case <-s.ready:
		runtime.EventsEmit(s.window, event, data...)
	default:
	}
}

// Copy puts a text on the clipboard.
func (s *webShell) Copy(text string) error {
	<-s.ready
	return runtime.ClipboardSetText(s.window, text)
}

// SaveFile asks where to save a file.
func (s *webShell) SaveFile(ask SaveFile) (string, error) {
	<-s.ready
	return runtime.SaveFileDialog(s.window, runtime.SaveDialogOptions{
		Title: ask.Title, DefaultFilename: ask.Name, CanCreateDirectories: true,
		Filters: []runtime.FileFilter{{DisplayName: ask.Kind, Pattern: ask.Pattern}},
	})
}

// ChooseFile asks for a file.
func (s *webShell) ChooseFile(ask SaveFile) (string, error) {
	<-s.ready
	return runtime.OpenFileDialog(s.window, runtime.OpenDialogOptions{
		Title: ask.Title, DefaultFilename: ask.Name,
		Filters: []runtime.FileFilter{{DisplayName: ask.Kind, Pattern: ask.Pattern}},
	})
}

// ShowFolder opens a folder.
func (s *webShell) ShowFolder(path string) error { return showFolder(s.life, path) }

// Quit closes the window.
func (s *webShell) Quit() {
	select {
	case <-s.ready:
		runtime.Quit(s.window)
	case <-s.life.Done():
	}
}

// Raise brings the window to the front, once there is one.
func (s *webShell) Raise() {
	select {
	case <-s.ready:
	case <-s.life.Done():
		return
	}
	runtime.WindowUnminimise(s.window)
	runtime.Show(s.window)
	runtime.WindowShow(s.window)
}
