package batch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/crew"
	"github.com/stemma-news/stemma/report"
	"github.com/stemma-news/stemma/trace"
)

// Tracing says how a story is traced: as trace.Options.
type Tracing struct {
	Rounds      int           `json:"rounds"`
	Seed        uint64        `json:"seed"`
	ArticleTime time.Duration `json:"article_time"`
	StoryTime   time.Duration `json:"story_time"`
}

func (t Tracing) options() trace.Options {
	return trace.Options{Rounds: t.Rounds, Seed: t.Seed, ArticleTime: t.ArticleTime, StoryTime: t.StoryTime}
}

// tracing traces the articles of a block: their stories, and the tree of each. What
// makes it panic is a fault of ours, and must not end a run of days, whose runner
// would only try again: the articles of such a block have no story, and it is said.
type tracing struct {
	Tracing Tracing
	run     func(context.Context, []stemma.Article, trace.Options) (*stemma.Result, error) // another one in tests
}

func (f *tracing) ProcessElement(ctx context.Context, block string, in func(*stemma.Article) bool, emit func(row)) error {
	var articles []stemma.Article
	var a stemma.Article
	for in(&a) {
		articles = append(articles, a)
	}
	start := time.Now()
	result, err := f.trace(ctx, articles)
	count(ctx, "trace_milliseconds", time.Since(start).Milliseconds())
	if fault := new(crew.FaultError); errors.As(err, &fault) {
		count(ctx, "blocks_with_a_fault", 1)
		result = &stemma.Result{Articles: articles}
		emit(faultRow(block, len(articles), fault))
	} else if err != nil {
		return fmt.Errorf("trace block %s of %d articles: %w", block, len(articles), err)
	}
	count(ctx, "articles_traced", int64(len(articles)))
	count(ctx, "blocks", 1)
	count(ctx, "stories", int64(len(result.Stories)))
	for _, s := range result.Stories {
		if s.Partial {
			count(ctx, "stories_partial", 1)
		}
	}
	return eachRow(result, emit)
}

// trace is trace.Run, with a panic as an error. The order in which articles come
// differs from run to run.
func (f *tracing) trace(ctx context.Context, articles []stemma.Article) (r *stemma.Result, err error) {
	slices.SortFunc(articles, func(x, y stemma.Article) int { return cmp.Compare(x.ID, y.ID) })
	run := f.run
	if run == nil {
		run = trace.Run
	}
	err = crew.Safely(func() error {
		var err error
		r, err = run(ctx, articles, f.Tracing.options())
		return err
	})
	return r, err
}

// telling makes rows of articles that are in no block.
type telling struct{}

func (*telling) ProcessElement(a stemma.Article, emit func(row)) error {
	return eachRow(&stemma.Result{Articles: []stemma.Article{a}}, emit)
}

// linking makes rows of passages.
type linking struct{}

func (*linking) ProcessElement(l Link, emit func(row)) error {
	r, err := passageRow(&l)
	if err == nil {
		emit(r)
	}
	return err
}

// formulaFn makes rows of formulas.
type formulaFn struct{}

func (*formulaFn) ProcessElement(f Formula, emit func(row)) { emit(formulaRow(&f)) }

// eachRow gives what the tables have of a result.
func eachRow(r *stemma.Result, emit func(row)) error {
	f := func(r row) { inPieces(r, emit) }
	in := map[string]string{} // article → story
	for i := range r.Stories {
		one := single(r, &r.Stories[i])
		for _, id := range one.Stories[0].Articles {
			in[id] = one.Stories[0].ID
		}
		if err := storyRows(one, f); err != nil {
			return err
		}
	}
	for i := range r.Articles {
		line, err := articleRow(&r.Articles[i], in[r.Articles[i].ID])
		if err != nil {
			return err
		}
		f(line)
	}
	return nil
}

// single is the result of one story alone: its articles, its sources, and what is
// said of them. Its id is made of its articles', so that it is the same in every run.
func single(r *stemma.Result, s *stemma.Story) *stemma.Result {
	story := *s
	story.ID = storyID(s.Articles)
	one := &stemma.Result{Schema: r.Schema, Stories: []stemma.Story{story}, Vectors: r.Vectors}
	of := map[string]bool{}
	for _, id := range append(slices.Clone(s.Articles), s.Sources...) {
		of[id] = true
	}
	one.Articles = keep(r.Articles, func(a *stemma.Article) bool { return of[a.ID] })
	slices.SortFunc(one.Articles, func(x, y stemma.Article) int {
		return cmp.Compare(slices.Index(s.Articles, x.ID), slices.Index(s.Articles, y.ID))
	})
	one.Sources = keep(r.Sources, func(s *stemma.Source) bool { return of[s.ID] })
	one.Attributions = keep(r.Attributions, func(a *stemma.Attribution) bool { return of[a.Article] })
	one.Distrusted = keep(r.Distrusted, func(d *stemma.Distrust) bool { return of[d.Article] })
	one.Partial = keep(r.Partial, func(p *stemma.Partial) bool { return p.Story == s.ID })
	for i := range one.Partial {
		one.Partial[i].Story = story.ID
	}
	return one
}

func keep[T any](in []T, wanted func(*T) bool) (out []T) {
	for i := range in {
		if wanted(&in[i]) {
			out = append(out, in[i])
		}
	}
	return out
}

func storyID(articles []string) string {
	h := sha256.New()
	for _, id := range slices.Sorted(slices.Values(articles)) {
		h.Write(appendString(nil, id))
	}
	const length = 16 // hexadecimal digits: no two of 100 million stories have the same
	return "s" + hex.EncodeToString(h.Sum(nil))[:length]
}

func contract(r *stemma.Result) ([]byte, error) {
	var b bytes.Buffer
	err := report.JSONLine(&b, r)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// faultRow tells of a block that could not be traced.
func faultRow(block string, articles int, fault *crew.FaultError) row {
	what, _, _ := strings.Cut(fmt.Sprint(fault.Value), "\n")
	return badRow(Bad{
		Input:   "block " + block,
		Problem: fmt.Sprintf("its %d articles have no story: a fault in stemma (%s): please report it", articles, what),
	})
}
