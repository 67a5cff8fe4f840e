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
var weighed = []string{"none", "alike", "missed", "own", "counts", "more", "denied", "length"}

// pair is a claim and a sentence.
type pair struct {
	evidence []float64
	same     bool
	complete bool // all numbers of the claim are there
}

// fit fits the weights of search's judgement to parallel sentences: lines of English,
// language and translation in the files of a folder. One translation of each English sentence
// is a claim; the others say it. English itself takes no part but where it is given as a
// language, too (then it is the claim): the vectors were trained on pairs with it, also on such
// collections, so that these pairs are more alike than any in the news.
// Every other claim is for the weights, the rest for the probability from which 19 of 20 are right.
func fit(ctx context.Context, dir string) error {
	all, lines, err := parallel(ctx, dir)
	if err != nil {
		return err
	}
	pairs, positives, err := pairsOf(ctx, all, lines)
	if err != nil {
		return err
	}
	w := regress(pairs[0])
	for i, name := range weighed {
		fmt.Printf("%-7s %7.2f\n", name, w[i])
	}
	t := &tally{all: positives[1]}
	for _, p := range pairs[1] {
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
	t.print("the other half")
	return nil
}

// parallel reads lines of English, language and text. The English numbers the lines.
func parallel(ctx context.Context, dir string) (all []sentenceOf, lines int, err error) {
	model, err := vector.Default()
	if err != nil {
		return nil, 0, err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, 0, err
	}
	number := map[string]int{}
	var texts []string
	for _, f := range files {
		lines, err := readLines(f)
		if err != nil {
			return nil, 0, err
		}
		for i, l := range lines {
			fields := strings.Split(l, "\t")
			if len(fields) != 3 {
				return nil, 0, fmt.Errorf("%s, line %d: %d fields, not English, language and text", f, i+1, len(fields))
			}
			if _, ok := number[fields[0]]; !ok {
				number[fields[0]] = len(number)
			}
			all = append(all, sentenceOf{lang: fields[1], line: number[fields[0]], text: fields[2]})
			texts = append(texts, fields[2])
		}
	}
	if len(all) == 0 {
		return nil, 0, fmt.Errorf("%s: no sentences: put *.tsv files there, with lines of English, language and text", dir)
	}
	vectors, err := model.Vectors(ctx, texts)
	for i := range vectors {
		all[i].vector = vectors[i]
	}
	return all, len(number), err
}

// pairsOf are the pairs of the claims of the two halves, and how many translations those have.
func pairsOf(ctx context.Context, all []sentenceOf, lines int) (halves [2][]pair, positives [2]int, err error) {
	x, err := search.NewIndexer()
	if err != nil {
		return halves, positives, err
	}
	of := make([][]int, lines)
	for i := range all {
		of[all[i].line] = append(of[all[i].line], i)
	}
	pairs := make([][]pair, lines)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for n := range lines {
		group.Go(func() error {
			claim := of[n][n/2%len(of[n])]
			if i := slices.IndexFunc(of[n], func(i int) bool { return all[i].lang == "en" }); i >= 0 {
				claim = of[n][i]
			}
			st, err := x.NewStatement(ctx, all[claim].text, all[claim].lang)
			if err != nil {
				return ctx.Err() // too short or too long for a claim
			}
			pairs[n] = pairsOfClaim(st, claim, all)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return halves, positives, err
	}
	for n, list := range pairs {
		halves[n%2] = append(halves[n%2], list...)
		for _, p := range list {
			positives[n%2] += int(is(p.same))
		}
	}
	return halves, positives, nil
}

// pairsOfClaim are a claim's translations, and the nearest sentences that are not.
func pairsOfClaim(st *search.Statement, claim int, all []sentenceOf) (out []pair) {
	n := all[claim].line
	var same, others []int
	alike := make([]float32, len(all))
	for i := range all {
		alike[i] = vector.Dot(all[claim].vector, all[i].vector)
		switch {
		case all[i].line != n:
			others = append(others, i)
		case i != claim:
			same = append(same, i)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(alike[b], alike[a]) })
	for _, i := range slices.Concat(same, others[:min(nearest, len(others))]) {
		e := st.Evidence(stemma.Article{ID: "report", Lang: all[i].lang}, all[i].text, all[i].vector)
		out = append(out, pair{evidenceOf(e), all[i].line == n, e.Counts || !e.Counted})
	}
	return out
}

func evidenceOf(e search.Evidence) []float64 {
	return []float64{1, e.Alike, float64(e.Missed), float64(e.Own), is(e.Counts), is(e.More), is(e.Denied), is(e.Lengths)}
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
