package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/stemma-news/stemma"
)

// Arrival is an article that has come and has not been placed in a story yet, or not in
// its present form.
type Arrival struct {
	// N is its number in the order of arrival: of all revisions there are.
	N int64
	// Article is the whole of it.
	Article stemma.Article
	// Added is when it came.
	Added time.Time
	// Revised says that an earlier form of it came before.
	Revised bool
	// Story is the story that it is in by an earlier form; "" if in none.
	Story string
	// Err says that the record is damaged. Article has only its ID then, and placing goes
	// on behind it.
	Err error
}

// unplacedBytes is up to how many bytes of packed records are given at a time.
const unplacedBytes = 16 << 20

// Unplaced returns what is to be placed next, in the order of arrival: up to limit
// articles, fewer where they are long. What was replaced by a later form meanwhile is
// left out. Nothing is returned when all is placed.
func (a *Archive) Unplaced(ctx context.Context, limit int) ([]Arrival, error) {
	all, err := a.arrivals(ctx, "r.n > (SELECT upto FROM placed)", limit)
	if err != nil {
		return nil, fmt.Errorf("what is not placed in the archive %s: %w", a.name, explain(err))
	}
	return all, nil
}

// UnplacedAfter is Unplaced for what comes behind a number: what will be next when all up to it is placed. In which
// stories that is may change until then.
func (a *Archive) UnplacedAfter(ctx context.Context, after int64, limit int) ([]Arrival, error) {
	all, err := a.arrivals(ctx, "r.n > ?", limit, after)
	if err != nil {
		return nil, fmt.Errorf("what is not placed behind %d in the archive %s: %w", after, a.name, explain(err))
	}
	return all, nil
}

// arrivals are the articles whose latest revision passes a condition.
func (a *Archive) arrivals(ctx context.Context, where string, limit int, args ...any) ([]Arrival, error) {
	rows, err := a.read.QueryContext(ctx, `SELECT r.n, a.id, r.added, r.number > 1, coalesce(s.id, ''), r.record
		FROM revision r JOIN article a ON a.n = r.article AND a.latest = r.n
		LEFT JOIN member m ON m.article = a.n LEFT JOIN story s ON s.n = m.story
		WHERE `+where+` ORDER BY r.n LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Arrival
	for bytes := 0; bytes < unplacedBytes && rows.Next(); {
		var v Arrival
		var id string
		var added int64
		var record sql.RawBytes
		if err := rows.Scan(&v.N, &id, &added, &v.Revised, &v.Story, &record); err != nil {
			return nil, err
		}
		v.Added = time.Unix(added, 0).UTC()
		v.Article, v.Err = a.article(row{id: id, record: record})
		bytes += len(record)
		all = append(all, v)
	}
	return all, rows.Err()
}

// ActiveArticle is an article of a story that is open, as it was placed.
type ActiveArticle struct {
	Story, Article string
	// N is its number in the order of arrival.
	N       int64
	Profile []byte
}

// activePage is how many are read at a time, of a few kB each.
const activePage = 1024

// Active gives the articles of open stories that were placed with a profile, in the order
// of arrival. The error comes last.
func (a *Archive) Active(ctx context.Context) iter.Seq2[ActiveArticle, error] {
	return func(yield func(ActiveArticle, error) bool) {
		for after, more := int64(0), true; more; {
			some, err := a.active(ctx, after)
			if err != nil {
				yield(ActiveArticle{}, fmt.Errorf("read the open stories of the archive %s: %w", a.name, explain(err)))
				return
			}
			for _, v := range some {
				if after = v.N; !yield(v, nil) {
					return
				}
			}
			more = len(some) == activePage
		}
	}
}

func (a *Archive) active(ctx context.Context, after int64) ([]ActiveArticle, error) {
	rows, err := a.read.QueryContext(ctx, `SELECT s.id, a.id, p.n, p.data FROM profile p JOIN article a ON a.n = p.article
		JOIN member m ON m.article = p.article JOIN story s ON s.n = m.story
		WHERE p.n > ? AND s.closed = 0 ORDER BY p.n LIMIT ?`, after, activePage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ActiveArticle
	for rows.Next() {
		var v ActiveArticle
		if err := rows.Scan(&v.Story, &v.Article, &v.N, &v.Profile); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
