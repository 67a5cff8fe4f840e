package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

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

// partly are those of a stretch, in the order of partOf.
var partly = []string{"none", "held", "covered", "uneven", "same", "missed", "own", "counts", "more", "short"}

// pair is a claim and a sentence.
type pair struct {
	evidence []float64 // of all of the sentence
	part     []float64 // of a stretch of it, nil where it is not longer than the claim
	relation search.Relation
	same     bool
	own      bool // of the invented reports
	longer   bool // the sentence was made longer, or the claim is a clause
	complete bool // all numbers of the claim are there
}

// odds are the log odds of a pair by the weights of sentences and of stretches, the better ones.
func (p *pair) odds(w, part []float64) float64 {
	odds := dot(w, p.evidence)
	if p.part != nil {
		odds = max(odds, dot(part, p.part))
	}
	return odds
}

// fit fits the weights of search's judgement to sentences of which it is known which say the
// same: the invented reports of package genealogy, line by line in many languages and wordings, and
// parallel sentences, lines of English, language and translation in the files of a folder. Any
// wording of a line is a claim; the others say it. What does not are the sentences nearest to it
// of all else; those of another report of the same event are left out, for they may say it, too.
// Every other line is for the weights, the rest for the probability from which 19 of 20 are right.
// Weights are fitted to sentences as they are, of which all is judged; those of a stretch of a sentence that is longer than the
// claim to sentences that were made longer and claims that are clauses, too.
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
	var whole, parts []sample
	for _, p := range pairs[0] {
		if !p.longer {
			whole = append(whole, sample{p.evidence, p.same})
		}
		if p.part != nil {
			parts = append(parts, sample{p.part, p.same})
		}
	}
	w, part := regress(whole), regress(parts)
	for i, name := range weighed {
		fmt.Printf("%-7s %7.2f\n", name, w[i])
	}
	fmt.Println("of a stretch:")
	for i, name := range partly {
		fmt.Printf("%-7s %7.2f\n", name, part[i])
	}
	for _, own := range []bool{true, false} {
		for _, longer := range []bool{false, true} {
			title := fmt.Sprintf("lines of the other half (reports: %v, longer sentences and clauses: %v)", own, longer)
			fmt.Printf("recall at a precision of 0.95, %s: %.3f\n", title, recallOf(pairs[1], w, part, own, longer))
			tallyOf(pairs[1], w, part, own, longer).print(title)
		}
	}
	return nil
}

// recallOf is the share of what says it that is found where 19 of 20 that are found are right.
func recallOf(pairs []pair, w, part []float64, own, longer bool) float64 {
	type scored struct {
		odds float64
		same bool
	}
	var all []scored
	same := 0
	for _, p := range pairs {
		if p.own != own || p.longer != longer {
			continue
		}
		if same += int(is(p.same)); p.complete {
			all = append(all, scored{p.odds(w, part), p.same})
		}
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Or(cmp.Compare(b.odds, a.odds), cmp.Compare(is(a.same), is(b.same))) })
	right, best := 0, 0
	for i, p := range all {
		if right += int(is(p.same)); float64(right) >= 0.95*float64(i+1) {
			best = right
		}
	}
	return float64(best) / float64(max(1, same))
}

func tallyOf(pairs []pair, w, part []float64, own, longer bool) *tally {
	t := &tally{kinds: map[search.Relation][2]int{}}
	for _, p := range pairs {
		if p.own != own || p.longer != longer {
			continue
		}
		k := t.kinds[p.relation]
		k[int(1-is(p.same))]++
		t.kinds[p.relation] = k
		t.all += int(is(p.same))
		if !p.complete {
			continue // as Judge: what was counted, it leaves out
		}
		step := min(20, int(20*logistic(p.odds(w, part))))
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

// sample is what is known of a pair, and whether the sentence says the claim.
type sample struct {
	evidence []float64
	same     bool
}

// regress fits a logistic regression by Newton's method.
func regress(samples []sample) []float64 {
	n := len(samples[0].evidence)
	w := make([]float64, n)
	for range steps {
		gradient, hessian := make([]float64, n), make([][]float64, n)
		for i := range n {
			hessian[i] = make([]float64, n)
			if i > 0 {
				gradient[i], hessian[i][i] = -ridge*w[i], ridge
			}
		}
		for _, p := range samples {
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
