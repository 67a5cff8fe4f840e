package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Update is what those who follow the stories keep, written in one transaction.
type Update struct {
	// State are small values by name; nil takes one away.
	State map[string][]byte
	// Outbox are messages to be delivered. One of the same topic and id as another, be it
	// delivered already, is not taken.
	Outbox []Message
	// Done are the numbers of messages that were delivered, Failed those that were not.
	Done   []int64
	Failed []Failure
	// Traces are trees of stories.
	Traces []Trace
	// Cites are whom articles cite, in the place of what was kept of them.
	Cites []Cites
}

// Trace is what was found of a story.
type Trace struct {
	// Story is the story's id, Version the version of the story that it was made for.
	Story   string
	Version int64
	// Key says what else the result depends on: the model, the options.
	Key string
	// Result is what was found, and Work what finding it anew can go on from.
	Result, Work []byte
}

// Cites are the sources that an article cites.
type Cites struct {
	Article string
	Sources []CitedSource
}

// CitedSource is a source by its normal form and by a name that articles give it.
type CitedSource struct{ Key, Name string }

// Named is a value and its name.
type Named struct {
	Name  string
	Value []byte
}

// Update writes all of it, or nothing, as Add does.
func (a *Archive) Update(ctx context.Context, u Update) error {
	err := a.transact(ctx, func(t *transaction) error {
		return (&placing{transaction: t, archive: a}).update(ctx, &u)
	})
	if err != nil {
		return fmt.Errorf("write to the archive %s: %w", a.dir, err)
	}
	return nil
}

func (p *placing) update(ctx context.Context, u *Update) error {
	for _, name := range slices.Sorted(maps.Keys(u.State)) {
		if err := p.state(ctx, name, u.State[name]); err != nil {
			return fmt.Errorf("state %q: %w", name, err)
		}
	}
	if err := p.mail(ctx, u); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	for i := range u.Traces {
		if err := p.trace(ctx, &u.Traces[i]); err != nil {
			return fmt.Errorf("tree of story %q: %w", u.Traces[i].Story, err)
		}
	}
	for i := range u.Cites {
		if err := p.cites(ctx, &u.Cites[i]); err != nil {
			return fmt.Errorf("whom article %q cites: %w", u.Cites[i].Article, err)
		}
	}
	return nil
}

func (p *placing) state(ctx context.Context, name string, value []byte) error {
	if value == nil {
		return p.exec(ctx, "DELETE FROM state WHERE name = ?", name)
	}
	return p.exec(ctx, "INSERT INTO state (name, value) VALUES (?,?) ON CONFLICT DO UPDATE SET value = excluded.value", name, value)
}

func (p *placing) trace(ctx context.Context, t *Trace) error {
	var story int64
	err := p.one(ctx, "SELECT coalesce(merged, n) FROM story WHERE id = ?", []any{t.Story}, &story)
	if errors.Is(err, sql.ErrNoRows) {
		return errors.New("there is no such story")
	}
	if err != nil {
		return err
	}
	return p.exec(ctx, `INSERT INTO trace (story, version, key, result, work) VALUES (?,?,?,?,?)
		ON CONFLICT DO UPDATE SET version = excluded.version, key = excluded.key, result = excluded.result, work = excluded.work`,
		story, t.Version, t.Key, p.archive.codec.enc.EncodeAll(t.Result, nil), p.archive.codec.enc.EncodeAll(t.Work, nil))
}

func (p *placing) cites(ctx context.Context, c *Cites) error {
	var article int64
	if err := p.one(ctx, "SELECT coalesce("+numberOfID+", 0)", []any{c.Article}, &article); err != nil {
		return err
	}
	if article == 0 {
		return errors.New("there is no such article")
	}
	if err := p.exec(ctx, "DELETE FROM cite WHERE article = ?", article); err != nil {
		return err
	}
	for _, s := range c.Sources {
		if err := p.exec(ctx, "INSERT INTO cite (article, key, name) VALUES (?,?,?) ON CONFLICT DO NOTHING", article, s.Key, s.Name); err != nil {
			return err
		}
	}
	return nil
}

// PutTrace keeps what was found of a story, in the place of what was kept before.
func (a *Archive) PutTrace(ctx context.Context, t Trace) error {
	return a.Update(ctx, Update{Traces: []Trace{t}})
}

// Trace returns what was found of a story, which may be of an earlier version of it;
// false where nothing was, or what was kept is damaged. The story is named as for Story.
func (a *Archive) Trace(ctx context.Context, story string) (Trace, bool, error) {
	n, err := a.storyNumber(ctx, story)
	if err != nil || n == 0 {
		return Trace{}, false, err
	}
	var t Trace
	var result, work []byte
	err = a.read.QueryRowContext(ctx, "SELECT s.id, t.version, t.key, t.result, t.work FROM trace t JOIN story s ON s.n = t.story WHERE s.n = ?", n).
		Scan(&t.Story, &t.Version, &t.Key, &result, &work)
	if errors.Is(err, sql.ErrNoRows) {
		return Trace{}, false, nil
	}
	if err != nil {
		return Trace{}, false, fmt.Errorf("the tree of story %q: %w", story, explain(err))
	}
	if t.Result, t.Work, err = a.codec.trees(result, work); err != nil {
		return Trace{}, false, nil //nolint:nilerr // it is traced again, and kept in the place of this one
	}
	return t, true, nil
}

// CitesOf returns whom an article cites, by their keys.
func (a *Archive) CitesOf(ctx context.Context, article string) ([]CitedSource, error) {
	var all []CitedSource
	for v, err := range pairs(ctx, a, "SELECT key, name FROM cite WHERE article = "+numberOfID+" ORDER BY key", article) {
		if err != nil {
			return nil, fmt.Errorf("whom article %q cites: %w", article, explain(err))
		}
		all = append(all, CitedSource{Key: v.Name, Name: string(v.Value)})
	}
	return all, nil
}

// CitedBy returns the ids of the articles that cite a source, in the order in which they
// came: the first so many, or all if limit is 0.
func (a *Archive) CitedBy(ctx context.Context, key string, limit int) ([]string, error) {
	if limit <= 0 {
		limit = -1
	}
	rows, err := a.page(ctx, "SELECT a.n, a.id, x'' FROM cite c JOIN article a ON a.n = c.article WHERE c.key = ? ORDER BY c.article LIMIT ?", key, limit)
	if err != nil {
		return nil, fmt.Errorf("who cites %q: %w", key, explain(err))
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.id
	}
	return ids, nil
}

// PutState keeps a value by a name; nil takes it away.
func (a *Archive) PutState(ctx context.Context, name string, value []byte) error {
	return a.Update(ctx, Update{State: map[string][]byte{name: value}})
}

// State returns the value of a name, and false where there is none.
func (a *Archive) State(ctx context.Context, name string) ([]byte, bool, error) {
	for v, err := range pairs(ctx, a, "SELECT name, value FROM state WHERE name = ?", name) {
		if err != nil {
			return nil, false, fmt.Errorf("state %q: %w", name, explain(err))
		}
		return v.Value, true, nil
	}
	return nil, false, nil
}

// States gives the values whose names begin so, in the order of the names. The error comes
// last.
func (a *Archive) States(ctx context.Context, prefix string) iter.Seq2[Named, error] {
	return func(yield func(Named, error) bool) {
		for v, err := range pairs(ctx, a, "SELECT name, value FROM state WHERE name >= ? ORDER BY name", prefix) {
			if err != nil {
				yield(v, fmt.Errorf("state: %w", explain(err)))
				return
			}
			if !strings.HasPrefix(v.Name, prefix) || !yield(v, nil) {
				return
			}
		}
	}
}

// pairs gives rows of a name and a value.
func pairs(ctx context.Context, a *Archive, query string, args ...any) iter.Seq2[Named, error] {
	return func(yield func(Named, error) bool) {
		rows, err := a.read.QueryContext(ctx, query, args...)
		if err != nil {
			yield(Named{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var v Named
			if err := rows.Scan(&v.Name, &v.Value); err != nil || !yield(v, nil) {
				if err != nil {
					yield(Named{}, err)
				}
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Named{}, err)
		}
	}
}
