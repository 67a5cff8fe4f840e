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

	"github.com/stemma-news/stemma"
)

// Update is what those who follow the stories keep, written in one transaction.
type Update struct {
	// Lead has it written only by who may place: in a database, what the one keeps that leads, which goes on from what it has in memory.
	// Who has lost the lease and does not know yet would write over what another has done since (ErrLost, ErrLocked).
	Lead bool
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
	// Divided are articles whose sentences are others than those that their records have.
	Divided []Divided
}

// Divided are the sentences of an arrival. An article is kept with those that the reader of
// the day found, and what is kept of it besides (attributions, the index of search) counts
// them: whoever finds others writes both.
type Divided struct {
	N         int64
	Sentences []stemma.Span
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

// Named is a value and its name.
type Named struct {
	Name  string
	Value []byte
}

// Update writes all of it, or nothing, as Add does.
func (a *Archive) Update(ctx context.Context, u Update) error {
	write := a.transact
	if u.Lead {
		write = a.alone
	}
	err := write(ctx, func(t *transaction) error {
		return (&placing{transaction: t, archive: a}).update(ctx, &u)
	})
	if err != nil {
		return fmt.Errorf("write to the archive %s: %w", a.name, err)
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
	for i := range u.Divided {
		if err := p.divide(ctx, &u.Divided[i]); err != nil {
			return fmt.Errorf("the sentences of arrival %d: %w", u.Divided[i].N, err)
		}
	}
	return nil
}

func (p *placing) divide(ctx context.Context, d *Divided) error {
	var r row
	if err := p.one(ctx, "SELECT r.n, a.id, r.record FROM revision r JOIN article a ON a.n = r.article WHERE r.n = ?", []any{d.N}, &r.n, &r.id, &r.record); err != nil {
		return err
	}
	article, err := p.archive.article(r)
	if err != nil {
		return err
	}
	article.Sentences = d.Sentences
	record, err := p.archive.codec.pack(&article)
	if err != nil {
		return err
	}
	return p.exec(ctx, "UPDATE revision SET record = ? WHERE n = ?", record, d.N)
}

func (p *placing) state(ctx context.Context, name string, value []byte) error {
	if value == nil {
		return p.exec(ctx, "DELETE FROM state WHERE name = ?", name)
	}
	return p.exec(ctx, "INSERT INTO state (name, value) VALUES (?,?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
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
		ON CONFLICT (story) DO UPDATE SET version = excluded.version, key = excluded.key, result = excluded.result, work = excluded.work`,
		story, t.Version, t.Key, p.archive.codec.enc.EncodeAll(t.Result, nil), p.archive.codec.enc.EncodeAll(t.Work, nil))
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

// TraceHeads returns what is known of what was found of stories, by their whole ids, and not that itself, which may be
// large. Those of which nothing was found are left out.
func (a *Archive) TraceHeads(ctx context.Context, stories []string) (map[string]Trace, error) {
	rows, err := a.read.QueryContext(ctx, "SELECT s.id, t.version, t.key FROM json_each(?) j CROSS JOIN story s ON s.id = j.value CROSS JOIN trace t ON t.story = s.n", texts(stories))
	if err != nil {
		return nil, fmt.Errorf("the trees of the archive %s: %w", a.name, explain(err))
	}
	defer rows.Close()
	heads := make(map[string]Trace, len(stories))
	for rows.Next() {
		var t Trace
		if err := rows.Scan(&t.Story, &t.Version, &t.Key); err != nil {
			return nil, err
		}
		heads[t.Story] = t
	}
	return heads, rows.Err()
}

// TraceHead is TraceHeads of one story; false where nothing was found of it.
func (a *Archive) TraceHead(ctx context.Context, story string) (Trace, bool, error) {
	t := Trace{Story: story}
	err := a.read.QueryRowContext(ctx, "SELECT t.version, t.key FROM story s JOIN trace t ON t.story = s.n WHERE s.id = ?", story).Scan(&t.Version, &t.Key)
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("the tree of story %q: %w", story, explain(err))
	}
	return t, true, nil
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
