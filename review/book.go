package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Book is where verdicts are kept: a file of its own in the folder of an archive, into which several programs
// may write while another fills the archive. It may be used by many goroutines.
type Book struct {
	dir string
	now func() time.Time
	// mayNotWrite says that this process may only read the folder.
	mayNotWrite atomic.Bool

	mu          sync.Mutex // for what follows: both are opened when they are needed
	read, write *sql.DB
	file        fs.FileInfo // that was opened
	closed      bool
}

var (
	// ErrUnknown says that there is no verdict by an id.
	ErrUnknown = errors.New("there is no such verdict")
	// ErrKey says that a writer used a key again, for something else.
	ErrKey = errors.New("another verdict was given by this key: take a new key for a new verdict")

	errClosed = errors.New("the book of verdicts is closed")
)

// Open opens the book of an archive's folder, which may not be there yet. The file is made by the first verdict.
func Open(_ context.Context, dir string) (*Book, error) {
	return &Book{dir: dir, now: time.Now}, nil
}

// Close ends the use of the book.
func (b *Book) Close() error {
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

// reading does something with the file; errNone where there is none yet.
func (b *Book) reading(ctx context.Context, do func(*sql.DB) error) error {
	db, own, err := b.reader(ctx)
	if err != nil {
		return explain(err)
	}
	err = do(db)
	if own {
		err = errors.Join(err, db.Close())
	}
	return explain(err)
}

// reader returns the file, open for reading; own says that it is for this one reading.
func (b *Book) reader(ctx context.Context) (db *sql.DB, own bool, err error) {
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

// writing does something in a transaction, which is on the disk when it returns. What it changes is counted.
func (b *Book) writing(ctx context.Context, do func(*sql.Tx) (changed bool, err error)) error {
	db, err := b.writer(ctx)
	if err != nil {
		return explain(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	changed, err := do(tx)
	if err != nil || !changed {
		return explain(err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE book SET version = version + 1"); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

func (b *Book) writer(ctx context.Context) (*sql.DB, error) {
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

// Add keeps a verdict, and returns it with its id and time. key, if not empty, is the reviewer's own name for it: what
// comes by the same key again is the same verdict, or ErrKey. What is wrong with a verdict is told by an *Invalid.
func (b *Book) Add(ctx context.Context, v Verdict, key string) (Verdict, error) {
	v.Story, v.Note, v.Reviewer = strings.TrimSpace(v.Story), strings.TrimSpace(v.Note), strings.TrimSpace(v.Reviewer)
	v.ID, v.At, v.Withdrawn = newID(), b.now().UTC().Truncate(time.Millisecond), nil
	if err := v.check(); err != nil {
		return Verdict{}, err
	}
	if err := checkText("key", key, MaxReviewer); err != nil {
		return Verdict{}, err
	}
	err := b.writing(ctx, func(tx *sql.Tx) (bool, error) {
		if key != "" {
			earlier, err := one(tx.QueryRowContext(ctx, selectVerdict+"WHERE reviewer = ? AND key = ?", v.Reviewer, key))
			if err == nil && !earlier.says(&v) {
				return false, ErrKey
			}
			if err == nil {
				v = earlier
				return false, nil
			}
			if !errors.Is(err, sql.ErrNoRows) {
				return false, err
			}
		}
		return true, insert(ctx, tx, &v, key)
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("keep the verdict: %w", err)
	}
	return v, nil
}

// says reports whether two verdicts say the same of the same. The digest of a text, and what else is filled in from a tree, may
// have changed meanwhile.
func (v *Verdict) says(o *Verdict) bool {
	if v.Subject != o.Subject || v.Opinion != o.Opinion || v.Note != o.Note || (v.Redirect == nil) != (o.Redirect == nil) {
		return false
	}
	return v.From.same(&o.From) && v.To.same(&o.To) && (v.Redirect == nil || v.Redirect.same(o.Redirect))
}

// insert puts a new verdict into the file.
func insert(ctx context.Context, tx *sql.Tx, v *Verdict, key string) error {
	body, err := v.body()
	if err != nil {
		return err
	}
	var by, at, named any
	if v.Withdrawn != nil {
		by, at = v.Withdrawn.By, v.Withdrawn.At.UnixMilli()
	}
	if key != "" {
		named = key
	}
	done, err := tx.ExecContext(ctx, "INSERT INTO verdict (id, story, reviewer, key, body, withdrawn, withdrawn_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
		v.ID, v.Story, v.Reviewer, named, body, at, by)
	if err != nil {
		return err
	}
	n, err := done.LastInsertId()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO report (id, verdict) SELECT DISTINCT value, ? FROM json_each(?)", n, asJSON(v.reports()))
	return err
}

// body is a verdict as the file has it: without what can change.
func (v *Verdict) body() (string, error) {
	kept := *v
	kept.Withdrawn = nil
	b, err := json.Marshal(&kept)
	return string(b), err
}

// reports are those by which a verdict is found: its ends, and who has it from them.
func (v *Verdict) reports() []string {
	all := []string{}
	ends := []*End{&v.From, &v.To}
	if v.Redirect != nil {
		ends = append(ends, v.Redirect)
	}
	for _, e := range ends {
		if e.Article != "" {
			all = append(all, e.Article)
		}
		all = append(all, e.Reports...)
	}
	return all
}

func asJSON(list []string) string {
	if list == nil {
		list = []string{}
	}
	b, _ := json.Marshal(list) // strings
	return string(b)
}

const selectVerdict = "SELECT body, withdrawn, withdrawn_by FROM verdict "

// one reads a verdict from a row.
func one(row interface{ Scan(...any) error }) (Verdict, error) {
	var v Verdict
	var body string
	var at sql.NullInt64
	var by sql.NullString
	if err := row.Scan(&body, &at, &by); err != nil {
		return v, err
	}
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return v, fmt.Errorf("%s is damaged: %w: restore a copy of it", fileName, err)
	}
	v.Withdrawn = nil
	if at.Valid {
		v.Withdrawn = &Withdrawal{By: by.String, At: time.UnixMilli(at.Int64).UTC()}
	}
	return v, nil
}

// Verdict returns one by its id, a withdrawn one as well; ErrUnknown where there is none.
func (b *Book) Verdict(ctx context.Context, id string) (v Verdict, err error) {
	err = b.reading(ctx, func(db *sql.DB) error {
		v, err = one(db.QueryRowContext(ctx, selectVerdict+"WHERE id = ?", id))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, errNone) {
		return Verdict{}, ErrUnknown
	}
	return v, err
}

// Beginning returns verdicts whose ids begin with something, up to so many, withdrawn ones as well.
func (b *Book) Beginning(ctx context.Context, prefix string, most int) (all []Verdict, err error) {
	err = b.reading(ctx, func(db *sql.DB) error {
		return eachRow(ctx, db, func(rows *sql.Rows) error {
			v, err := one(rows)
			all = append(all, v)
			return err
		}, selectVerdict+"WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id LIMIT ?2", prefix, most)
	})
	if errors.Is(err, errNone) {
		return nil, nil
	}
	return all, err
}

// Withdraw takes a verdict back: it counts no more, and is listed only to who asks for such, too, with who withdrew it.
// One that was withdrawn before stays as it is. ErrUnknown where there is none.
func (b *Book) Withdraw(ctx context.Context, id, by string) (v Verdict, err error) {
	by = strings.TrimSpace(by)
	if err := checkText("by", by, MaxReviewer); err != nil {
		return Verdict{}, err
	}
	if _, err := b.Verdict(ctx, id); err != nil { // so that no file is made for it
		return Verdict{}, err
	}
	err = b.writing(ctx, func(tx *sql.Tx) (bool, error) {
		done, err := tx.ExecContext(ctx, "UPDATE verdict SET withdrawn = ?, withdrawn_by = ? WHERE id = ? AND withdrawn IS NULL", b.now().UnixMilli(), by, id)
		if err != nil {
			return false, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return false, err
		}
		v, err = one(tx.QueryRowContext(ctx, selectVerdict+"WHERE id = ?", id))
		return n > 0, err
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("withdraw the verdict: %w", err)
	}
	return v, nil
}

// Count returns how many verdicts were given, those that were withdrawn as well.
func (b *Book) Count(ctx context.Context) (n int, err error) {
	err = b.reading(ctx, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, "SELECT count(*) FROM verdict").Scan(&n)
	})
	if errors.Is(err, errNone) {
		return 0, nil
	}
	return n, err
}

// Version grows with each change of the book; 0 is one without a file.
func (b *Book) Version(ctx context.Context) (n int64, err error) {
	err = b.reading(ctx, func(db *sql.DB) error {
		return db.QueryRowContext(ctx, "SELECT version FROM book").Scan(&n)
	})
	if errors.Is(err, errNone) {
		return 0, nil
	}
	return n, err
}
