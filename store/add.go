package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
)

// Added says what became of a batch.
type Added struct {
	// New articles, those that were known, and those that are a further revision of
	// one that was.
	New, Known, Changed int
	// Renamed are articles, new or known, whose id another article has.
	Renamed []Renamed
	// Refused are articles that cannot be kept.
	Refused []stemma.InputError
}

// Renamed is an article that is kept by another id than its own.
type Renamed struct {
	Input, ID, As string
}

// Add puts a batch of articles into the archive, and how far inputs have been
// read with it. When it returns without an error, all of it is on the disk; with
// one, nothing is. Batches of a few hundred articles are the fastest.
func (a *Archive) Add(ctx context.Context, batch []stemma.Article, at ...Checkpoint) (Added, error) {
	if a.write == nil {
		return Added{}, ErrReadOnly
	}
	packs, err := a.pack(ctx, batch)
	if err != nil {
		return Added{}, err
	}
	added, err := a.addPacked(ctx, packs, at)
	if err != nil {
		return Added{}, fmt.Errorf("add to the archive %s: %w", a.dir, explain(err))
	}
	return added, nil
}

// packed is an article made ready.
type packed struct {
	article stemma.Article
	content content
	record  []byte
	err     error
}

// pack makes articles ready on all cores: it costs more than the writing.
func (a *Archive) pack(ctx context.Context, batch []stemma.Article) ([]packed, error) {
	out := make([]packed, len(batch))
	workers := min(runtime.GOMAXPROCS(0), (len(batch)+15)/16)
	g, ctx := errgroup.WithContext(ctx)
	for w := range workers {
		g.Go(func() error {
			for i := w; i < len(batch) && ctx.Err() == nil; i += workers {
				p := &out[i]
				p.article = repaired(batch[i])
				p.content = contentOf(&p.article)
				p.record, p.err = a.codec.pack(&p.article)
			}
			return ctx.Err()
		})
	}
	return out, g.Wait()
}

func (a *Archive) addPacked(ctx context.Context, packs []packed, at []Checkpoint) (Added, error) {
	w, err := a.begin(ctx)
	if err != nil {
		return Added{}, err
	}
	defer w.tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	for i := range packs {
		p := &packs[i]
		if p.err != nil {
			w.added.Refused = append(w.added.Refused, stemma.InputError{Input: p.article.Input, Problem: "the archive cannot keep it: " + p.err.Error()})
			continue
		}
		if err := w.put(ctx, p); err != nil {
			return Added{}, fmt.Errorf("article %q: %w", p.article.ID, err)
		}
	}
	for _, c := range at {
		if _, err := w.checkpoint.ExecContext(ctx, c.Input, c.Fingerprint, c.Place); err != nil {
			return Added{}, err
		}
	}
	return w.added, w.tx.Commit()
}

// writing is one transaction that adds.
type writing struct {
	tx    *sql.Tx
	added Added
	now   int64
	// The next numbers: nobody else writes.
	article, revision                              int64
	insert, find, same, revise, update, checkpoint *sql.Stmt
}

func (a *Archive) begin(ctx context.Context) (*writing, error) {
	tx, err := a.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	w := &writing{tx: tx, now: time.Now().Unix()}
	if err := w.prepare(ctx); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return w, nil
}

func (w *writing) prepare(ctx context.Context) error {
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&w.insert, "INSERT INTO article (n, latest, id, url, outlet, lang, title, published) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING"},
		{&w.find, "SELECT n, url FROM article WHERE id = ?"},
		{&w.same, "SELECT count(*) FILTER (WHERE content = ?), count(*) FROM revision WHERE article = ?"},
		{&w.revise, "INSERT INTO revision (n, article, number, content, added, record) VALUES (?,?,?,?,?,?)"},
		{&w.update, "UPDATE article SET latest = ?, url = ?, outlet = ?, lang = ?, title = ?, published = ? WHERE n = ?"},
		{&w.checkpoint, "INSERT INTO input (name, fingerprint, place) VALUES (?,?,?) ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, place = excluded.place"},
	} {
		s, err := w.tx.PrepareContext(ctx, p.sql) // closed with the transaction
		if err != nil {
			return err
		}
		*p.to = s
	}
	return w.tx.QueryRowContext(ctx, "SELECT (SELECT coalesce(max(n), 0) + 1 FROM article), (SELECT coalesce(max(n), 0) + 1 FROM revision)").Scan(&w.article, &w.revision)
}

// put adds one article, by its own id or, where another has that, by a longer one.
func (w *writing) put(ctx context.Context, p *packed) error {
	a := &p.article
	done, err := w.putAs(ctx, a.ID, p)
	if done || err != nil {
		return err
	}
	id := a.ID + suffix(a, p.content)
	w.added.Renamed = append(w.added.Renamed, Renamed{Input: a.Input, ID: a.ID, As: id})
	done, err = w.putAs(ctx, id, p)
	if err == nil && !done {
		err = fmt.Errorf("another article has the id %q, too", id) // two hashes of 50 bits that are the same
	}
	return err
}

// putAs adds an article by an id. It returns false where another article has it.
func (w *writing) putAs(ctx context.Context, id string, p *packed) (bool, error) {
	a := &p.article
	res, err := w.insert.ExecContext(ctx, w.article, w.revision, id, a.URL, a.Outlet, a.Lang, a.Title, published(a))
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		w.added.New++
		w.article++
		return true, errors.Join(err, w.addRevision(ctx, w.article-1, 1, p))
	}
	var n int64
	var address string
	if err := w.find.QueryRowContext(ctx, id).Scan(&n, &address); err != nil {
		return false, err
	}
	return w.again(ctx, n, address, p)
}

// again adds an article whose id is there: it is known, or a revision, or another.
func (w *writing) again(ctx context.Context, n int64, address string, p *packed) (bool, error) {
	a := &p.article
	var same, revisions int64
	if err := w.same.QueryRowContext(ctx, p.content[:], n).Scan(&same, &revisions); err != nil {
		return false, err
	}
	switch {
	case same > 0:
		w.added.Known++
		return true, nil
	case a.URL == "" || a.URL != address:
		return false, nil
	}
	w.added.Changed++
	if _, err := w.update.ExecContext(ctx, w.revision, a.URL, a.Outlet, a.Lang, a.Title, published(a), n); err != nil {
		return true, err
	}
	return true, w.addRevision(ctx, n, revisions+1, p)
}

func (w *writing) addRevision(ctx context.Context, article, number int64, p *packed) error {
	_, err := w.revise.ExecContext(ctx, w.revision, article, number, p.content[:], w.now, p.record)
	w.revision++
	return err
}

// published is when an article came out, as its column has it.
func published(a *stemma.Article) any {
	if a.Published.IsZero() {
		return nil
	}
	return a.Published.Unix()
}
