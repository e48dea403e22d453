package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// Names of the Secret Service API,
// https://specifications.freedesktop.org/secret-service-spec/latest/.
const (
	secretsName       = "org.freedesktop.secrets"
	secretsPath       = "/org/freedesktop/secrets"
	secretsService    = "org.freedesktop.Secret.Service"
	secretsCollection = "org.freedesktop.Secret.Collection"
	loginCollection   = "/org/freedesktop/secrets/collection/login"
)

// lookAtKeyring says whether there is a Secret Service with a collection to
// keep things in, and whether that is locked. go-keyring can't tell: it
// returns the same error for both, starts a session bus of its own with
// dbus-launch where there is none, and waits without end for an answer to the
// question to unlock.
func lookAtKeyring() (lockState, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	address, err := sessionBus()
	if err != nil {
		return keyringNone, err
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return keyringNone, fmt.Errorf("session bus: %w", err)
	}
	defer conn.Close()
	if err := startService(ctx, conn); err != nil {
		return keyringNone, fmt.Errorf("secret service: %w", err)
	}
	path, err := collectionPath(ctx, conn)
	if err != nil {
		return keyringNone, err
	}
	var locked bool
	if err := property(ctx, conn, path, secretsCollection, "Locked", &locked); err != nil {
		return keyringNone, fmt.Errorf("collection %s: %w", path, err)
	}
	if locked {
		return keyringShut, nil
	}
	return keyringOpen, nil
}

// startService has the bus start the Secret Service where none runs yet.
func startService(ctx context.Context, conn *dbus.Conn) error {
	bus := conn.BusObject()
	var running bool
	err := bus.CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&running)
	if err != nil || running {
		return err
	}
	return bus.CallWithContext(ctx, "org.freedesktop.DBus.StartServiceByName", 0, secretsName, uint32(0)).Err
}

// sessionBus is the address that godbus finds, but for starting a new bus,
// which would have no keyring and would stay behind when the program ends.
func sessionBus() (string, error) {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" {
		if strings.HasPrefix(a, "autolaunch:") {
			return "", errors.New("session bus would have to be started")
		}
		return a, nil
	}
	socket := filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus")
	if _, err := os.Stat(socket); err != nil {
		return "", fmt.Errorf("no session bus: %w", err)
	}
	return "unix:path=" + socket, nil
}

// collectionPath is the collection that go-keyring will use: "login", else the
// default one.
func collectionPath(ctx context.Context, conn *dbus.Conn) (dbus.ObjectPath, error) {
	var paths []dbus.ObjectPath
	if err := property(ctx, conn, secretsPath, secretsService, "Collections", &paths); err != nil {
		return "", fmt.Errorf("secret service: %w", err)
	}
	if slices.Contains(paths, loginCollection) {
		return loginCollection, nil
	}
	var path dbus.ObjectPath
	err := conn.Object(secretsName, secretsPath).
		CallWithContext(ctx, secretsService+".ReadAlias", 0, "default").Store(&path)
	if err != nil {
		return "", fmt.Errorf("secret service: %w", err)
	}
	if path == "" || path == "/" {
		return "", errors.New("secret service without a default collection")
	}
	return path, nil
}

func property(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath, iface, name string, to any) error {
	return conn.Object(secretsName, path).
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, iface, name).Store(to)
}
