package program

import (
	"os"
	"time"
)

// LocalZone is the name of this computer's time zone, as tiles.Zone takes it:
// an IANA name, or on Windows the system's own. It is "UTC" where the system
// doesn't say.
func LocalZone() string {
	if name := os.Getenv("TZ"); name != "" {
		if name[0] == ':' {
			name = name[1:]
		}
		if _, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" {
			return name
		}
	}
	if name := systemZone(); name != "" {
		return name
	}
	return "UTC"
}
