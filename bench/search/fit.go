package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/genealogy"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/vector"
)

const (
	// nearest is how many of the other sentences nearest to a claim it is told from.
	nearest = 60
	// ridge keeps weights finite where a kind of evidence is rare.
	ridge = 1.0
	steps = 25
)

// weighed are the kinds of evidence, in the order of evidenceOf.
var weighed = []string{"none", "covered", "uneven", "same", "missed", "own", "counts", "more", "length"}

// pair is a claim and a sentence.
type pair struct {
	evidence []float64
	relation search.Relation
	same     bool
	own      bool // of the invented reports
	complete bool // all numbers of the claim are there
}

// fit fits the weights of search's judgement to sentences of which it is known which say the
// same: the invented reports of package genealogy, line by line in many languages and wordings, and
// parallel sentences, lines of English, language and translation in the files of a folder. Any
// wording of a line is a claim; the others say it. What does not are the sentences nearest to it
// of all else; those of another report of the same event are left out, for they may say it, too.
// Every other line is for the weights, the rest for the probability from which 19 of 20 are right.
// Reports weigh as much as all parallel sentences: those are among the texts of the vectors.
func fit(ctx context.Context, dir string) error {
	own, err := reports()
	if err != nil {
		return err
	}
	all, err := parallel(dir, len(own))
	if err != nil {
		return err
	}
	all = append(own, all...)
	if err := addVectors(ctx, all); err != nil {
		return err
	}
	pairs, err := pairsOf(ctx, all)
	if err != nil {
		return err
	}
	w := regress(pairs[0])
	for i, name := range weighed {
		fmt.Printf("%-7s %7.2f\n", name, w[i])
	}
	tallyOf(pairs[1], w, true).print("reports of the other half")
	tallyOf(pairs[1], w, false).print("parallel sentences of the other half")
	return nil
}

func tallyOf(pairs []pair, w []float64, own bool) *tally {
	t := &tally{kinds: map[search.Relation][2]int{}}
	for _, p := range pairs {
		if p.own != own {
			continue
		}
		k := t.kinds[p.relation]
		k[int(1-is(p.same))]++
		t.kinds[p.relation] = k
		t.all += int(is(p.same))
		if !p.complete {
			continue // as Judge: what was counted, it leaves out
		}
		step := min(20, int(20*logistic(dot(w, p.evidence))))
		if p.same {
			t.right[step]++
		} else {
			t.wrong[step]++
		}
	}
	return t
}

// reports are the lines of the invented reports.
func reports() (all []sentenceOf, err error) {
	corpus, err := genealogy.Own()
	if err != nil {
		return nil, err
	}
	lines := 0
	for i := range corpus {
		for _, w := range corpus[i].Texts {
			for n, l := range w.Lines {
				all = append(all, sentenceOf{lang: w.Lang, line: lines + n, text: l, event: corpus[i].Event, report: i})
			}
		}
		lines += corpus[i].Lines
	}
	return all, nil
}

// parallel reads lines of English, language and text. English is a language, too. Lines are numbered from
// a number on.
func parallel(dir string, from int) (all []sentenceOf, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, err
	}
	number := map[string]int{}
	for _, f := range files {
		lines, err := readLines(f)
		if err != nil {
			return nil, err
		}
		for i, l := range lines {
			fields := strings.Split(l, "\t")
			if len(fields) != 3 {
				return nil, fmt.Errorf("%s, line %d: %d fields, not English, language and text", f, i+1, len(fields))
			}
			if _, ok := number[fields[0]]; !ok {
				number[fields[0]] = from + len(number)
				all = append(all, sentenceOf{lang: "en", line: number[fields[0]], text: fields[0]})
			}
			all = append(all, sentenceOf{lang: fields[1], line: number[fields[0]], text: fields[2]})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s: no sentences: put *.tsv files there, with lines of English, language and text", dir)
	}
	return all, nil
}

func addVectors(ctx context.Context, all []sentenceOf) error {
	model, err := vector.Default()
	if err != nil {
		return err
	}
	texts := make([]string, len(all))
	for i := range all {
		texts[i] = all[i].text
	}
	vectors, err := model.Vectors(ctx, texts)
	for i := range vectors {
		all[i].vector = vectors[i]
	}
	return err
}

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
	pairs := make([][]pair, len(claims))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for k, claim := range claims {
		group.Go(func() error {
			st, err := x.NewStatement(ctx, all[claim].text, all[claim].lang)
			if err == nil {
				pairs[k] = pairsOfClaim(st, claim, all)
			}
			return ctx.Err() // too short or too long for a claim
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

// pairsOfClaim are a claim's other wordings, and the nearest sentences that are none.
func pairsOfClaim(st *search.Statement, claim int, all []sentenceOf) (out []pair) {
	c := &all[claim]
	var same, others []int
	alike := make([]float32, len(all))
	for i := range all {
		alike[i] = vector.Dot(c.vector, all[i].vector)
		switch {
		case all[i].line == c.line && i != claim:
			same = append(same, i)
		case all[i].line != c.line && (c.event == "" || all[i].event != c.event || all[i].report == c.report):
			others = append(others, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(alike[b], alike[a]) })
	for _, i := range slices.Concat(same, others[:min(nearest, len(others))]) {
		a := stemma.Article{ID: "report", Lang: all[i].lang}
		e := st.Evidence(a, all[i].text, all[i].vector)
		j, _ := st.Judge(a, all[i].text, all[i].vector)
		out = append(out, pair{evidenceOf(e), j.Relation, all[i].line == c.line, c.event != "", e.Counts || !e.Counted})
	}
	return out
}

func evidenceOf(e search.Evidence) []float64 {
	return []float64{1, e.Covered, e.Uneven, is(e.Same), float64(e.Missed), float64(e.Own), is(e.Counts), is(e.More), is(e.Lengths)}
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// regress fits a logistic regression by Newton's method.
func regress(pairs []pair) []float64 {
	n := len(weighed)
	w := make([]float64, n)
	for range steps {
		gradient, hessian := make([]float64, n), make([][]float64, n)
		for i := range n {
			hessian[i] = make([]float64, n)
			if i > 0 {
				gradient[i], hessian[i][i] = -ridge*w[i], ridge
			}
		}
		for _, p := range pairs {
			y := logistic(dot(w, p.evidence))
			for i, a := range p.evidence {
				gradient[i] += (is(p.same) - y) * a
				for j, b := range p.evidence {
					hessian[i][j] += y * (1 - y) * a * b
				}
			}
		}
		for i, d := range solve(hessian, gradient) {
			w[i] += d
		}
	}
	return w
}

// solve solves ax=b for a positive definite a by elimination; both are overwritten.
func solve(a [][]float64, b []float64) []float64 {
	for i := range a {
		for j := i + 1; j < len(a); j++ {
			f := a[j][i] / a[i][i]
			for k := i; k < len(a); k++ {
				a[j][k] -= f * a[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := i + 1; k < len(a); k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}

func dot(a, b []float64) (sum float64) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func logistic(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }
