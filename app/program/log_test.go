package program

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestLogStaysSmall writes more than may be kept.
func TestLogStaysSmall(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	log, file := openLog(folder, "tray")
	line := strings.Repeat("x", 64<<10)
	for range 16 * 2 * (logMegabytes * (logBackups + 1)) { // twice as much
		log.Info(line)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(folder, "log", "*"))
	if err != nil || len(paths) < 2 {
		t.Fatalf("files %q, %v; want some", paths, err)
	}
	// The oldest goes while the newest is written: one more for a moment.
	total, most := int64(0), int64(logMegabytes*(logBackups+2))<<20
	for _, path := range paths {
		info, err := os.Stat(path)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v; want it for its owner only", path, info.Mode())
		}
	}
	if total > most {
		t.Errorf("%d bytes in %d files; want at most %d", total, len(paths), most)
	}
}
