package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// resultFile is where a result is written that takes the place of the one before
// when it is whole. Until then, and if the disk is full, that one stays.
type resultFile struct {
	*os.File
	name string // the place; "" where the file is written in place
}

// createResult opens a file for a result. A pipe or a device is written in place,
// and so is a file in a folder in which none can be made.
func createResult(name string) (*resultFile, error) {
	mode, before := fs.FileMode(0o666), false
	switch info, err := os.Stat(name); {
	case err == nil && !info.Mode().IsRegular():
		return inPlace(name)
	case err == nil:
		mode, before = info.Mode().Perm(), true
		f, err := os.OpenFile(name, os.O_WRONLY, 0) // may it be written?
		if err != nil {
			return nil, err
		}
		f.Close()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	}
	aside := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%08x.unfinished", filepath.Base(name), rand.Uint32())) //nolint:gosec // not a secret
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)                                              //nolint:gosec // the user's own name
	if err != nil {
		return inPlace(name)
	}
	result := &resultFile{f, name}
	if before { // who may read the one before may read this one, whatever the umask
		if err := f.Chmod(mode); err != nil {
			return nil, result.finish(err)
		}
	}
	return result, nil
}

func inPlace(name string) (*resultFile, error) {
	f, err := os.Create(name) //nolint:gosec // the user's own name
	return &resultFile{f, ""}, err
}

// finish puts the file into its place, or, after an error, takes it away.
func (f *resultFile) finish(err error) error {
	if f.name == "" {
		return errors.Join(err, f.Close())
	}
	if err == nil {
		err = f.Sync() // a name is on the disk before its bytes else
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	if err != nil {
		os.Remove(f.Name()) // it is named for what it is if it stays
	}
	return err
}

// notWritten says why a result is not written, and what to do.
func notWritten(name string, err error) error {
	why := err
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		why = path.Err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("write the result: %s: %w: make room there, or give another place (-o)", name, why)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("write the result: %s: %w: give a place where you may write (-o)", name, why)
	}
	return err
}
