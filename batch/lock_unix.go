//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package batch

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks a file, until it is closed or the process ends.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) //nolint:gosec // a file's number
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errTaken
	}
	return os.NewSyscallError("flock", err)
}
