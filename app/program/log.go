package program

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"gopkg.in/natefinch/lumberjack.v2"
)

// The log is kept small: it is for finding out what happened last week, and
// may end up in somebody's mail.
const (
	logMegabytes = 2
	logBackups   = 3
	logDays      = 30
)

// openLog returns a log that writes JSON lines to the face's file in the data
// folder. Nothing is created before the first line. MYSETTINGS_LOG=debug logs
// everything.
//
// Each face has a file of its own: two processes that turn over the same file
// lose lines, and on Windows can't.
func openLog(folder, face string) (*slog.Logger, *logFile) {
	level := slog.LevelInfo
	if os.Getenv("MYSETTINGS_LOG") == "debug" {
		level = slog.LevelDebug
	}
	file := &logFile{folder: filepath.Join(folder, "log"), name: logName(face)}
	handler := slog.NewJSONHandler(file, &slog.HandlerOptions{Level: level, ReplaceAttr: redact})
	return slog.New(handler).With("face", face, "pid", os.Getpid()), file
}

func logName(face string) string {
	if face == "command" {
		return "mysettings.log"
	}
	return "mysettings-" + face + ".log"
}

// logFile makes its folder, for nobody else to read, when the first line comes.
type logFile struct {
	folder, name string

	mu    sync.Mutex
	out   *lumberjack.Logger // guarded by mu; nil before the first line
	ended bool               // guarded by mu
}

// Write writes one line. A log that can't be written must not stop the program:
// slog drops the error.
func (f *logFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return 0, os.ErrClosed
	}
	if f.out == nil {
		if err := os.MkdirAll(f.folder, 0o700); err != nil {
			return 0, err
		}
		f.out = &lumberjack.Logger{
			Filename: filepath.Join(f.folder, f.name),
			MaxSize:  logMegabytes, MaxBackups: logBackups, MaxAge: logDays,
		}
	}
	return f.out.Write(line)
}

// end closes the file for good: a later line is dropped.
func (f *logFile) end() error {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	return f.Close()
}

// Close closes the file; a later line opens it again.
func (f *logFile) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.out == nil {
		return nil
	}
	return f.out.Close()
}
