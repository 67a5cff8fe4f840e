package store

import (
	"context"
	"fmt"
)

// StoriesPlaced returns the stories that arrivals behind a number are in, up to the last that was placed, which it
// returns, too: what has changed since. Of more than limit stories they are those of the last arrivals, and more is true.
// What came by a merge alone is not among them.
func (a *Archive) StoriesPlaced(ctx context.Context, after int64, limit int) (ids []string, upto int64, more bool, err error) {
	if upto, _, err = a.Position(ctx); err != nil || upto <= after {
		return nil, upto, false, err
	}
	rows, err := a.read.QueryContext(ctx, `SELECT s.id, max(r.n) AS came FROM revision r JOIN member m ON m.article = r.article JOIN story s ON s.n = m.story
		WHERE r.n > ? AND r.n <= ? GROUP BY s.n ORDER BY came DESC, s.n LIMIT ?`, after, upto, limit+1)
	if err != nil {
		return nil, 0, false, fmt.Errorf("which stories of the archive %s have changed: %w", a.name, explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var came int64
		if err := rows.Scan(&id, &came); err != nil {
			return nil, 0, false, err
		}
		ids = append(ids, id)
	}
	if more = len(ids) > limit; more {
		ids = ids[:limit]
	}
	return ids, upto, more, rows.Err()
}
