package tiles

import "strings"

// ClassifyRun turns the error of a run or of a refused call, as the service
// gives it, into a cause. It never fails: what it does not know is
// CauseUnrecognised. The codes are those met in refresh histories; the service
// documents few of them, and texts may be in any language, so texts only help
// where they happen to be in English.
func ClassifyRun(code, text string) Cause {
	c, t := strings.ToLower(strings.TrimSpace(code)), strings.ToLower(text)
	// The texts speak more plainly than the general codes they come with.
	if cause, ok := lookUp(textCauses, t); ok && (c == "" || vague(c) || strings.HasPrefix(c, "dm_gwpipeline") && cause == CauseSourceCredentials) {
		return cause
	}
	if cause, ok := lookUp(codeCauses, c); ok {
		return cause
	}
	if cause, ok := lookUp(textCauses, t); ok {
		return cause
	}
	if cause, ok := lookUp(textCauses, c); ok { // a text in the place of the code
		return cause
	}
	if vague(c) && c != "" {
		return CauseModelError
	}
	return CauseUnrecognised
}

// vague reports codes that only say that loading failed; the reason, if any,
// is in the text.
func vague(code string) bool {
	return strings.Contains(code, "modelrefresh_shortmessage_processingerror") ||
		strings.Contains(code, "mashupdataaccesserror") ||
		strings.Contains(code, "modelrefreshfailed") && !strings.Contains(code, "credential")
}

type sign struct {
	part  string // in lower case
	cause Cause
}

func lookUp(signs []sign, s string) (Cause, bool) {
	if s == "" {
		return CauseNone, false
	}
	for _, x := range signs {
		if strings.Contains(s, x.part) {
			return x.cause, true
		}
	}
	return CauseNone, false
}

// codeCauses are parts of codes; the first that fits wins.
var codeCauses = []sign{
	{"credential", CauseSourceCredentials}, // ModelRefreshFailed_CredentialsNotSpecified, …InvalidConnectionCredentials
	{"accessunauthorized", CauseSourceCredentials},
	{"oauthtokenrefreshfailed", CauseSourceCredentials},
	{"powerbinotauthorized", CauseNoPermission},
	{"powerbinotlicensed", CauseAdminNeeded},
	{"entitynotfound", CauseItemMissing},
	{"itemnotfound", CauseItemMissing},
	{"datasetnotfound", CauseItemMissing},
	{"invalidobjectname", CauseItemMissing},
	{"premium_aswl_error", CauseCapacity},
	{"0xc11c0020", CauseCapacity}, // evicted from memory: run again
	{"request throttled", CauseCapacity},
	{"requestthrottled", CauseCapacity}, // the day's refreshes are used up
	{"capacitylimit", CauseCapacity},
	{"capacitynotactive", CauseCapacity},
	{"toomanyrequests", CauseThrottled},
	{"gatewayunreachable", CauseGateway},
	{"gatewaynotreachable", CauseGateway},
	{"mashupdataaccesserror", CauseModelError},
	{"timeouterror", CauseModelError}, // the source's query took too long
	{"timedout", CauseModelError},
	{"dm_gwpipeline", CauseGateway}, // DataSourceAccessError, SpooledOperationMissing, UnknownError, …
	{"serviceunavailable", CauseServiceDown},
	{"internalservererror", CauseServiceDown},
	{"internalerror", CauseServiceDown},
}

// textCauses are parts of English texts; the first that fits wins.
var textCauses = []sign{
	{"exceeded the capacity limit", CauseCapacity},
	{"capacity level limit exceeded", CauseCapacity},
	{"node level limit exceeded", CauseCapacity},
	{"refresh requests in last 24 hours", CauseCapacity},
	{"0xc11c0020", CauseCapacity},
	{"too many requests", CauseThrottled},
	{"amount of requests allowed", CauseThrottled},
	{"credential", CauseSourceCredentials},
	{"access was denied", CauseSourceCredentials},
	{"access is denied", CauseSourceCredentials},
	{"login failed", CauseSourceCredentials},
	{"logon failed", CauseSourceCredentials},
	{"unauthorized", CauseSourceCredentials},
	{"invalid_grant", CauseSourceCredentials},
	{"token has expired", CauseSourceCredentials},
	{"gateway", CauseGateway},
	{"invalid object name", CauseItemMissing},
	{"does not exist", CauseItemMissing},
	{"cannot be found", CauseItemMissing},
	{"could not find", CauseItemMissing},
	{"couldn't find", CauseItemMissing},
	{"wasn't found", CauseItemMissing},
	{"was not found", CauseItemMissing},
	{"out of memory", CauseModelError},
	{"not enough memory", CauseModelError},
	{"type conversion", CauseModelError},
	{"type mismatch", CauseModelError},
	{"duplicate value", CauseModelError},
	{"time limit", CauseModelError},
	{"timeout", CauseModelError},
	{"timed out", CauseModelError},
	{"service is unavailable", CauseServiceDown},
	{"an error has occurred", CauseServiceDown},
}
