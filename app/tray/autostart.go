package tray

// autostartID names the entry: a file name on Linux, a value's name on Windows.
const autostartID = "mysettings"

// Autostart starts a program at login.
type Autostart struct {
	// Exe is the absolute path of the executable, Args its arguments.
	Exe  string
	Args []string
}

// AutostartState is whether a program starts at login. It is read from the
// system each time: others change it too.
type AutostartState string

// The states of starting at login.
const (
	AutostartOff AutostartState = "off"
	AutostartOn  AutostartState = "on"
	// AutostartBlocked means that it is set up but switched off where the
	// system lists such programs (Task Manager, a session's settings).
	AutostartBlocked AutostartState = "blocked"
	// AutostartOther means that something else starts under our name: this
	// program at an older place, or with other arguments.
	AutostartOther AutostartState = "other"
)
