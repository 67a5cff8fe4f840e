package store

import (
	"context"
	"database/sql"
	"fmt"
)

// maxFaults is how many faults Check tells one by one.
const maxFaults = 100

// Check looks for damage: whether the file is sound, every reference leads somewhere, and every
// record can be unpacked and is what was added. It returns what is wrong, the
// first hundred of it. The error is one of checking, not of what is checked.
func (a *Archive) Check(ctx context.Context) ([]string, error) {
	c := checking{Archive: a, q: a.read}
	for _, step := range []func(context.Context) error{c.sound, c.references, c.records, c.stories, c.index} {
		err := step(ctx)
		switch {
		case err == nil:
		case ctx.Err() == nil && (isDamage(err) || len(c.faults) > 0):
			c.fault("%s: it is damaged so that not all of it can be looked at (%v)", a.what(), err)
		default:
			return nil, fmt.Errorf("check the archive %s: %w", a.name, explain(err))
		}
	}
	return c.faults, nil
}

type checking struct {
	*Archive
	q      querier
	faults []string
}

// what is damaged, where it is not known of which article.
func (a *Archive) what() string {
	if a.Shared() {
		return "the database"
	}
	return fileName
}

func (c *checking) fault(format string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

func (c *checking) sound(ctx context.Context) error { return c.engine.sound(ctx, c) }

func (f *folder) sound(ctx context.Context, c *checking) error {
	return c.each(ctx, "PRAGMA integrity_check", func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		if err == nil && s != "ok" {
			c.fault("%s: %s", fileName, s)
		}
		return err
	})
}

func (c *checking) references(ctx context.Context) error {
	if err := c.engine.references(ctx, c); err != nil {
		return err
	}
	return c.each(ctx, `SELECT id FROM article a WHERE NOT EXISTS (SELECT 1 FROM revision WHERE n = a.latest AND article = a.n)
		OR (SELECT max(number) FROM revision WHERE article = a.n) IS DISTINCT FROM (SELECT count(*) FROM revision WHERE article = a.n)`,
		func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			c.fault("article %q: its revisions are not complete", id)
			return err
		})
}

func (f *folder) references(ctx context.Context, c *checking) error {
	return c.each(ctx, "PRAGMA foreign_key_check", func(rows *sql.Rows) error {
		var table, parent string
		var n, key sql.NullInt64
		err := rows.Scan(&table, &n, &parent, &key)
		c.fault("%s %d refers to nothing in %s", table, n.Int64, parent)
		return err
	})
}

func (c *checking) records(ctx context.Context) error {
	return c.each(ctx, "SELECT a.id, r.number, r.content, r.record FROM revision r JOIN article a ON a.n = r.article ORDER BY r.n",
		func(rows *sql.Rows) error {
			var id string
			var number int
			var want, record []byte
			if err := rows.Scan(&id, &number, &want, &record); err != nil {
				return err
			}
			article, err := c.codec.unpack(id, record)
			if have := contentOf(&article); err != nil || string(have[:]) != string(want) {
				c.fault("article %q, revision %d: its record is damaged: import the report again (stemma import --again)", id, number)
			}
			return nil
		})
}

func (c *checking) each(ctx context.Context, query string, row func(*sql.Rows) error) error {
	rows, err := c.q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
