package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Counted is a language or an outlet, and how many articles in stories are of it.
type Counted struct {
	Name     string
	Articles int
}

// Languages returns the languages of the articles in stories, without script and region, those of the most articles first.
func (a *Archive) Languages(ctx context.Context) ([]Counted, error) { return a.counted(ctx, facetLang) }

// Outlets returns the outlets of the articles in stories, those of the most articles first. Names that differ in
// case only are one, in lower case: OutletName knows how it is written.
func (a *Archive) Outlets(ctx context.Context) ([]Counted, error) { return a.counted(ctx, facetOutlet) }

// counted goes through what all stories have: of 100,000 stories 0.13 s for the languages, 0.3 to 0.8 s for 3,000 outlets.
func (a *Archive) counted(ctx context.Context, kind facetKind) ([]Counted, error) {
	rows, err := a.read.QueryContext(ctx, "SELECT value, sum(n) AS n FROM facet WHERE kind = ? GROUP BY value ORDER BY n DESC, value", kind)
	if err != nil {
		return nil, fmt.Errorf("what the archive %s has reports of: %w", a.name, explain(err))
	}
	defer rows.Close()
	var all []Counted
	for rows.Next() {
		var c Counted
		if err := rows.Scan(&c.Name, &c.Articles); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// OutletName returns the name of an outlet, given in any case, as an article writes it; the name itself where none does.
func (a *Archive) OutletName(ctx context.Context, name string) (string, error) {
	written := name
	err := a.read.QueryRowContext(ctx, `SELECT x.outlet FROM facet f JOIN member m ON m.story = f.story AND m.outlet = f.value JOIN article x ON x.n = m.article
		WHERE f.kind = ? AND f.value = ? AND x.outlet <> '' LIMIT 1`, facetOutlet, foldOutlet(name)).Scan(&written)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("the outlet %q: %w", name, explain(err))
	}
	return written, nil
}
