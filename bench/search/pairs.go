package main

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/vector"
)

const (
	// wordings is how many wordings of a line of a report are claims, and everyLine of how many
	// parallel lines one gives one claim.
	wordings, everyLine = 4, 8
)

// pairsOf are the pairs of the claims of the two halves.
func pairsOf(ctx context.Context, all []sentenceOf) (halves [2][]pair, err error) {
	x, err := search.NewIndexer()
	if err != nil {
		return halves, err
	}
	var claims []int
	seen := map[int]int{}
	for i := range all {
		n, line := seen[all[i].line], all[i].line
		seen[line]++
		if all[i].event != "" && n%3 == line%3 && n/3 < wordings || all[i].event == "" && line%everyLine < 2 && n == line/everyLine%6 {
			claims = append(claims, i)
		}
	}
	f := &fitter{x, all}
	pairs := make([][]pair, len(claims))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for k, claim := range claims {
		group.Go(func() error {
			st, err := x.NewStatement(ctx, all[claim].text, all[claim].lang)
			if err != nil {
				return ctx.Err() // too short or too long for a claim
			}
			pairs[k], err = f.pairsOfClaim(ctx, st, claim)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return halves, err
	}
	for k, list := range pairs {
		half := all[claims[k]].line % 2
		halves[half] = append(halves[half], list...)
	}
	return halves, nil
}

// pairsOfClaim are a claim's other wordings, and the nearest sentences that are none; and the same made longer.
func (f *fitter) pairsOfClaim(ctx context.Context, st *search.Statement, claim int) (out []pair, err error) {
	c, whole := &f.all[claim], st.Comparer()
	var same, others []int
	alike := make([]float32, len(f.all))
	for i := range f.all {
		alike[i] = vector.Dot(c.vector, f.all[i].vector)
		switch {
		case f.all[i].line == c.line && i != claim:
			same = append(same, i)
		case f.all[i].line != c.line && (c.event == "" || f.all[i].event != c.event || f.all[i].report == c.report):
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(alike[b], alike[a]) })
	near := others[:min(nearest, len(others))]
	for _, i := range slices.Concat(same, near) {
		out = append(out, f.pair(whole, c, f.all[i].lang, f.all[i].text, f.all[i].line == c.line, false))
	}
	beside := map[string][]int{} // what can be joined: of the same language and, of a report, of that
	for _, i := range others {
		if c.event == "" || f.all[i].event == c.event {
			beside[f.all[i].lang] = append(beside[f.all[i].lang], i)
		}
	}
	for n, i := range slices.Concat(same, near) {
		list := beside[f.all[i].lang]
		if k := slices.Index(list, i); k >= 0 {
			list = slices.Concat(list[k+1:], list[:k])
		}
		if len(list) > 0 && (f.all[i].line == c.line || c.event == "" || f.all[i].event == c.event) {
			with := f.all[list[n*7%min(len(list), 12)]].text
			out = append(out, f.pair(whole, c, f.all[i].lang, longer(n, f.all[i].text, with), f.all[i].line == c.line, true))
		}
	}
	first := clauses(unended(c.text))
	if len(first) == 1 {
		return out, nil
	}
	clause, err := f.x.NewStatement(ctx, first[0], c.lang)
	if err != nil {
		return out, ctx.Err() // too short or too long for a claim
	}
	shorter := clause.Comparer()
	out = append(out, f.pair(shorter, c, c.lang, c.text, true, true))
	for n := 0; n < len(near); n += 3 {
		i := near[n]
		out = append(out, f.pair(shorter, c, f.all[i].lang, f.all[i].text, false, true))
	}
	return out, nil
}

// longer joins a sentence with another, in one of four ways by turns.
func longer(n int, sentence, with string) string {
	switch n % 4 {
	case 0:
		return joined(sentence, with, true)
	case 1:
		return joined(with, sentence, true)
	}
	return joined(sentence, with, false)
}

// fitter makes pairs of the lines.
type fitter struct {
	x   *search.Indexer
	all []sentenceOf
}

func (f *fitter) pair(by *search.Comparer, claim *sentenceOf, lang, sentence string, same, longer bool) pair {
	a := stemma.Article{ID: "report", Lang: lang}
	e := by.Evidence(a, sentence)
	j, _ := by.Judge(a, sentence, claim.vector) // the cosine is no evidence
	p := pair{evidence: evidenceOf(e[0]), relation: j.Relation, same: same, own: claim.event != "", longer: longer, complete: e[0].Counts || !e[0].Counted}
	if len(e) > 1 {
		p.part = partOf(e[1])
	}
	return p
}

func evidenceOf(e search.Evidence) []float64 {
	return []float64{1, e.Covered, e.Uneven, is(e.Same), float64(e.Missed), float64(e.Own), is(e.Counts), is(e.More), is(e.Lengths)}
}

func partOf(e search.Evidence) []float64 {
	return []float64{1, e.Held, e.Covered, e.Uneven, is(e.Same), float64(e.Missed), float64(e.Own), is(e.Counts), is(e.More), 1 / float64(max(3, e.Words))}
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
