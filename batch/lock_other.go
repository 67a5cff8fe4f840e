//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package batch

import (
	"errors"
	"os"
)

// tryLock has no lock to give: what stands in the file decides.
func tryLock(*os.File) error { return errors.ErrUnsupported }
