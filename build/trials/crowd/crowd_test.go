// Package crowd lets many processes work on one data folder at once: commands,
// residents and windows.
//
//	go test -race ./build/trials/crowd -for 10m
//
// With -race and a minute or more, the program is built with the race detector,
// too; in a short run its slowness would be all that is seen.
package crowd

import (
	"flag"
	"os"
	"testing"
	"time"

	"mysettings/build/trials/desk"
)

var (
	duration = flag.Duration("for", 6*time.Second, "how long the commands are mixed")
	many     = flag.Int("processes", 32, "how many processes find the same ended token")
	seed     = flag.Uint64("seed", 0, "the seed of what is mixed; 0 for another one each time")
)

// inProgram tells whether the program is built with the race detector.
var inProgram bool

func TestMain(m *testing.M) {
	flag.Parse()
	if *seed == 0 {
		*seed = uint64(time.Now().UnixNano())
	}
	inProgram = raced && *duration >= time.Minute
	os.Exit(desk.Main(m, inProgram, map[string]func([]string) error{"window": window, "resident": resident}))
}
