// Command search measures package search: it fills an archive with articles that are
// made up from the development texts, and asks it.
//
//	go run ./bench/search -eval ../shared/eval -archive /tmp/archive -articles 100000
//
// README.md says what it prints.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

func main() {
	eval := flag.String("eval", "../shared/eval", "`folder` of the development sets")
	archive := flag.String("archive", "", "`folder` of the archive, or the address of a database")
	articles := flag.Int("articles", 100000, "made-up articles")
	asks := flag.Int("queries", 400, "queries of each kind")
	build := flag.Bool("build", true, "fill the archive, or go on filling it")
	titles := flag.Bool("known", false, "measure only how titles find the other reports of their story, in an archive of stories/full.jsonl")
	judged := flag.Bool("claims", false, "measure only how often it is right who says a claim; needs no archive")
	every := flag.Int("every", 4, "with -claims, how many English lines one claim is taken from")
	fitted := flag.String("fit", "", "only fit the weights by which it is judged who says a claim, to the parallel sentences in this `folder`: *.tsv files of English, language, text")
	fts := flag.Bool("fts5", false, "measure only SQLite's FTS5 beside the archive's index, in the archive's folder")
	flag.Parse()
	ctx := context.Background()
	measure := func() error { return run(ctx, *eval, *archive, *articles, *asks, *build) }
	switch {
	case *fitted != "":
		measure = func() error { return fit(ctx, *fitted) }
	case *judged:
		measure = func() error { return claims(ctx, *eval, *every) }
	case *fts:
		measure = func() error { return compared(ctx, *eval, *archive, *articles, *asks) }
	case *titles:
		measure = func() error { return known(ctx, *eval, *archive) }
	}
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, eval, archive string, articles, asks int, build bool) error {
	p, err := readPool(eval)
	if err != nil {
		return err
	}
	if build {
		if err := fill(ctx, p, archive, articles); err != nil {
			return err
		}
	}
	return ask(ctx, p, archive, asks)
}

// builder makes entries from what is known of the halves of sentences.
type builder struct {
	p     *pool
	x     *search.Indexer
	words map[string][2][][]text.Word
	vecs  map[string][2][][]float32
}

func newBuilder(ctx context.Context, p *pool) (*builder, error) {
	x, err := search.NewIndexer()
	if err != nil {
		return nil, err
	}
	model, err := vector.Default()
	if err != nil {
		return nil, err
	}
	b := &builder{p: p, x: x, words: map[string][2][][]text.Word{}, vecs: map[string][2][][]float32{}}
	for _, lang := range p.langs {
		var texts [2][]string
		for _, h := range p.halves[lang] {
			texts[0], texts[1] = append(texts[0], h.begin), append(texts[1], h.end)
		}
		var ws [2][][]text.Word
		var vs [2][][]float32
		for i := range texts {
			for _, s := range texts[i] {
				ws[i] = append(ws[i], text.Words(s))
			}
			if vs[i], err = model.Vectors(ctx, texts[i]); err != nil {
				return nil, err
			}
		}
		b.words[lang], b.vecs[lang] = ws, vs
	}
	return b, nil
}

// entry makes the entry of a made-up article. A sentence's vector is about the sum of those
// of its halves.
func (b *builder) entry(ctx context.Context, a stemma.Article, picks []pick) (*store.IndexEntry, error) {
	d := &text.Document{Article: a, Sentences: make([]text.Sentence, len(a.Sentences))}
	vectors := make([][]float32, len(picks))
	ws, vs := b.words[a.Lang], b.vecs[a.Lang]
	for i, k := range picks {
		d.Sentences[i] = text.Sentence{Span: a.Sentences[i], Text: a.Text[a.Sentences[i].Start:a.Sentences[i].End]}
		d.Sentences[i].Words = append(append(d.Sentences[i].Words, ws[0][k.begin]...), ws[1][k.end]...)
		v := append([]float32(nil), vs[0][k.begin]...)
		for j, x := range vs[1][k.end] {
			v[j] += x
		}
		vectors[i] = v
	}
	return b.x.Entry(ctx, d, vectors)
}

const batch = 500

func fill(ctx context.Context, p *pool, dir string, articles int) error {
	b, err := newBuilder(ctx, p)
	if err != nil {
		return err
	}
	a, err := store.Create(ctx, dir)
	if err != nil {
		return err
	}
	defer a.Close()
	have, err := a.Count(ctx)
	if err != nil {
		return err
	}
	gold := p.gold()
	if have.Articles == 0 {
		if err := addGold(ctx, b, a, gold); err != nil {
			return err
		}
		have.Articles = len(gold)
	}
	var adding, indexing time.Duration
	cpu := used()
	for from := have.Articles - len(gold); from < articles; from += batch {
		n := min(batch, articles-from)
		made := make([]stemma.Article, n)
		placed := make([]store.Placed, n)
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for i := range n {
			g.Go(func() error {
				var picks []pick
				made[i], picks = p.article(from + i)
				e, err := b.entry(ctx, made[i], picks)
				placed[i] = store.Placed{N: int64(len(gold) + from + i + 1), Index: e}
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		began := time.Now()
		if _, err := a.Add(ctx, made); err != nil {
			return err
		}
		adding += time.Since(began)
		began = time.Now()
		if err := a.PutIndex(ctx, placed); err != nil {
			return err
		}
		indexing += time.Since(began)
		if (from/batch+1)%40 == 0 {
			fmt.Printf("%d articles: adding %v, indexing %v, CPU %v in all; %s\n", from+n, adding.Round(time.Second), indexing.Round(time.Second), (used() - cpu).Round(time.Second), size(dir))
		}
	}
	fmt.Printf("filled: adding %v, indexing %v, CPU %v in all; %s\n", adding.Round(time.Second), indexing.Round(time.Second), (used() - cpu).Round(time.Second), size(dir))
	return nil
}

func addGold(ctx context.Context, b *builder, a *store.Archive, gold []stemma.Article) error {
	if _, err := a.Add(ctx, gold); err != nil {
		return err
	}
	placed := make([]store.Placed, len(gold))
	for i := range gold {
		d := &text.Document{Article: gold[i], Sentences: make([]text.Sentence, len(gold[i].Sentences))}
		for j, s := range gold[i].Sentences {
			t := gold[i].Text[s.Start:s.End]
			d.Sentences[j] = text.Sentence{Span: s, Text: t, Words: text.Words(t)}
		}
		e, err := b.x.Entry(ctx, d, nil)
		if err != nil {
			return err
		}
		placed[i] = store.Placed{N: int64(i + 1), Index: e}
	}
	return a.PutIndex(ctx, placed)
}

func size(dir string) string {
	s, err := os.Stat(dir + "/archive.db")
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d MB", s.Size()>>20)
}

// used is the CPU time of this process.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
