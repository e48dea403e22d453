//go:build desktop || bindings

package app

import (
	"mysettings/app/doctor"
	"mysettings/app/signin"
	"mysettings/app/tiles"
)

// named is one value of an enumeration, as Wails writes it for the page.
type named[T ~string] struct {
	Value  T
	TSName string
}

// name names values after themselves, so that Go's list is the page's list.
func name[T ~string](values ...T) []named[T] {
	out := make([]named[T], 0, len(values))
	for _, v := range values {
		n := string(v)
		if n == "" {
			n = "none"
		}
		out = append(out, named[T]{v, n})
	}
	return out
}

// enums are the words of the domain that the page has texts and shapes for. A
// word missing on the page is an error of its compiler.
func enums() []any {
	return []any{
		name(tiles.States...),
		name(tiles.CauseNone, tiles.CauseSignInExpired, tiles.CauseSignedOut, tiles.CauseSignInRefused,
			tiles.CauseAdminNeeded, tiles.CauseSourceCredentials, tiles.CauseGateway, tiles.CauseItemMissing,
			tiles.CauseModelError, tiles.CauseTileDeleted, tiles.CauseScheduleOff, tiles.CauseSubscriptionOff,
			tiles.CauseCapacity, tiles.CauseThrottled, tiles.CauseServerUnreachable, tiles.CauseServiceDown,
			tiles.CauseLate, tiles.CauseNoPermission, tiles.CauseNotWatchable, tiles.CauseNotChecked,
			tiles.CauseUnrecognised, tiles.CauseServerLogin),
		name(tiles.RemedyNone, tiles.RemedySignIn, tiles.RemedyAskAdmin, tiles.RemedyAskOwner, tiles.RemedyOpen,
			tiles.RemedyWait, tiles.RemedyRefreshNow),
		name(tiles.SignedOut, tiles.SignedIn, tiles.Expiring, tiles.Expired, tiles.Blocked, tiles.UnknownState),
		name(tiles.PowerBI, tiles.ReportServer),
		name(tiles.Hourly, tiles.Daily, tiles.Weekly),
		name(tiles.NoticeStopped, tiles.NoticeFailing, tiles.NoticeLate, tiles.NoticeExpiring,
			tiles.NoticeSignIn, tiles.NoticeRecovered),
		name(tiles.KindImport, tiles.KindDirectQuery, tiles.KindLive, tiles.KindDirectLake, tiles.KindPush,
			tiles.KindStreaming, tiles.KindStatic, tiles.KindHidden, tiles.KindPin, tiles.KindUnknown),
		name(tiles.AskAccepted, tiles.AskRunning, tiles.AskQuota, tiles.AskDenied, tiles.AskSignIn, tiles.AskLater),
		name(tiles.HealthGood, tiles.HealthAttention, tiles.HealthSignedOut, tiles.HealthCantTell),
		name(tiles.NotMuted, tiles.MutedTile, tiles.MutedDashboard),
		name(tiles.ProgressNone, tiles.ProgressAsked, tiles.ProgressRunning, tiles.ProgressDone, tiles.ProgressFailed, tiles.ProgressCancelled),
		name(ByNobody, BySchedule, ByThisApp, ByHand, ByProgram),
		name(StageStarting, StageWaiting, StageSaving, StageOpening, StageRunning),
		name(tiles.PlaceUnknown, tiles.PlaceThere, tiles.PlaceGone),
		name(tiles.IntegrationOn, tiles.IntegrationOff, tiles.IntegrationUnavailable, tiles.IntegrationUnknown),
		// The empty one is the usual way, where one is chosen.
		name("", tiles.AuthNegotiate, tiles.AuthNTLM, tiles.AuthBasic, tiles.AuthForms),
		name(QuestionNone, QuestionPlainHTTP, QuestionLogin),
		name(StepPurpose, StepOrganisation, StepSignIn, StepServer, StepStart),
		name(FirstRunTodo, FirstRunDone, FirstRunSkipped, FirstRunGiven),
		name(signin.SetupParts...),
		name(signin.SetupGood, signin.SetupBad, signin.SetupOpen),
		name(doctor.Good, doctor.Note, doctor.Bad, doctor.Skipped),
		name(doctor.ActNone, doctor.ActPreferences, doctor.ActSettings, doctor.ActSignIn, doctor.ActStartTray, doctor.ActNotify,
			doctor.ActKeyring, doctor.ActMakePrivate, doctor.ActStartAtLogin),
	}
}
