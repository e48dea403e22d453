package tray

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestTidyIcons(t *testing.T) {
	t.Parallel()
	icons := [][]byte{[]byte("good icon"), []byte("other")}
	files := map[string]string{
		"systray_aaaaaa":   "good icon",
		"systray_bbbbbb":   "other",
		"systray_cccccc":   "another program's icon",
		"systray_dddddd":   "good icon and more",
		"systray_eeeeee":   "",
		"systray_long_xyz": "good icon",
		"else":             "good icon",
	}
	for _, c := range []struct {
		name    string
		damaged bool
		gone    []string
	}{
		{"left behind", false, []string{"systray_aaaaaa", "systray_bbbbbb"}},
		{"damaged", true, []string{"systray_cccccc", "systray_dddddd", "systray_eeeeee"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, data := range files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			// Neither a link to elsewhere nor a folder is touched.
			target := filepath.Join(t.TempDir(), "target")
			if err := os.WriteFile(target, icons[0], 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, filepath.Join(dir, "systray_ffffff")); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(filepath.Join(dir, "systray_gggggg"), 0o700); err != nil {
				t.Fatal(err)
			}
			tidyIcons(dir, "systray_??????", icons, c.damaged, slog.New(slog.DiscardHandler))
			var gone []string
			for name := range files {
				if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
					gone = append(gone, name)
				}
			}
			slices.Sort(gone)
			if !slices.Equal(gone, c.gone) {
				t.Errorf("removed %v; want %v", gone, c.gone)
			}
			if _, err := os.Stat(target); err != nil {
				t.Error("followed a link")
			}
		})
	}
}
