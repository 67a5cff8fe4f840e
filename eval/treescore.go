package eval

import (
	"math"
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
)

// bins is the number of bins of the calibration figure.
const bins = 5

// counts are what precision and recall are made of.
type counts struct{ hit, extra, missed int }

func (c *counts) compare(gold, predicted map[[2]string]bool) {
	for k := range gold {
		if predicted[k] {
			c.hit++
		} else {
			c.missed++
		}
	}
	for k := range predicted {
		if !gold[k] {
			c.extra++
		}
	}
}

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

// treeScore adds up how well stories' trees were found.
type treeScore struct {
	stories, origins  int
	parent, sign      mean
	ancestors, second counts
	links, numbers    counts
	support           [bins]struct {
		n             int
		claimed, held float64
	}
}

func (t *treeScore) figures() []Figure {
	return []Figure{
		{"parent", t.parent.value()},
		{"ancestor-f1", t.ancestors.f1()},
		{"sign", t.sign.value()},
		{"origins", ratio(t.origins, t.stories)},
		{"second-f1", t.second.f1()},
		{"link-f1", t.links.f1()},
		{"number-precision", ratio(t.numbers.hit, t.numbers.hit+t.numbers.extra)},
		{"number-recall", ratio(t.numbers.hit, t.numbers.hit+t.numbers.missed)},
		{"calibration", t.calibration()},
	}
}

// add scores one story's result.
func (t *treeScore) add(gold *goldTree, r *stemma.Result) {
	truth := gold.family()
	found := predicted(truth.articles, r)
	t.stories++
	if found.origins == gold.Origins {
		t.origins++
	}
	for _, a := range truth.articles {
		t.addParent(gold, truth, found, a)
		t.second.compare(secondParents(truth, a), secondParents(found, a))
	}
	t.ancestors.compare(truth.ancestors(), found.ancestors())
	t.addSigns(truth.distances(), found.distances(), truth.articles)
	edges := presentEdges(gold)
	t.addNumbers(gold, edges, r)
	t.addLinks(gold, edges, r)
}

func secondParents(f *family, a string) map[[2]string]bool {
	m := map[[2]string]bool{}
	for i, p := range f.parents[a] {
		if i > 0 {
			m[[2]string{a, p}] = true
		}
	}
	return m
}

func (t *treeScore) addParent(gold *goldTree, truth, found *family, a string) {
	score := parentScore(gold, truth.primary(a), found.primary(a), found)
	t.parent.add(score)
	if s, ok := found.support[a]; ok {
		b := &t.support[min(bins-1, int(s*bins))]
		b.n++
		b.claimed += s
		b.held += score
	}
}

// parentScore is 1 for the right primary parent. A lost parent is right when
// the predicted one is lost too and shares at least half of the children, and
// half right when no parent is given or the children differ.
func parentScore(gold *goldTree, want, have string, found *family) float64 {
	if !strings.HasPrefix(want, lostPrefix) {
		if want == have {
			return 1
		}
		return 0
	}
	if have == "" {
		return 0.5
	}
	if !strings.HasPrefix(have, lostPrefix) {
		return 0
	}
	for _, l := range gold.Lost {
		if lostPrefix+l.ID == want && sameHalf(set(l.Children), found.children(have)) {
			return 1
		}
	}
	return 0.5
}

// sameHalf reports whether the intersection is at least half of the union.
func sameHalf(a, b map[string]bool) bool {
	common := 0
	for k := range a {
		if b[k] {
			common++
		}
	}
	return 2*common >= len(a)+len(b)-common
}

// addSigns adds the average sign distance (Roos & Heikkilä 2009): for each
// article and each two others, do both trees agree which of the two is nearer?
func (t *treeScore) addSigns(truth, found map[[2]string]int, articles []string) {
	for _, a := range articles {
		for i, b := range articles {
			for _, c := range articles[i+1:] {
				if a == b || a == c {
					continue
				}
				x := sign(truth[[2]string{a, b}] - truth[[2]string{a, c}])
				y := sign(found[[2]string{a, b}] - found[[2]string{a, c}])
				t.sign.add(1 - math.Abs(float64(x-y))/2)
			}
		}
	}
}

func sign(x int) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// calibration is the mean over bins of |claimed support − share that held|.
func (t *treeScore) calibration() float64 {
	var m mean
	for _, b := range t.support {
		if b.n > 0 {
			m.add(math.Abs(b.claimed-b.held) / float64(b.n))
		}
	}
	return m.value()
}

// presentEdges returns the true primary edges between articles, as
// (parent, child).
func presentEdges(gold *goldTree) map[[2]string]bool {
	edges := map[[2]string]bool{}
	for _, a := range gold.Articles {
		if len(a.Parents) > 0 && !gold.isLost(a.Parents[0]) {
			edges[[2]string{a.Parents[0], a.ID}] = true
		}
	}
	return edges
}

// addNumbers scores injected number changes; predictions count on true edges only.
func (t *treeScore) addNumbers(gold *goldTree, edges map[[2]string]bool, r *stemma.Result) {
	type change struct{ from, to, before, after string }
	want, have := map[change]bool{}, map[change]bool{}
	for _, a := range gold.Articles {
		for _, c := range a.NumberChanges {
			if len(a.Parents) > 0 && !gold.isLost(a.Parents[0]) {
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
	var b strings.Builder
	for _, r := range s {
		if unicode.IsDigit(r) {
			b.WriteByte('0' + digit(r))
		}
	}
	return b.String()
}

// digit returns the value of a decimal digit: Unicode lays the ten digits of
// every script in a row.
func digit(r rune) byte {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return byte(r - zero)
}

// addLinks scores links along true edges by the units that they join.
func (t *treeScore) addLinks(gold *goldTree, edges map[[2]string]bool, r *stemma.Result) {
	articles := map[string]goldArticle{}
	for _, a := range gold.Articles {
		articles[a.ID] = a
	}
	units := newUnitTable(gold, r)
	for e := range edges {
		t.links.plus(units.count(articles[e[0]], articles[e[1]], linkedPairs(r, e[0], e[1])))
	}
}
