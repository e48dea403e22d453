// Asks for what is to be shown while the page's own script is still on its way.
window.first = window.go?.app?.Bindings?.Snapshot()
