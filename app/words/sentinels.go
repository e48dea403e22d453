package words

import (
	"mysettings/app/bus"
	"mysettings/app/notify"
	"mysettings/app/powerbi"
	"mysettings/app/program"
	"mysettings/app/settings"
	"mysettings/app/signin"
	"mysettings/app/tray"
	"mysettings/app/watch"
	"mysettings/store"
)

// sentinels are the fixed errors and their sentences; where one wraps another,
// the narrower comes first.
var sentinels = []struct {
	err      error
	sentence Sentence
}{
	// The data folder.
	{store.ErrReadOnly, Sentence{Code: "data_folder_read_only",
		Text: "The data folder can't be written, so nothing could be saved.",
		Do:   "Give yourself write permission on it, or name another folder with --data."}},
	{store.ErrFull, Sentence{Code: "disk_full",
		Text: "The disk that holds the data folder is full, so nothing could be saved.",
		Do:   "Free some space, then try again."}},
	{store.ErrBusy, Sentence{Code: "database_locked",
		Text: "Another program is holding on to the app's data.",
		Do:   "Wait a moment, then try again; a backup or a virus scanner may be reading it."}},
	{store.ErrNewer, Sentence{Code: "newer_version",
		Text: "The data was written by a newer version of this app. Nothing was changed.",
		Do:   "Install the newest version, or name another folder with --data."}},
	{store.ErrDamaged, Sentence{Code: "database_damaged",
		Text: "The app's data was damaged. It was set aside where that was possible, and begun anew.",
		Do:   "Sign in again."}},
	{store.ErrClosed, Sentence{Code: "closing",
		Text: "The app is just closing.", Do: "Start it again."}},
	{store.ErrNotFound, Sentence{Code: "not_found",
		Text: "What you asked for is no longer there.", Do: "Look again at what there is."}},

	// The sign-in on this computer.
	{store.ErrNoToken, Sentence{Code: "signed_out",
		Text: "You are signed out.", Do: "Sign in."}},
	{store.ErrKeyLost, Sentence{Code: "key_lost",
		Text: "The key that protects your sign-in on this computer is gone, so nobody can use the sign-in any more.",
		Do:   "Sign in again."}},
	{store.ErrKeyringLocked, Sentence{Code: "keyring_locked",
		Text: "The keyring that protects your sign-in is locked. Your sign-in is not lost.",
		Do:   "Unlock the keyring (log in to the desktop, or open its password dialog), then try again."}},
	{store.ErrKeyringMissing, Sentence{Code: "keyring_missing",
		Text: "The keyring that protects your sign-in doesn't answer here. Your sign-in is not lost.",
		Do:   "Log in to the desktop where you signed in, or sign in again with: mysettings config set protection file."}},
	{signin.ErrScopeMissing, Sentence{Code: "permission_missing",
		Text: "Power BI asks for one more permission for this.",
		Do:   "Sign in again and allow it."}},
	{signin.ErrTimedOut, Sentence{Code: "timed_out",
		Text: "The sign-in wasn't finished in time.", Do: "Sign in again."}},
	{signin.ErrNoBrowser, Sentence{Code: "no_browser",
		Text: "No browser could be opened here.", Do: "Sign in with: mysettings signin --device-code, or set BROWSER."}},
	{signin.ErrNoDeviceCode, Sentence{Code: "no_device_code",
		Text: "The sign-in service offers no device code.", Do: "Sign in with the browser."}},
	{signin.ErrClosed, Sentence{Code: "closing",
		Text: "The app is just closing.", Do: "Start it again."}},

	// What a person asks for.
	{powerbi.ErrPaused, Sentence{Code: "paused",
		Text: "Power BI asks for a pause, as it was asked for much in a short time.",
		Do:   "Wait; the app goes on by itself."}},
	{powerbi.ErrBudget, Sentence{Code: "paused",
		Text: "The app has asked Power BI for as much as it may in an hour.",
		Do:   "Wait; the app goes on by itself."}},
	{watch.ErrNoSuchTile, Sentence{Code: "no_such_tile",
		Text: "That tile is no longer there.", Do: "Look at the list of tiles: mysettings tiles."}},
	{watch.ErrNoModel, Sentence{Code: "no_model",
		Text: "There is no semantic model behind this tile, so there is nothing to refresh.",
		Do:   "Choose a tile that shows data."}},
	{watch.ErrNotRefreshed, Sentence{Code: "not_refreshed",
		Text: "This tile's model asks its source each time, so there is no refresh to ask for.",
		Do:   "Choose another tile."}},
	{watch.ErrModelHidden, Sentence{Code: "model_hidden",
		Text: "The semantic model behind this tile may not be seen with your account.",
		Do:   "Ask its owner for permission on it."}},
	{watch.ErrNotKeepable, Sentence{Code: "not_keepable",
		Text: "This tile can't be refreshed from here.", Do: "Choose another tile."}},
	{settings.ErrInsecure, Sentence{Code: "insecure_address",
		Text: "An address without https would show your sign-in to the network, so nothing was sent.",
		Do:   "Use an https address.", Setting: settings.KeyPowerBIAPI}},

	// The computer and the desktop.
	{program.ErrNoScreen, Sentence{Code: "no_display",
		Text: "There is no screen here to show a window or an icon on.",
		Do:   "Start it on a desktop, or use the commands: mysettings --help."}},
	{tray.ErrNoDisplay, Sentence{Code: "no_display",
		Text: "There is no screen here to show an icon on.",
		Do:   "Start it on a desktop, or use the commands: mysettings --help."}},
	{tray.ErrNotHere, Sentence{Code: "no_tray",
		Text: "This program holds no tray icon.", Do: "Start it with: mysettings tray."}},
	{tray.ErrAgain, Sentence{Code: "second_tray",
		Text: "The tray icon is there already.", Do: "Look for it beside the clock."}},
	{notify.ErrNoNotifications, Sentence{Code: "no_notifications",
		Text: "Nothing on this desktop shows notifications.",
		Do:   "Look at the tray icon or the window; they say the same."}},
	{bus.ErrNone, Sentence{Code: "no_bus",
		Text: "There is no message bus (D-Bus) here, so the desktop can't be asked for anything.",
		Do:   "Log in to a desktop, or use the commands and the window without it."}},
	{program.ErrNoHome, Sentence{Code: "no_home",
		Text: "The system names no folder for your data.", Do: "Name one with --data, or set HOME."}},
	{program.ErrMissing, Sentence{Code: "part_missing",
		Text: "A part of the app is missing beside this program.",
		Do:   "Install the app again, with its tray and its window."}},
	{program.ErrTooLong, Sentence{Code: "timed_out",
		Text: "Looking at the tiles takes longer than expected; it goes on where the tray is running.",
		Do:   "Try again later."}},
}
