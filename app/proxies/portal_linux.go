package proxies

import (
	"context"
	"fmt"

	"mysettings/app/bus"
)

const portal = "org.freedesktop.portal.Desktop"

// lookup asks the desktop's portal, if it runs.
func lookup(ctx context.Context, dial bus.Dial, address string) ([]string, error) {
	conn, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := bus.Owner(ctx, conn, portal); err != nil {
		return nil, err
	}
	var ways []string
	call := conn.Object(portal, "/org/freedesktop/portal/desktop").
		CallWithContext(ctx, "org.freedesktop.portal.ProxyResolver.Lookup", 0, address)
	if err := call.Store(&ways); err != nil {
		return nil, fmt.Errorf("proxy of the desktop: %w", err)
	}
	return ways, nil
}
