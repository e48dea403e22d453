package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
)

// isID says whether s is written like 3e5a2f10-9d0c-4c53-8a61-0f6a3a6d1b22.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for n, c := range s {
		if dash := n == 8 || n == 13 || n == 18 || n == 23; dash != (c == '-') {
			return false
		} else if !dash && !strings.ContainsRune("0123456789abcdefABCDEF", c) {
			return false
		}
	}
	return true
}

func randomID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: it ends the program instead
	return formatID(b)
}

// idOf is the same id for the same name in every sandbox, so that a data
// folder goes on when the sandbox is started again.
func idOf(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + name))
	return formatID([16]byte(sum[:16]))
}

func formatID(b [16]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
