package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/stemma-news/stemma/internal/durable"
	"github.com/stemma-news/stemma/internal/sqlitefile"
)

// Options say how an archive is opened. The zero value opens it for writing.
type Options struct {
	// ReadOnly opens an archive that another process may be writing into. Its reader may be
	// one who may not write into the folder.
	ReadOnly bool
}

// Archive is an open archive. Its methods may be called by many goroutines.
type Archive struct {
	dir  string
	read *sql.DB
	// write has one connection; nil where the archive is open for reading.
	write  *sql.DB
	writer *lock
	codec  codec
	// spare has room for as many connections as searches may have beside their first.
	spare chan struct{}
	// opened is what there was when it was opened, aside says that nothing may be written beside it (readonly.go).
	opened stamp
	aside  bool
	// counter is the connection that tells of changes (changes.go).
	counting sync.Mutex
	counter  *sql.Conn
	counters int64 // how many there were
}

// Errors that a caller can act on, wrapped in the errors of Open and Create.
var (
	// ErrLocked says that another process writes into the archive.
	ErrLocked = errors.New("another process is writing into this archive: wait until it is done, or stop it")
	// ErrNewer says that the archive has a form that this program does not know.
	ErrNewer = errors.New("this archive was written by a newer stemma: update stemma")
	// ErrNoArchive says that a directory holds no archive.
	ErrNoArchive = errors.New("there is no archive: make one by importing into it (stemma import --archive)")
	// ErrReadOnly says that the archive was opened for reading.
	ErrReadOnly = errors.New("the archive is open for reading only")
)

const (
	fileName = "archive.db"
	// pageSize is that of the file: records have one or two pages.
	pageSize = 16384
	// applicationID is in the head of the file: "stma", the id by which file(1)
	// and others can tell what it is.
	applicationID = 0x73746d61
)

// Open opens the archive in a directory. It is an error if there is none.
func Open(ctx context.Context, dir string, o Options) (*Archive, error) {
	a, err := open(ctx, dir, o, migrations())
	if err != nil {
		return nil, fmt.Errorf("open the archive %s: %w", dir, explain(err))
	}
	return a, nil
}

// Create opens the archive in a directory for writing, and makes the directory
// and the archive where there is none. A directory that holds other files is
// refused.
func Create(ctx context.Context, dir string) (*Archive, error) {
	doing := "open the archive"
	if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
		doing = "make an archive in"
	}
	err := prepare(dir)
	var a *Archive
	if err == nil {
		a, err = openForWriting(ctx, dir, migrations())
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", doing, dir, explain(err))
	}
	return a, nil
}

// companions are files of a server that may be there before the archive is: who may ask it, and what reviewers say.
func companions() []string { return []string{"tokens.json", "tokens.json.lock", "verdicts.db"} }

// prepare makes the directory of a new archive.
func prepare(dir string) error {
	if err := durable.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	ours := func(e fs.DirEntry) bool {
		return slices.Contains([]string{fileName, lockName, writerName, beginName}, e.Name()) || strings.HasPrefix(e.Name(), trialPrefix) || slices.Contains(companions(), e.Name())
	}
	if len(entries) > 0 && !slices.ContainsFunc(entries, ours) {
		return fmt.Errorf("the folder has other files (%s): give an empty one, or a new name", entries[0].Name())
	}
	return nil
}

func open(ctx context.Context, dir string, o Options, steps []migration) (*Archive, error) {
	switch empty, err := isEmpty(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrNoArchive
	case err != nil:
		return nil, err
	case empty && isBeginning(dir):
		return nil, ErrNoArchive
	case empty:
		return nil, errEmpty
	}
	if !o.ReadOnly {
		return openForWriting(ctx, dir, steps)
	}
	return openForReading(ctx, dir, steps)
}

func openForReading(ctx context.Context, dir string, steps []migration) (*Archive, error) {
	a := &Archive{dir: dir, read: database(dir, fileName, readerPragmas()...)}
	version, err := versionOf(ctx, a.read)
	if sqlitefile.NotWritable(err) {
		version, err = a.withoutWriting(ctx)
	}
	if err == nil && version < len(steps) {
		return a.upgrade(ctx, steps)
	}
	return a.ready(checkVersion(version, len(steps), err))
}

// upgrade brings an archive that is to be read to the present form.
func (a *Archive) upgrade(ctx context.Context, steps []migration) (*Archive, error) {
	if err := a.Close(); err != nil {
		return nil, err
	}
	w, err := openForWriting(ctx, a.dir, steps)
	if err != nil {
		return nil, fmt.Errorf("it is of an older form, and is brought to the present one when it is opened: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return open(ctx, a.dir, Options{ReadOnly: true}, steps)
}

func openForWriting(ctx context.Context, dir string, steps []migration) (*Archive, error) {
	if err := mayWrite(dir); err != nil {
		return nil, err
	}
	l, err := takeLock(ctx, dir)
	if err != nil {
		return nil, err
	}
	a := &Archive{dir: dir, writer: l}
	if err := begin(dir); err != nil {
		return a.ready(err)
	}
	a.write = database(dir, fileName, writerPragmas()...)
	a.write.SetMaxOpenConns(1)
	if err := migrate(ctx, a.write, dir, steps); err != nil {
		return a.ready(err)
	}
	if err := durable.Remove(filepath.Join(dir, beginName)); err != nil {
		return a.ready(err)
	}
	a.read = database(dir, fileName, readerPragmas()...)
	return a.ready(nil)
}

// writerPragmas set up the connection that writes: pages of 16 KiB, for records have one
// or two; what is acknowledged is synced; up to 16 MiB are in the log before
// they go into the file. A reader that recovers the log can hold it up.
func writerPragmas() []string {
	return []string{
		"busy_timeout(10000)", fmt.Sprintf("page_size(%d)", pageSize), sqlitefile.WAL, "synchronous(FULL)",
		"foreign_keys(1)", "cache_size(-65536)", "wal_autocheckpoint(1000)",
	}
}

func readerPragmas() []string { return []string{"busy_timeout(10000)", "query_only(1)"} }

// ready gives an archive what it codes records with, or closes it.
func (a *Archive) ready(err error) (*Archive, error) {
	if err == nil {
		a.codec, err = newCodec()
	}
	if err != nil {
		_ = a.Close() // the first error says more
		return nil, explain(err)
	}
	if a.read != nil {
		a.opened = stampOf(a.dir)
		n := max(4, runtime.GOMAXPROCS(0))
		a.read.SetMaxOpenConns(n + 1) // and that which counts
		a.read.SetMaxIdleConns(n)     // opening one costs more than most queries
		a.spare = make(chan struct{}, n/2)
	}
	return a, nil
}

// database names a file and how its connections are set up; it is opened with
// the first query.
func database(dir, name string, pragmas ...string) *sql.DB {
	return databaseWith(dir, name, url.Values{"_txlock": {"immediate"}}, pragmas...)
}

// databaseWith gives the connections further parameters.
func databaseWith(dir, name string, q url.Values, pragmas ...string) *sql.DB {
	return sqlitefile.Open(filepath.Join(dir, name), q, pragmas...)
}

// Close ends the use of an archive. What was added is kept in any case.
func (a *Archive) Close() error {
	errs := []error{a.stopCounting()}
	for _, db := range []*sql.DB{a.read, a.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	a.codec.close()
	return errors.Join(append(errs, a.writer.release())...)
}

// Dir returns the directory of the archive.
func (a *Archive) Dir() string { return a.dir }
