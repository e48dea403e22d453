package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mysettings/app/program"
	"mysettings/app/words"
)

// skew is how far this computer's clock may be from the sign-in service's
// (Entra allows five minutes).
const skew = 5 * time.Minute

func checkProxy(_ context.Context, p *program.Program) finding {
	const id = "proxy"
	switch proxy := p.Settings.Proxy(); proxy {
	case "direct":
		return finding{ID: id, State: isGood, Text: "No proxy is used, as set."}
	case "":
		r, err := http.NewRequest(http.MethodGet, p.Endpoints().PowerBI, nil)
		if err != nil {
			return wrong(id, err)
		}
		u, err := http.ProxyFromEnvironment(r)
		if err != nil {
			return finding{ID: id, State: isBad, Text: "The proxy that the environment names can't be used.",
				Fix: "Correct HTTPS_PROXY, or set one: mysettings config set proxy http://host:port"}
		}
		if u == nil {
			return finding{ID: id, State: isGood, Text: "No proxy is used."}
		}
		return finding{ID: id, State: isGood, Text: "The proxy of the environment is used: " + u.Host + "."}
	default:
		host := "one"
		if u, err := url.Parse(proxy); err == nil {
			host = u.Host
		}
		return finding{ID: id, State: isGood, Text: "The proxy of the settings is used: " + host + "."}
	}
}

// checkAuthority asks the sign-in service about itself, and compares the
// clocks.
func checkAuthority(ctx context.Context, p *program.Program) finding {
	const id = "authority"
	where := p.Endpoints()
	var (
		answer *http.Response
		err    error
	)
	for _, address := range where.Discovery {
		if answer, err = get(ctx, p, address); err != nil {
			return unreachable(ctx, p, id, "The sign-in service", where.Authority, err)
		}
		if answer.StatusCode == http.StatusOK {
			break
		}
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if err != nil {
		return unreachable(ctx, p, id, "The sign-in service", where.Authority, err)
	}
	var document struct {
		Issuer string `json:"issuer"`
	}
	if answer.StatusCode != http.StatusOK || json.Unmarshal(body, &document) != nil || document.Issuer == "" {
		return finding{ID: id, State: isBad, Text: "Something answers in place of the sign-in service at " + where.Authority + ".",
			Fix:     "Check the settings authority, cloud and tenant, and whether this network wants you to log in first.",
			Details: answer.Status}
	}
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		if off := time.Since(at); off > skew || off < -skew {
			return finding{ID: "clock", State: isBad, Text: "This computer's clock is wrong by " + roughly(off) + ", so signing in can't work.",
				Fix: "Set the clock right; best let the system do it by itself."}
		}
	}
	return finding{ID: id, State: isGood, Text: "The sign-in service answers at " + where.Authority + ", and the clock is right."}
}

func checkAPI(ctx context.Context, p *program.Program) finding {
	const id = "powerbi_api"
	base := p.Endpoints().PowerBI
	answer, err := get(ctx, p, base)
	if err != nil {
		return unreachable(ctx, p, id, "Power BI", base, err)
	}
	if answer.StatusCode >= http.StatusInternalServerError {
		return finding{ID: id, State: isBad, Text: "Power BI answers with an error at " + base + ".", Fix: "Wait a little, then try again.", Details: answer.Status}
	}
	// Without a sign-in it refuses, which is an answer as well.
	return finding{ID: id, State: isGood, Text: "Power BI answers at " + base + "."}
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

func unreachable(ctx context.Context, p *program.Program, id, what, where string, err error) finding {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if s := words.Of(err); s.Setting != "" {
		return wrong(id, err)
	}
	return finding{ID: id, State: wantsPowerBI(ctx, p), Text: fmt.Sprintf("%s can't be reached at %s.", what, where),
		Fix: "Check your connection and the proxy, then try again.", Details: err.Error()}
}

func roughly(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < 2*time.Hour:
		return plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return plural(int(d/time.Hour), "hour")
	default:
		return plural(int(d/(24*time.Hour)), "day")
	}
}
