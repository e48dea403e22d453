package command

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mysettings/app/sandbox"
)

// TestPasswordNotGiven ends the input at a terminal in place of typing a
// password (Ctrl-D).
func TestPasswordNotGiven(t *testing.T) {
	t.Parallel()
	d := newDesk(t, sandbox.Options{})
	person, terminal := openTerminal(t)
	cmd := exec.CommandContext(t.Context(), built, "server", "add", d.org.Describe().ReportServer, "--auth", "ntlm", "--user", `SANDBOX\ana`)
	cmd.Env = append(plainEnv(), "MYSETTINGS_DATA="+d.folder, "HOME="+filepath.Dir(d.folder))
	said, asked, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	cmd.Stdin, cmd.Stderr = terminal, asked
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	asked.Close()
	if err := said.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	var words bytes.Buffer
	for buffer := make([]byte, 1<<10); !strings.Contains(words.String(), "Password of"); {
		n, err := said.Read(buffer)
		if words.Write(buffer[:n]); err != nil {
			t.Fatalf("%v after %q", err, words.String())
		}
	}
	// The end of the input counts once the terminal reads lines unseen; sent
	// before, it would be kept for it.
	if _, err := person.Write([]byte{4}); err != nil {
		t.Fatal(err)
	}
	_, _ = words.ReadFrom(said)
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != CodeFailed || !strings.Contains(words.String(), "No password was given, so nothing was changed.") {
		t.Errorf("exit %d, %q", code, words.String())
	}
	if list := d.run("server", "list").want(CodeGood).stdout; !strings.Contains(list, "No report server yet") {
		t.Errorf("something was added: %s", list)
	}
}

// openTerminal is a terminal, and the end of it at which the person types.
func openTerminal(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { person.Close() })
	fd := int(person.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return person, terminal
}
