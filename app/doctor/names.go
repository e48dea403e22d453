package doctor

import (
	"cmp"

	"mysettings/app/tiles"
)

// nameMax is how much of a name is repeated.
const nameMax = 80

// who is whom a connection belongs to.
func who(c tiles.Connection) string {
	return tiles.Clean(cmp.Or(c.Name, c.Person, c.ID), nameMax)
}

func serverName(c tiles.Connection) string { return tiles.Clean(c.Server.URL, nameMax) }
