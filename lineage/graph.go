package lineage

import (
	"cmp"
	"context"
	"slices"

	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/lineage/arborescence"
)

const (
	// maxCompared is how many articles are weighed as parents of a child:
	// those that share most sentences with it, and those that it cites.
	maxCompared = 48
	// maxParents is how many of them are kept, best first: the rest cannot win
	// a resampling.
	maxParents = 24
	// settleRounds is how often the children of lost sources are looked at anew.
	settleRounds = 3
)

// graph is a story's evidence as Edmonds' algorithm takes it. Its nodes are
// the articles, then the lost sources, then the root that stands for "none".
type graph struct {
	story   Story
	cite    citations
	read    []reading
	same    []int               // article → the first that says the same in the same words
	holders [][]int             // unit → articles
	givers  []map[float64][]int // unit → number → articles
	rival   []rivals
	// variants are where passages in one language differ by words.
	variants variants
	families []*wordFamily // in which the words decided
	lost     []lostSource
	weights  weights
	bound    *bound.Bound

	near    [][]candidate // article → which articles could be its parent
	pairs   [][]candidate // node → what could be its parent
	parent  []int         // node → its parent in the best tree
	scratch []*occurrence
	habit   float64 // see habit.go
	// editions remembers which names of outlets stand for one.
	editions map[[2]string]bool

	// suspected are the suspects of the articles for which they are known; shared
	// is zero between two searches for them.
	suspected [][]int
	shared    []int
	orphaned  []int    // article → one more than orphans, where that is known
	names     []string // node → what a reader knows it by
	// below remembers, for lost sources of the finished tree, what only those that
	// derive from them read.
	below   map[int]sharedWords
	company company
	// spoken remembers the words of occurrences, by article and unit.
	spoken map[[2]int][]spoken
}

// candidate is a possible edge with its evidence, weighed.
type candidate struct {
	from  int
	fixed float64
	terms []weighed
	score float64
}

// weighed is what one unit adds to a candidate's score.
type weighed struct {
	unit int
	add  float64
}

func newGraph(ctx context.Context, s Story) (*graph, error) { return newGraphWithin(ctx, s, nil) }

func newGraphWithin(ctx context.Context, s Story, b *bound.Bound) (*graph, error) {
	w, err := shipped()
	if err != nil {
		return nil, err
	}
	s = s.withOutlets()
	g := &graph{story: s, weights: w, bound: b, cite: readCitations(s), editions: map[[2]string]bool{}}
	if g.read, g.holders, err = readings(ctx, s, s.mute(g.cite.credits)); err != nil {
		return nil, err
	}
	if same := g.sameSources(); len(same) > 0 {
		g.story = g.story.unify(same)
		g.cite = readCitations(g.story)
	}
	g.givers = giversOf(g.read, len(g.holders))
	g.same = sameTexts(g.read)
	g.rival = make([]rivals, len(g.read))
	for c := range g.read {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g.rival[c] = g.meet(c)
	}
	g.lost = g.citedSources()
	g.habit = g.omissionHabit()
	if g.variants, err = g.readVariants(ctx); err != nil {
		return nil, err
	}
	return g, nil
}

// root is the node that stands for "derives from nothing else".
func (g *graph) root() int { return len(g.read) + len(g.lost) }

// grow finds the best tree. What a lost source said is read off its children,
// and who its children are hangs on what it said: a few rounds settle it.
func (g *graph) grow(ctx context.Context) error {
	if err := g.weighArticles(ctx); err != nil {
		return err
	}
	for round := range settleRounds {
		if err := ctx.Err(); err != nil {
			return err
		}
		if round > 0 && g.bound.Spent() {
			g.noTimeFor(nil, "who derives from lost sources was settled in %d of %d rounds", round, settleRounds)
			break
		}
		g.weighLost()
		next := g.best()
		same := slices.Equal(next, g.parent)
		g.parent = next
		if same {
			break
		}
		g.adopt()
		if round == 0 {
			g.weighRoots()
		}
	}
	if err := g.inferSources(ctx); err != nil {
		return err
	}
	return g.decideByWords(ctx)
}

// weighArticles fills in the candidates among articles, and the root, for
// every article.
func (g *graph) weighArticles(ctx context.Context) error {
	g.near = make([][]candidate, len(g.read))
	var t tally
	var left []int
	for c := range g.read {
		if err := ctx.Err(); err != nil {
			return err
		}
		var list []candidate
		if g.bound.Spent() {
			left = append(left, c)
		} else {
			list = g.weighParents(c, &t)
		}
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
		list = slices.Clone(list[:min(len(list), maxParents)])
		g.alone(c, &t)
		g.near[c] = append(list, g.candidate(g.root(), &t))
	}
	if len(left) > 0 {
		g.noTimeFor(left, "for %d of %d articles no parent was looked for among the articles", len(left), len(g.read))
	}
	return nil
}

// weighParents weighs the articles that could be the parent of c.
func (g *graph) weighParents(c int, t *tally) []candidate {
	var list []candidate
	for _, p := range g.suspects(c) {
		g.compare(c, p, t)
		list = append(list, g.candidate(p, t))
	}
	return list
}

// suspects are the articles that could be the parent of c: those that are not
// surely later and share most with it, and those that it cites.
func (g *graph) suspects(c int) []int {
	if g.suspected == nil {
		g.suspected, g.shared = make([][]int, len(g.read)), make([]int, len(g.read))
	}
	if g.suspected[c] == nil {
		g.suspected[c] = g.suspect(c)
	}
	return g.suspected[c]
}

func (g *graph) suspect(c int) []int {
	list := []int{}
	note := func(p, weight int) {
		if g.shared[p] == 0 {
			list = append(list, p)
		}
		g.shared[p] += weight
	}
	for _, o := range g.read[c].byUnit {
		for _, h := range g.holders[o.unit] {
			note(h, 2)
		}
	}
	for _, x := range g.cite.byArticle[c] {
		for _, h := range g.cite.targets[x.source] {
			note(h, len(g.holders))
		}
	}
	slices.SortFunc(list, func(a, b int) int { return cmp.Or(g.shared[b]-g.shared[a], a-b) })
	for _, p := range list {
		g.shared[p] = 0
	}
	list = slices.DeleteFunc(list, func(p int) bool {
		return p == c || g.cannotGive(p, c)
	})
	return slices.Clone(list[:min(len(list), maxCompared)])
}

// cannotGive says that article p is surely later than c, and c does not credit it.
func (g *graph) cannotGive(p, c int) bool {
	return g.read[p].outruns(&g.read[c]) && !g.citesLater(c, p)
}

// candidate weighs a tally.
func (g *graph) candidate(from int, t *tally) candidate {
	c := candidate{from: from, fixed: t.fixed(&g.weights), terms: make([]weighed, 0, len(t.terms))}
	c.score = c.fixed
	for _, x := range t.terms {
		add := g.weights[x.feature] * x.value
		c.score += add
		c.terms = append(c.terms, weighed{x.unit, add})
	}
	return c
}

// resampled is the candidate's score when units count as often as drawn.
func (c *candidate) resampled(drawn []float64) float64 {
	score := c.fixed
	for _, t := range c.terms {
		score += t.add * drawn[t.unit]
	}
	return score
}

// arcs lists the candidates of all nodes.
func (g *graph) arcs() []arborescence.Arc {
	var arcs []arborescence.Arc
	for to := range g.pairs {
		for i := range g.pairs[to] {
			arcs = append(arcs, arborescence.Arc{From: g.pairs[to][i].from, To: to})
		}
	}
	return arcs
}

// score fills in the scores of the arcs.
func (g *graph) score(scores []float64) {
	k := 0
	for to := range g.pairs {
		for i := range g.pairs[to] {
			c := &g.pairs[to][i]
			scores[k] = c.score
			if c.from == g.root() {
				scores[k] += g.weights[fTreeRoot]
			}
			k++
		}
	}
}

// best returns the parent of every node in the best tree.
func (g *graph) best() []int {
	arcs := g.arcs()
	s := arborescence.NewSolver(arborescence.New(g.root()+1, g.root(), arcs))
	g.score(s.Score)
	parent := make([]int, g.root()+1)
	for v, i := range s.Solve() {
		parent[v] = g.root()
		if i >= 0 {
			parent[v] = arcs[i].From
		}
	}
	return parent
}
