package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What places articles keeps a bounded number of them open to others (package cluster). Up to
// that many may come in any order; of more, say two million whose files are one for each
// outlet, a story would be closed before the half of it has come. So arrivals that wait to be
// placed are numbered anew, in the order of their dates, before the first of them is.
//
// The number of a revision is its place in its table, so the table is written anew, and takes
// the place of the old one: all in one transaction, so that a process that is killed leaves
// the one order or the other, readers see one of them, and no second file is ever
// to be swapped under a log that belongs to the first. It needs what VACUUM does: room for
// the revisions in the log, and once more in the file. Placing fills the latter again. All
// else refers to articles, whose numbers stay, or to what was placed, whose numbers do, too.

const (
	// streamRoom is how many arrivals may come in any order: as many as are active before a
	// story closes (package cluster, roomy).
	streamRoom = 50_000
	// lateBy is by how many seconds an arrival's date may lie behind those before it: a
	// story waits so long at most (cluster, mostQuietDays).
	lateBy = 8 * 24 * 60 * 60
	// onTime is how many arrivals there are at least for each that is late, in an archive
	// whose order is good: 1% are found late in any collection, and cost little.
	onTime = 100
	// tideDates is how many dates the tide is the middle of, so that some wrong ones move
	// nothing (cluster, recentDates).
	tideDates = 101
	// firstDate is 1990: earlier dates are of clocks that were never set.
	firstDate = 631_152_000
	// orderPiece is how many revisions are moved at a time.
	orderPiece = 2048
)

// ErrNoRoom says that the disk has not room enough. Everything is as it was.
var ErrNoRoom = errors.New("the disk has not room enough for it")

// OrderOptions say how arrivals are brought into order.
type OrderOptions struct {
	// Room is how many arrivals may come in any order; 50,000 if zero.
	Room int64
	// Now is the present: a date after it is none.
	Now time.Time
	// Progress, if not nil, is told how many of all revisions have been written.
	Progress func(done, all int64)
}

// Ordered says what OrderByDate did.
type Ordered struct {
	// Revisions got another number; 0 where they were in order, or few.
	Revisions int64 `json:"revisions"`
	// Dated are the articles that wait to be placed and have a date, and Late those of them
	// that came more than eight days behind others.
	Dated int `json:"dated"`
	Late  int `json:"late"`
}

// OrderByDate numbers the arrivals that are not placed anew if there are many and the order
// of their dates is another one than theirs: as if they had come in that order. An article
// without a date has that of the one before it; its revisions stay in their order. Once they
// are in order, it does nothing. It is done as a whole or not at all.
func (a *Archive) OrderByDate(ctx context.Context, o OrderOptions) (Ordered, error) {
	if o.Room == 0 {
		o.Room = streamRoom
	}
	x := &ordering{o: o}
	err := a.alone(ctx, func(t *transaction) error {
		x.transaction = t
		return x.all(ctx, a.engine)
	})
	if x.began {
		err = a.engine.ordered(ctx, err)
	}
	if isFull(err) {
		err = ErrNoRoom
	}
	if err != nil {
		return Ordered{}, fmt.Errorf("bring the reports of the archive %s into the order of their dates: %w", a.name, explain(err))
	}
	return x.done, nil
}

// ordering is one transaction that brings arrivals into order.
type ordering struct {
	*transaction
	o    OrderOptions
	done Ordered
	// upto is the last arrival that was placed.
	upto  int64
	began bool
}

func (x *ordering) all(ctx context.Context, e engine) error {
	var last int64
	if err := x.one(ctx, "SELECT upto, coalesce((SELECT max(n) FROM revision), 0) FROM placed", nil, &x.upto, &last); err != nil || last-x.upto <= x.o.Room {
		return err
	}
	if err := x.look(ctx); err != nil || x.done.Late*onTime <= x.done.Dated {
		return err
	}
	x.began = true
	if err := x.number(ctx); err != nil {
		return err
	}
	if err := e.reorder(ctx, x); err != nil {
		return err
	}
	return x.check(ctx)
}

// look counts who is late.
func (x *ordering) look(ctx context.Context) error {
	rows, err := x.tx.QueryContext(ctx, "SELECT published FROM article WHERE latest > ? AND published BETWEEN ? AND ? ORDER BY latest", x.upto, firstDate, x.o.Now.Unix())
	if err != nil {
		return err
	}
	defer rows.Close()
	var dates tide
	for rows.Next() {
		var at int64
		if err := rows.Scan(&at); err != nil {
			return err
		}
		x.done.Dated++
		if dates.late(at) {
			x.done.Late++
		}
	}
	return rows.Err()
}

// tide is how far dates have come: the greatest middle of some that came one after the
// other. The middle alone would follow the second of two outlets back to its beginning.
type tide struct {
	recent []int64
	high   int64
}

// late takes a date, and says whether it lies behind those before it.
func (x *tide) late(at int64) bool {
	late := at < x.high-lateBy
	if x.recent = append(x.recent, at); len(x.recent) == tideDates {
		slices.Sort(x.recent)
		x.high, x.recent = max(x.high, x.recent[tideDates/2]), x.recent[:0]
	}
	return late
}

// numbering gives each arrival behind ?3 its new number. A run is an article with a date
// and those behind it that have none.
const numbering = `INSERT INTO temp.arrival (n, old)
	WITH dated AS (SELECT n, CASE WHEN published BETWEEN ?1 AND ?2 THEN published END AS at FROM article),
		runs AS (SELECT n, at, count(at) OVER (ORDER BY n) AS run FROM dated),
		filed AS (SELECT n, max(at) OVER (PARTITION BY run) AS at FROM runs)
	SELECT ?3 + row_number() OVER (ORDER BY f.at NULLS FIRST, f.n, r.n), r.n FROM filed f JOIN revision r ON r.article = f.n WHERE r.n > ?3`

// number gives each revision its new number; those that were placed keep theirs.
func (x *ordering) number(ctx context.Context) error {
	if err := x.exec(ctx, "CREATE TEMP TABLE arrival (n INTEGER PRIMARY KEY, old INTEGER NOT NULL UNIQUE) STRICT"); err != nil {
		return err
	}
	if err := x.exec(ctx, "INSERT INTO temp.arrival (n, old) SELECT n, n FROM revision WHERE n <= ?", x.upto); err != nil {
		return err
	}
	if err := x.exec(ctx, numbering, firstDate, x.o.Now.Unix(), x.upto); err != nil {
		return err
	}
	return x.one(ctx, "SELECT count(*) FROM temp.arrival WHERE n <> old", nil, &x.done.Revisions)
}

func (f *folder) reorder(ctx context.Context, x *ordering) error {
	if err := x.write(ctx); err != nil {
		return err
	}
	return x.swap(ctx)
}

// ordered empties the log, which has all that was written.
func (f *folder) ordered(ctx context.Context, err error) error {
	_, trunc := f.archive.write.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
	if err == nil && !isFull(trunc) { // else it stays there, and is good
		return trunc
	}
	return err
}

// write copies the revisions into a table of the same form, in their order.
func (x *ordering) write(ctx context.Context) error {
	var form string
	if err := x.one(ctx, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'revision'", nil, &form); err != nil {
		return err
	}
	if err := x.exec(ctx, strings.Replace(form, "revision", "ordered", 1)); err != nil {
		return err
	}
	var last int64
	if err := x.one(ctx, "SELECT max(n) FROM temp.arrival", nil, &last); err != nil {
		return err
	}
	for n := int64(0); n < last; n += orderPiece {
		if err := x.exec(ctx, `INSERT INTO ordered SELECT v.n, r.article, r.number, r.content, r.added, r.record
			FROM temp.arrival v CROSS JOIN revision r ON r.n = v.old WHERE v.n > ? AND v.n <= ? ORDER BY v.n`, n, n+orderPiece); err != nil {
			return err
		}
		if x.o.Progress != nil {
			x.o.Progress(min(n+orderPiece, last), last)
		}
	}
	return nil
}

// swap puts the new table in the place of the old one.
func (x *ordering) swap(ctx context.Context) error {
	var have, want int64
	if err := x.one(ctx, "SELECT (SELECT count(*) FROM ordered), (SELECT count(*) FROM revision)", nil, &have, &want); err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("%d revisions are to be moved, and %d can be", want, have)
	}
	for _, statement := range []string{
		"DROP TABLE revision",
		"ALTER TABLE ordered RENAME TO revision",
		"UPDATE article SET latest = (SELECT n FROM temp.arrival WHERE old = latest)",
		"DROP TABLE temp.arrival",
	} {
		if _, err := x.tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// check wants each article to have its latest revision; the index of both tells.
func (x *ordering) check(ctx context.Context) error {
	var lost int64
	err := x.one(ctx, "SELECT count(*) FROM article a WHERE NOT EXISTS (SELECT 1 FROM revision r WHERE r.article = a.n AND +r.n = a.latest)", nil, &lost)
	if err == nil && lost > 0 {
		return fmt.Errorf("%d articles would lose their latest revision", lost)
	}
	return err
}
