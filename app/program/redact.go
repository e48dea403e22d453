package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"sync"
	"time"

	"mysettings/app/reportserver"
	"mysettings/app/tiles"
)

// redact decides by an attribute's type what the log may show of it. A type
// that isn't known to be harmless is only named: a whole request, header,
// token or address would carry the secret that the person trusts us with.
func redact(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(scrub(a.Value.String()))
	case slog.KindAny:
		a.Value = redactAny(a.Value.Any())
	}
	return a
}

func redactAny(v any) slog.Value {
	switch v := v.(type) {
	case nil:
		return slog.AnyValue(nil)
	case error:
		return slog.StringValue(scrub(errorText(v)))
	case *url.URL:
		if v == nil {
			return slog.StringValue("")
		}
		// Query and fragment carry codes and states.
		return slog.StringValue((&url.URL{Scheme: v.Scheme, Host: v.Host, Path: v.Path}).String())
	case *slog.Source:
		return slog.AnyValue(v)
	case slog.Level:
		return slog.StringValue(v.String())
	case time.Weekday:
		return slog.StringValue(v.String())
	case tiles.State, tiles.Cause, tiles.Remedy, tiles.SignInState, tiles.JobKind, tiles.NoticeKind, tiles.AskOutcome, tiles.Health,
		tiles.Auth, tiles.Integration, tiles.ServerStatus, tiles.Product, reportserver.Kind:
		return slog.StringValue(fmt.Sprint(v))
	case []string:
		out := make([]string, len(v))
		for i, s := range v {
			out[i] = scrub(s)
		}
		return slog.AnyValue(out)
	default:
		return slog.StringValue(fmt.Sprintf("[%T]", v))
	}
}

// errorText is the error's text, with what net/http puts before it (method and
// the whole address) left out.
func errorText(err error) string {
	var u *url.Error
	if errors.As(err, &u) && u.Err != nil && !errors.Is(u.Err, context.Canceled) {
		if address, perr := url.Parse(u.URL); perr == nil {
			return fmt.Sprintf("%s %s: %v", u.Op, address.Host, u.Err)
		}
		return fmt.Sprintf("%s: %v", u.Op, u.Err)
	}
	return err.Error()
}

// The second line of defence, for text that was put together elsewhere: signed
// tokens, parameters that carry secrets, bearer headers.
// Compiled when the first line is logged: a command that logs nothing starts
// sooner.
var (
	tokenText  = lazy(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*`)
	paramText  = lazy(`(?i)\b(code|state|nonce|access_token|refresh_token|id_token|client_secret|code_verifier|device_code|password)=[^&\s"]+`)
	bearerText = lazy(`(?i)\b(bearer|basic|negotiate|ntlm) [A-Za-z0-9+/._~=-]{8,}`)
)

func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

func scrub(s string) string {
	s = tokenText().ReplaceAllString(s, "[secret]")
	s = paramText().ReplaceAllString(s, "$1=[secret]")
	return bearerText().ReplaceAllString(s, "$1 [secret]")
}

// Scrub takes what looks like a secret out of a text: the last line of defence
// for what leaves this computer.
func Scrub(s string) string { return scrub(s) }
