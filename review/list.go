package review

import (
	"context"
	"database/sql"
	"errors"
	"iter"
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
	err = b.reading(ctx, func(db *sql.DB) error {
		query, args, err := f.query(ctx, db)
		if err != nil {
			return err
		}
		return eachRow(ctx, db, func(rows *sql.Rows) error {
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

func (f *Filter) query(ctx context.Context, db *sql.DB) (string, []any, error) {
	where, args, behind, order := []string{"TRUE"}, []any{}, "n > ?", " ORDER BY n"
	if f.Newest {
		behind, order = "n < ?", " ORDER BY n DESC"
	}
	and := func(condition string, values ...any) {
		where, args = append(where, condition), append(args, values...)
	}
	if f.After != "" {
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT n FROM verdict WHERE id = ?", f.After).Scan(&n); errors.Is(err, sql.ErrNoRows) {
			return "", nil, errAfter(f.After)
		} else if err != nil {
			return "", nil, err
		}
		and(behind, n)
	}
	if len(f.Stories)+len(f.Articles) > 0 {
		and("n IN (SELECT n FROM verdict WHERE story IN (SELECT value FROM json_each(?)) UNION SELECT verdict FROM report WHERE id IN (SELECT value FROM json_each(?)))",
			asJSON(f.Stories), asJSON(f.Articles))
	}
	if f.Reviewer != "" {
		and("reviewer = ?", f.Reviewer)
	}
	if !f.Withdrawn {
		and("withdrawn IS NULL")
	}
	limit := -1
	if f.Limit > 0 {
		limit = f.Limit
	}
	return selectVerdict + "WHERE " + strings.Join(where, " AND ") + order + " LIMIT ?", append(args, limit), nil
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
