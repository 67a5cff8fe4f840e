package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stemma-news/stemma/store"
)

// Book is where verdicts are kept, beside an archive or in its database: several programs may write into it while another
// fills the archive. It may be used by many goroutines.
type Book struct {
	shelf shelf
	now   func() time.Time
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
	return &Book{shelf: &file{dir: dir}, now: time.Now}, nil
}

// Of opens the book of an archive, which is open at least as long: in its database, or in its folder.
func Of(ctx context.Context, a *store.Archive) (*Book, error) {
	if db := a.Database(); db != nil {
		return &Book{shelf: &tables{db: db}, now: time.Now}, nil
	}
	return Open(ctx, a.Dir())
}

// Close ends the use of the book.
func (b *Book) Close() error { return b.shelf.close() }

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
	err := b.shelf.writing(ctx, func(on asking) (bool, error) {
		if key != "" {
			earlier, err := one(on.row(ctx, selectVerdict+"WHERE reviewer = ?1 AND key = ?2", v.Reviewer, key))
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
		return true, insert(ctx, on, &v, key)
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

// insert puts a new verdict into the book.
func insert(ctx context.Context, on asking, v *Verdict, key string) error {
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
	var n int64
	err = on.row(ctx, "INSERT INTO verdict (id, story, reviewer, key, body, withdrawn, withdrawn_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING n",
		v.ID, v.Story, v.Reviewer, named, body, at, by).Scan(&n)
	if err != nil {
		return err
	}
	_, err = on.do(ctx, "INSERT INTO report (verdict, id) SELECT DISTINCT CAST(?1 AS BIGINT), value FROM "+on.each("?2"), n, texts(v.reports()))
	return err
}

// body is a verdict as the book has it: without what can change.
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
		return v, fmt.Errorf("what is kept of a verdict is damaged: %w: restore a copy of the verdicts", err)
	}
	v.Withdrawn = nil
	if at.Valid {
		v.Withdrawn = &Withdrawal{By: by.String, At: time.UnixMilli(at.Int64).UTC()}
	}
	return v, nil
}

// Verdict returns one by its id, a withdrawn one as well; ErrUnknown where there is none.
func (b *Book) Verdict(ctx context.Context, id string) (v Verdict, err error) {
	err = b.shelf.reading(ctx, func(on asking) error {
		v, err = one(on.row(ctx, selectVerdict+"WHERE id = ?1", id))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) || errors.Is(err, errNone) {
		return Verdict{}, ErrUnknown
	}
	return v, err
}

// Beginning returns verdicts whose ids begin with something, up to so many, withdrawn ones as well.
func (b *Book) Beginning(ctx context.Context, prefix string, most int) (all []Verdict, err error) {
	err = b.shelf.reading(ctx, func(on asking) error {
		return on.rows(ctx, func(rows *sql.Rows) error {
			v, err := one(rows)
			all = append(all, v)
			return err
		}, selectVerdict+"WHERE substr(id, 1, length(CAST(?1 AS TEXT))) = ?1 ORDER BY id LIMIT ?2", prefix, most)
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
	err = b.shelf.writing(ctx, func(on asking) (bool, error) {
		done, err := on.do(ctx, "UPDATE verdict SET withdrawn = ?1, withdrawn_by = ?2 WHERE id = ?3 AND withdrawn IS NULL", b.now().UnixMilli(), by, id)
		if err != nil {
			return false, err
		}
		n, err := done.RowsAffected()
		if err != nil {
			return false, err
		}
		v, err = one(on.row(ctx, selectVerdict+"WHERE id = ?1", id))
		return n > 0, err
	})
	if err != nil {
		return Verdict{}, fmt.Errorf("withdraw the verdict: %w", err)
	}
	return v, nil
}

// Count returns how many verdicts were given, those that were withdrawn as well.
func (b *Book) Count(ctx context.Context) (n int, err error) {
	err = b.shelf.reading(ctx, func(on asking) error {
		return on.row(ctx, "SELECT count(*) FROM verdict").Scan(&n)
	})
	if errors.Is(err, errNone) {
		return 0, nil
	}
	return n, err
}

// Version grows with each change of the book; 0 is one that is not there yet.
func (b *Book) Version(ctx context.Context) (n int64, err error) {
	err = b.shelf.reading(ctx, func(on asking) error {
		return on.row(ctx, "SELECT version FROM book").Scan(&n)
	})
	if errors.Is(err, errNone) {
		return 0, nil
	}
	return n, err
}
