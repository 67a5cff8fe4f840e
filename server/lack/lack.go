// Package lack tells what a machine lacks when something could not be done: room on its disk, files that may be open, its turn at a
// database. Who asked is told so, in the place of a fault of ours; what to do about it is for who runs the server.
package lack

import (
	"errors"
	"io/fs"
	"syscall"

	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// Lack is what there is too little of; the zero value is nothing.
type Lack struct {
	// Says completes "It could not be kept: ".
	Says string
	// Remedy is what who runs the server can do.
	Remedy string
}

// What a machine can lack.
var (
	Room  = Lack{"the server's disk is full", "free room on the disk of the archive and on that of temporary files; nothing that was kept before is lost"}
	Fixed = Lack{"the server's disk is read-only", "make it writable again: a system turns a disk read-only when it fails; what is kept can be read meanwhile"}
	Leave = Lack{"the server is not allowed to use its disk there", "let the user that the server runs as use the folder of the archive and that of temporary files"}
	Files = Lack{"the server has too many files open", "it passes when some who ask have gone; if it comes again, allow more open files (ulimit -n, LimitNOFILE)"}
	Turn  = Lack{"another program holds the server's database", "it passes when that is done; look for a program that has the archive open"}
	Whole = Lack{"a file of the server is damaged", "stemma archive check names what is damaged, and with --repair saves the rest"}
	Disk  = Lack{"the server's disk does not answer as it should", "look at the disk and at the system's log"}
)

// of are the errors of the system, and codes those of SQLite, that mean a lack.
var (
	of = []struct {
		err  error
		lack Lack
	}{
		{syscall.ENOSPC, Room},
		{syscall.EDQUOT, Room},
		{syscall.EROFS, Fixed},
		{fs.ErrPermission, Leave},
		{syscall.EMFILE, Files},
		{syscall.ENFILE, Files},
		{syscall.EIO, Disk},
		{syscall.ESTALE, Disk},
	}
	codes = map[int]Lack{
		5: Turn, 6: Turn, // BUSY, LOCKED
		8: Fixed, 3: Leave, // READONLY, PERM
		10: Disk, 14: Disk, // IOERR, CANTOPEN
		11: Whole, 26: Whole, // CORRUPT, NOTADB
		13: Room, // FULL
	}
)

// Of returns what an error says is lacking.
func Of(err error) (l Lack, is bool) {
	if err == nil {
		return l, false
	}
	for _, known := range of {
		if errors.Is(err, known.err) {
			return known.lack, true
		}
	}
	l, is = codes[sqlitefile.Code(err)]
	return l, is
}
