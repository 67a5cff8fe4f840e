package store

import (
	"context"
	"database/sql"
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
	// Mended are those of the known whose record was damaged, and is not any more.
	Mended int
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
	var added Added
	err = a.transact(ctx, func(t *transaction) error {
		added, err = a.addPacked(ctx, t, packs, at)
		return err
	})
	if err != nil {
		return Added{}, fmt.Errorf("add to the archive %s: %w", a.name, err)
	}
	return added, nil
}

// packed is an article made ready.
type packed struct {
	article stemma.Article
	content content
	page    int64 // of its address
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
				p.page = pageOf(p.article.URL)
				p.record, p.err = a.codec.pack(&p.article)
				if n := len(stored(p.article.ID)); p.err == nil && a.Shared() && n > maxKey {
					p.err = fmt.Errorf("its id has %d bytes, and a database takes %d", n, maxKey)
				}
			}
			return ctx.Err()
		})
	}
	return out, g.Wait()
}

func (a *Archive) addPacked(ctx context.Context, t *transaction, packs []packed, at []Checkpoint) (Added, error) {
	w := &writing{tx: t.tx, codec: a.codec, now: time.Now().Unix()}
	if err := w.prepare(ctx); err != nil {
		return Added{}, err
	}
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
	return w.added, nil
}

// writing is one transaction that adds.
type writing struct {
	tx    *sql.Tx
	codec codec
	added Added
	now   int64
	// The next numbers: nobody else writes.
	article, revision                        int64
	insert, find, same, revise, update       *sql.Stmt
	address, alias, there, forms, checkpoint *sql.Stmt
	kept, repair, renumber                   *sql.Stmt
}

func (w *writing) prepare(ctx context.Context) error {
	for _, p := range []struct {
		to  **sql.Stmt
		sql string
	}{
		{&w.insert, "INSERT INTO article (n, latest, id, url, outlet, lang, title, published) VALUES (?,?,?,?,?,?,?,?)"},
		{&w.find, "SELECT n FROM article WHERE id = ? UNION ALL SELECT article FROM alias WHERE id = ?"},
		{&w.same, "SELECT coalesce(max(CASE WHEN content = ? THEN r.n END), 0), count(*), max(a.url) FROM article a JOIN revision r ON r.article = a.n WHERE a.n = ?"},
		{&w.revise, "INSERT INTO revision (n, article, number, content, added, record) VALUES (?,?,?,?,?,?)"},
		{&w.update, "UPDATE article SET latest = ?, url = ?, outlet = ?, lang = ?, title = ?, published = ? WHERE n = ?"},
		{&w.address, "INSERT INTO address (page, article) VALUES (?,?) ON CONFLICT DO NOTHING"},
		{&w.alias, "INSERT INTO alias (id, article) VALUES (?,?)"},
		{&w.there, "SELECT n, title, x'' FROM (SELECT article FROM address WHERE page = ? ORDER BY article DESC LIMIT ?) AS there JOIN article ON n = article ORDER BY n DESC"},
		{&w.forms, "SELECT a.n, a.id, r.record FROM article a JOIN revision r ON r.article = a.n AND (r.n = a.latest OR r.number = 1) WHERE a.n = ? ORDER BY r.number"},
		{&w.kept, `SELECT r.record, r.n = a.latest AND r.n <= (SELECT upto FROM placed) AND NOT EXISTS (SELECT 1 FROM member m WHERE m.article = a.n AND m.revision = r.n)
			FROM revision r JOIN article a ON a.n = r.article WHERE r.n = ?`},
		{&w.repair, "UPDATE revision SET n = ?1, record = ?2, added = coalesce(?4, added) WHERE n = ?3"},
		{&w.renumber, "UPDATE article SET latest = ?1 WHERE latest = ?2"},
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

// published is when an article came out, as its column has it.
func published(a *stemma.Article) any {
	if a.Published.IsZero() {
		return nil
	}
	return a.Published.Unix()
}
