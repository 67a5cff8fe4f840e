package store

import (
	"context"
	"fmt"
	"strings"
)

// Position returns the numbers of the last arrival that was dealt with, and of the last
// that came.
func (a *Archive) Position(ctx context.Context) (placed, last int64, err error) {
	err = a.read.QueryRowContext(ctx, "SELECT upto, coalesce((SELECT max(n) FROM revision), 0) FROM placed").Scan(&placed, &last)
	if err != nil {
		return 0, 0, fmt.Errorf("how far the archive %s is dealt with: %w", a.name, explain(err))
	}
	return placed, last, nil
}

// PlacedSince returns what was dealt with of what came after an arrival, as Unplaced does:
// for those who follow the archive beside the one who places.
func (a *Archive) PlacedSince(ctx context.Context, after int64, limit int) ([]Arrival, error) {
	all, err := a.arrivals(ctx, "r.n > ? AND r.n <= (SELECT upto FROM placed)", limit, after)
	if err != nil {
		return nil, fmt.Errorf("what was placed in the archive %s: %w", a.name, explain(err))
	}
	return all, nil
}

// notPlaced is what passes of articles that were dealt with, and of whose latest revision
// nothing was made.
const notPlaced = "a.latest <= (SELECT upto FROM placed) AND NOT EXISTS (SELECT 1 FROM member m WHERE m.article = a.n AND m.revision = a.latest)"

// Reoffer has articles come again of which nothing was made when their turn came: their
// latest revisions get the next numbers in the order of arrival, and their old numbers are
// nobody's. All such articles do if no ids are given. What was placed stays as it is. It
// returns how many there are.
func (a *Archive) Reoffer(ctx context.Context, ids []string) (int, error) {
	n := 0
	err := a.alone(ctx, func(t *transaction) error {
		articles, err := notPlacedOf(ctx, t, ids)
		if err != nil {
			return err
		}
		var last int64
		if err := t.one(ctx, "SELECT coalesce(max(n), 0) FROM revision", nil, &last); err != nil {
			return err
		}
		for _, article := range articles {
			last++
			if err := renumber(ctx, t, article, last); err != nil {
				return err
			}
		}
		n = len(articles)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("have reports come again in the archive %s: %w", a.name, err)
	}
	return n, nil
}

// renumber gives the latest revision of an article another number. It may have been indexed under the old one, by a later
// program than the one that failed at it, and been read for whom it cites.
func renumber(ctx context.Context, t *transaction, article, n int64) error {
	const latest = "(SELECT latest FROM article WHERE n = ?)"
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{"INSERT INTO search_dead VALUES (" + latest + ") ON CONFLICT DO NOTHING", []any{article}},
		{"UPDATE attribution SET revision = ? WHERE article = ? AND revision = " + latest, []any{n, article, article}},
		{"UPDATE revision SET n = ? WHERE n = " + latest, []any{n, article}},
		{"UPDATE article SET latest = ? WHERE n = ?", []any{n, article}},
	} {
		if err := t.exec(ctx, q.sql, q.args...); err != nil {
			return err
		}
	}
	return nil
}

// notPlacedOf are the numbers of such articles, in the order in which their latest
// revisions came.
func notPlacedOf(ctx context.Context, t *transaction, ids []string) ([]int64, error) {
	where, args := notPlaced, make([]any, len(ids))
	if len(ids) > 0 {
		where += " AND a.id IN (" + strings.Join(repeat("?", len(ids)), ",") + ")"
		for i, id := range ids {
			args[i] = id
		}
	}
	rows, err := t.tx.QueryContext(ctx, "SELECT a.n FROM article a WHERE "+where+" ORDER BY a.latest", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}
