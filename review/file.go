package review

import (
	"context"
	"database/sql"
	_ "embed" // the schema
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/stemma-news/stemma/internal/durable"
	"github.com/stemma-news/stemma/internal/sqlitefile"
	"github.com/stemma-news/stemma/store"
)

const (
	fileName = "verdicts.db"
	// beginName marks a book that is being made: one whose file is empty without it has lost everything, and nobody is
	// to go on in it as if it were new (store has the same for the archive).
	beginName = "verdicts-beginning"
	// applicationID is in the head of the file: "stmv".
	applicationID = 0x73746d76
)

//go:embed schema.sql
var schema string

// steps bring a book to the present form. The form of one is how many it has had.
func steps() []string { return []string{schema} }

var (
	// ErrNewer says that a book has a form that this program does not know.
	ErrNewer = errors.New(fileName + " was written by a newer stemma: update stemma")

	errNotOurs = errors.New(fileName + " is a database, and has no verdicts of stemma")
	errEmpty   = errors.New(fileName + " is empty, and was not when stemma wrote it last: restore a copy of it; to begin anew without the verdicts that were in it, delete that file")
	// errReplaced keeps a verdict from going into a file that nobody has any more. The file in its place is not opened
	// beside it: SQLite would take the log of the one for that of the other.
	errReplaced = errors.New(fileName + " was removed or replaced while this program had it open: start the program again")
	// errNone says that nobody has given a verdict yet.
	errNone = errors.New("there are no verdicts")
)

// file is a book that stands in a file of its own in the folder of an archive, with locks of its own.
type file struct {
	dir string
	// mayNotWrite says that this process may only read the folder.
	mayNotWrite atomic.Bool

	mu          sync.Mutex // for what follows: both are opened when they are needed
	read, write *sql.DB
	info        fs.FileInfo // of what was opened
	closed      bool
}

func (b *file) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	var errs []error
	for _, db := range []*sql.DB{b.read, b.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	b.read, b.write = nil, nil
	return errors.Join(errs...)
}

func (b *file) reading(ctx context.Context, do func(asking) error) error {
	db, own, err := b.reader(ctx)
	if err != nil {
		return explain(err)
	}
	err = do(asking{db, false})
	if own {
		err = errors.Join(err, db.Close())
	}
	return explain(err)
}

// reader returns the file, open for reading; own says that it is for this one reading.
func (b *file) reader(ctx context.Context) (db *sql.DB, own bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return nil, false, errClosed
	case b.read != nil:
		return b.read, false, nil
	case b.mayNotWrite.Load():
		db, err = b.openAlone(ctx)
		return db, true, err
	}
	db, err = b.open(ctx)
	if own = b.mayNotWrite.Load(); err == nil && !own {
		db.SetMaxIdleConns(4)
		db.SetMaxOpenConns(4)
		b.read = db
		b.remember()
	}
	return db, own, err
}

func (b *file) writing(ctx context.Context, do func(asking) (changed bool, err error)) error {
	db, err := b.writer(ctx)
	if err != nil {
		return explain(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	changed, err := do(asking{tx, false})
	if err != nil || !changed {
		return explain(err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE book SET version = version + 1"); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

func (b *file) writer(ctx context.Context) (*sql.DB, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return nil, errClosed
	case b.isReplaced():
		return nil, errReplaced
	case b.write != nil:
		return b.write, nil
	}
	db, err := b.make(ctx)
	if err == nil {
		b.write = db
		b.remember()
	}
	return db, err
}

// check tells of damage of the file that SQLite finds.
func (b *file) check(ctx context.Context, on asking, fault func(format string, args ...any)) error {
	return on.rows(ctx, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		if err == nil && s != "ok" {
			fault("%s: %s", fileName, s)
		}
		return err
	}, "PRAGMA integrity_check")
}

// there returns errNone where the book has no file yet, errEmpty where it has lost what was in it.
func (b *file) there() error {
	for again := range 2 {
		info, err := os.Stat(b.path(fileName))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return errNone
		case err != nil:
			return err
		case info.Size() > 0:
			return nil
		}
		if log, err := os.Stat(b.path(fileName + "-wal")); err == nil && log.Size() > 0 {
			return nil
		}
		if _, err := os.Stat(b.path(beginName)); err == nil {
			return errNone
		}
		if again == 1 { // the mark goes when the file is no more empty: look once more
			return errEmpty
		}
	}
	return nil
}

// remember notes which file was opened.
func (b *file) remember() {
	if info, err := os.Stat(b.path(fileName)); err == nil && b.info == nil {
		b.info = info
	}
}

// isReplaced says that the file that was opened is no more that of the book.
func (b *file) isReplaced() bool {
	if b.info == nil {
		return false
	}
	info, err := os.Stat(b.path(fileName))
	return errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(b.info, info)
}

func (b *file) path(name string) string { return filepath.Join(b.dir, name) }

// querier is a file or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// formOf returns how many steps a book has had; 0 is a file that is still empty.
func formOf(ctx context.Context, q querier) (int, error) {
	var form, application, tables int
	err := q.QueryRowContext(ctx, "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version, pragma_application_id").
		Scan(&form, &application, &tables)
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && (application != 0 || form != 0 || tables != 0):
		return 0, errNotOurs
	case form > len(steps()):
		return 0, fmt.Errorf("%w (form %d, and this one knows %d)", ErrNewer, form, len(steps()))
	}
	return form, nil
}

// make opens the file for writing, and makes it or brings it to the present form where that is wanted.
func (b *file) make(ctx context.Context) (*sql.DB, error) {
	if info, err := os.Stat(b.dir); err != nil || !info.IsDir() {
		return nil, store.ErrNoArchive
	}
	switch err := b.there(); {
	case errors.Is(err, errNone):
		if err := durable.WriteFile(b.path(beginName), nil, 0o644); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	}
	db := sqlitefile.Open(b.path(fileName), nil, "busy_timeout(10000)", sqlitefile.WAL, "synchronous(FULL)", "foreign_keys(1)")
	db.SetMaxOpenConns(1)
	err := patiently(ctx, func() error { return migrate(ctx, db) })
	if err == nil { // that of a program, too, which was killed before it did so
		err = durable.Remove(b.path(beginName))
	}
	if err != nil {
		_ = db.Close() // the first error says more
		return nil, err
	}
	return db, nil
}

// patiently tries what others may hold up: SQLite waits for them, but not where the log is begun.
func patiently(ctx context.Context, do func() error) error {
	for deadline := time.Now().Add(10 * time.Second); ; {
		err := do()
		if code := sqlitefile.Code(err); code != sqlite3.SQLITE_BUSY && code != sqlite3.SQLITE_LOCKED || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// migrate brings a book to the present form, as a whole or not at all.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	form, err := formOf(ctx, tx)
	if err != nil || form == len(steps()) {
		return err
	}
	for _, step := range append(steps()[form:], fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps()))) {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("bring %s to form %d: %w", fileName, len(steps()), err)
		}
	}
	return tx.Commit()
}

// open opens the file for reading; errNone where nothing is in it yet.
func (b *file) open(ctx context.Context) (*sql.DB, error) {
	if err := b.there(); err != nil {
		return nil, err
	}
	db := sqlitefile.Open(b.path(fileName), nil, "busy_timeout(10000)", "query_only(1)")
	err := ready(ctx, db)
	if err == nil {
		return db, nil
	}
	_ = db.Close() // the first error says more
	if !sqlitefile.NotWritable(err) {
		return nil, err
	}
	b.mayNotWrite.Store(true)
	return b.openAlone(ctx)
}

// openAlone opens the file so that nothing is written beside it, for who may not write into the folder. That sees what is there
// at this moment: it is done for each reading anew.
func (b *file) openAlone(ctx context.Context) (*sql.DB, error) {
	if err := b.there(); err != nil {
		return nil, err
	}
	how := url.Values{"mode": {"ro"}}
	if log, err := os.Stat(b.path(fileName + "-wal")); err != nil || log.Size() == 0 {
		how.Set("immutable", "1")
	}
	db := sqlitefile.Open(b.path(fileName), how, "busy_timeout(10000)", "query_only(1)")
	if err := ready(ctx, db); err != nil {
		_ = db.Close() // the first error says more
		if sqlitefile.NotWritable(err) && !how.Has("immutable") {
			return nil, fmt.Errorf("what was written last is still in %s-wal; stemma verdicts by somebody who may write there is enough: %w", fileName, err)
		}
		return nil, err
	}
	return db, nil
}

// ready returns errNone where another process is making the book at this moment.
func ready(ctx context.Context, db *sql.DB) error {
	form, err := formOf(ctx, db)
	if err == nil && form == 0 {
		return errNone
	}
	return err
}

// explain says in plain words what a user can do something about.
func explain(err error) error {
	switch sqlitefile.Code(err) {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full: make room and try again; the verdicts that were given are kept (%w)", err)
	case sqlite3.SQLITE_IOERR:
		return fmt.Errorf("the disk cannot be read or written: look whether it is full, was taken away, or fails; the verdicts that were given are kept (%w)", err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%s is damaged: restore a copy of it (%w)", fileName, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("you may not write %s: ask its owner (%w)", fileName, err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("others write verdicts without a pause: try again (%w)", err)
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("you may not write into the folder of the archive: ask its owner (%w)", err)
	}
	return err
}
