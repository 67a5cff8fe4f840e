package lineage

import (
	"cmp"
	"context"
	"slices"

	"github.com/stemma-news/stemma"
)

const (
	// maxCompared is how many articles are weighed as parents of a child:
	// those that share most sentences with it, and those that it cites.
	maxCompared = 48
	// maxParents is how many of them are kept, best first: the rest cannot win
	// a resampling.
	maxParents = 24
	// settle is how often the children of lost sources are looked at anew.
	settle = 3
)

// graph is a story's evidence as Edmonds' algorithm takes it. Its nodes are
// the articles, then the lost sources, then the root that stands for "none".
type graph struct {
	story   Story
	cite    citations
	read    []reading
	holders [][]int // unit → articles
	rival   []rivals
	lost    []lostSource
	weights weights

	near    [][]candidate // article → which articles could be its parent
	pairs   [][]candidate // node → what could be its parent
	parent  []int         // node → its parent in the best tree
	scratch []*occurrence
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

func newGraph(ctx context.Context, s Story) (*graph, error) {
	g := &graph{story: s, weights: learnt, cite: readCitations(s)}
	var err error
	if g.read, g.holders, err = readings(ctx, s, s.mute(g.cite.credits)); err != nil {
		return nil, err
	}
	g.rival = make([]rivals, len(g.read))
	for c := range g.read {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g.rival[c] = g.meet(c)
	}
	g.lost = g.citedSources()
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
	for range settle {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.weighLost()
		next := g.best(nil)
		same := slices.Equal(next, g.parent)
		g.parent = next
		if same {
			break
		}
		g.adopt()
	}
	if g.inferSources() {
		g.parent = g.best(nil)
	}
	return nil
}

// weighArticles fills in the candidates among articles, and the root, for
// every article.
func (g *graph) weighArticles(ctx context.Context) error {
	g.near = make([][]candidate, len(g.read))
	var t tally
	for c := range g.read {
		if err := ctx.Err(); err != nil {
			return err
		}
		var list []candidate
		for _, p := range g.suspects(c) {
			g.compare(c, p, &t)
			list = append(list, g.candidate(p, &t))
		}
		slices.SortStableFunc(list, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
		list = slices.Clone(list[:min(len(list), maxParents)])
		g.alone(c, &t)
		g.near[c] = append(list, g.candidate(g.root(), &t))
	}
	return nil
}

// suspects are the articles that could be the parent of c: those that are not
// surely later and share most with it, and those that it cites.
func (g *graph) suspects(c int) []int {
	shared := make([]int, len(g.read))
	for _, o := range g.read[c].byUnit {
		for _, h := range g.holders[o.unit] {
			shared[h] += 2
		}
	}
	for _, x := range g.cite.byArticle[c] {
		for _, h := range g.cite.targets[x.source] {
			shared[h] += len(g.holders)
		}
	}
	var list []int
	for p := range g.read {
		if p != c && shared[p] > 0 && !g.read[p].when.surelyLater(g.read[c].when) {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return shared[b] - shared[a] })
	return list[:min(len(list), maxCompared)]
}

// alone tallies the evidence that article c derives from nothing else.
func (g *graph) alone(c int, t *tally) {
	t.reset()
	child := &g.read[c]
	t.whole[fRoot] = 1
	shared := 0
	for k, o := range child.byUnit {
		if g.rival[c].holders[k] > 0 {
			shared++
		}
		if g.rival[c].earlier[k] > 0 {
			t.add(fRootTaken, o.unit)
		}
	}
	if shared == 0 {
		t.whole[fRootAlone] = 1
	} else {
		t.whole[fRootShared] = float64(shared) / float64(len(child.byUnit))
		t.whole[fRootLacks] = g.lacks(c)
	}
	t.whole[g.precedence(c)] = 1
	for k := range g.cite.byArticle[c] {
		switch x := &g.cite.byArticle[c][k]; {
		case !x.isMain():
		case len(g.cite.targets[x.source]) > 0:
			t.whole[fRootCites] = 1
		case g.story.Sources[x.source].Kind == stemma.SourceOutlet:
			t.whole[fRootCitesLost] = 1
		}
	}
}

// precedence says what the dates tell about article c as the first of all;
// fRoot, which holds in any case, stands for "an earlier one is known".
func (g *graph) precedence(c int) feature {
	when := g.read[c].when
	if !when.known {
		return fRootUndated
	}
	first := fRootFirst
	for p := range g.read {
		switch other := g.read[p].when; {
		case p == c || !other.known || other.later(when):
		case when.later(other):
			return fRoot
		default:
			first = fRootEarly
		}
	}
	return first
}

// lacks is the share of the sentences that two or more of the articles around
// c have and c does not: what the origin of them all would have had.
func (g *graph) lacks(c int) float64 {
	around := map[int]bool{c: true}
	for _, o := range g.read[c].byUnit {
		for _, h := range g.holders[o.unit] {
			around[h] = true
		}
	}
	common, missing := 0, 0
	for unit, holders := range g.holders {
		others := 0
		for _, h := range holders {
			if h != c && around[h] {
				others++
			}
		}
		if others >= 2 {
			common++
			if g.read[c].find(unit) == nil {
				missing++
			}
		}
	}
	return float64(missing) / float64(max(1, common))
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
	if drawn == nil {
		return c.score
	}
	score := c.fixed
	for _, t := range c.terms {
		score += t.add * drawn[t.unit]
	}
	return score
}

// best returns the parent of every node in the best tree. Drawn is nil, or
// what a round of the bootstrap drew.
func (g *graph) best(drawn *draw) []int {
	var arcs []arc
	for to := range g.pairs {
		for i := range g.pairs[to] {
			c := &g.pairs[to][i]
			score := drawn.score(c)
			if c.from == g.root() {
				score -= rootPrice
			}
			arcs = append(arcs, arc{c.from, to, score})
		}
	}
	parent := make([]int, g.root()+1)
	for v, i := range arborescence(g.root()+1, g.root(), arcs) {
		parent[v] = g.root()
		if i >= 0 {
			parent[v] = arcs[i].from
		}
	}
	return parent
}
