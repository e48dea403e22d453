package words

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/reportserver/login"
	"mysettings/app/watch"
	"mysettings/store"
)

// kinds reads every kind of error that package reportserver declares.
func kinds(t *testing.T) []reportserver.Kind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../reportserver/errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []reportserver.Kind
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || !strings.HasPrefix(v.Names[0].Name, "Kind") || len(v.Values) != 1 {
			return true
		}
		if text, ok := v.Values[0].(*ast.BasicLit); ok {
			value, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, reportserver.Kind(value))
		}
		return true
	})
	if len(found) < 20 {
		t.Fatalf("only %d kinds were found: %v", len(found), found)
	}
	return append(found, watch.KindOtherAccount)
}

// The two sign-ins aren't mixed up, and what is said to be chosen is offered.
func TestReportServerLoginWords(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err        reportserver.Error
		says, isnt string
	}{
		"no password kept": {reportserver.Error{Kind: reportserver.KindNoPassword, Err: fmt.Errorf("password: %w", store.ErrNoToken)}, "password for the server", "signed out"},
		"key lost":         {reportserver.Error{Kind: reportserver.KindNoPassword, Err: store.ErrKeyLost}, "password for the server", "Sign in"},
		"keyring locked":   {reportserver.Error{Kind: reportserver.KindNoPassword, Err: store.ErrKeyringLocked}, "Unlock the keyring", "password for the server"},
		"offers ntlm":      {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 401, Offered: []string{"Negotiate", "NTLM"}}, "--auth ntlm", "basic"},
		"offers basic":     {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 401, Offered: []string{"Basic"}}, "--auth basic", "ntlm"},
		"offers a ticket":  {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 401, Offered: []string{"Negotiate"}}, "without --auth and --user", "ntlm"},
		"offers nothing":   {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 401}, "--auth forms", "ntlm"},
		"has no form":      {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 404}, "another way", "Choose the way"},
		"goes no further": {reportserver.Error{Kind: reportserver.KindNoScheme, Status: 401, Offered: []string{"NTLM"},
			Err: &login.Error{Reason: login.ErrNoScheme, Err: login.ErrUnwilling}}, "administrator", "--auth ntlm"},
		"unknown authority": {reportserver.Error{Kind: reportserver.KindCertificate, Err: reportserver.ErrCertificateUntrusted}, "ca_file", "made out to"},
	} {
		s := Of(&tt.err)
		if text := s.String(); !strings.Contains(text, tt.says) || strings.Contains(text, tt.isnt) {
			t.Errorf("%s: %q; want it to say %q and not %q", name, text, tt.says, tt.isnt)
		}
		sound(t, name, s)
	}
}

func TestEveryKindOfReportServerError(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds(t) {
		s := Of(fmt.Errorf("adding a server: %w", &reportserver.Error{
			Op: "find the report server", Kind: kind, Status: 401, Code: "rsAccessDenied", Message: "no <b>way</b>\x1b[31m",
			Offered: []string{"NTLM"}, RetryAfter: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), Err: errors.New("behind"),
		}))
		if _, ok := byKind[kind]; !ok && kind != watch.KindOtherAccount {
			t.Errorf("%s: no sentence of its own", kind)
		}
		sound(t, string(kind), s)
		if s.Code != "rsAccessDenied" || strings.Contains(s.Details, "\x1b") {
			t.Errorf("%s: %+v", kind, s)
		}
	}
}

func TestReportServerErrorsThatSayMore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  *reportserver.Error
		want string
	}{
		{&reportserver.Error{Kind: reportserver.KindCertificate, Err: reportserver.ErrCertificateName}, "another name"},
		{&reportserver.Error{Kind: reportserver.KindCertificate, Err: reportserver.ErrCertificateExpired}, "isn't valid today"},
		{&reportserver.Error{Kind: reportserver.KindCertificate, Err: reportserver.ErrCertificateUntrusted}, "doesn't know"},
		{&reportserver.Error{Kind: reportserver.KindNotAddress, Err: reportserver.ErrUser}, "holds a user name"},
		{&reportserver.Error{Kind: reportserver.KindNotAddress, Err: reportserver.ErrScheme}, "neither http nor https"},
		{&reportserver.Error{Kind: reportserver.KindNoPassword, Err: store.ErrKeyringLocked}, "keyring"},
		{&reportserver.Error{Kind: watch.KindOtherAccount, Err: watch.ErrOtherAccount}, "somebody else"},
		{&reportserver.Error{Kind: "of a newer version"}, "can't read"},
	} {
		s := Of(c.err)
		if !strings.Contains(s.Text, c.want) {
			t.Errorf("%v: %q, want it to say %q", c.err, s.Text, c.want)
		}
		sound(t, c.want, s)
	}
}
