package tiles

// RemedyFor is the one button that goes with a cause. It does not know who
// owns what: Judge may give RemedyOpen in place of RemedyAskOwner where the
// person is the owner.
func RemedyFor(c Cause) Remedy {
	switch c {
	case CauseSignInExpired, CauseSignedOut, CauseSignInRefused, CauseServerLogin:
		return RemedySignIn
	case CauseAdminNeeded:
		return RemedyAskAdmin
	case CauseSourceCredentials, CauseGateway, CauseItemMissing, CauseModelError, CauseNoPermission:
		return RemedyAskOwner
	case CauseTileDeleted, CauseScheduleOff, CauseSubscriptionOff, CauseUnrecognised:
		return RemedyOpen
	case CauseCapacity, CauseThrottled, CauseServerUnreachable, CauseServiceDown, CauseNotChecked:
		return RemedyWait
	case CauseLate:
		return RemedyRefreshNow
	}
	return RemedyNone
}
