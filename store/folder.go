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

const (
	fileName = "archive.db"
	// pageSize is that of the file: records have one or two pages.
	pageSize = 16384
	// applicationID is in the head of the file: "stma", the id by which file(1)
	// and others can tell what it is.
	applicationID = 0x73746d61
)

// folder is the engine of an archive in a directory: SQLite. One process writes.
type folder struct {
	dir     string
	archive *Archive
	writer  *lock
	// opened is what there was when it was opened, aside says that nothing may be written beside it (readonly.go).
	opened stamp
	aside  bool
	// counter is the connection that tells of changes (changes.go).
	counting sync.Mutex
	counter  *sql.Conn
	counters int64 // how many there were

	leasing sync.Mutex
	leases  map[string]bool
}

// inFolder is an archive that is to be opened.
func inFolder(dir string) (*Archive, *folder) {
	f := &folder{dir: dir, leases: map[string]bool{}}
	f.archive = &Archive{name: dir, engine: f}
	return f.archive, f
}

func (f *folder) begin(ctx context.Context) (*sql.Tx, error) {
	return f.archive.write.BeginTx(ctx, nil)
}

func (f *folder) committed(err error) error { return err }

// alone: nobody else writes, and within this process who has taken the lease is one of us.
func (f *folder) alone(context.Context, *transaction) error { return nil }

func (f *folder) lease(_ context.Context, name string) (*Lease, error) {
	f.leasing.Lock()
	defer f.leasing.Unlock()
	if f.leases[name] {
		return nil, fmt.Errorf("%w (%s, for %s)", ErrLocked, thisProcess(), name)
	}
	f.leases[name] = true
	return newLease(func() error {
		f.leasing.Lock()
		defer f.leasing.Unlock()
		delete(f.leases, name)
		return nil
	}), nil
}

func (f *folder) reopen(ctx context.Context, o Options) (*Archive, error) { return Open(ctx, f.dir, o) }

// close releases the lock last.
func (f *folder) close() error {
	return errors.Join(f.stopCounting(), f.archive.disconnect(), f.writer.release())
}

// ready ends the opening of an archive.
func (f *folder) ready(err error) (*Archive, error) {
	a, err := f.archive.ready(err)
	if err == nil {
		f.opened = stampOf(f.dir)
		n := max(4, runtime.GOMAXPROCS(0))
		a.read.SetMaxOpenConns(n + 1) // and that which counts
		a.read.SetMaxIdleConns(n)     // opening one costs more than most queries
		a.spare = make(chan struct{}, n/2)
	}
	return a, err
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
	a, f := inFolder(dir)
	a.read = database(dir, fileName, readerPragmas()...)
	version, err := versionOf(ctx, a.read)
	if sqlitefile.NotWritable(err) {
		version, err = f.withoutWriting(ctx)
	}
	if err == nil && version < len(steps) {
		return f.upgrade(ctx, steps)
	}
	return f.ready(checkVersion(version, len(steps), err))
}

// upgrade brings an archive that is to be read to the present form.
func (f *folder) upgrade(ctx context.Context, steps []migration) (*Archive, error) {
	if err := f.archive.Close(); err != nil {
		return nil, err
	}
	w, err := openForWriting(ctx, f.dir, steps)
	if err != nil {
		return nil, fmt.Errorf("it is of an older form, and is brought to the present one when it is opened: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return open(ctx, f.dir, Options{ReadOnly: true}, steps)
}

func openForWriting(ctx context.Context, dir string, steps []migration) (*Archive, error) {
	if err := mayWrite(dir); err != nil {
		return nil, err
	}
	l, err := takeLock(ctx, dir)
	if err != nil {
		return nil, err
	}
	a, f := inFolder(dir)
	f.writer = l
	if err := begin(dir); err != nil {
		return f.ready(err)
	}
	a.write = database(dir, fileName, writerPragmas()...)
	a.write.SetMaxOpenConns(1)
	if err := migrate(ctx, a.write, dir, steps); err != nil {
		return f.ready(err)
	}
	if err := durable.Remove(filepath.Join(dir, beginName)); err != nil {
		return f.ready(err)
	}
	a.read = database(dir, fileName, readerPragmas()...)
	return f.ready(nil)
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

// database names a file and how its connections are set up; it is opened with
// the first query.
func database(dir, name string, pragmas ...string) *sql.DB {
	return databaseWith(dir, name, url.Values{"_txlock": {"immediate"}}, pragmas...)
}

// databaseWith gives the connections further parameters.
func databaseWith(dir, name string, q url.Values, pragmas ...string) *sql.DB {
	return sqlitefile.Open(filepath.Join(dir, name), q, pragmas...)
}
