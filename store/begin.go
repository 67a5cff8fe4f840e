package store

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/stemma-news/stemma/internal/durable"
)

// An archive whose file is empty was never begun, or has lost everything: SQLite makes the
// file before it writes into it, and takes an empty one for a new database. So that nobody
// goes on in the second case as if it were the first, the folder has a mark until
// the first step of the schema is on the disk.

// beginName is the mark.
const beginName = "beginning"

// errEmpty says that an archive has lost what it held.
var errEmpty = errors.New(fileName + " is empty, and was not when stemma wrote it last: restore a copy of the folder; to begin a new archive here, delete that file")

// isEmpty says whether nothing is in the file of an archive, nor in its log.
func isEmpty(dir string) (bool, error) {
	size, err := sizeOf(dir, fileName)
	log, _ := sizeOf(dir, fileName+"-wal") // 0 where there is none
	return size == 0 && log == 0, err
}

func isBeginning(dir string) bool {
	_, err := sizeOf(dir, beginName)
	return err == nil
}

// begin marks an archive that is not there yet, and refuses one that has lost everything.
func begin(dir string) error {
	switch empty, err := isEmpty(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return durable.WriteFile(filepath.Join(dir, beginName), nil, 0o644)
	case err != nil:
		return err
	case empty && !isBeginning(dir):
		return errEmpty
	}
	return nil
}
