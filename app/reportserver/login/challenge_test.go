package login

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func TestParseChallenges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		lines []string
		want  []challenge
	}{
		{"nothing", nil, nil},
		{"empty line", []string{""}, nil},
		{"as IIS sends them", []string{"Negotiate", "NTLM"}, []challenge{{"Negotiate", ""}, {"NTLM", ""}}},
		{"two on a line", []string{"Negotiate, NTLM"}, []challenge{{"Negotiate", ""}, {"NTLM", ""}}},
		{"with a parameter", []string{`Basic realm="bi.contoso.com"`}, []challenge{{"Basic", ""}}},
		{"comma and scheme within quotes", []string{`Basic realm="a, NTLM \", Digest", charset="UTF-8", NTLM`}, []challenge{{"Basic", ""}, {"NTLM", ""}}},
		{"a handshake's message", []string{"NTLM TlRMTVNTUAACAAAA"}, []challenge{{"NTLM", "TlRMTVNTUAACAAAA"}}},
		{"a message with padding, then another", []string{"Negotiate oYG2MIGz==, Basic realm=x"}, []challenge{{"Negotiate", "oYG2MIGz=="}, {"Basic", ""}}},
		{"parameter with blanks around its sign", []string{`Digest realm = "x", nonce = "y"`}, []challenge{{"Digest", ""}}},
		{"empty elements", []string{", ,Negotiate,,"}, []challenge{{"Negotiate", ""}}},
		{"other spelling", []string{"nEgOtIaTe"}, []challenge{{"nEgOtIaTe", ""}}},
		{"rubbish", []string{"=,\"\x00,NTLM\x01"}, nil},
		{"too long", []string{"NTLM " + strings.Repeat("A", maxChallenge)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := parseChallenges(http.Header{"Www-Authenticate": tt.lines})
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOfferedNamesEachSchemeOnce(t *testing.T) {
	t.Parallel()
	got := Offered(http.Header{"Www-Authenticate": {"Negotiate, NTLM", `ntlm`, `Basic realm="x"`}})
	if want := []string{"Negotiate", "NTLM", "Basic"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzParseChallenges(f *testing.F) {
	for _, s := range []string{
		"Negotiate", "Negotiate, NTLM", `Basic realm="a, b\"", NTLM TlRM==`, `Bearer authorization_uri="https://x", realm=""`, "\"", "a b c", ",,=",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		h := http.Header{"Www-Authenticate": {a, b}}
		for _, c := range parseChallenges(h) {
			if token, rest := cutToken(c.Scheme); token == "" || rest != "" {
				t.Errorf("scheme %q is not a token", c.Scheme)
			}
			if c.Token != "" && !isToken68(c.Token) {
				t.Errorf("token %q is not a token68", c.Token)
			}
			if got := parseChallenges(http.Header{"Www-Authenticate": {strings.TrimSpace(c.Scheme + " " + c.Token)}}); len(got) != 1 || got[0] != c {
				t.Errorf("%q is not read back: %q", c, got)
			}
		}
		if n := len(Offered(h)); n > maxChallenges {
			t.Errorf("%d schemes", n)
		}
	})
}
