package store

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// plainError is an error in words that help; what was said first can be unwrapped.
type plainError struct {
	text string
	err  error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.err }

// Explain says an error of an archive's database in words that help, as the errors of this package are.
func Explain(err error) error { return explain(err) }

// explain says what to do about errors of the database, and of the system, that a user can
// do something about.
func explain(err error) error {
	if _, done := errors.AsType[*plainError](err); done {
		return err
	}
	help, inner := remedy(err)
	if help == "" {
		help, inner = serverRemedy(err)
	}
	if help == "" {
		return err
	}
	return &plainError{strings.ReplaceAll(err.Error(), inner.Error(), help), err}
}

// remedy returns what to tell instead of the part of an error that is not for users, and that
// part; nothing where it is best as it is.
func remedy(err error) (help string, inner error) {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch code(e) {
		case sqlite3.SQLITE_FULL:
			return "the disk is full: make room and run again; all that was added before is kept", e
		case sqlite3.SQLITE_IOERR:
			return fmt.Sprintf("the disk cannot be read or written (error %d of SQLite): look whether it is full, was taken away, or fails (the system's log tells); what was added before is kept, and on a disk that fails it is not safe: copy the folder to another", e.Code()), e
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return fileName + " is damaged, or no archive: restore a copy of the folder, or save what can be read (stemma archive check --repair)", e
		case sqlite3.SQLITE_CANTOPEN:
			return "a file of it cannot be opened: the folder must be one that you may write in, the disk must have room, and the program may not have too many files open (ulimit -n)", e
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return "the folder must be one that you may write in", e
		}
		return "", nil
	}
	e, ok := errors.AsType[*fs.PathError](err)
	switch {
	case !ok:
	case errors.Is(e, syscall.ENOTDIR):
		return e.Path + " cannot be there: what is above it is a file; give a folder", e
	case errors.Is(e, fs.ErrPermission):
		return fmt.Sprintf("you may not read or write %s: ask its owner, or give another folder", e.Path), e
	case errors.Is(e, syscall.EROFS):
		return e.Path + " is on a disk that is read-only: give another folder", e
	case errors.Is(e, syscall.ENOSPC):
		return "the disk is full: make room and run again", e
	}
	return "", nil
}

// isFull says that a disk has no room for what was to be written.
func isFull(err error) bool {
	return code(err) == sqlite3.SQLITE_FULL || serverCode(err) == diskFull
}

// isDamage says that an error is of what an archive holds, and not of the way to it.
func isDamage(err error) bool {
	return sqlitefile.IsDamage(err) || sqlitefile.Code(err) == 0 && !Passes(err)
}

// code is SQLite's primary code of an error, or 0.
func code(err error) int { return sqlitefile.Code(err) }
