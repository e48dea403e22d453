package sandbox

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// Person is somebody of the organisation. Its methods play the person at a
// browser: they open the sandbox's own pages over HTTP and press the buttons.
type Person struct {
	// Name is what to call them, User the name they sign in with.
	Name string
	User string
	// ObjectID is their id in the tenant (claim oid).
	ObjectID string
	// About says in a few words what is special about them.
	About string
}

// The people of every sandbox organisation.
var (
	Ana   = Person{Name: "Ana Almeida", User: "ana@" + Domain, ObjectID: "a1a1a1a1-0001-4a1a-8a1a-000000000001", About: "sees everything, may refresh most of it"}
	Ben   = Person{Name: "Ben Berger", User: "ben@" + Domain, ObjectID: "b2b2b2b2-0002-4b2b-8b2b-000000000002", About: "has no Power BI licence"}
	Carla = Person{Name: "Carla Costa", User: "carla@" + Domain, ObjectID: "c3c3c3c3-0003-4c3c-8c3c-000000000003", About: "views dashboards, may not see their refreshes"}
	Dana  = Person{Name: "Dana Duarte", User: "dana@" + Domain, ObjectID: "d4d4d4d4-0004-4d4d-8d4d-000000000004", About: "needs an administrator's approval"}
)

// People lists everybody, in the order of the sign-in page.
func People() []Person { return []Person{Ana, Ben, Carla, Dana} }

// ErrRefused is returned when a page answered with an error page instead of
// going on; the text that the page showed is in the error.
var ErrRefused = errors.New("sign-in page refused")

// SignIn opens the authorization address and picks the person, consents, and
// follows to the app's loopback address, by redirect or by form. It returns
// when the app has answered; ErrRefused means that the page showed an error.
func (p Person) SignIn(ctx context.Context, address string) error {
	return browse(ctx, address, url.Values{"person": {p.User}})
}

// Refuse opens the authorization address and presses Cancel.
func (p Person) Refuse(ctx context.Context, address string) error {
	return browse(ctx, address, url.Values{"action": {"refuse"}})
}

// EnterCode opens the page for device codes, types the code and picks the
// person.
func (p Person) EnterCode(ctx context.Context, address, userCode string) error {
	return browse(ctx, address, url.Values{"user_code": {userCode}, "person": {p.User}})
}

// RefuseCode is EnterCode, but presses Cancel.
func (p Person) RefuseCode(ctx context.Context, address, userCode string) error {
	return browse(ctx, address, url.Values{"user_code": {userCode}, "action": {"refuse"}})
}

// Compiled at their first use: a program that holds a sandbox mostly starts
// none.
var (
	formTag = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?s)<form[^>]* id="(flow|response)"[^>]* action="([^"]*)"`)
	})
	hiddenTag = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	})
	alertTag = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?s)<p role="alert">(.*?)</p>`)
	})
)

// browse is a browser that can do exactly what the sandbox's pages need.
func browse(ctx context.Context, address string, press url.Values) error {
	start, err := url.Parse(address)
	if err != nil || start.Scheme != "http" || !loopbackHost(start.Hostname()) {
		return errors.New("page that is not a sandbox's")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{} // no proxy: everything is loopback
	defer transport.CloseIdleConnections()
	client := &http.Client{Jar: jar, Transport: transport, CheckRedirect: staysOnLoopback}
	page, err := open(ctx, client, http.MethodGet, address, nil)
	for pressed := false; err == nil; {
		form := formTag().FindStringSubmatch(page)
		if form == nil {
			return nil // the app's own page, or the sandbox's last one
		}
		kind, action := form[1], html.UnescapeString(form[2])
		values := url.Values{}
		for _, hidden := range hiddenTag().FindAllStringSubmatch(page, -1) {
			values.Set(html.UnescapeString(hidden[1]), html.UnescapeString(hidden[2]))
		}
		if kind == "flow" {
			if pressed {
				return fmt.Errorf("%w: it asked again: %s", ErrRefused, alertOf(page))
			}
			pressed = true
			for name, value := range press {
				values[name] = value
			}
		}
		next, bad := resolve(address, action)
		if bad != nil {
			return bad
		}
		page, err = open(ctx, client, http.MethodPost, next, values)
		if kind == "response" {
			return err
		}
	}
	return err
}

func staysOnLoopback(r *http.Request, via []*http.Request) error {
	if !loopbackHost(r.URL.Hostname()) || len(via) > 5 {
		return errors.New("redirect that leaves the sandbox")
	}
	return nil
}

func resolve(base, ref string) (string, error) {
	b, err := url.Parse(base)
	if err != nil {
		return "", errors.New("unreadable page address")
	}
	r, err := b.Parse(ref)
	if err != nil {
		return "", errors.New("unreadable form address")
	}
	return r.String(), nil
}

func open(ctx context.Context, client *http.Client, method, address string, form url.Values) (string, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", errors.New("unreadable page address")
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client.Do(request)
	if err != nil {
		// The address may carry a code, so it is left out.
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return "", fmt.Errorf("page: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return "", fmt.Errorf("page: %w", err)
	}
	page := string(body)
	switch text := alertOf(page); {
	case response.StatusCode < http.StatusBadRequest:
	case text != "":
		return "", fmt.Errorf("%w: %s", ErrRefused, text)
	default:
		return "", fmt.Errorf("page: %s", response.Status)
	}
	return page, nil
}

func alertOf(page string) string {
	if m := alertTag().FindStringSubmatch(page); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}
