//go:build desktop && !bindings

package app

// #cgo webkit2_41 pkg-config: webkit2gtk-4.1
// #cgo !webkit2_41 pkg-config: webkit2gtk-4.0
// #include <webkit2/webkit2.h>
import "C"

// startNetwork starts WebKit's network process, which it can't do without. By
// itself it does so when it starts the one of the page, and the page then waits
// while both share what cores there are. It must be called by the goroutine
// that called answers, and before there is a web view.
func startNetwork() {
	// Says what holds anyway: it is the telling that starts the process.
	data := C.webkit_web_context_get_website_data_manager(C.webkit_web_context_get_default())
	C.webkit_website_data_manager_set_network_proxy_settings(data, C.WEBKIT_NETWORK_PROXY_MODE_DEFAULT, nil)
}
