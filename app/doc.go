// Package app is the window: the page's bindings, the snapshot that the page
// shows, and the Wails window around it.
//
// Run opens the window and returns when it is closed. Everything that touches
// Wails is behind the build tags "desktop" and "bindings"; without them Run
// returns ErrNotHere, and the package needs no C library and no screen.
//
// The page begins with First, which is made while the web view starts and waits
// for the page as a script. It then gets one typed Snapshot and asks for it
// again whenever the event EventChanged says so. The bindings refuse to hand out a token, a password,
// a sign-in address or a file path, and they open nothing but https addresses and the pages of
// report servers that the person added without it.
package app
