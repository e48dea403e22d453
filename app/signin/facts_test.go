package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"mysettings/app/tiles"
)

// What Microsoft's list of AADSTS codes and the articles around it say of each
// number that a client of this kind can meet, told independently of the app's
// own words: whether signing in again cures it (yes, partly, no), or it passes
// (wait), and a word that the sentence for it can't do without.
const facts = `
16000 partly different
16003 no invite
50011 no redirect
50014 no invitation
51004 no invitation
50020 partly another organisation
50034 partly e-mail
50053 no locked
50055 yes password
50056 yes password
50057 no disabled
50058 yes Sign in
50059 partly organisation
50072 yes verification
50074 yes approve
50076 yes approve
50078 yes verification
50079 yes verification
50089 yes once more
50097 partly registered
50129 partly registered
50187 partly registered
50105 no assign
50125 yes password
50135 yes password
50144 no password
50126 yes wrong
50128 partly domain
50131 partly rule
50132 yes password
50133 yes password
50140 yes staying signed in
50158 yes check
50173 yes signed you out everywhere
50194 no organisation
50196 wait too often
50199 yes Continue
500011 no Power BI
500021 no network
500022 no network
500113 no redirect
500208 yes work account
500212 no organisations
500213 no organisations
53000 partly rules
53001 no computer
53002 no approve
53003 partly rule
53004 partly verification
53010 partly verification
53011 no blocked
530002 partly manages
530003 partly manages
530032 no security
530035 no security
530036 yes browser
530084 no Windows
54005 yes once more
65001 yes permissions
65002 no set up
65004 yes permissions
65005 no permissions
650056 no permissions
650057 no permissions
650052 no Power BI
70000 yes no longer valid
70001 no disabled
7000112 no disabled
700005 yes organisation
70008 yes long time
70011 no permissions
28002 no permissions
28003 no permissions
70012 wait busy
70043 yes every so often
70044 yes every so often
700016 no app id
700011 no app id
700022 no several
700023 no no service
700025 no secret
700054 no code
700082 yes long time
700084 yes day
7000215 no secret
7000222 no secret
7000218 no public client
80012 no hours
90002 no organisation
90014 no request
900144 no request
9002313 no request
90006 wait busy
90012 wait busy
90024 wait busy
90033 wait busy
90090 wait busy
50033 wait busy
50087 wait busy
90019 no organisation
90038 no cloud
1000104 no cloud
90055 wait busy
90072 partly right account
90094 no administrator
90095 no sent
90099 no authorise
135010 partly method
135011 no disabled
140000 yes Sign in
140001 yes Sign in
160021 yes account
70016 yes code
70018 yes code
70019 yes code
90119 yes code
90120 yes code
`

type fact struct {
	number int
	cure   string
	says   string
}

func everyFact(t *testing.T) []fact {
	t.Helper()
	var all []fact
	for line := range strings.Lines(strings.TrimSpace(facts)) {
		parts := strings.SplitN(strings.TrimSpace(line), " ", 3)
		n, err := strconv.Atoi(parts[0])
		if err != nil || len(parts) != 3 {
			t.Fatalf("%q is no fact", line)
		}
		all = append(all, fact{n, parts[1], parts[2]})
	}
	return all
}

// refusesRenewal answers a renewal with what comes with a fact at Entra.
func (f fact) refusesRenewal() func(http.ResponseWriter, url.Values) bool {
	code, status := "invalid_grant", http.StatusBadRequest
	if f.cure == "wait" {
		code = "temporarily_unavailable"
	}
	return func(w http.ResponseWriter, _ url.Values) bool {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"error": code, "error_codes": []int{f.number}, "error_description": fmt.Sprintf("AADSTS%d: no.", f.number),
			"correlation_id": "c0ffee00-0000-4000-8000-000000000000", "timestamp": "2026-11-23 14:22:01Z",
		})
		return true
	}
}

// TestEveryFact goes through every number twice: as the answer to a renewal,
// and on the sign-in page. The state, the one thing to do and the sentence are
// right, the service is asked once however often the app is, and signing in
// puts right whatever it can.
func TestEveryFact(t *testing.T) {
	t.Parallel()
	all := everyFact(t)
	told := map[string]bool{}
	for _, f := range all {
		told[strconv.Itoa(f.number)] = true
	}
	for number := range helpTexts {
		if !told[number] {
			t.Errorf("%s has a sentence, and no fact behind it", number)
		}
	}
	b := newBench(t)
	// Sees the page after the answer too, which is waited for otherwise.
	patient := browserFunc(func(ctx context.Context, page string) error {
		return obedient{t}.Open(context.WithoutCancel(ctx), page)
	})
	c := b.signIn(Request{Browser: patient})
	for _, f := range all {
		want := map[string]verdict{
			"yes":    {tiles.Expired, "", tiles.RemedySignIn, false},
			"partly": {tiles.Expired, "", tiles.RemedySignIn, false},
			"no":     {tiles.Blocked, tiles.CauseAdminNeeded, tiles.RemedyAskAdmin, false},
			"wait":   {"", "", tiles.RemedyWait, true},
		}[f.cure]
		b.expire(c.ID)
		b.idp.set(func() { b.idp.take, b.idp.tokens = f.refusesRenewal(), nil })
		for range 5 {
			_, err := b.manager.Access(t.Context(), c.ID)
			e := wantError(t, err)
			if e.State != want.state || e.Remedy != want.remedy || want.cause != "" && e.Cause != want.cause || want.retry && e.RetryAt.IsZero() {
				t.Errorf("%d: state %q, cause %q, remedy %q, again %v; want %+v", f.number, e.State, e.Cause, e.Remedy, e.RetryAt, want)
			}
			f.checkSentence(t, e.Help())
		}
		if n := len(b.idp.tokenRequests(refreshGrant)); n != 1 {
			t.Errorf("%d: the service was asked %d times; want once", f.number, n)
		}
		conn := b.connection(c.ID)
		judged := tiles.JudgeSignIn(conn, 14, b.clock.now()).State
		switch p := conn.Problem; {
		case want.state == "":
			if p != nil || judged != tiles.SignedIn {
				t.Errorf("%d: connection is %q with %+v; want it untouched", f.number, judged, p)
			}
		case p == nil || judged != want.state:
			t.Errorf("%d: connection is %q with %+v; want %q", f.number, judged, p, want.state)
		case p.Code != fmt.Sprint("AADSTS", f.number) || p.CorrelationID != "c0ffee00-0000-4000-8000-000000000000" || p.Remedy != want.remedy:
			t.Errorf("%d: nothing for an administrator to go by: %+v", f.number, p)
		default:
			f.checkSentence(t, p.Text)
		}

		// On the sign-in page the same ends nothing, and says the same.
		b.idp.set(func() {
			b.idp.take = nil
			b.idp.refuse = url.Values{"error": {"access_denied"}, "error_description": {fmt.Sprintf("AADSTS%d: no.", f.number)}}
			if f.cure == "wait" {
				b.idp.refuse.Set("error", "temporarily_unavailable")
			}
		})
		before := b.connection(c.ID)
		_, err := b.manager.SignIn(t.Context(), Request{Connection: c.ID, Browser: patient})
		e := wantError(t, err)
		if e.State != "" || e.Remedy != want.remedy {
			t.Errorf("%d on the page: state %q, remedy %q; want none and %q", f.number, e.State, e.Remedy, want.remedy)
		}
		f.checkSentence(t, e.Help())
		if after := b.connection(c.ID); !after.EndedAt.Equal(before.EndedAt) || (after.Problem == nil) != (before.Problem == nil) {
			t.Errorf("%d on the page changed the connection: %+v", f.number, after)
		}
		b.idp.set(func() { b.idp.refuse = nil })
		b.signIn(Request{Connection: c.ID, Browser: patient})
		if err := b.store.UpdateConnection(t.Context(), c.ID, func(c *tiles.Connection) error {
			c.PausedUntil = time.Time{}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	b.noSecrets()
}

func (f fact) checkSentence(t *testing.T, text string) {
	t.Helper()
	checkSentence(t, strconv.Itoa(f.number), text)
	if !strings.Contains(strings.ToLower(text), strings.ToLower(f.says)) {
		t.Errorf("%d: %q says nothing of %q", f.number, text, f.says)
	}
	if starts := strings.HasPrefix(text, "Sign in") || strings.HasPrefix(text, "Try"); f.cure == "no" && starts && f.number != 80012 {
		t.Errorf("%d: %q begins with what is of no use", f.number, text)
	}
}
