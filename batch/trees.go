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
	articles = oneOfEach(block, articles, emit)
	start := time.Now()
	result, err := f.trace(ctx, articles)
	count(ctx, "trace_milliseconds", time.Since(start).Milliseconds())
	if fault := new(crew.FaultError); errors.As(err, &fault) {
		count(ctx, "blocks_with_a_fault", 1)
		result = &stemma.Result{Articles: articles}
		inPieces(faultRow(block, len(articles), fault), emit)
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
	eachRow(result, emit)
	return nil
}

// oneOfEach puts articles in an order, in which they come otherwise in each run, and leaves out those
// whose id another one has: a trace would be refused for one of them (unique.go gives each its own).
func oneOfEach(block string, articles []stemma.Article, emit func(row)) []stemma.Article {
	slices.SortFunc(articles, func(x, y stemma.Article) int {
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Input, y.Input), cmp.Compare(x.Text, y.Text))
	})
	kept := articles[:0]
	for _, a := range articles {
		if last := len(kept) - 1; last >= 0 && kept[last].ID == a.ID {
			inPieces(badRow(Bad{Input: a.Input, Problem: fmt.Sprintf("another article of block %s has the id %q, too, and this one is left out: please report it", block, a.ID)}), emit)
			continue
		}
		kept = append(kept, a)
	}
	return kept
}

// trace is trace.Run, with a panic as an error.
func (f *tracing) trace(ctx context.Context, articles []stemma.Article) (r *stemma.Result, err error) {
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

func (*telling) ProcessElement(a stemma.Article, emit func(row)) {
	eachRow(&stemma.Result{Articles: []stemma.Article{a}}, emit)
}

// linking makes rows of passages.
type linking struct{}

func (*linking) ProcessElement(l Link, emit func(row)) {
	orBad("the passage of "+l.A+" and "+l.B, emit, func() ([]row, error) {
		r, err := passageRow(&l)
		return []row{r}, err
	})
}

// formulaFn makes rows of formulas.
type formulaFn struct{}

func (*formulaFn) ProcessElement(f Formula, emit func(row)) { inPieces(formulaRow(&f), emit) }

// eachRow gives what the tables have of a result. A story that cannot be written is in none of them, and
// its articles are in no story.
func eachRow(r *stemma.Result, emit func(row)) {
	in := map[string]string{} // article → story
	for i := range r.Stories {
		orBad("story "+storyID(r.Stories[i].Articles), emit, func() ([]row, error) {
			one := single(r, &r.Stories[i])
			rows, err := storyRows(one)
			for _, id := range one.Stories[0].Articles {
				if err == nil {
					in[id] = one.Stories[0].ID
				}
			}
			return rows, err
		})
	}
	for i := range r.Articles {
		a := &r.Articles[i]
		orBad(cmp.Or(a.Input, a.ID), emit, func() ([]row, error) {
			line, err := articleRow(a, in[a.ID])
			return []row{line}, err
		})
	}
}

// orBad gives rows, or says in the table bad why there are none: one article must not end a run of days.
func orBad(what string, emit func(row), rows func() ([]row, error)) {
	var all []row
	err := crew.Safely(func() (err error) {
		all, err = rows()
		return err
	})
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n")
		all = []row{badRow(Bad{Input: what, Problem: fmt.Sprintf("cannot be written to the tables (%s): please report it", why)})}
	}
	for _, r := range all {
		inPieces(r, emit)
	}
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
