package signin

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"mysettings/store"
)

// processVariable tells the test binary to be one of the processes: data
// folder, authority and connection, separated by "|".
const processVariable = "MYSETTINGS_SIGNIN_TEST_PROCESS"

// process asks for an access token as a program of its own would, and prints
// the last characters of it.
func process() int {
	parts := strings.Split(os.Getenv(processVariable), "|")
	s, err := store.Open(context.Background(), parts[0], store.Options{Protection: "file"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer s.Close()
	m := New(Options{Store: s, Config: func(context.Context) (Config, error) {
		return NewConfig("", parts[1], "", testClient, "")
	}})
	defer m.Close()
	token, err := m.Access(context.Background(), parts[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	text := token.Reveal()
	fmt.Print(text[len(text)-8:])
	return 0
}

func TestProcessesRenewOnce(t *testing.T) {
	const processes = 20
	b := newBench(t)
	c := b.signIn(Request{})
	b.expire(c.ID)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	outputs := make([]string, processes)
	var all sync.WaitGroup
	for n := range processes {
		all.Go(func() {
			cmd := exec.CommandContext(t.Context(), exe, "-test.run=^$")
			cmd.Env = append(os.Environ(), processVariable+"="+strings.Join([]string{b.store.Dir(), b.idp.origin, c.ID}, "|"))
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("process %d: %v: %s", n, err, stderr.String())
			}
			outputs[n] = string(out)
		})
	}
	all.Wait()
	if got := len(b.idp.tokenRequests("refresh_token")); got != 1 {
		t.Errorf("token requests = %d; want 1", got)
	}
	want := b.token(c.ID).Access.Reveal()
	for n, got := range outputs {
		if got != want[len(want)-8:] {
			t.Errorf("process %d has token …%s; want …%s", n, got, want[len(want)-8:])
		}
	}
}
