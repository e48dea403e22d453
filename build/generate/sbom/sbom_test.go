package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func put(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestCheckFindsWhatIsMissing(t *testing.T) {
	t.Parallel()
	const whole = `{"bomFormat":"CycloneDX","components":[
		{"name":"a","version":"v1","purl":"pkg:golang/a@v1","hashes":[{}]},
		{"name":"b","version":"v2","hashes":[{}]},
		{"name":"c","version":"v3","purl":"pkg:golang/c@v3"}]}`
	for _, c := range []struct{ bill, part, want string }{
		{whole, "a@v1", ""},
		{whole, "a@v2", "a@v2 is missing"},
		{whole, "b@v2", "without its address"},
		{whole, "c@v3", "without its checksum"},
		{`{"bomFormat":"SPDX"}`, "a@v1", "format"},
		{`{`, "a@v1", "unexpected end"},
	} {
		err := check(put(t, c.bill), []string{c.part})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("check for %s: %v; want %q", c.part, err, c.want)
		}
	}
}

func TestPackagesOfALockFile(t *testing.T) {
	t.Parallel()
	got, err := packagesOf(put(t, `{"packages":{"":{"version":"0.0.0"},
		"node_modules/b":{"version":"2.0.0","integrity":"sha512-x"},
		"node_modules/b/node_modules/@a/c":{"version":"1.0.0","integrity":"sha512-y"},
		"node_modules/tool":{"version":"9.0.0","dev":true}}}`))
	if err != nil || !slices.Equal(got, []string{"@a/c@1.0.0", "b@2.0.0"}) {
		t.Errorf("packages %q, %v", got, err)
	}
	if _, err := packagesOf(put(t, `{"packages":{"node_modules/b":{"version":"2.0.0"}}}`)); err == nil {
		t.Error("a package without a checksum was taken")
	}
}

// The page's own lock file has a checksum for each package.
func TestLockFileHasChecksums(t *testing.T) {
	t.Parallel()
	got, err := packagesOf(filepath.Join("..", "..", "..", "frontend", "package-lock.json"))
	if err != nil || len(got) == 0 {
		t.Errorf("%d packages, %v", len(got), err)
	}
}

func TestModulesOfAnExecutable(t *testing.T) {
	t.Parallel()
	if _, err := modulesOf(put(t, "no executable")); err == nil {
		t.Error("a text was taken for an executable")
	}
}
