package reportserver

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDecodeError(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, body, code, message string }{
		{"OData", `{"error":{"code":"rsItemNotFound","message":"The item '/x' cannot be found.","target":null,"details":[],"innererror":{"message":"y"}}}`, "rsItemNotFound", "The item '/x' cannot be found."},
		{"OData, older", `{"odata.error":{"code":"404","message":{"lang":"de","value":"nicht gefunden"}}}`, "404", "nicht gefunden"},
		{"web framework", `{"Message":"An error has occurred.","ExceptionMessage":"x"}`, "", "An error has occurred."},
		{"without wrapping", `{"code":"X","message":"y"}`, "X", "y"},
		{"error as text", `{"error":"broken"}`, "", "broken"},
		{"text", `"broken"`, "", "broken"},
		{"plain", "Service\r\nUnavailable\x1b[31m", "", "Service Unavailable[31m"},
		{"other types", `{"error":{"code":5,"message":["x"]}}`, "", ""},
		{"cut off", `{"error":{"code":"X"`, "", ""},
		{"list", `["x"]`, "", ""},
		{"nothing", "", "", ""},
	} {
		code, message := decodeError(tt.body)
		if code != tt.code || message != tt.message {
			t.Errorf("%s: %q, %q; want %q, %q", tt.name, code, message, tt.code, tt.message)
		}
	}
}

func FuzzDecodeError(f *testing.F) {
	f.Add([]byte(`{"error":{"code":"a","message":"b"}}`))
	f.Add([]byte(`{"odata.error":{"message":{"value":"b"}}}`))
	f.Add([]byte("<html><title>503</title>"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, body []byte) {
		e := refusal("x", answer{status: 500, header: http.Header{}, body: string(body)}, noon)
		if !utf8.ValidString(e.Code+e.Message) || utf8.RuneCountInString(e.Code) > longestCode || utf8.RuneCountInString(e.Message) > longestText ||
			strings.ContainsAny(e.Code+e.Message, "\n\r\x1b\x00") {
			t.Fatalf("%q, %q", e.Code, e.Message)
		}
		_ = kindOfPage("/reports", string(body))
	})
}

func TestKindOfPage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, body string
		want       Kind
	}{
		{"/ReportServer", `<meta name="Generator" content="Microsoft SQL Server Reporting Services Version 13.0.1605">`, KindSOAP},
		{"/ReportServer", `<meta name="Generator" content="Microsoft SQL Server Reporting Services Version 11.0.5058">`, KindTooOld},
		{"/ReportServer", `<h1>Reporting Services Error</h1><hr/>The path is not valid. <span>SQL Server Reporting Services</span>`, KindSOAP},
		{"/ReportServer", `<address>Microsoft Reporting Services&nbsp;<b>Version</b> 14.0.1</address>`, KindNotPortal},
		{"/Reports/Pages/Folder.aspx", `<html>`, KindTooOld},
		{"/x", `<TITLE> Report Manager </TITLE>`, KindTooOld},
		{"/x", `<INPUT id=p TYPE = "Password">`, KindLoginPage},
		{"/x", `<title>Shop</title>`, KindNotPortal},
		{"/x", ``, KindNotPortal},
	} {
		if got := kindOfPage(tt.path, tt.body); got != tt.want {
			t.Errorf("kindOfPage(%s, %q) = %s; want %s", tt.path, tt.body, got, tt.want)
		}
	}
}
