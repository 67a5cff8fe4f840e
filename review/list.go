package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"
)

// Filter chooses verdicts; the zero Filter takes all that were not withdrawn.
type Filter struct {
	// Stories are ids of stories, Articles of reports: what was given in one of the stories is taken, and what has to do
	// with one of the reports.
	Stories, Articles []string
	Reviewer          string
	// Withdrawn takes those that were withdrawn, too.
	Withdrawn bool
	// Newest takes what came last first.
	Newest bool
	// After is the id behind which to go on, Limit how many are wanted, 0 for all.
	After string
	Limit int
}

// List returns verdicts in the order in which they came into the book, or in the opposite one.
func (b *Book) List(ctx context.Context, f Filter) (all []Verdict, err error) {
	err = b.shelf.reading(ctx, func(on asking) error {
		query, args, err := f.query(ctx, on)
		if err != nil {
			return err
		}
		return on.rows(ctx, func(rows *sql.Rows) error {
			v, err := one(rows)
			all = append(all, v)
			return err
		}, query, args...)
	})
	if errors.Is(err, errNone) {
		if f.After != "" {
			return nil, errAfter(f.After)
		}
		return nil, nil
	}
	return all, err
}

func errAfter(id string) error { return invalid("after", "there is no verdict %q", id) }

func (f *Filter) query(ctx context.Context, on asking) (string, []any, error) {
	where, args, behind, order := []string{"TRUE"}, []any{}, "n > %s", " ORDER BY n"
	if f.Newest {
		behind, order = "n < %s", " ORDER BY n DESC"
	}
	// value is the place of a further value in the query.
	value := func(v any) string {
		args = append(args, v)
		return fmt.Sprint("?", len(args))
	}
	if f.After != "" {
		var n int64
		if err := on.row(ctx, "SELECT n FROM verdict WHERE id = ?1", f.After).Scan(&n); errors.Is(err, sql.ErrNoRows) {
			return "", nil, errAfter(f.After)
		} else if err != nil {
			return "", nil, err
		}
		where = append(where, fmt.Sprintf(behind, value(n)))
	}
	if len(f.Stories)+len(f.Articles) > 0 {
		where = append(where, fmt.Sprintf("n IN (SELECT n FROM verdict WHERE story IN (SELECT value FROM %s) UNION SELECT verdict FROM report WHERE id IN (SELECT value FROM %s))",
			on.each(value(texts(f.Stories))), on.each(value(texts(f.Articles)))))
	}
	if f.Reviewer != "" {
		where = append(where, "reviewer = "+value(f.Reviewer))
	}
	if !f.Withdrawn {
		where = append(where, "withdrawn IS NULL")
	}
	limit := math.MaxInt64
	if f.Limit > 0 {
		limit = f.Limit
	}
	query := selectVerdict + "WHERE " + strings.Join(where, " AND ") + order + " LIMIT " + value(limit)
	return query, args, nil
}

// page is how many verdicts All reads at a time.
const page = 500

// All gives the verdicts that List would, without holding all of them.
func (b *Book) All(ctx context.Context, f Filter) iter.Seq2[Verdict, error] {
	return func(yield func(Verdict, error) bool) {
		f.Limit = page
		for {
			some, err := b.List(ctx, f)
			if err != nil {
				yield(Verdict{}, err)
				return
			}
			for _, v := range some {
				if !yield(v, nil) {
					return
				}
			}
			if len(some) < page {
				return
			}
			f.After = some[page-1].ID
		}
	}
}
