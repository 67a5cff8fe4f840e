package link

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// otherSources are corpora in the order of their documents that nothing was
// fitted on: tales and manuals.
var otherSources = []string{"wesnoth", "gnome-docs"}

// proseLength is how long a row of them must be to be a sentence rather than
// a heading or the label of a button.
const proseLength = 50

// TestCalibrate fits the calibration of the scores alone, on other stories of
// the same corpora than TestFit's.
func TestCalibrate(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	stories := madeUp(t, 3, fewApart)
	for _, s := range stories {
		if len(s.articles) == 2 {
			continue
		}
		if err := s.poll(t.Context(), s.allPairs(), nil); err != nil {
			t.Fatal(err)
		}
	}
	calibrate(t, stories)
}

// TestReliability measures how often links of a score are right in made-up
// stories from corpora that the models were not fitted on.
func TestReliability(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	corpora := readCorpora(t, otherSources)
	for _, c := range corpora {
		c.rows = slices.DeleteFunc(c.rows, func(row map[string]string) bool {
			return len(row["en"]) < proseLength || !strings.ContainsAny(row["en"][len(row["en"])-2:], ".!?")
		})
	}
	r := rand.New(rand.NewPCG(2, 2))
	tables := map[string]*table{}
	for n, made := 0, 0; made < *fitStories/4; n++ {
		source := otherSources[n%len(otherSources)]
		if p := corpora[source].retell(r, fmt.Sprintf("r%03d-", n), fewApart); p != nil {
			made++
			judge(t, p, source, tables)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		t.Logf("%s: calibration error %.4f of %d pairs", name, tables[name].ece(), tables[name].size())
		tables[name].log(t)
	}
}

// judge enters the links of a made-up story in the tables of all links, of
// their source and of their size.
func judge(t *testing.T, p *retelling, source string, tables map[string]*table) {
	s, err := newStory(t.Context(), p.docs, vectorsOf(t, p.docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	pairs, err := s.pairs(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.find(t.Context(), pairs, nil)
	if err != nil {
		t.Fatal(err)
	}
	made := &fitStory{s, p.gold}
	for k, pair := range pairs {
		for _, f := range found[k] {
			size := "one to one"
			if f.a.n+f.b.n > 2 {
				size = "more to one"
			}
			for _, name := range []string{"all", source, size} {
				if tables[name] == nil {
					tables[name] = &table{}
				}
				for _, right := range made.rightPairs(pair, &f.match) {
					tables[name].add(f.score, right)
				}
			}
		}
	}
}

// table is how often pairs of a score are right, by score.
type table [10]struct {
	n, right int
	claimed  float64
}

func (b *table) add(score float64, right bool) {
	k := &b[min(len(b)-1, int(score*float64(len(b))))]
	k.n++
	k.claimed += score
	if right {
		k.right++
	}
}

func (b *table) size() (n int) {
	for _, k := range b {
		n += k.n
	}
	return n
}

func (b *table) ece() (off float64) {
	for _, k := range b {
		off += math.Abs(k.claimed - float64(k.right))
	}
	return off / float64(b.size())
}

func (b *table) log(t *testing.T) {
	for _, k := range b {
		if k.n > 0 {
			t.Logf("  score %.3f: %.3f of %d", k.claimed/float64(k.n), float64(k.right)/float64(k.n), k.n)
		}
	}
}

// calibrate fits how often links of a score are right.
func calibrate(t *testing.T, stories []*fitStory) {
	rows, right := map[*calibration][][]float64{}, map[*calibration][]bool{}
	for _, s := range stories {
		m := &matcher{story: s.story}
		for _, p := range s.allPairs() {
			m.weigh(&s.articles[p[0]], &s.articles[p[1]])
			for _, link := range m.path(m.pick()) {
				c, f := m.calibration(&link), m.signs(&link)
				for _, ok := range s.rightPairs(p, &link) {
					rows[c], right[c] = append(rows[c], f[:]), append(right[c], ok)
				}
			}
		}
	}
	for i := range models.right {
		for j := range models.right[i] {
			c := &models.right[i][j]
			copy(c[:], rising(rows[c], right[c]))
			t.Logf("right[%d][%d] %.2f of %d pairs, loss %.4f", i, j, *c, len(rows[c]), c.loss(rows[c], right[c]))
		}
	}
}

// rightPairs tells of each pair of sentences of a link whether it is right.
func (s *fitStory) rightPairs(p [2]int, f *match) (right []bool) {
	a, b := &s.articles[p[0]], &s.articles[p[1]]
	for i := f.a.at; i < f.a.end(); i++ {
		for j := f.b.at; j < f.b.end(); j++ {
			right = append(right, s.gold[p][[2]int{a.sents[i].index, b.sents[j].index}])
		}
	}
	return right
}

func (c *calibration) loss(rows [][]float64, right []bool) (sum float64) {
	for k, r := range rows {
		p := c.of((*[signs]float64)(r))
		if !right[k] {
			p = 1 - p
		}
		sum -= math.Log(p) / float64(len(rows))
	}
	return sum
}

// rising fits a calibration that does not fall with the score: a part that
// would is left out.
func rising(rows [][]float64, right []bool) []float64 {
	w := newton(rows, right)
	for _, k := range []int{cLow, cHigh, cScore, cShare} {
		if w[k] >= 0 {
			continue
		}
		for _, r := range rows {
			r[k] = 0
		}
		w = newton(rows, right)
	}
	return w
}
