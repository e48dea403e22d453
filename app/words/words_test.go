package words

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"mysettings/app/bus"
	"mysettings/app/notify"
	"mysettings/app/powerbi"
	"mysettings/app/program"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tiles"
	"mysettings/app/tray"
	"mysettings/app/watch"
	"mysettings/store"
)

// exported are the fixed errors of every package whose errors reach a person,
// by package and name. TestEveryFixedErrorIsListed keeps it complete.
var exported = map[string]map[string]error{
	"../../store": {
		"ErrNotFound": store.ErrNotFound, "ErrNoToken": store.ErrNoToken, "ErrKeyLost": store.ErrKeyLost,
		"ErrKeyringLocked": store.ErrKeyringLocked, "ErrKeyringMissing": store.ErrKeyringMissing,
		"ErrReadOnly": store.ErrReadOnly, "ErrFull": store.ErrFull, "ErrBusy": store.ErrBusy,
		"ErrNewer": store.ErrNewer, "ErrDamaged": store.ErrDamaged, "ErrClosed": store.ErrClosed,
	},
	"../signin": {
		"ErrTimedOut": signin.ErrTimedOut, "ErrScopeMissing": signin.ErrScopeMissing,
		"ErrNoBrowser": signin.ErrNoBrowser, "ErrNoDeviceCode": signin.ErrNoDeviceCode, "ErrClosed": signin.ErrClosed,
	},
	"../powerbi":  {"ErrPaused": powerbi.ErrPaused, "ErrBudget": powerbi.ErrBudget},
	"../settings": {"ErrInsecure": settings.ErrInsecure, "ErrProxy": settings.ErrProxy},
	"../watch": {
		"ErrNoSuchTile": watch.ErrNoSuchTile, "ErrNotKeepable": watch.ErrNotKeepable, "ErrNoModel": watch.ErrNoModel,
		"ErrNotRefreshed": watch.ErrNotRefreshed, "ErrModelHidden": watch.ErrModelHidden,
		"ErrServerPin": watch.ErrServerPin, "ErrNotPin": watch.ErrNotPin, "ErrNotServer": watch.ErrNotServer,
		"ErrServerSignedOut": watch.ErrServerSignedOut, "ErrServerLogin": watch.ErrServerLogin,
		"ErrServerSignInTimeout": watch.ErrServerSignInTimeout, "ErrServerNotIntegrated": watch.ErrServerNotIntegrated,
		"ErrOtherAccount": watch.ErrOtherAccount,
	},
	"../notify": {"ErrNoNotifications": notify.ErrNoNotifications},
	"../tray":   {"ErrNotHere": tray.ErrNotHere, "ErrNoDisplay": tray.ErrNoDisplay, "ErrAgain": tray.ErrAgain},
	"../bus":    {"ErrNone": bus.ErrNone},
	"../program": {
		"ErrNoScreen": program.ErrNoScreen, "ErrNoHome": program.ErrNoHome,
		"ErrNoKeyring": program.ErrNoKeyring, "ErrMissing": program.ErrMissing, "ErrWindow": program.ErrWindow, "ErrTooLong": program.ErrTooLong, "ErrRunning": program.ErrRunning,
	},
}

func TestEveryFixedErrorIsListed(t *testing.T) {
	t.Parallel()
	for dir, known := range exported {
		found := exportedErrors(t, dir)
		for _, name := range found {
			if _, ok := known[name]; !ok {
				t.Errorf("%s.%s has no place in this test's list", filepath.Base(dir), name)
			}
		}
		if len(found) != len(known) {
			t.Errorf("%s declares %d fixed errors; %d are listed", dir, len(found), len(known))
		}
	}
}

// exportedErrors reads the names of the package's variables that begin with
// Err, whatever the build tags.
func exportedErrors(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("sources in %s: %v, %v", dir, paths, err)
	}
	var names []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, s := range g.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					if strings.HasPrefix(n.Name, "Err") {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

func TestFixedErrors(t *testing.T) {
	t.Parallel()
	for dir, known := range exported {
		for name, err := range known {
			for how, e := range map[string]error{"alone": err, "wrapped": fmt.Errorf("doing something: %w", err), "joined": errors.Join(err, errors.New("another"))} {
				s := Of(e)
				if s.Code == "unrecognised" {
					t.Errorf("%s %s %s: no words", dir, name, how)
				}
				sound(t, dir+" "+name+" "+how, s)
			}
		}
	}
}

// codeLike is what must never be in a sentence: error numbers, OAuth codes,
// exception names, Go's own words.
var codeLike = regexp.MustCompile(`AADSTS|[a-z]_[a-z]|[a-z][A-Z][a-z]+Exception|errno|syscall|sqlite|SQLITE|0x[0-9a-f]|%!|<nil>|invalid grant`)

// mayName are words with an underscore that a person types.
var mayName = strings.NewReplacer("client_id", "", "ca_file", "", "powerbi_api", "", "start_at_login", "", "catch_up", "", "warn.lead_days", "", "notify.quiet_hours", "")

// sound checks what every sentence must be.
func sound(t *testing.T, what string, s Sentence) {
	t.Helper()
	if s.Text == "" || s.Do == "" || s.Code == "" {
		t.Errorf("%s: incomplete: %+v", what, s)
	}
	for _, part := range []string{s.Text, s.Do} {
		if part == "" {
			continue
		}
		if codeLike.MatchString(mayName.Replace(part)) {
			t.Errorf("%s: a code in %q", what, part)
		}
		if first := part[:1]; first != strings.ToUpper(first) {
			t.Errorf("%s: %q begins in lower case", what, part)
		}
		if !strings.ContainsAny(part[len(part)-1:], ".?") {
			t.Errorf("%s: %q is no whole sentence", what, part)
		}
		if strings.Contains(part, "error") || strings.Contains(part, "failed") {
			t.Errorf("%s: %q speaks of errors", what, part)
		}
	}
	if strings.ContainsAny(s.String()+s.Detail(), "\n\r\x1b\u202e") {
		t.Errorf("%s: control characters in %q", what, s.String()+s.Detail())
	}
}

func TestSettingsErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		err         error
		setting     string
		text, about string
	}{
		{"invalid", &settings.Invalid{Key: "check.every", Value: "10s", Reason: "a time from 1m to 24h is needed", Try: "30m"}, "check.every", "30m", "10s"},
		{"invalid without example", &settings.Invalid{Key: "theme", Value: "\x1b[31mred\n", Reason: "auto, light or dark is needed"}, "theme", "another value", "red"},
		{"empty value", &settings.Invalid{Key: "theme", Reason: "auto, light or dark is needed"}, "theme", "another value", "empty"},
		{"locked", &settings.Locked{Key: "proxy"}, "proxy", "administrator", "your organisation"},
		{"unknown", &settings.Unknown{Key: "clientid", Near: "client_id"}, "clientid", "Did you mean client_id?", "clientid"},
		{"unknown, nothing near", &settings.Unknown{Key: "frob"}, "frob", "List the settings", "frob"},
		{"policy value", &settings.Ignored{Source: settings.FromPolicy, Path: "/etc/mysettings/policy.json", Err: &settings.Invalid{Key: "theme", Value: "x", Reason: "auto, light or dark is needed"}}, "theme", "administrator", "theme"},
		{"policy file", &settings.Ignored{Source: settings.FromPolicy, Path: "/etc/mysettings/policy.json", Err: errors.New("not JSON (line 3)")}, "", "administrator", "policy"},
		{"no client id", &signin.ConfigError{Key: "client_id", Reason: "no app registration id"}, "client_id", "administrator", "client_id"},
		{"http authority", &signin.ConfigError{Key: "authority", Reason: "not https (http is accepted only for this computer itself)"}, "authority", "config set authority", "not https"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := Of(fmt.Errorf("somewhere: %w", tt.err))
			sound(t, tt.name, s)
			if s.Setting != tt.setting {
				t.Errorf("Setting = %q; want %q", s.Setting, tt.setting)
			}
			if !strings.Contains(s.Do, tt.text) || !strings.Contains(s.Text, tt.about) {
				t.Errorf("Of = %+v; want %q in Do and %q in Text", s, tt.text, tt.about)
			}
		})
	}
}

func TestSignInErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		err     *signin.Error
		setting string
		code    string
		do      string
		detail  string
	}{
		{"unknown registration", &signin.Error{Op: "sign in", Cause: tiles.CauseAdminNeeded, Code: "unauthorized_client", AADSTS: "AADSTS700016", CorrelationID: "c-1"}, "client_id", "unauthorized_client", "", "AADSTS700016 · correlation id c-1"},
		{"unknown tenant", &signin.Error{Op: "sign in", Cause: tiles.CauseAdminNeeded, Code: "invalid_request", AADSTS: "AADSTS90002"}, "tenant", "invalid_request", "", "AADSTS90002"},
		{"refused consent", &signin.Error{Op: "sign in", Cause: tiles.CauseSignInRefused, Code: "access_denied", AADSTS: "AADSTS65004"}, "", "access_denied", "", ""},
		{"nobody there", &signin.Error{Op: "sign in", Cause: tiles.CauseSignInRefused, Code: "timed_out", Err: signin.ErrTimedOut}, "", "timed_out", "Sign in again.", ""},
		{"unreachable", &signin.Error{Op: "sign in", Cause: tiles.CauseServerUnreachable, Code: "dns", Network: true, Err: errors.New("lookup nowhere: no such host")}, "", "dns", "Check your connection.", "no such host"},
		{"something else answers", &signin.Error{Op: "renew", Cause: tiles.CauseServiceDown, Code: "not_the_service", Network: true}, "", "not_the_service", "Check your connection.", ""},
		{"no service there", &signin.Error{Op: "sign in", Cause: tiles.CauseServerUnreachable, Code: "no_discovery"}, "authority", "no_discovery", "", ""},
		{"ended", &signin.Error{Op: "renew", State: tiles.Expired, Cause: tiles.CauseSignInExpired, Code: "invalid_grant", Timestamp: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}, "", "invalid_grant", "Sign in again.", "2026-03-01T08:00:00Z"},
		{"unknown", &signin.Error{Op: "renew", State: tiles.Expired, Cause: tiles.CauseUnrecognised, Code: "brand_new", Description: "AADSTS1: \x1b[31mnew\u202e rule"}, "", "brand_new", "Sign in again.", "new"},
		{"full disk", &signin.Error{Op: "save", Code: "not_saved", Err: fmt.Errorf("saving: %w", store.ErrFull)}, "", "disk_full", "Free some space", ""},
		{"read-only folder", &signin.Error{Op: "save", Code: "not_saved", Err: store.ErrReadOnly}, "", "data_folder_read_only", "Give yourself", ""},
		{"locked keyring", &signin.Error{Op: "access", Err: store.ErrKeyringLocked}, "", "keyring_locked", "Unlock", ""},
		{"lost key", &signin.Error{Op: "access", State: tiles.Expired, Cause: tiles.CauseSignInExpired, Code: "key_lost", Err: store.ErrKeyLost}, "", "key_lost", "Sign in again.", ""},
		{"cancelled", &signin.Error{Op: "sign in", Code: "cancelled", Err: context.Canceled}, "", "cancelled", "Start it again", ""},
		{"somebody else", &signin.Error{Op: "sign in", Cause: tiles.CauseSignInRefused, Code: "different_person", Err: &signin.DifferentPerson{Want: "ana", Got: "ben"}}, "", "different_person", "Sign in as the same person", "ben"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := Of(fmt.Errorf("here: %w", tt.err))
			sound(t, tt.name, s)
			if s.Setting != tt.setting || s.Code != tt.code {
				t.Errorf("Setting, Code = %q, %q; want %q, %q", s.Setting, s.Code, tt.setting, tt.code)
			}
			if !strings.HasPrefix(s.Do, tt.do) {
				t.Errorf("Do = %q; want %q…", s.Do, tt.do)
			}
			if !strings.Contains(s.Detail(), tt.detail) {
				t.Errorf("Detail = %q; want %q in it", s.Detail(), tt.detail)
			}
		})
	}
}

func TestPowerBIErrors(t *testing.T) {
	t.Parallel()
	for cause := range byCause {
		s := Of(&powerbi.Error{Op: "list dashboards", Status: 403, Cause: cause, Code: "SomeException", Message: "no\nway", RequestID: "r-1"})
		sound(t, string(cause), s)
		if s.Code != "SomeException" || !strings.Contains(s.Details, "request r-1") {
			t.Errorf("%s: Code, Details = %q, %q", cause, s.Code, s.Details)
		}
	}
	// Whatever the cause, there are words.
	for _, cause := range []tiles.Cause{"", tiles.CauseLate, tiles.CauseGateway, "brand_new"} {
		sound(t, "cause "+string(cause), Of(&powerbi.Error{Op: "x", Cause: cause, Err: errors.New("odd")}))
	}
	if got, want := Of(&powerbi.Error{Op: "x", Err: powerbi.ErrBudget}).Code, "paused"; got != want {
		t.Errorf("Code of a used-up budget = %q; want %q", got, want)
	}
	// The sign-in behind a call knows better than the call.
	err := &powerbi.Error{Op: "x", Err: &signin.Error{Op: "renew", State: tiles.Expired, Cause: tiles.CauseSignInExpired, Code: "invalid_grant"}}
	if got := Of(err); got.Code != "invalid_grant" {
		t.Errorf("Of = %+v; want the sign-in's words", got)
	}
}

func TestSystemErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		code string
	}{
		{context.Canceled, "cancelled"},
		{context.DeadlineExceeded, "timed_out"},
		{&fs.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}, "not_permitted"},
		{&fs.PathError{Op: "write", Path: "/x", Err: syscall.EROFS}, "not_permitted"},
		{&os.SyscallError{Syscall: "write", Err: syscall.ENOSPC}, "disk_full"},
		{&os.SyscallError{Syscall: "bind", Err: syscall.EADDRINUSE}, "address_in_use"},
		{&exec.Error{Name: "mysettings-tray", Err: exec.ErrNotFound}, "not_startable"},
		{errors.New("something\nnew"), "unrecognised"},
	}
	for _, tt := range tests {
		s := Of(tt.err)
		sound(t, tt.code, s)
		if s.Code != tt.code {
			t.Errorf("Of(%v).Code = %q; want %q", tt.err, s.Code, tt.code)
		}
	}
	if got := Of(nil); got != (Sentence{}) {
		t.Errorf("Of(nil) = %+v; want nothing", got)
	}
}

func TestOfAsk(t *testing.T) {
	t.Parallel()
	seen := map[string]tiles.AskOutcome{}
	for _, o := range []tiles.AskOutcome{tiles.AskAccepted, tiles.AskRunning, tiles.AskQuota, tiles.AskDenied, tiles.AskSignIn, tiles.AskLater, "brand_new"} {
		text := OfAsk(tiles.Ask{Outcome: o})
		if other, twice := seen[text]; twice || text == "" {
			t.Errorf("OfAsk(%s) = %q, as for %q", o, text, other)
		}
		seen[text] = o
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	s := Sentence{Text: "The disk is full.", Do: "Free some space.", Code: "disk_full", Details: "disk_full"}
	if got, want := s.String(), "Free some space. The disk is full."; got != want {
		t.Errorf("String = %q; want %q", got, want)
	}
	if got, want := s.Detail(), "disk_full"; got != want {
		t.Errorf("Detail = %q; want %q", got, want)
	}
}
