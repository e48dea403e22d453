package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mysettings/app/language"
	"mysettings/app/program"
	"mysettings/app/words"
)

// skew is how far this computer's clock may be from the sign-in service's
// (Entra allows five minutes).
const skew = 5 * time.Minute

func checkProxy(ctx context.Context, p *program.Program) Finding {
	const id = "proxy"
	switch proxy := p.Settings.Proxy(); proxy {
	case "direct":
		return Finding{ID: id, State: Good, Text: language.Say("No proxy is used, as set.")}
	case "":
		u, from, err := p.ProxyFor(ctx, p.Endpoints().PowerBI)
		if err != nil {
			return Finding{ID: id, State: Bad, Text: language.Say("The proxy that the environment names can't be used."),
				Fix:    language.Say("Correct HTTPS_PROXY, or set one: mysettings config set proxy http://host:port"),
				Window: language.Say("Correct HTTPS_PROXY, or set a proxy in the preferences."), Action: ActPreferences}
		}
		if u == nil {
			return Finding{ID: id, State: Good, Text: language.Say("No proxy is used.")}
		}
		if from == program.ProxyFromDesktop {
			return Finding{ID: id, State: Good, Text: language.Sayf("The proxy of the desktop's settings is used: %s.", u.Host)}
		}
		return Finding{ID: id, State: Good, Text: language.Sayf("The proxy of the environment is used: %s.", u.Host)}
	default:
		host := "?"
		if u, err := url.Parse(proxy); err == nil {
			host = u.Host
		}
		return Finding{ID: id, State: Good, Text: language.Sayf("The proxy of the settings is used: %s.", host)}
	}
}

// checkAuthority asks the sign-in service about itself, and compares the
// clocks.
func checkAuthority(ctx context.Context, p *program.Program) Finding {
	const id = "authority"
	where := p.Endpoints()
	var (
		answer *http.Response
		err    error
	)
	for _, address := range where.Discovery {
		if answer, err = get(ctx, p, address); err != nil {
			return unreachable(ctx, p, id, "The sign-in service can't be reached at %s.", where.Authority, err)
		}
		if answer.StatusCode != http.StatusNotFound { // as signing in does
			break
		}
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return unreachable(ctx, p, id, "The sign-in service can't be reached at %s.", where.Authority, err)
	}
	var document struct {
		Issuer string `json:"issuer"`
		// Error is a refusal in the sign-in service's own words (RFC 6749 section
		// 5.2): it is there; checkOrganisation tells what is wrong.
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &document) != nil || document.Error == "" && (answer.StatusCode != http.StatusOK || document.Issuer == "") {
		return Finding{ID: id, State: Bad, Text: language.Sayf("Something answers in place of the sign-in service at %s.", where.Authority),
			Fix:     language.Say("Check the settings authority, cloud and tenant, and whether this network wants you to log in first."),
			Details: answer.Status}
	}
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		if off := time.Since(at); off > skew || off < -skew {
			return Finding{ID: "clock", State: Bad, Text: language.Sayf("This computer's clock is wrong by %s. The app goes by the service's, but what it shows may be off.", roughly(off)),
				Fix: language.Say("Set the clock right; best let the system do it by itself.")}
		}
	}
	return Finding{ID: id, State: Good, Text: language.Sayf("The sign-in service answers at %s, and the clock is right.", where.Authority)}
}

func checkAPI(ctx context.Context, p *program.Program) Finding {
	const id = "powerbi_api"
	base := p.Endpoints().PowerBI
	answer, err := get(ctx, p, base)
	if err != nil {
		return unreachable(ctx, p, id, "Power BI can't be reached at %s.", base, err)
	}
	if answer.StatusCode < http.StatusBadRequest && strings.Contains(answer.Header.Get("Content-Type"), "html") {
		// Whoever isn't signed in gets a refusal there, never a page that says welcome.
		return Finding{ID: id, State: Bad, Text: language.Sayf("Something answers in place of Power BI at %s.", base),
			Fix:     language.Say("Check the settings powerbi_api and proxy, and whether this network wants you to log in first."),
			Details: answer.Status}
	}
	if answer.StatusCode >= http.StatusInternalServerError {
		return Finding{ID: id, State: Bad, Text: language.Sayf("Power BI answers with an error at %s.", base), Fix: language.Say("Wait a little, then try again."), Details: answer.Status}
	}
	// Without a sign-in it refuses, which is an answer as well.
	return Finding{ID: id, State: Good, Text: language.Sayf("Power BI answers at %s.", base)}
}

// get sends one request; the answer's body must be small or not be read.
func get(ctx context.Context, p *program.Program, address string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := p.HTTP().Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(strings.NewReader(string(body)))
	return answer, nil
}

func unreachable(ctx context.Context, p *program.Program, id string, what language.Text, where string, err error) Finding {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if s := words.Of(err); s.Setting != "" {
		f := wrong(id, err)
		f.Action = ActPreferences
		return f
	}
	return Finding{ID: id, State: wantsPowerBI(ctx, p), Text: language.Sayf(what, where),
		Fix: language.Say("Check your connection and the proxy, then try again."), Details: err.Error()}
}

func roughly(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < 2*time.Hour:
		return language.Count(int(d/time.Minute), "1 minute", "%d minutes")
	case d < 48*time.Hour:
		return language.Count(int(d/time.Hour), "1 hour", "%d hours")
	default:
		return language.Count(int(d/(24*time.Hour)), "1 day", "%d days")
	}
}
