package installed

import (
	"fmt"
	"os/exec"
)

// StartSandbox opens a window of its own on a throw-away organisation and data
// folder. It lives on by itself, and cleans up behind itself when that window
// is closed. It returns program.ErrMissing where the command isn't installed.
func StartSandbox() error {
	path, err := Beside(Command)
	if err != nil {
		return err
	}
	cmd := exec.Command(path, "open", "--sandbox")
	cmd.SysProcAttr = Detached()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting the sandbox: %w", err)
	}
	// Waited for, or it would stay a zombie for as long as this process lives.
	go func() { _ = cmd.Wait() }()
	return nil
}
