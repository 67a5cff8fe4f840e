package store

import (
	"errors"
	"slices"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Passes reports an error of the disk, or of the system, that may pass while the program runs: the disk is full, read-only for
// now or fails for a moment, there are no descriptors left, another program holds the archive for long, a database's server is gone for now or has no connection left. What was to be written
// was not, all that was before is kept, and the same can be tried again. A file that is damaged, gone or another is not of these.
func Passes(err error) bool {
	if e, ok := errors.AsType[*plainError](err); ok {
		err = e.err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		if e.Code() == sqlite3.SQLITE_READONLY_DBMOVED || e.Code() == sqlite3.SQLITE_IOERR_CORRUPTFS {
			return false
		}
		switch code(e) {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return true
		}
		return false
	}
	if passes, known := serverPasses(err); known {
		return passes
	}
	passing := []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO, syscall.EMFILE, syscall.ENFILE}
	return slices.ContainsFunc(passing, func(is error) bool { return errors.Is(err, is) })
}
