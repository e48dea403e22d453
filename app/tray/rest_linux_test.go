//go:build tray

package tray

import (
	"bufio"
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
)

// mapped is how much of the process's files is in memory for it, in kB.
func mapped(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "RssFile:"); ok {
			kB, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			if err != nil {
				t.Fatal(err)
			}
			return kB
		}
	}
	t.Fatal("the kernel doesn't say how much is mapped")
	return 0
}

// TestRestUnmaps also shows that the program runs on: it is in what is unmapped.
func TestRestUnmaps(t *testing.T) {
	before := mapped(t)
	Rest()
	if after := mapped(t); after > before*3/4 {
		t.Errorf("mapped after a rest: %d kB of %d; want less than three quarters", after, before)
	}
}
