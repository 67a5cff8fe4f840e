package truth

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// Score adds up how well stories' trees were found. Of a tree of which some articles are judged, their primary parents count,
// and nothing else.
type Score struct {
	Stories, Origins int // of the stories that are known as a whole, how many had their number of origins found
	Articles         int
	Parents          float64 // of the articles, how many have their primary parent: half a point for half
	// Ancestors and Seconds are pairs of an article and its ancestor, or its
	// second parent.
	Ancestors, Seconds Counts
	// Forecasts are the supports of the primary edges and of the second ones.
	Forecasts, SecondForecasts []Forecast

	signs, agreed float64
}

// Counts are what precision and recall are made of.
type Counts struct{ Hit, Extra, Missed int }

// F1 is the harmonic mean of precision and recall.
func (c Counts) F1() float64 {
	return 2 * float64(c.Hit) / math.Max(1, float64(2*c.Hit+c.Extra+c.Missed))
}

func (c *Counts) compare(gold, found map[[2]string]bool) {
	for k := range gold {
		if found[k] {
			c.Hit++
		} else {
			c.Missed++
		}
	}
	for k := range found {
		if !gold[k] {
			c.Extra++
		}
	}
}

// Add scores the tree of one story's result.
func (s *Score) Add(gold *Tree, r *stemma.Result) {
	truth := gold.family()
	found := predicted(truth.articles, r)
	if gold.Judged != nil {
		found.counted = set(gold.Judged)
		for _, a := range gold.Judged {
			s.addParent(gold, truth, found, a)
		}
		return
	}
	s.Stories++
	if found.origins == gold.Origins {
		s.Origins++
	}
	for _, a := range truth.articles {
		s.addParent(gold, truth, found, a)
		s.addSeconds(secondParents(truth, a), secondParents(found, a), found)
	}
	s.Ancestors.compare(truth.ancestors(), found.ancestors())
	s.addSigns(truth.distances(), found.distances(), truth.articles)
}

func (s *Score) addParent(gold *Tree, truth, found *family, a string) {
	right := parentScore(gold, truth.primary(a), found.primary(a), found)
	s.Articles, s.Parents = s.Articles+1, s.Parents+right
	if support, ok := found.support[a]; ok {
		s.Forecasts = append(s.Forecasts, Forecast{support, right})
	}
}

func (s *Score) addSeconds(gold, predicted map[[2]string]bool, found *family) {
	s.Seconds.compare(gold, predicted)
	for _, k := range slices.SortedFunc(maps.Keys(predicted), func(a, b [2]string) int { return cmp.Compare(a[1], b[1]) }) {
		c := Forecast{Support: found.second[k]}
		if gold[k] {
			c.Right = 1
		}
		s.SecondForecasts = append(s.SecondForecasts, c)
	}
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

// Parent is the share of articles with the right primary parent.
func (s *Score) Parent() float64 { return s.Parents / math.Max(1, float64(s.Articles)) }

// OriginShare is the share of stories with the right number of origins.
func (s *Score) OriginShare() float64 { return float64(s.Origins) / math.Max(1, float64(s.Stories)) }

// Sign is the average sign distance (Roos & Heikkilä 2009) as a likeness: the
// share of articles and two others of which both trees agree which is nearer.
func (s *Score) Sign() float64 { return s.agreed / math.Max(1, s.signs) }

// parentScore is 1 for the right primary parent. A lost parent is right when
// the predicted one is lost too and shares at least half of the children, and
// half right when no parent is given or the children differ.
func parentScore(gold *Tree, want, have string, found *family) float64 {
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
func (s *Score) addSigns(truth, found map[[2]string]int, articles []string) {
	for _, a := range articles {
		for i, b := range articles {
			for _, c := range articles[i+1:] {
				if a == b || a == c {
					continue
				}
				x := sign(truth[[2]string{a, b}] - truth[[2]string{a, c}])
				y := sign(found[[2]string{a, b}] - found[[2]string{a, c}])
				s.signs, s.agreed = s.signs+1, s.agreed+1-math.Abs(float64(x-y))/2
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
