//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

// busConfiguration is a session bus that starts nothing by itself: what isn't
// started by hand isn't there.
const busConfiguration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// beside starts a program of the session, which ends with the case at the
// latest. What it writes to descriptor 3 comes back, when asked for.
func (l *lab) beside(ctx context.Context, input, name string, args ...string) (p *program, said func() (string, error), err error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%w (build/install.sh test installs it)", err)
	}
	cmd, err := l.prepare(context.WithoutCancel(ctx), path, args...)
	if err != nil {
		return nil, nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer w.Close()
	cmd.ExtraFiles = []*os.File{w}
	cmd.Stdin = strings.NewReader(input)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	p = &program{cmd: cmd, name: name, done: make(chan struct{})}
	cmd.Stderr = &p.errs
	if err := cmd.Start(); err != nil {
		r.Close()
		return nil, nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go func() {
		defer close(p.done)
		cmd.Wait()
	}()
	l.started = append(l.started, p)
	l.ends = append(l.ends, func() { r.Close() })
	return p, func() (string, error) {
		stop := context.AfterFunc(ctx, func() { r.SetReadDeadline(time.Now()) })
		defer stop()
		line, err := bufio.NewReader(r).ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = nil
		}
		return strings.TrimSpace(line), err
	}, nil
}

// screen starts a screen of the case's own, with no window manager.
func (l *lab) screen(ctx context.Context) (*program, error) {
	p, said, err := l.beside(ctx, "", "Xvfb", "-displayfd", "3", "-screen", "0", "1200x800x24", "-nolisten", "tcp", "-noreset")
	if err != nil {
		return nil, err
	}
	number, err := said()
	if err != nil {
		return nil, fmt.Errorf("the screen did not start: %w", err)
	}
	l.env = append(l.env, "DISPLAY=:"+number)
	return p, nil
}

// bus starts a session bus of the case's own, with nobody on it.
func (l *lab) bus(ctx context.Context) (*program, *dbus.Conn, error) {
	socket, file := filepath.Join(l.dir, "bus"), filepath.Join(l.dir, "bus.conf")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(busConfiguration, "SOCKET", socket)), 0o600); err != nil {
		return nil, nil, err
	}
	p, _, err := l.beside(ctx, "", "dbus-daemon", "--config-file="+file, "--nofork", "--nopidfile")
	if err != nil {
		return nil, nil, err
	}
	l.env = append(l.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+socket)
	var conn *dbus.Conn
	if err := until(ctx, func() (err error) {
		conn, err = dbus.Connect("unix:path=" + socket)
		return err
	}); err != nil {
		return nil, nil, fmt.Errorf("the bus did not start: %w", err)
	}
	l.ends = append(l.ends, func() { conn.Close() })
	return p, conn, nil
}

// owned waits until somebody on a bus offers name.
func owned(ctx context.Context, conn *dbus.Conn, name string) error {
	return until(ctx, func() error {
		var is bool
		err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&is)
		if err == nil && !is {
			err = fmt.Errorf("nobody offers %s", name)
		}
		return err
	})
}

// disowned ends whoever offers name on a bus: on the common desktop the bus may
// have started a keyring for an earlier case, which nobody can open.
func disowned(ctx context.Context, conn *dbus.Conn, name string) error {
	return until(ctx, func() error {
		var pid uint32
		err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetConnectionUnixProcessID", 0, name).Store(&pid)
		var none dbus.Error
		switch {
		case errors.As(err, &none) && none.Name == "org.freedesktop.DBus.Error.NameHasNoOwner":
			return nil
		case err != nil:
			return err
		}
		if err := syscall.Kill(int(pid), syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		return fmt.Errorf("%s is still offered", name)
	})
}

// The objects of the freedesktop Secret Service, as gnome-keyring names them.
const (
	secrets         = "org.freedesktop.secrets"
	secretsPath     = dbus.ObjectPath("/org/freedesktop/secrets")
	loginCollection = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
)

// keyring starts the real keyring of GNOME with its login collection open.
func (l *lab) keyring(ctx context.Context, conn *dbus.Conn) (*program, error) {
	if err := disowned(ctx, conn, secrets); err != nil {
		return nil, err
	}
	p, _, err := l.beside(ctx, "password", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	if err != nil {
		return nil, err
	}
	// Asked before it is there, the bus would start another one, locked.
	if err := owned(ctx, conn, secrets); err != nil {
		return nil, err
	}
	return p, until(ctx, func() error {
		v, err := conn.Object(secrets, loginCollection).GetProperty("org.freedesktop.Secret.Collection.Locked")
		if err == nil && v.Value() != false {
			err = errors.New("the login collection is locked")
		}
		return err
	})
}
