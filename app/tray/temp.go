package tray

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
)

// tidyIcons removes the icon files that earlier runs left in dir when they were
// killed: regular files of ours whose name matches pattern and whose content is
// one of the icons, or, where damaged is set, is not. The second is for
// Windows, where a file is used again by its name whatever is in it.
func tidyIcons(dir, pattern string, icons [][]byte, damaged bool, log *slog.Logger) {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return // a pattern of ours
	}
	for _, name := range names {
		info, err := os.Lstat(name)
		if err != nil || !info.Mode().IsRegular() || !mine(info) {
			continue
		}
		if isIcon(name, icons) == damaged {
			continue
		}
		if err := os.Remove(name); err != nil {
			log.Debug("old icon left in the temporary folder", "err", err)
		}
	}
}

// isIcon is true for a file with the content of one of the icons.
func isIcon(name string, icons [][]byte) bool {
	longest := 0
	for _, i := range icons {
		longest = max(longest, len(i))
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, int64(longest)+1))
	return err == nil && slices.ContainsFunc(icons, func(i []byte) bool { return bytes.Equal(i, data) })
}
