package reportserver

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	both := func(hostAndPath ...string) []string {
		var want []string
		for _, s := range hostAndPath {
			want = append(want, "https://"+s)
		}
		for _, s := range hostAndPath {
			want = append(want, "http://"+s)
		}
		return want
	}
	for _, tt := range []struct {
		typed string
		want  []string
	}{
		{"server/reports", both("server/reports")},
		{"  Server/Reports/ ", both("server/Reports")},
		{"server", both("server/reports", "server")},
		{"https://bi.contoso.com/reports", []string{"https://bi.contoso.com/reports"}},
		{"http://bi.contoso.com/reports", both("bi.contoso.com/reports")},
		{"HTTP://BI/Reports", both("bi/Reports")},
		{"https:/bi/reports", []string{"https://bi/reports"}},
		{"https://bi", []string{"https://bi/reports", "https://bi"}},
		{`\\bi\reports`, both("bi/reports")},
		{"//bi/reports", both("bi/reports")},
		{"bi:8080/reports", both("bi:8080/reports")},
		{"bi:8080", both("bi:8080/reports", "bi:8080")},
		{"bi:80/reports", both("bi/reports")},
		{"bi:443/reports", []string{"https://bi/reports"}},
		{"https://bi:443/reports", []string{"https://bi/reports"}},
		{"https://bi:80/reports", []string{"https://bi:80/reports"}},
		{"http://bi:080/reports", both("bi/reports")},
		{"bi./reports", both("bi/reports")},
		{"bi_sql01/reports", both("bi_sql01/reports")},
		// the SOAP address
		{"bi/ReportServer", both("bi/reports", "bi/ReportServer")},
		{"bi/ReportServer_SQL2016", both("bi/reports_SQL2016", "bi/ReportServer_SQL2016")},
		{"https://bi/ReportServer/Pages/ReportViewer.aspx?%2fFinance%2fIT+Spend&rs:Command=Render",
			[]string{"https://bi/reports", "https://bi/ReportServer"}},
		{"https://bi/ReportServer/ReportService2010.asmx?wsdl", []string{"https://bi/reports", "https://bi/ReportServer"}},
		{"https://proxy/bi/ReportServer?/Finance", []string{"https://proxy/bi/reports", "https://proxy/bi/ReportServer"}},
		// the portal's own pages
		{"https://bi/reports/report/Finance/IT%20Spend", []string{"https://bi/reports"}},
		{"https://bi/reports/report/Finance/IT Spend", []string{"https://bi/reports"}},
		{"https://bi/reports/browse/Finance", []string{"https://bi/reports"}},
		{"https://bi/reports/mysettings", []string{"https://bi/reports"}},
		{"https://bi/reports/api/v2.0/me", []string{"https://bi/reports"}},
		{"https://bi/Reports/Pages/Folder.aspx?ItemPath=%2f", []string{"https://bi/Reports"}},
		{"https://bi/portal/report/Finance/Reports/Spend", []string{"https://bi/portal"}},
		{"https://bi/portal/browse/", []string{"https://bi/portal"}},
		{"https://bi/reports_sql2016/browse/", []string{"https://bi/reports_sql2016"}},
		{"https://bi/reports/manage/catalogitem/properties/Finance#top", []string{"https://bi/reports"}},
		{"https://bi/apps/bi", []string{"https://bi/apps/bi", "https://bi/apps", "https://bi/reports"}},
		{"https://bi/report", []string{"https://bi/report", "https://bi/reports"}},
		{"https://bi/Unsere%20Berichte", []string{"https://bi/Unsere%20Berichte", "https://bi/reports"}},
		{"https://bi/100%/x", []string{"https://bi/100%25/x", "https://bi/100%25", "https://bi/reports"}},
		// IPv6
		{"[::1]/reports", both("[::1]/reports")},
		{"http://[::1]:8080/reports", both("[::1]:8080/reports")},
		{"[FE80::1%25eth0]/reports", both("[fe80::1%25eth0]/reports")},
		{"2001:db8::1/reports", both("[2001:db8::1]/reports")},
		{"127.0.0.1:4711/reports", both("127.0.0.1:4711/reports")},
		// other alphabets
		{"bücher.example/reports", both("xn--bcher-kva.example/reports")},
		{"https://BÜCHER.example/reports", []string{"https://xn--bcher-kva.example/reports"}},
		// trailing and leading junk
		{"<https://bi/reports>", []string{"https://bi/reports"}},
		{`"https://bi/reports",`, []string{"https://bi/reports"}},
		{"see https://bi/reports.", []string{"https://bi/reports"}},
		{"https://bi/reports (internal only)", []string{"https://bi/reports"}},
		{"https://bi/reports\r\n", []string{"https://bi/reports"}},
		{"https://bi\u200b/reports\u202e", []string{"https://bi/reports"}},
		{"„https://bi/reports“", []string{"https://bi/reports"}},
	} {
		got, err := ParseAddress(tt.typed)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", tt.typed, got, err, tt.want)
		}
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typed string
		want  error // nil for any
	}{
		{"", nil}, {"   ", nil}, {".", nil}, {"/", nil}, {"https://", nil}, {"https:", nil}, {"http:///", nil},
		{"https://ana:secret@bi/reports", ErrUser},
		{"ana@bi/reports", ErrUser},
		{"mailto:ana@contoso.com", ErrUser},
		{"ftp://bi/reports", ErrScheme},
		{"file:///etc/passwd", ErrScheme},
		{"javascript:alert(1)", ErrScheme},
		{"bi:reports", ErrScheme},
		{"my report server", nil},
		{"https://bi:0/reports", nil},
		{"https://bi:99999/reports", nil},
		{"https://bi:x/reports", nil},
		{"https://[::1/reports", nil},
		{"https://[bi]/reports", nil},
		{"https://[::1]x/reports", nil},
		{"https://[127.0.0.1]/reports", nil},
		{"https://1::2::3/reports", nil},
		{"https://-bi/reports", nil},
		{"https://bi..contoso.com/reports", nil},
		{"https://b%69/reports", nil},
		{"https://bi/../reports", nil},
		{"https://bi/a/%2e%2e/reports", nil},
		{"https://" + strings.Repeat("a", 64) + "/reports", nil},
		{strings.Repeat("bi/", 2000), nil},
	} {
		got, err := ParseAddress(tt.typed)
		if !isKind(err, KindNotAddress) || tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("ParseAddress(%q) = %q, %v; want not_address, %v", tt.typed, got, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("ParseAddress(%q): the error shows what was typed: %v", tt.typed, err)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"server/reports", "https://bi/ReportServer/Pages/ReportViewer.aspx?%2fFinance", "[fe80::1%25eth0]:8080/reports",
		"bücher.example", "http://ana:pw@bi", "a b://c", "\\\\bi\\x", "https://bi/%zz/%2f", "xn--/reports", "::1",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := ParseAddress(typed)
		if (err == nil) != (len(got) > 0) {
			t.Fatalf("%q, %v", got, err)
		}
		plain := false
		for i, s := range got {
			u, err := url.Parse(s)
			if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.HasSuffix(s, "/") {
				t.Fatalf("candidate %q of %q: %v", s, typed, err)
			}
			if u.Scheme == "http" {
				plain = true
			} else if u.Scheme != "https" || plain {
				t.Fatalf("candidates %q: https first", got)
			}
			if slices.Contains(got[:i], s) {
				t.Fatalf("candidates %q: one twice", got)
			}
			again, err := ParseAddress(s)
			if err != nil || u.Path != "" && !slices.Contains(again, s) {
				t.Fatalf("candidate %q isn't one of its own: %q, %v", s, again, err)
			}
		}
	})
}
