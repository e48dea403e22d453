//go:build !windows

package login

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
)

// stamp names a state of the credential cache: which file, and when it changed.
type stamp struct {
	path string
	mod  time.Time
	size int64
}

// stampCache finds the credential cache: KRB5CCNAME, default_ccache_name of
// the configuration, /tmp/krb5cc_UID. Only files can be read, and the primary
// one of a folder (DIR).
func stampCache() (stamp, error) {
	name := os.Getenv("KRB5CCNAME")
	if name == "" {
		name = expandUID(readProfile().cache)
	}
	if name == "" {
		name = "/tmp/krb5cc_" + strconv.Itoa(os.Getuid())
	}
	path, ok := cachePath(name)
	if !ok {
		return stamp{}, &Error{Reason: ErrNoTicket, Ticket: TicketCacheKind}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stamp{}, &Error{Reason: ErrNoTicket, Ticket: TicketMissing, Err: err}
	case err != nil:
		return stamp{}, &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: err}
	case !info.Mode().IsRegular():
		return stamp{}, &Error{Reason: ErrNoTicket, Ticket: TicketUnreadable, Err: errors.New("credential cache that is not a file")}
	}
	return stamp{path: path, mod: info.ModTime(), size: info.Size()}, nil
}

// cachePath gives the file of a cache's name, "FILE:/tmp/x", "/tmp/x",
// "DIR:/run/user/1000/krb5cc" or "DIR::/run/user/1000/krb5cc/tkt"; not ok for a
// cache of another kind.
func cachePath(name string) (path string, ok bool) {
	kind, rest, found := strings.Cut(name, ":")
	switch {
	case !found || strings.Contains(kind, "/"):
		return name, true
	case strings.EqualFold(kind, "FILE"):
		return rest, true
	case strings.EqualFold(kind, "DIR"):
		if file, ok := strings.CutPrefix(rest, ":"); ok {
			return file, true
		}
		primary, err := os.ReadFile(rest + "/primary")
		if file := strings.TrimSpace(string(primary)); err == nil && file != "" && !strings.Contains(file, "/") {
			return rest + "/" + file, true
		}
		return rest + "/tkt", true
	}
	return "", false
}

// expandUID fills in the parts of default_ccache_name that depend on the user.
func expandUID(name string) string {
	uid := strconv.Itoa(os.Getuid())
	return strings.NewReplacer("%{uid}", uid, "%{euid}", strconv.Itoa(os.Geteuid()), "%{USERID}", uid,
		"%{TEMP}", strings.TrimRight(os.TempDir(), "/"), "%{null}", "").Replace(name)
}
