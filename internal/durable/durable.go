// Package durable makes changes of a folder that a power cut does not take back. A file that was synced is on the disk, and its
// name need not be: that is in the folder, which is synced by itself (fsync(2); Pillai et al., All File Systems Are Not Created
// Equal, OSDI 2014). SQLite does so for its logs, and not for its files.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
)

// Change is a change of a folder, as Observe tells of it: "made", "written", "renamed", "removed" of a file, "synced" of a folder.
type Change struct{ What, Path string }

var observer atomic.Pointer[func(Change)]

// Observe has each change told to a function before it is made, for tests of their order; nil ends it.
func Observe(f func(Change)) {
	if f == nil {
		observer.Store(nil)
		return
	}
	observer.Store(&f)
}

func tell(what, path string) {
	if f := observer.Load(); f != nil {
		(*f)(Change{what, path})
	}
}

// Folder has the names in a folder on the disk. Where a system cannot do that, the names are as safe as it makes them.
func Folder(dir string) error {
	tell("synced", dir)
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced, and NTFS keeps a journal of names
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, f.Close())
}

// MkdirAll makes a folder and those above it that are not there.
func MkdirAll(dir string, mode fs.FileMode) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := MkdirAll(above, mode); err != nil {
			return err
		}
	}
	tell("made", dir)
	if err := os.Mkdir(dir, mode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	return Folder(above)
}

// WriteFile writes a small file.
func WriteFile(name string, b []byte, mode fs.FileMode) error {
	tell("written", name)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode) //nolint:gosec // the caller's own name
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return Folder(filepath.Dir(name))
}

// Rename gives a file or folder, which was synced, another name in the same folder.
func Rename(from, to string) error {
	tell("renamed", to)
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return Folder(filepath.Dir(to))
}

// Remove takes a file away, if it is there.
func Remove(name string) error {
	tell("removed", name)
	switch err := os.Remove(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return Folder(filepath.Dir(name))
}
