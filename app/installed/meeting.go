package installed

// The leases by which a face is the only one of its kind on a data folder.
const (
	TrayLease   = "tray"
	WindowLease = "window"
)

// The requests in the store by which a face is asked to end.
const (
	RequestEndTray   = "end_tray"
	RequestEndWindow = "end_window"
)
