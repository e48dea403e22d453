// Package secrets is a trial: it goes through the whole life of a sign-in and
// of report servers with the real executables, the log at its most talkative,
// and crashes them on the way; then it searches everything that they left,
// printed and passed on for everything secret that they were given.
//
// It is a test. More rounds (each with sign-ins, servers and crashes of its
// own) are asked for so:
//
//	go test ./build/trials/secrets -args -rounds 10
package secrets
