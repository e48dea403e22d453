package tiles

import (
	"strings"
	"sync"
	"time"

	// Machines without zone files (Windows, slim containers) need the zones too.
	_ "time/tzdata"
)

// zones are the locations found so far by IANA name. Only names that exist get
// in, so it can't grow without end whatever servers say.
var zones sync.Map // string → *time.Location

// foldedWindows is windowsZones by lower-case name: Windows itself does not
// mind the case.
var foldedWindows = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, len(windowsZones))
	for name, iana := range windowsZones {
		m[strings.ToLower(name)] = iana
	}
	return m
})

// Zone is the location of a Windows zone name ("W. Europe Standard Time", by
// Unicode CLDR's table) or an IANA one ("Europe/Berlin"). For a name that is
// not known it is UTC and false.
func Zone(name string) (*time.Location, bool) {
	iana, ok := windowsZones[name]
	if !ok {
		iana = name
	}
	if loc, ok := zones.Load(iana); ok {
		return loc.(*time.Location), true
	}
	if !ok {
		if folded, ok := foldedWindows()[strings.ToLower(strings.TrimSpace(name))]; ok {
			iana = folded
		}
	}
	// LoadLocation takes "" for UTC and "Local" for this machine's zone; neither
	// is what a service means.
	if iana == "" || iana == "Local" {
		return time.UTC, false
	}
	loc, err := time.LoadLocation(iana)
	if err != nil {
		return time.UTC, false
	}
	zones.Store(strings.Clone(iana), loc)
	return loc, true
}
