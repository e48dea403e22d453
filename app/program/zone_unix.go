//go:build !windows

package program

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

func systemZone() string { return zoneFrom("/etc/localtime", "/etc/timezone") }

// zoneFrom reads the zone's name from where the link points to (systemd,
// macOS) or from the text file (Debian).
func zoneFrom(link, text string) string {
	if target, err := filepath.EvalSymlinks(link); err == nil {
		if _, name, ok := strings.Cut(filepath.ToSlash(target), "/zoneinfo/"); ok && known(name) {
			return name
		}
	}
	if b, err := os.ReadFile(text); err == nil {
		if name := strings.TrimSpace(string(b)); known(name) {
			return name
		}
	}
	return ""
}

func known(name string) bool {
	if name == "" || name == "Local" {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}
