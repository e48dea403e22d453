package settings

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key, in, want string
		ok            bool
	}{
		{KeyCloud, " GCC ", "gcc", true},
		{KeyCloud, "mars", "", false},
		{KeyCloud, "", "", false},
		{KeyNotify, "ON", "true", true},
		{KeyNotify, "no", "false", true},
		{KeyNotify, "perhaps", "", false},
		{KeyLeadDays, "007", "7", true},
		{KeyLeadDays, "0", "", false},
		{KeyLeadDays, "61", "", false},
		{KeyLeadDays, "1.5", "", false},
		{KeyHistoryDays, "7", "7", true},
		{KeyHistoryDays, "6", "", false},
		{KeyCheckEvery, "60m", "1h", true},
		{KeyCheckEvery, "90s", "1m30s", true},
		{KeyCheckEvery, "24h", "24h", true},
		{KeyCheckEvery, "24h1s", "", false},
		{KeyCheckEvery, "59s", "", false},
		{KeyCheckEvery, "-1h", "", false},
		{KeyCheckEvery, "hourly", "", false},
		{KeyQuietHours, "22:00 - 7:00", "22:00-07:00", true},
		{KeyQuietHours, "22:00–07:30", "22:00-07:30", true},
		{KeyQuietHours, "", "", true},
		{KeyQuietHours, "22:00", "", false},
		{KeyQuietHours, "22:00-24:30", "", false},
		{KeyQuietHours, "08:00-08:00", "", false},
		{KeyAuthority, "https://login.microsoftonline.com/", "https://login.microsoftonline.com", true},
		{KeyAuthority, "http://127.0.0.1:8080/tenant", "http://127.0.0.1:8080/tenant", true},
		{KeyAuthority, "http://[::1]:8080", "http://[::1]:8080", true},
		{KeyAuthority, "http://localhost:1", "http://localhost:1", true},
		{KeyAuthority, "", "", true},
		{KeyAuthority, "http://login.microsoftonline.com", "", false},
		{KeyAuthority, "http://127.0.0.1.example.com", "", false},
		{KeyAuthority, "http://localhost.example.com", "", false},
		{KeyAuthority, "http://127.0.0.1@example.com", "", false},
		{KeyAuthority, "https://user:pw@example.com", "", false},
		{KeyAuthority, "https://example.com?a=b", "", false},
		{KeyAuthority, "https://example.com#a", "", false},
		{KeyAuthority, "ftp://example.com", "", false},
		{KeyAuthority, "login.microsoftonline.com", "", false},
		{KeyAuthority, "https://", "", false},
		{KeyAuthority, "https://:443", "", false},
		{KeyPowerBIAPI, "https://api.powerbi.com/v1.0/myorg", "https://api.powerbi.com/v1.0/myorg", true},
		{KeyTenant, "contoso.onmicrosoft.com", "contoso.onmicrosoft.com", true},
		{KeyTenant, "", "organizations", true},
		{KeyTenant, "contoso/../x", "", false},
		{KeyTenant, "con toso", "", false},
		{KeyClientID, "5a4d1e2c-7b39-4c86-9f10-6d3c2b8a9e71", "5a4d1e2c-7b39-4c86-9f10-6d3c2b8a9e71", true},
		{KeyClientID, "<id>", "", false},
		{KeyClientID, ".id", "", false},
		{KeyClientID, "_id", "", false},
		{KeyClientID, "i\td", "", false},
		{KeyClientID, "ïd", "", false},
		{KeyClientID, strings.Repeat("i", 253), strings.Repeat("i", 253), true},
		{KeyClientID, strings.Repeat("i", 254), "", false},
		{KeyScopes, "  Dashboard.Read.All   https://analysis.windows.net/powerbi/api/Dataset.Read.All ", "Dashboard.Read.All https://analysis.windows.net/powerbi/api/Dataset.Read.All", true},
		{KeyScopes, "a;b", "", false},
		{KeyScopes, "a /b", "", false},
		{KeyProxy, "DIRECT", "direct", true},
		{KeyProxy, "http://proxy.contoso.com:8080/", "http://proxy.contoso.com:8080", true},
		{KeyProxy, "socks5://127.0.0.1:1080", "socks5://127.0.0.1:1080", true},
		{KeyProxy, "proxy.contoso.com:8080", "", false},
		{KeyProxy, "http://user:pa55@proxy:8080", "", false},
		{KeyProxy, "http://proxy:8080/path", "", false},
		{KeyProxy, "http://pro xy:%zz", "", false},
		{KeyLanguage, "pt-BR", "pt-BR", true},
		{KeyLanguage, "english", "", false},
		{KeyCAFile, "", "", true},
		{KeyCAFile, "relative.pem", "", false},
		{KeyCAFile, filepath.Join(t.TempDir(), "none.pem"), "", false},
		{KeyCAFile, t.TempDir(), "", false},
		{KeyTheme, "Contrast", "contrast", true},
		{KeyKinds, "late,SIGN_IN late", "sign_in late", true},
		{KeyKinds, "", "", false},
		{KeyKinds, "stopped weather", "", false},
		{KeySnooze, "", "", true},
		{KeySnooze, "2026-03-10T14:00:00.5+02:00", "2026-03-10T12:00:00Z", true},
		{KeySnooze, "tomorrow", "", false},
		{KeySnooze, "0001-01-01T00:00:00Z", "", false},
		{KeyContact, " Ana, +34 91 000 ", "Ana, +34 91 000", true},
		{KeyContact, strings.Repeat("ü", 120), strings.Repeat("ü", 120), true},
		{KeyContact, strings.Repeat("ü", 121), "", false},
		{KeyTheme, "da\x1b[31mrk", "", false},
		{KeyTheme, "\xff", "", false},
		{KeyScopes, strings.Repeat("a ", 4000), "", false},
	} {
		k, _ := Lookup(tt.key)
		got, err := k.canonical(tt.in)
		if (err == nil) != tt.ok || got != tt.want {
			t.Errorf("%s: canonical(%.40q) = %q, %v; want %q, ok %v", tt.key, tt.in, got, err, tt.want, tt.ok)
		}
		var invalid *Invalid
		if err != nil && (!errors.As(err, &invalid) || invalid.Key != tt.key || invalid.Reason == "") {
			t.Errorf("%s: error %v of %.40q is no complete *Invalid", tt.key, err, tt.in)
		}
		if err != nil && strings.Contains(err.Error(), "pa55") {
			t.Errorf("%s: password in %v", tt.key, err)
		}
	}
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	night, day := QuietHours{From: 22 * 60, To: 7 * 60}, QuietHours{From: 9 * 60, To: 17 * 60}
	at := func(h, m int) time.Time { return time.Date(2026, 3, 10, h, m, 59, 0, time.Local) }
	for _, tt := range []struct {
		q    QuietHours
		t    time.Time
		want bool
	}{
		{night, at(21, 59), false},
		{night, at(22, 0), true},
		{night, at(0, 0), true},
		{night, at(6, 59), true},
		{night, at(7, 0), false},
		{day, at(8, 59), false},
		{day, at(9, 0), true},
		{day, at(16, 59), true},
		{day, at(17, 0), false},
		{QuietHours{}, at(0, 0), false},
	} {
		if got := tt.q.Contains(tt.t); got != tt.want {
			t.Errorf("%q contains %v = %v; want %v", tt.q, tt.t.Format("15:04"), got, tt.want)
		}
	}
	if got := (QuietHours{}).String(); got != "" {
		t.Errorf("empty span is %q", got)
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "[::1]": true, "::ffff:127.0.0.1": true,
		"": false, "example.com": false, "localhost.example.com": false, "128.0.0.1": false, "0.0.0.0": false, "::": false, "127.1": false, "2130706433": false,
	} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v; want %v", host, got, want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	for _, seed := range []string{"", "true", "15m", "22:00-07:00", "https://x", "http://127.0.0.1", "http://u:p@h:1", "direct", "a b", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range keys {
			if k.Type == File {
				continue
			}
			got, err := k.canonical(text)
			if err != nil {
				if strings.ContainsAny(err.Error(), "\n\x00\x1b") {
					t.Errorf("%s: error %q", k.Name, err)
				}
				continue
			}
			if again, err := k.canonical(got); err != nil || again != got {
				t.Errorf("%s: %q becomes %q, then %q, %v", k.Name, text, got, again, err)
			}
		}
	})
}
