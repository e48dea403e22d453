package tiles

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxStatus is how much of a status text is read; a server is not trusted to
// be brief.
const maxStatus = 8 << 10

// ClassifyStatus says what a report server's LastStatus tells of a pin's last
// run. It never fails.
//
//   - RunGood and no cause: the text is empty, or consists of English words
//     that tell of success and of nothing else. It is good only where
//     LastRunTime moved; that is for the caller to see.
//   - RunNone and no cause: "New subscription", it has never run.
//   - RunDisabled and CauseSubscriptionOff: the subscription is inactive.
//   - RunRunning and no cause: the server is at it.
//   - RunFailed and the cause, CauseUnrecognised where the text is an error in
//     words that are not known.
//   - RunUnknown and CauseUnrecognised: anything else, as every text in
//     another language that holds none of the server's own codes. Such a text
//     is never good.
//
// The failures are those that Microsoft's pages about monitoring subscriptions
// and pinning name; what success looks like is not documented.
func ClassifyStatus(text string) (RunStatus, Cause) {
	status, cause, _ := readStatus(text)
	return status, cause
}

// statusKind tells apart what a cause alone does not.
type statusKind string

const (
	statusRegistration statusKind = "registration" // the server is not registered with Power BI, or no longer rightly
	statusScheduler    statusKind = "scheduler"    // nothing starts the server's subscriptions
	statusDashboard    statusKind = "dashboard"    // the whole dashboard is gone
)

func readStatus(text string) (RunStatus, Cause, statusKind) {
	if text = strings.TrimSpace(text); text == "" {
		return RunGood, CauseNone, ""
	}
	whole := len(text) <= maxStatus && utf8.ValidString(text)
	text = strings.ToLower(shorten(text, maxStatus))
	bare := strings.TrimRight(text, " .!")
	switch {
	case bare == "new subscription":
		return RunNone, CauseNone, ""
	case bare == "inactive", bare == "disabled", strings.HasPrefix(bare, "inactive:"), strings.HasPrefix(bare, "disabled:"):
		return RunDisabled, CauseSubscriptionOff, ""
	case bare == "pending", bare == "processing", bare == "running", bare == "in progress":
		return RunRunning, CauseNone, ""
	case whole && saysGood(text):
		return RunGood, CauseNone, ""
	}
	message, failed := deliveryMessage(text)
	has := pairsOf(message)
	for i := range statusCauses {
		if x := &statusCauses[i]; x.fits(message, has) {
			return RunFailed, x.cause, x.kind
		}
	}
	if failed || strings.HasPrefix(text, "error") || strings.HasPrefix(text, "failure ") {
		return RunFailed, CauseUnrecognised, ""
	}
	return RunUnknown, CauseUnrecognised, ""
}

// statusReader is readStatus for one text after the other, of which most are
// the same: whoever judges a pin reads its status several times.
type statusReader struct {
	text   string
	any    bool // there was one
	status RunStatus
	cause  Cause
	kind   statusKind
}

func (r *statusReader) read(text string) (RunStatus, Cause, statusKind) {
	if !r.any || r.text != text {
		r.text, r.any = text, true
		r.status, r.cause, r.kind = readStatus(text)
	}
	return r.status, r.cause, r.kind
}

// deliveryMessage is the message of a text like "PowerBI Delivery error:
// dashboard: D, visual: V, error: message", where people choose D and V, so that
// they must decide nothing; and whether it is an error in so many words. The
// last label may be in another language. Any other text is all message.
func deliveryMessage(text string) (message string, failed bool) {
	before, rest, ok := strings.Cut(text, "dashboard:")
	failed = ok && strings.Contains(before, "delivery error")
	if _, rest, ok = strings.Cut(rest, "visual:"); !ok {
		return text, failed
	}
	for part := range strings.SplitSeq(rest, ", ") {
		label, first, ok := strings.Cut(part, ":")
		if ok && len(part) < len(rest) && strings.IndexFunc(label, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
			return first + rest[strings.Index(rest, part)+len(part):], failed || label == "error"
		}
	}
	return text, failed
}

// statusSign is what a text, in lower case, must have in it to be of a cause:
// one of each list.
type statusSign struct {
	cause Cause
	kind  statusKind
	parts [][]statusPart
}

type statusPart struct {
	text string
	has  pairs
}

// pairs tells which pairs of bytes follow each other in a text, many of them by
// the same bit. A text can't have a part in it that has other pairs.
type pairs uint64

func pairsOf(text string) pairs {
	var p pairs
	for i := 1; i < len(text); i++ {
		p |= 1 << ((text[i-1]*29 + text[i]) % 64)
	}
	return p
}

// statusOf makes a statusSign of lists with "|" between what is in them.
func statusOf(cause Cause, kind statusKind, lists ...string) statusSign {
	x := statusSign{cause: cause, kind: kind}
	for _, list := range lists {
		var parts []statusPart
		for part := range strings.SplitSeq(list, "|") {
			parts = append(parts, statusPart{part, pairsOf(part)})
		}
		x.parts = append(x.parts, parts)
	}
	return x
}

// fits reports a text, which has the given pairs, with one part of each list.
func (x *statusSign) fits(text string, has pairs) bool {
	for _, list := range x.parts {
		if !slices.ContainsFunc(list, func(part statusPart) bool {
			return part.has&^has == 0 && strings.Contains(text, part.text)
		}) {
			return false
		}
	}
	return true
}

// statusCauses are what failures look like; the first that fits wins. The
// server's own codes (rs…, AADSTS…) are the same in every language.
var statusCauses = []statusSign{
	statusOf(CauseAdminNeeded, statusRegistration, "delivery extension", "could not be loaded|cannot be loaded|couldn't be loaded"),
	statusOf(CauseAdminNeeded, statusRegistration, "rsdeliveryextensionnotfound|rsdeliveryextensionerror"),
	statusOf(CauseAdminNeeded, statusScheduler, "rsschedulernotresponding|scheduler is not responding"),
	statusOf(CauseSourceCredentials, "", "rsinvaliddatasourcecredentialsetting|rsmissingdatasourcecredentials|rsdatasourcenopromptexception"),
	statusOf(CauseSourceCredentials, "", "data source credentials do not meet the requirements"),
	statusOf(CauseSourceCredentials, "", "rslogonfailed|login failed for user|logon failed"),
	statusOf(CauseModelError, "", "rserroropeningconnection|rserrorexecutingcommand|rsprocessingaborted|cannot create a connection to data source|query execution failed"),
	statusOf(CauseAdminNeeded, statusRegistration, "aadsts7000215|aadsts7000222|aadsts700016|aadsts50011|invalid_client"),
	statusOf(CauseAdminNeeded, "", "aadsts53003|aadsts50057|aadsts50105|aadsts65001"),
	statusOf(CauseSignInExpired, "", "expired|invalid|missing", "power bi credentials|powerbi credentials"),
	statusOf(CauseSignInExpired, "", "aadsts|invalid_grant|interaction_required|tokenexpired"),
	statusOf(CauseSignInExpired, "", "sign in|signed in|log in|logged in|user token", "power bi|powerbi"),
	statusOf(CauseSignInExpired, "", "access token|refresh token|security token|user token", "expired|revoked|invalid|missing"),
	statusOf(CauseItemMissing, "", "report item '", "cannot be found"),
	statusOf(CauseTileDeleted, statusDashboard, "'dashboard deleted|\"dashboard deleted|item dashboard deleted"),
	statusOf(CauseTileDeleted, "", "'tile deleted|\"tile deleted|item tile deleted"),
	statusOf(CauseItemMissing, "", "rsitemnotfound|rsreportitemnotfound"),
	statusOf(CauseItemMissing, "", "the item '", "cannot be found"),
	statusOf(CauseNoPermission, "", "rsaccessdenied|permissions granted to user"),
	statusOf(CauseThrottled, "", "(429)|too many requests"),
	statusOf(CauseServiceDown, "", "(502)|(503)|(504)|service unavailable|service is unavailable|bad gateway"),
	statusOf(CauseServerUnreachable, "", "name could not be resolved|unable to connect to the remote server|connection was closed|operation has timed out"),
}

// The words of a text that tells of success. A word that is in neither list is
// one too many: it might be the "not" of another language.
var (
	goodWords  = wordSet("completed delivered done finished refreshed success successful successfully succeeded updated")
	otherWords = wordSet("a and been bi complete dashboard dashboards delivery has have in is of on power powerbi refresh report status subscription the tile tiles to visual was were")
)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// saysGood reports a text, in lower case, that tells of success and of nothing
// else. Names count only where it is plain that they are names.
func saysGood(text string) bool {
	if strings.Trim(text, " .!") == "ok" || allProcessed(text) {
		return true
	}
	if _, only := goodNews(beforeNames(text)); !only {
		return false // as nearly all bad news is told
	}
	good, only := goodNews(withoutNames(text))
	return good && only
}

// goodNews reports whether a text has a word of success in it, and only words
// that are known.
func goodNews(text string) (good, only bool) {
	for w := range strings.FieldsFuncSeq(text, betweenWords) {
		if !goodWords[w] && !otherWords[w] {
			return false, false
		}
		good = good || goodWords[w]
	}
	return good, true
}

func betweenWords(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,;:!", r) }

// nameLabels stand before a name.
var nameLabels = [...]string{"dashboard:", "visual:"}

// beforeNames is the beginning of a text, in whole words, that withoutNames
// leaves as it is.
func beforeNames(text string) string {
	end := len(text)
	if i := strings.IndexAny(text, `'"`); i >= 0 {
		end = i
	}
	for _, label := range nameLabels {
		if i := strings.Index(text[:end], label); i >= 0 {
			end = i
		}
	}
	return text[:strings.LastIndexFunc(text[:end], betweenWords)+1]
}

// allProcessed reads "Done: 3 processed of 3 total; 0 errors.", which is how a
// report server sums up what it delivered.
func allProcessed(text string) bool {
	if !strings.HasPrefix(text, "done:") {
		return false
	}
	words := strings.Fields(strings.TrimRight(text, " ."))
	if len(words) != 8 || words[0] != "done:" || words[2] != "processed" || words[3] != "of" || words[5] != "total;" || words[6] != "0" || words[7] != "errors" {
		return false
	}
	n, err := strconv.Atoi(words[1])
	return err == nil && n > 0 && words[1] == words[4]
}

// withoutNames takes out of a text what stands in quotation marks, and what
// follows "dashboard:" and "visual:" up to the next comma.
func withoutNames(text string) string {
	var b strings.Builder
	for text != "" {
		if i := strings.IndexAny(text, `'"`); i >= 0 {
			if j := strings.IndexByte(text[i+1:], text[i]); j >= 0 {
				b.WriteString(text[:i])
				b.WriteByte(' ')
				text = text[i+1+j+1:]
				continue
			}
		}
		b.WriteString(text)
		break
	}
	text = b.String()
	for _, label := range nameLabels {
		before, after, ok := strings.Cut(text, label)
		if !ok {
			continue
		}
		if i := strings.IndexAny(after, ",;"); i >= 0 {
			text = before + after[i:]
		} else {
			text = before
		}
	}
	return text
}
