package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// Who may read an archive, and not write into its folder, cannot open it as others do:
// SQLite wants to make its log, and the memory that readers and writers share. Two ways
// remain. While a writer has the archive open, both are there, and can be read. While none
// has, there is no log, and the file can be read as one that nobody changes; if a writer
// comes while that lasts, what is read may be neither the one state nor the other, which
// is the price of reading at all.

// sizeOf is how many bytes a file of an archive has.
func sizeOf(dir, name string) (int64, error) {
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// withoutWriting opens the file of an archive so that nothing is written beside it, and
// returns the version of the archive.
func (f *folder) withoutWriting(ctx context.Context) (int, error) {
	a := f.archive
	how := url.Values{"mode": {"ro"}}
	if log, _ := sizeOf(f.dir, fileName+"-wal"); log == 0 { // or there is none
		how.Set("immutable", "1")
	}
	if err := a.read.Close(); err != nil {
		return 0, err
	}
	f.aside = true
	a.read = databaseWith(f.dir, fileName, how, readerPragmas()...)
	version, err := versionOf(ctx, a.read)
	if sqlitefile.NotWritable(err) && !how.Has("immutable") {
		err = fmt.Errorf("what was written last is still in %s-wal; stemma archive check by somebody who may write there is enough: %w", fileName, err)
	}
	return version, err
}

// mayWrite looks whether an archive can be written into, before somebody reads his inputs for it
// for an hour: SQLite tells only of the first write. It must not open the archive's file: to close that again would
// take away all locks that this process has on it (sqlite.org/howtocorrupt.html, 2.2), with which others think that nobody
// is there.
func mayWrite(dir string) error {
	err := writable(filepath.Join(dir, fileName))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = mayCreate(dir)
	} else if !errors.Is(err, syscall.EROFS) {
		return &plainError{fmt.Sprintf("you may not write into it (%s): ask its owner, run stemma as its owner, or give another folder (--archive)", fileName), err}
	}
	switch {
	case errors.Is(err, syscall.EROFS):
		return &plainError{"it is on a disk that is read-only: what is in it can still be read, searched and exported; make the disk writable (a system turns one read-only when it fails), or give another folder (--archive)", err}
	case errors.Is(err, fs.ErrPermission):
		return &plainError{"you may not write into the folder: ask its owner, run stemma as its owner, or give another folder (--archive)", err}
	}
	return err
}

const (
	// trialPrefix begins the name of the file that tries whether there may be one more.
	trialPrefix = ".stemma-trial-"
	// firstWrite is what there must be room for: some pages of the log and of the file.
	firstWrite = 64 << 10
)

// mayCreate writes a file into a folder, and takes it away.
func mayCreate(dir string) error {
	f, err := os.CreateTemp(dir, trialPrefix+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, firstWrite))
	return errors.Join(err, f.Close(), removeFile(f.Name()))
}
