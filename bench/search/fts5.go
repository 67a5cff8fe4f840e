package main

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
)

// variants are tables of FTS5 without content. With less detail there are no counts of a word
// in an article for bm25 to weigh.
var variants = []struct{ name, options string }{
	{"all detail", ""},
	{"detail=none", ", detail=none"},
}

const (
	listed = 100 // how many articles are asked for
	// k1, b and mean are those of search's impacts, of which counts are made again.
	k1, lengths, mean = 1.2, 0.75, 400
)

// compared asks SQLite's FTS5 and the archive's index the same: both have the words of the
// same articles in the forms that package search makes, and give the best hundred.
func compared(ctx context.Context, eval, dir string, articles, asks int) error {
	p, err := readPool(eval)
	if err != nil {
		return err
	}
	b, err := newBuilder(ctx, p)
	if err != nil {
		return err
	}
	for _, v := range variants {
		f, err := newFTS5(ctx, filepath.Join(dir, "fts5.db"), v.options)
		if err != nil {
			return err
		}
		err = f.measure(ctx, b, v.name, articles, asks)
		f.close()
		if err != nil {
			return fmt.Errorf("FTS5 with %s: %w", v.name, err)
		}
	}
	return ours(ctx, b, dir, asks)
}

// fts5 is a table of FTS5 in a database of its own.
type fts5 struct {
	file  string
	db    *sql.DB
	among map[string]int // how many articles have a word
	docs  int
}

func newFTS5(ctx context.Context, file, options string) (*fts5, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=page_size(16384)&_pragma=synchronous(1)&_pragma=cache_size(-65536)&_journal_mode=WAL")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f := &fts5{file: file, db: db, among: map[string]int{}}
	_, err = db.ExecContext(ctx, `CREATE VIRTUAL TABLE t USING fts5(lang, words, content=''`+options+`, tokenize='ascii')`)
	return f, err
}

func (f *fts5) close() {
	f.db.Close()
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(f.file + end) // made anew each time
	}
}

func (f *fts5) measure(ctx context.Context, b *builder, name string, articles, asks int) error {
	var writing time.Duration
	for from := 0; from < articles; from += batch {
		rows := make([][2]string, min(batch, articles-from))
		for i := range rows {
			a, picks := b.p.article(from + i)
			e, err := b.entry(ctx, a, picks)
			if err != nil {
				return err
			}
			rows[i] = [2]string{langToken(a.Lang), f.words(e, b.length(&a, picks))}
		}
		began := used()
		if err := f.put(ctx, rows); err != nil {
			return err
		}
		writing += used() - began
	}
	if _, err := f.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	info, err := os.Stat(f.file)
	if err != nil {
		return err
	}
	fmt.Printf("FTS5, %s: %d articles, %v of CPU and %d bytes each\n", name, articles, (writing / time.Duration(articles)).Round(time.Microsecond), info.Size()/int64(articles))
	return askWords(ctx, b, asks, func(terms []string, lang string) error { return f.ask(ctx, terms, lang) })
}

// put writes a batch in one transaction.
func (f *fts5) put(ctx context.Context, rows [][2]string) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit there is nothing to roll back
	insert, err := tx.PrepareContext(ctx, "INSERT INTO t (rowid, lang, words) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	for _, r := range rows {
		f.docs++
		if _, err := insert.ExecContext(ctx, f.docs, r[0], r[1]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// ask looks for articles that have some of the words, but for words that are in a fifth of
// all where there are others, as the archive does.
func (f *fts5) ask(ctx context.Context, terms []string, lang string) error {
	rare := slices.DeleteFunc(slices.Clone(terms), func(t string) bool { return f.among[t] > f.docs/5 })
	if len(rare) > 0 {
		terms = rare
	}
	query := "(" + strings.Join(terms, " OR ") + ")" // a table without detail cannot be asked by columns
	if lang != "" {
		query = langToken(lang) + " AND " + query
	}
	rows, err := f.db.QueryContext(ctx, fmt.Sprintf("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT %d", listed), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	return rows.Err()
}

// langToken stands for a language, and for no word.
func langToken(lang string) string { return "0lang0" + strings.ReplaceAll(lang, "-", "") }

// words writes the terms of an entry so often as they are in the article.
func (f *fts5) words(e *store.IndexEntry, length int) string {
	var b strings.Builder
	for _, t := range e.Terms {
		token := tokenOf(t.Text)
		f.among[token]++
		i := math.Min(254, float64(t.Impact))
		for range max(1, int(math.Round(i/(255-i)*k1*(1-lengths+lengths*float64(length)/mean)))) {
			b.WriteString(token)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// tokenOf is a term without what the tokenizer would cut it at.
func tokenOf(term string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return 'x'
		}
		return r
	}, term)
}

// length is how many words an article has, those of the title three times.
func (b *builder) length(a *stemma.Article, picks []pick) int {
	n, ws := 3*len(text.Words(a.Title)), b.words[a.Lang]
	for _, k := range picks {
		n += len(ws[0][k.begin]) + len(ws[1][k.end])
	}
	return n
}

// termsOf are the words of a query in the forms that they have in its language.
func (b *builder) termsOf(ctx context.Context, query, lang string) ([]string, error) {
	d := &text.Document{Article: stemma.Article{Lang: lang}, Sentences: []text.Sentence{{Text: query, Words: text.Words(query)}}}
	e, err := b.x.Entry(ctx, d, nil)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range e.Terms {
		out = append(out, t.Text)
	}
	return out, nil
}

// askWords asks queries of several kinds, in all languages and in the query's own.
func askWords(ctx context.Context, b *builder, n int, ask func(terms []string, lang string) error) error {
	for _, kind := range kinds {
		for _, own := range []bool{false, true} {
			var took []time.Duration
			cpu := used()
			for i := range n {
				query, lang := kind.query(b.p, i)
				terms, err := b.termsOf(ctx, query, lang)
				if err != nil || len(terms) == 0 {
					continue
				}
				for j := range terms {
					terms[j] = tokenOf(terms[j])
				}
				if !own {
					lang = ""
				}
				from := time.Now()
				if err := ask(terms, lang); err != nil {
					return err
				}
				took = append(took, time.Since(from))
			}
			tell(kind.name+map[bool]string{true: ", own language"}[own], took, used()-cpu)
		}
	}
	return nil
}

// ours asks the archive.
func ours(ctx context.Context, b *builder, dir string, asks int) error {
	a, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	fmt.Println("the archive's index")
	index := a.Index()
	return askWords(ctx, b, asks, func(terms []string, lang string) error {
		v, err := index.View(ctx, b.x.Made())
		if err != nil {
			return err
		}
		defer v.Close()
		var scope store.Scope
		if lang != "" {
			scope.Langs = []string{lang}
		}
		in, err := v.In(scope)
		if err != nil {
			return err
		}
		var words []store.Words
		for _, t := range terms {
			words = append(words, store.Words{Forms: []store.Form{{Text: t}}})
		}
		_, err = v.Match(words, in, listed)
		return err
	})
}
