//go:build linux

package desktop

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
)

// loginCollection is the keyring that a person's password opens at login.
const loginCollection = "/org/freedesktop/secrets/collection/login"

// OpenKeyring starts a real keyring and unlocks it, as logging in does.
func (d *Desktop) OpenKeyring(ctx context.Context) error {
	cmd := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	cmd.Env, cmd.Stdout, cmd.Stderr = d.Env(), d.log, d.log
	cmd.Stdin = strings.NewReader("a password")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := d.run("gnome-keyring-daemon", cmd); err != nil {
		return err
	}
	// Asked before it is there, the bus would start another one, locked.
	if err := d.waitForName(ctx, "org.freedesktop.secrets"); err != nil {
		return err
	}
	if err := Until(ctx, func() error {
		v, err := d.Bus.Object("org.freedesktop.secrets", loginCollection).GetProperty("org.freedesktop.Secret.Collection.Locked")
		if err == nil && v.Value() != false {
			err = errors.New("it is locked")
		}
		return err
	}); err != nil {
		return fmt.Errorf("keyring of the virtual desktop: %w", err)
	}
	return nil
}
