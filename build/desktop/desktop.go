//go:build linux

// Package desktop is a desktop without a monitor: an X server in memory, a
// session bus, a window manager, a panel with a tray, a notification daemon
// and the accessibility bus. It starts them, takes pictures of the screen, and
// presses what a person would press: buttons in a window by their accessible
// names, rows of a tray menu, buttons of a notification.
//
// It needs the packages that build/install.sh names and refuses to use a
// screen or a bus that is already there.
package desktop

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

// Desktop is a running virtual desktop.
type Desktop struct {
	// Home is the throw-away home folder of everything that runs on it.
	Home string
	// Bus is the session bus.
	Bus *dbus.Conn

	display string
	busAddr string
	a11y    *dbus.Conn
	procs   []*process
	log     *os.File
}

type process struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
}

// Start brings the desktop up with its files below dir, and returns when the
// tray and the notification daemon answer. Stop ends it.
func Start(ctx context.Context, dir string) (*Desktop, error) {
	d, err := begin(ctx, dir)
	if err == nil {
		err = d.furnish(ctx)
	}
	if err != nil {
		d.Stop()
		return nil, err
	}
	return d, nil
}

// begin starts the screen and the bus. Its Desktop is to be stopped with an
// error too.
func begin(ctx context.Context, dir string) (*Desktop, error) {
	d := &Desktop{Home: filepath.Join(dir, "home")}
	for _, sub := range []string{".config/xfce4/xfconf/xfce-perchannel-xml", ".config/dunst", ".local/share", ".cache", "run"} {
		if err := os.MkdirAll(filepath.Join(d.Home, sub), 0o700); err != nil {
			return d, fmt.Errorf("home of the virtual desktop: %w", err)
		}
	}
	if err := d.writeConfiguration(); err != nil {
		return d, err
	}
	var err error
	if d.log, err = os.Create(filepath.Join(dir, "desktop.log")); err != nil {
		return d, fmt.Errorf("log of the virtual desktop: %w", err)
	}
	if err := d.startScreen(ctx); err != nil {
		return d, err
	}
	return d, d.startBus(ctx)
}

// furnish starts what people see of a desktop.
func (d *Desktop) furnish(ctx context.Context) error {
	for _, p := range [][]string{
		{"xfconfd"}, {"xfsettingsd"}, {"xfwm4", "--compositor=off"}, {"xfce4-panel", "--disable-wm-check"}, {"dunst"},
	} {
		path, err := lookPath(p[0])
		if errors.Is(err, exec.ErrNotFound) && (p[0] == "xfconfd" || p[0] == "xfsettingsd") {
			continue // started by the bus where it is needed
		}
		if err != nil {
			return fmt.Errorf("virtual desktop: %w", err)
		}
		if err := d.start(p[0], append([]string{path}, p[1:]...), nil); err != nil {
			return err
		}
	}
	if err := d.startAccessibility(ctx); err != nil {
		return err
	}
	if err := d.Command(ctx, "xsetroot", "-solid", "#3b5f7d").Run(); err != nil {
		return fmt.Errorf("background of the virtual desktop: %w", err)
	}
	for _, name := range []string{"org.kde.StatusNotifierWatcher", "org.freedesktop.Notifications"} {
		if err := d.waitForName(ctx, name); err != nil {
			return err
		}
	}
	return d.waitForManager(ctx)
}

// lookPath finds a program, also where Debian keeps daemons.
func lookPath(name string) (string, error) {
	if p, err := exec.LookPath(name); err == nil {
		return p, nil
	}
	for _, dir := range []string{"/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/x86_64-linux-gnu/xfce4/xfconf", "/usr/lib/aarch64-linux-gnu/xfce4/xfconf"} {
		p := filepath.Join(dir, name)
		if _, err := os.Stat(p); err == nil {
			return p, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}

func (d *Desktop) startScreen(ctx context.Context) error {
	r, w, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("virtual screen: %w", err)
	}
	defer r.Close()
	// The server picks a free number and writes it to descriptor 3.
	err = d.start("Xvfb", []string{"Xvfb", "-displayfd", "3", "-screen", "0", "1360x900x24", "-nolisten", "tcp", "-noreset"}, w)
	w.Close()
	if err != nil {
		return err
	}
	number, err := readLine(ctx, r)
	if err != nil {
		return fmt.Errorf("virtual screen did not start: %w", err)
	}
	d.display = ":" + number
	return nil
}

func (d *Desktop) startBus(ctx context.Context) error {
	r, w, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("session bus: %w", err)
	}
	defer r.Close()
	err = d.start("dbus-daemon", []string{"dbus-daemon", "--session", "--nofork", "--print-address=3"}, w)
	w.Close()
	if err != nil {
		return err
	}
	if d.busAddr, err = readLine(ctx, r); err != nil {
		return fmt.Errorf("session bus did not start: %w", err)
	}
	if d.Bus, err = dbus.Connect(d.busAddr, dbus.WithContext(context.WithoutCancel(ctx))); err != nil {
		return fmt.Errorf("session bus: %w", err)
	}
	return nil
}

// readLine reads one line from r, or gives up when ctx ends.
func readLine(ctx context.Context, r *os.File) (string, error) {
	stop := context.AfterFunc(ctx, func() { r.SetReadDeadline(time.Now()) })
	defer stop()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil && !(errors.Is(err, io.EOF) && line != "") {
		return "", err
	}
	return strings.TrimSpace(line), nil
}

// Env is the environment of a program on this desktop.
func (d *Desktop) Env() []string {
	drop := []string{"DISPLAY=", "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=", "XDG_", "HOME=", "BROWSER=", "AT_SPI_BUS_ADDRESS="}
	var env []string
next:
	for _, kv := range os.Environ() {
		for _, p := range drop {
			if strings.HasPrefix(kv, p) {
				continue next
			}
		}
		env = append(env, kv)
	}
	env = append(env,
		"HOME="+d.Home,
		"XDG_RUNTIME_DIR="+filepath.Join(d.Home, "run"),
		"XDG_CURRENT_DESKTOP=XFCE",
		"XDG_SESSION_TYPE=x11",
		"GTK_MODULES=gail:atk-bridge",
		"GDK_BACKEND=x11",
		"LANG=C.UTF-8",
		"LC_ALL=C.UTF-8",
		"LIBGL_ALWAYS_SOFTWARE=1",
		"WEBKIT_DISABLE_COMPOSITING_MODE=1",
	)
	if d.display != "" {
		env = append(env, "DISPLAY="+d.display)
	}
	if d.busAddr != "" {
		env = append(env, "DBUS_SESSION_BUS_ADDRESS="+d.busAddr)
	}
	return env
}

// Command prepares a program to run on this desktop; its output goes to the
// desktop's log.
func (d *Desktop) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.Env()
	cmd.Stdout, cmd.Stderr = d.log, d.log
	return cmd
}

func (d *Desktop) start(name string, argv []string, extra *os.File) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = d.Env(), d.log, d.log
	if extra != nil {
		cmd.ExtraFiles = []*os.File{extra}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return d.run(name, cmd)
}

// run starts a program that lasts as long as the desktop.
func (d *Desktop) run(name string, cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w (build/install.sh desktop installs it)", name, err)
	}
	p := &process{name: name, cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		cmd.Wait()
	}()
	d.procs = append(d.procs, p)
	return nil
}

// waitForName waits until somebody on the session bus owns name.
func (d *Desktop) waitForName(ctx context.Context, name string) error {
	return Until(ctx, func() error {
		var owned bool
		if err := d.Bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned); err != nil {
			return err
		}
		if !owned {
			return fmt.Errorf("nobody offers %s", name)
		}
		return nil
	})
}

// waitForManager waits until the window manager manages: a window that comes
// before it never gets the keyboard.
func (d *Desktop) waitForManager(ctx context.Context) error {
	return Until(ctx, func() error {
		cmd := d.Command(ctx, "xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		cmd.Stdout = nil
		out, err := cmd.Output()
		if err == nil && !strings.Contains(string(out), "window id") {
			err = errors.New("no window manager yet")
		}
		return err
	})
}

// Until calls f every 50 milliseconds until it returns nil; when ctx ends, the
// last thing f said is the error.
func Until(ctx context.Context, f func() error) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := f()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", context.Cause(ctx), err)
		case <-tick.C:
		}
	}
}

// Stop ends everything that runs on the desktop, newest first.
func (d *Desktop) Stop() {
	for _, c := range []*dbus.Conn{d.a11y, d.Bus} {
		if c != nil {
			c.Close()
		}
	}
	for i := len(d.procs) - 1; i >= 0; i-- {
		p := d.procs[i]
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(2 * time.Second):
			syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
			<-p.done
		}
	}
	if d.log != nil {
		d.log.Close()
	}
}

// Picture writes what the screen shows to a PNG file.
func (d *Desktop) Picture(ctx context.Context, file string) error {
	if out, err := func() ([]byte, error) {
		cmd := d.Command(ctx, "import", "-window", "root", file)
		cmd.Stdout, cmd.Stderr = nil, nil
		return cmd.CombinedOutput()
	}(); err != nil {
		return fmt.Errorf("taking a picture: %w: %s", err, out)
	}
	return nil
}
