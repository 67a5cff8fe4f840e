package genealogy

import (
	"math"
	"time"

	"github.com/stemma-news/stemma/lineage/truth"
)

// node is a report, before and after it is known what it says.
type node struct {
	index  int
	outlet *outlet
	lang   string
	voice  int // which wording its translator would choose; 0 is the machine's
	time   time.Time

	// parent is -1 for an origin; second is -1 for most.
	parent, second int
	origin         int // number among the origins, -1
	kind           string
	twin, follows  bool // of the parent, by the same outlet
	digest         bool // of the tops of both parents
	lost, gone     bool // gone: lost without a trace, no node of the true tree
	credited       bool // nearly all who have text from it say so

	title    item
	body     []item
	revised  time.Time // zero if it never was
	revision []item    // what it says from then on
	names    []truth.NameChange
}

// item is a passage: one line of the corpus as it is told now, or a sentence
// that names a source.
type item struct {
	line
	text    int // wording, index into Document.Texts; -1 for a source line
	words   string
	changes []truth.NumberChange // of figures, since it came into the story
	from    int                  // parent that gave it, -1 if none
	born    int                  // node that brought it into the story
	said    []said
	join    bool // runs on into the next one
}

// isUnit says that the item says something of the story.
func (it *item) isUnit() bool { return it.text >= 0 }

// grow draws who takes the story from whom, and when.
func (w *world) grow() {
	start := time.Date(2019+w.IntN(8), time.Month(1+w.IntN(12)), 1+w.IntN(28), w.IntN(24), w.IntN(60), w.IntN(60), 0, time.UTC)
	roots := w.rootPlaces()
	for k := range w.params.Articles {
		n := &node{index: k, parent: -1, second: -1, origin: -1, voice: w.voice()}
		if origin, ok := roots[k]; ok {
			n.origin = origin
			n.lang = w.languages[w.pick(w.often)]
			n.outlet = w.newOutlet(n.lang, w.chance(0.6))
			n.time = start
			w.anonymous[k] = w.chance(w.params.Unnamed)
			if origin > 0 {
				n.time = start.Add(time.Duration(w.ExpFloat64() * float64(w.params.Lag)).Truncate(time.Second))
			}
		} else {
			w.descend(n)
		}
		w.nodes = append(w.nodes, n)
	}
	w.loseSome()
	w.mixSome()
	w.reviseSome()
}

// machine is the voice of translations by machine.
const machine = 0

func (w *world) voice() int {
	if w.chance(w.params.Machine) {
		return machine
	}
	return w.between(1, 1000)
}

// rootPlaces draws which reports are origins: the first, and some early ones.
func (w *world) rootPlaces() map[int]int {
	roots := map[int]int{0: 0}
	for len(roots) < min(w.params.Origins, w.params.Articles) {
		if k := w.IntN(1 + (w.params.Articles+1)/2); k < w.params.Articles {
			if _, taken := roots[k]; !taken {
				roots[k] = len(roots)
			}
		}
	}
	return roots
}

// descend draws the parent of a node, its outlet and when it comes out.
func (w *world) descend(n *node) {
	n.lang = w.languages[w.pick(w.often)]
	n.parent = w.drawParent(n)
	p := w.nodes[n.parent]
	lag := w.lag(&w.params)
	if p.outlet.agency && p.lang == n.lang && w.chance(0.3) {
		lag = max(lag/20, time.Minute) // straight from the wire
	}
	n.time = p.time.Add(lag.Truncate(time.Second))
	switch {
	case w.chance(w.params.Twins):
		n.twin, n.lang, n.outlet = true, p.lang, p.outlet
	case w.chance(w.params.FollowUps):
		n.follows, n.lang, n.outlet = true, p.lang, p.outlet
		n.time = n.time.Add(time.Duration(w.spread(6, 60) * float64(time.Hour))).Truncate(time.Second)
	case p.outlet.foreign && p.lang != n.lang && w.chance(0.25) && !w.publishes(p.outlet, n.lang):
		n.outlet = p.outlet
	default:
		n.outlet = w.newOutlet(n.lang, w.chance(0.12))
	}
}

// publishes says that an outlet already has the story in a language.
func (w *world) publishes(o *outlet, lang string) bool {
	for _, n := range w.nodes {
		if n.outlet == o && n.lang == lang {
			return true
		}
	}
	return false
}

func (w *world) drawParent(n *node) int {
	children := make([]float64, len(w.nodes))
	for _, o := range w.nodes {
		if o.parent >= 0 {
			children[o.parent]++
		}
	}
	weights := make([]float64, len(w.nodes))
	for j, o := range w.nodes {
		weights[j] = math.Pow(o.outlet.size, w.params.BySize) * taste(children[j], float64(len(w.nodes)-1-j), w.params.ByFame, w.params.Recent)
		if o.lang == n.lang {
			weights[j] *= w.params.SameLang
		}
		if o.twin {
			weights[j] /= 3 // the first one is linked to
		}
	}
	if j := w.pick(weights); j >= 0 {
		return j
	}
	return len(w.nodes) - 1 // all others are too long ago for a float64
}

// taste is how likely a text is taken up that has so many children and so many
// texts after it.
func taste(children, age, byFame, recent float64) float64 {
	return math.Pow(1+children, byFame) * math.Exp(-age/recent)
}

// newOutlet invents an outlet at home in a language.
func (w *world) newOutlet(lang string, agency bool) *outlet {
	o := &outlet{lang: lang, agency: agency, foreign: w.chance(0.15), latin: w.phrasesOf(lang).script != "latn" && w.chance(0.8), size: math.Exp(w.NormFloat64()), dates: w.newDateline()}
	if agency {
		o.size *= 6
		o.foreign = o.foreign || w.chance(0.3)
	}
	for range 1000 { // the places run out long after that
		o.place = w.IntN(len(w.press.places))
		o.sort = agencies + w.IntN(w.press.sorts-agencies)
		if agency {
			o.sort = w.IntN(agencies)
		}
		if !w.taken[[2]int{o.place, o.sort}] {
			break
		}
	}
	w.taken[[2]int{o.place, o.sort}] = true
	return o
}

// ancestors says whether node a is b or one of b's ancestors by first parents.
func (w *world) isAncestor(a, b int) bool {
	for ; b >= 0; b = w.nodes[b].parent {
		if a == b {
			return true
		}
	}
	return false
}

// root returns the origin that a node goes back to by first parents.
func (w *world) root(k int) int {
	for w.nodes[k].parent >= 0 {
		k = w.nodes[k].parent
	}
	return k
}

// isLeaf says that nobody takes anything from node k.
func (w *world) isLeaf(k int) bool {
	for _, n := range w.nodes {
		if n.parent == k || n.second == k {
			return false
		}
	}
	return true
}

// loseSome draws which reports are not among the articles. At least half stay.
func (w *world) loseSome() {
	children := make([]int, len(w.nodes))
	for _, n := range w.nodes {
		if n.parent >= 0 {
			children[n.parent]++
		}
	}
	left := len(w.nodes) / 2
	for k, n := range w.nodes {
		rate := w.params.Lost
		if n.parent < 0 {
			rate = w.params.LostOrigin
		}
		if n.outlet.agency {
			rate = math.Sqrt(rate) // nobody's feed holds the wires themselves
		}
		if children[k] > 0 && left > 0 && !n.twin && w.chance(rate) {
			n.lost = true
			n.credited = w.chance(0.75)
			left--
		}
	}
}

// mixSome draws which reports draw on a second one.
func (w *world) mixSome() {
	for k, n := range w.nodes {
		n.digest = n.parent >= 0 && !n.twin && !n.follows && w.chance(w.params.Digest)
		if n.parent < 0 || n.twin || !n.digest && !w.chance(w.params.Mix) {
			continue
		}
		weights := make([]float64, k)
		for j, o := range w.nodes[:k] {
			switch {
			case j == n.parent || o.twin || !o.time.Before(n.time) || o.outlet == n.outlet:
			case w.root(j) != w.root(k):
				weights[j] = 4 // whoever compares notes, compares with others
			case w.isAncestor(j, k):
				weights[j] = 0.2
			default:
				weights[j] = 1
			}
			weights[j] *= o.outlet.size
		}
		n.second = w.pick(weights)
		n.digest = n.digest && n.second >= 0
	}
}

// reviseSome draws which articles change later, after someone took them.
func (w *world) reviseSome() {
	for k, n := range w.nodes {
		if n.lost || !w.chance(w.params.Updated) {
			continue
		}
		n.revised = n.time.Add(w.lag(&w.params))
		for _, c := range w.nodes[k+1:] {
			if c.parent == k && c.time.After(n.time) && w.chance(0.7) {
				n.revised = c.time.Add(time.Duration(1+w.IntN(180)) * time.Minute)
				break
			}
		}
	}
}

// said returns what a node says at a time.
func (n *node) at(t time.Time) []item {
	if !n.revised.IsZero() && n.revised.Before(t) {
		return n.revision
	}
	return n.body
}
