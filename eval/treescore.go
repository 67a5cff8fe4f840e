package eval

import (
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage/truth"
	"github.com/stemma-news/stemma/text"
)

// counts are what precision and recall are made of.
type counts struct{ hit, extra, missed int }

func (c *counts) plus(o counts) {
	c.hit += o.hit
	c.extra += o.extra
	c.missed += o.missed
}

func (c *counts) figures(prefix string) []Figure {
	return []Figure{
		{prefix + ".precision", ratio(c.hit, c.hit+c.extra)},
		{prefix + ".recall", ratio(c.hit, c.hit+c.missed)},
		{prefix + ".f1", c.f1()},
	}
}

func (c *counts) f1() float64 { return f1(c.hit, c.hit+c.extra, c.hit+c.missed) }

// treeScore adds up how well stories' trees, links and numbers were found.
type treeScore struct {
	tree           truth.Score
	links, numbers counts
}

func (t *treeScore) figures() []Figure {
	parent, calibration := Figure{"parent", t.tree.Parent()}, Figure{"calibration", truth.Calibration(t.tree.Forecasts)}
	if t.tree.Stories == 0 { // no tree is known as a whole
		return []Figure{parent, {"judged", float64(t.tree.Articles)}, calibration}
	}
	return []Figure{
		parent,
		{"ancestor-f1", t.tree.Ancestors.F1()},
		{"sign", t.tree.Sign()},
		{"origins", t.tree.OriginShare()},
		{"second-f1", t.tree.Seconds.F1()},
		{"link-f1", t.links.f1()},
		{"number-precision", ratio(t.numbers.hit, t.numbers.hit+t.numbers.extra)},
		{"number-recall", ratio(t.numbers.hit, t.numbers.hit+t.numbers.missed)},
		calibration,
	}
}

// add scores one story's result.
func (t *treeScore) add(gold *truth.Tree, r *stemma.Result) {
	t.tree.Add(gold, r)
	if gold.Judged != nil { // by people, who say nothing of sentences and numbers there
		return
	}
	edges := presentEdges(gold)
	t.addNumbers(gold, edges, r)
	t.addLinks(gold, edges, r)
}

// presentEdges returns the true primary edges between articles, as
// (parent, child).
func presentEdges(gold *truth.Tree) map[[2]string]bool {
	edges := map[[2]string]bool{}
	for _, a := range gold.Articles {
		if len(a.Parents) > 0 && !gold.IsLost(a.Parents[0]) {
			edges[[2]string{a.Parents[0], a.ID}] = true
		}
	}
	return edges
}

// addNumbers scores injected number changes; predictions count on true edges only.
func (t *treeScore) addNumbers(gold *truth.Tree, edges map[[2]string]bool, r *stemma.Result) {
	type change struct{ from, to, before, after string }
	want, have := map[change]bool{}, map[change]bool{}
	for _, a := range gold.Articles {
		for _, c := range a.NumberChanges {
			if len(a.Parents) > 0 && !gold.IsLost(a.Parents[0]) {
				want[change{a.Parents[0], a.ID, c.Before, c.After}] = true
			}
		}
	}
	for _, s := range r.Stories {
		for _, claim := range s.Claims {
			for _, c := range claim.Changes {
				if c.Kind == stemma.ChangeNumber {
					have[change{c.From, c.To, digits(c.Before), digits(c.After)}] = true
				}
			}
		}
	}
	for c := range want {
		if have[c] {
			t.numbers.hit++
		} else {
			t.numbers.missed++
		}
	}
	for c := range have {
		if !want[c] && edges[[2]string{c.from, c.to}] {
			t.numbers.extra++
		}
	}
}

// digits returns the decimal digits of s, of any script, as ASCII.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r = text.FoldDigit(r); r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// addLinks scores links along true edges by the units that they join.
func (t *treeScore) addLinks(gold *truth.Tree, edges map[[2]string]bool, r *stemma.Result) {
	articles := map[string]truth.Article{}
	for _, a := range gold.Articles {
		articles[a.ID] = a
	}
	units := newUnitTable(gold, r)
	for e := range edges {
		t.links.plus(units.count(articles[e[0]], articles[e[1]], linkedPairs(r, e[0], e[1])))
	}
}
