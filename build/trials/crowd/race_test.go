//go:build race

package crowd

// raced tells whether the tests, and so the program, are built with the race
// detector.
const raced = true
