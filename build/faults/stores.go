//go:build linux

package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // the driver

	"mysettings/store"
)

var storeFaults = []fault{
	{name: "data folder that can't be written, or is a file", does: readOnlyFolder},
	{name: "full disk", limit: time.Minute, does: fullDisk},
	{name: "locked database", limit: time.Minute, does: lockedDatabase},
	{name: "damaged database: set aside, and told", does: damagedDatabase},
	{name: "database of a newer version", does: newerDatabase},
	{name: "key file lost", does: keyLost},
}

func (l *lab) database() string { return filepath.Join(l.data, "mysettings.db") }

// setting writes a setting past the command's checks.
func (l *lab) setting(ctx context.Context, key, value string) error {
	s, err := store.Open(ctx, l.data, store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.SetSetting(ctx, key, value), s.Close())
}

// mount makes the data folder a small file system of its own.
func (l *lab) mount(options string) error {
	if os.Geteuid() != 0 {
		return skipped("only root may mount a file system")
	}
	if err := os.Mkdir(l.data, 0o700); err != nil {
		return err
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "mode=0700,"+options, "faults", l.data).CombinedOutput(); err != nil {
		return skipped("no file system can be mounted here: " + strings.TrimSpace(string(out)))
	}
	l.ends = append(l.ends, func() { syscall.Unmount(l.data, syscall.MNT_DETACH) })
	return nil
}

func (l *lab) remount(options string) error {
	if out, err := exec.Command("mount", "-o", "remount,"+options, l.data).CombinedOutput(); err != nil {
		return fmt.Errorf("remount: %w: %s", err, out)
	}
	return nil
}

// closed makes the data folder such that nothing can be written, and returns
// how to undo that. Permissions don't stop root.
func (l *lab) closed() (undo func() error, err error) {
	if os.Geteuid() == 0 {
		return func() error { return l.remount("rw") }, l.remount("ro")
	}
	return func() error { return os.Chmod(l.data, 0o700) }, os.Chmod(l.data, 0o500)
}

var said = []string{"can't be written", "--data", "data_folder_read_only"}

func readOnlyFolder(ctx context.Context, l *lab) error {
	file := filepath.Join(l.dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return err
	}
	for _, folder := range []string{file, filepath.Join(file, "below")} {
		for _, args := range [][]string{{"status"}, {"signin"}, {"tiles", "--json"}} {
			if _, err := l.want(ctx, 3, said, append(args, "--data", folder)...); err != nil {
				return err
			}
		}
	}
	if os.Geteuid() == 0 {
		if err := l.mount("size=8m"); err != nil {
			return err
		}
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	undo, err := l.closed()
	if err != nil {
		return err
	}
	for _, args := range [][]string{{"config", "set", "theme", "dark"}, {"signin"}, {"signout", "ana@contoso.com"}, {"check"}} {
		if _, err := l.want(ctx, 3, said, args...); err != nil {
			return errors.Join(err, undo())
		}
	}
	// What only reads works, or says the same.
	a, err := l.run(ctx, "status")
	if err == nil && a.code != 0 {
		err = a.check(3, said)
	}
	if err := errors.Join(err, undo()); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func fullDisk(ctx context.Context, l *lab) error {
	if err := l.mount("size=3m"); err != nil {
		return err
	}
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	full := []string{"Free some space", "disk"}
	filler := filepath.Join(l.data, "filler")
	if err := fill(filler); err != nil {
		return err
	}
	long := strings.Repeat("https://graph.contoso.com/Everything.Read.All ", 1500)
	for _, args := range [][]string{{"config", "set", "scopes", long}, {"signin", "ana@contoso.com"}} {
		if _, err := l.want(ctx, 3, full, args...); err != nil {
			return err
		}
	}
	a, err := l.run(ctx, "status")
	if err == nil && a.code != 0 {
		err = a.check(3, full)
	}
	if err != nil {
		return err
	}
	if _, err := l.want(ctx, 3, full, "status", "--data", filepath.Join(l.data, "another")); err != nil {
		return err
	}
	if err := os.Remove(filler); err != nil {
		return err
	}
	if aside, _ := filepath.Glob(filepath.Join(l.data, "damaged-*")); len(aside) != 0 {
		return fmt.Errorf("a good database was set aside: %v", aside)
	}
	return l.unchanged(ctx)
}

// fill takes all room that there is.
func fill(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, size := range []int{1 << 16, 1} {
		for {
			if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
				break
			} else if err != nil {
				return err
			}
		}
	}
	return nil
}

func lockedDatabase(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+l.database()+"?_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	if _, err := db.ExecContext(ctx, "CREATE TABLE another_program (x); DROP TABLE another_program"); err != nil {
		return fmt.Errorf("locking the database: %w", err)
	}
	locked := []string{"Wait a moment", "database_locked"}
	answers := make(chan error)
	commands := [][]string{{"status"}, {"config", "set", "theme", "dark"}, {"check"}, {"tiles", "--json"}}
	for _, args := range commands {
		go func() {
			a, err := l.want(ctx, 3, locked, args...)
			if err == nil && a.took > 25*time.Second {
				err = fmt.Errorf("%v: it took %v", args, a.took)
			}
			answers <- err
		}()
	}
	var errs []error
	for range commands {
		errs = append(errs, <-answers)
	}
	if err := errors.Join(append(errs, db.Close())...); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func damagedDatabase(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	broken := bytes.Repeat([]byte("not a database at all. "), 4000)
	if err := os.WriteFile(l.database(), broken, 0o600); err != nil {
		return err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		os.Remove(l.database() + suffix)
	}
	if _, err := l.want(ctx, 1, []string{"damaged", "sign in again"}, "status"); err != nil {
		return err
	}
	aside, err := filepath.Glob(filepath.Join(l.data, "damaged-*.db"))
	if err != nil || len(aside) != 1 {
		return fmt.Errorf("set aside: %v, %v; want one database", aside, err)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, broken) {
		return fmt.Errorf("what was set aside was changed (%v)", err)
	}
	if _, err := l.want(ctx, 1, []string{filepath.Base(aside[0])}, "status"); err != nil { // still told
		return err
	}
	for key, value := range map[string]string{"authority": l.where.Authority, "client_id": l.where.ClientID, "powerbi_api": l.where.PowerBI} {
		if _, err := l.want(ctx, 0, nil, "config", "set", key, value); err != nil {
			return err
		}
	}
	if _, err := l.want(ctx, 0, []string{"Signed in as"}, "signin"); err != nil {
		return err
	}
	if err := l.unchanged(ctx); err != nil {
		return err
	}
	// The sealed tokens in the old one, and their key, go with the last sign-in.
	if _, err := l.want(ctx, 0, nil, "signout", "ana@contoso.com"); err != nil {
		return err
	}
	for _, pattern := range []string{"damaged-*", "key-*"} {
		if rest, _ := filepath.Glob(filepath.Join(l.data, pattern)); len(rest) != 0 {
			return fmt.Errorf("signing out has left %v", rest)
		}
	}
	return nil
}

func newerDatabase(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+l.database())
	if err != nil {
		return err
	}
	var now string
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := l.version(ctx, "9999"); err != nil {
		return err
	}
	before, err := os.ReadFile(l.database())
	if err != nil {
		return err
	}
	for _, args := range [][]string{{"status"}, {"signin"}, {"config", "set", "theme", "dark"}, {"tiles", "--json"}} {
		if _, err := l.want(ctx, 3, []string{"newer version", "newest version"}, args...); err != nil {
			return err
		}
	}
	if after, err := os.ReadFile(l.database()); err != nil || !bytes.Equal(before, after) {
		return fmt.Errorf("the newer database was changed (%v)", err)
	}
	if err := l.version(ctx, now); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

func keyLost(ctx context.Context, l *lab) error {
	if err := l.signedIn(ctx); err != nil {
		return err
	}
	keys, err := filepath.Glob(filepath.Join(l.data, "key-*"))
	if err != nil || len(keys) != 1 {
		return fmt.Errorf("key files: %v, %v", keys, err)
	}
	if err := os.Remove(keys[0]); err != nil {
		return err
	}
	a, err := l.run(ctx, "check")
	if err != nil {
		return err
	}
	if a.code != 1 && a.code != 3 || !strings.Contains(a.out+a.errs, "Sign in again") {
		return fmt.Errorf("check without the key: exit code %d: %s%s", a.code, a.out, a.errs)
	}
	if _, err := l.want(ctx, 0, nil, "signin", "ana@contoso.com"); err != nil {
		return err
	}
	return l.unchanged(ctx)
}

// version has another version of the app have written the database.
func (l *lab) version(ctx context.Context, v string) error {
	db, err := sql.Open("sqlite", "file:"+l.database())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA user_version="+v)
	return errors.Join(err, db.Close())
}

// lockForWriting has another program hold the lock that every change needs.
func (l *lab) lockForWriting(ctx context.Context) (unlock func() error, err error) {
	db, err := sql.Open("sqlite", "file:"+l.database()+"?_txlock=immediate")
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}
