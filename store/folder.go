package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// prepareFolder makes the data folder where it is missing, for its owner only.
// It says whether the folder holds no database yet.
func prepareFolder(dir string) (fresh bool, err error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o700); err != nil {
			return false, fmt.Errorf("data folder: %w", err)
		}
		return true, makePrivate(dir)
	}
	if err != nil {
		return false, fmt.Errorf("data folder: %w", err)
	}
	if !info.IsDir() {
		return false, fmt.Errorf("data folder %s is a file: %w", dir, ErrReadOnly)
	}
	_, err = os.Stat(filepath.Join(dir, fileName))
	switch {
	case err == nil:
		return false, nil
	case !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	return true, adoptFolder(dir, info)
}

// adoptFolder takes an existing folder into use. An empty one becomes private.
// One with other things in it keeps its permissions, for it may be somebody's
// home or /tmp: the files in it are private all the same.
func adoptFolder(dir string, info os.FileInfo) error {
	if openMode(info) == 0 || info.Mode()&fs.ModeSticky != 0 {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		return err
	}
	return makePrivate(dir)
}

// createPrivate makes an empty file at path for its owner only, whatever the
// umask; a file that is there stays. It is made under another name first: see
// connect for why the file itself is not opened. The caller holds a lease.
func createPrivate(path string) error {
	if _, err := os.Lstat(path); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	part := path + ".new"
	if err := writePrivate(part, nil); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// writePrivate writes a file for its owner only, and to the disk.
func writePrivate(path string, data []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := f.Chmod(0o600); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

// keepPrivate takes away what others may do with the database's files, where a
// copy or a backup brought it back.
func keepPrivate(path string, info os.FileInfo) error {
	if openMode(info) == 0 {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Chmod(path+suffix, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// tryWriting says why no file can be written in dir; nil when one can.
func tryWriting(dir string) error {
	f, err := os.CreateTemp(dir, ".try-*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 1<<16))
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}
