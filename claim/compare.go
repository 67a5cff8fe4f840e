package claim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// Story is what Compare goes by. Only Docs, Claims and Edges are needed: without
// Links every passage counts as surely linked, without Attributions no change
// of a source is seen.
type Story struct {
	Docs   []*text.Document
	Links  []stemma.Link
	Claims []stemma.Claim
	Edges  []stemma.Edge
	// Attributions and Sources are those of the articles, as
	// attribution.Find returns them.
	Attributions []stemma.Attribution
	Sources      []stemma.Source
	// Bound, if not nil, limits the work: claims that it leaves no time for are not
	// compared, and noted there.
	Bound *bound.Bound
}

// Compare returns the story's claims with their changes filled in: for each
// edge between two articles, what the child says otherwise than the parent.
//
// Of several parents the primary one counts: another is compared only where
// the primary one does not make the claim, and what the child adds or leaves
// out is told against the primary one, unless another accounts for it. The
// alternatives of an edge are compared by what the passages say, for who
// doubts the edge; and so are the children of a lost source, each with one of
// the others, as there is no parent to compare them with. Both are marked so.
//
// A change is in one claim only, however many its sentences are in, and only
// one that is rather a change than not is reported: see Threshold.
func Compare(s Story) []stemma.Claim { return new(Memory).Compare(s) }

func (c *collation) compare() []stemma.Claim {
	out := slices.Clone(c.story.Claims)
	seen := map[changeKey]bool{}
	compared := 0
	for i := range out {
		out[i].Changes = []stemma.Change{}
		if c.story.Bound.Spent() {
			continue
		}
		compared++
		held := c.said[i]
		witnesses := firstKeys(held)
		for _, k := range c.edgesAt(held) {
			for _, ch := range c.along(c.edges[k], held, witnesses) {
				if k := keyOf(&ch); ch.Score >= Threshold && !seen[k] {
					seen[k] = true
					out[i].Changes = append(out[i].Changes, ch)
				}
			}
		}
	}
	if compared < len(out) {
		c.story.Bound.LeftOut(stemma.Partial{
			Step:   stemma.StepChanges,
			Detail: fmt.Sprintf("what changed was looked for in %d of %d claims: the time for the story was over", compared, len(out)),
		})
		return out
	}
	for _, l := range c.strays() {
		for _, ch := range c.differ(l.e, l.before, l.after, l.held, nil) {
			if k := keyOf(&ch); ch.Score >= Threshold && !seen[k] {
				seen[k] = true
				out[l.claim].Changes = append(out[l.claim].Changes, ch)
			}
		}
	}
	c.addMoves(out)
	return out
}

// maxWitnesses bounds how many of the articles that make a claim are asked
// about a change in one of them.
const maxWitnesses = 16

// firstKeys returns the first documents that make a claim.
func firstKeys(held map[int][]int) []int {
	docs := slices.Sorted(maps.Keys(held))
	return docs[:min(len(docs), maxWitnesses)]
}

// stray is a link along an edge that joins two claims: what it joins is
// compared too, and what changed is told with the child's claim.
type stray struct {
	e             edge
	before, after []int
	claim         int
	held          map[int][]int
}

// strayScore is the score from which on a link counts though the sentences are
// not of one claim.
const strayScore = 0.6

func (c *collation) strays() []stray {
	between := map[[2]int][]edge{}
	for _, e := range c.edges {
		k := [2]int{min(e.parent, e.child), max(e.parent, e.child)}
		between[k] = append(between[k], e)
	}
	var out []stray
	for i := range c.story.Links {
		l := &c.story.Links[i]
		a, b := int(c.couples[i][0]), int(c.couples[i][1])
		if !c.couples[i].known() || l.Score < strayScore {
			continue
		}
		for _, e := range between[[2]int{min(a, b), max(a, b)}] {
			x, y := l.ASentences, l.BSentences
			if a == e.child {
				x, y = y, x
			}
			if cl, ok := c.apart(e, x, y); ok {
				out = append(out, stray{e, x, y, cl, map[int][]int{e.parent: x, e.child: y}})
			}
		}
	}
	return out
}

// apart says that no claim has sentences of both sides, and returns the
// child's claim.
func (c *collation) apart(e edge, before, after []int) (claim int, ok bool) {
	claim = -1
	for _, j := range after {
		for _, cl := range c.claimsOf[node{e.child, j}] {
			if slices.ContainsFunc(c.said[cl][e.parent], func(i int) bool { return slices.Contains(before, i) }) {
				return 0, false
			}
			claim = cl
		}
	}
	return claim, claim >= 0
}

// changeKey tells changes apart.
type changeKey struct {
	from, to      string
	kind          stemma.ChangeKind
	before, after string
	i, j          int
}

func keyOf(c *stemma.Change) changeKey {
	place := func(s *stemma.Span, sentence *int) int {
		switch {
		case s != nil:
			return s.Start
		case sentence != nil:
			return -2 - *sentence
		}
		return -1
	}
	return changeKey{c.From, c.To, c.Kind, c.Before, c.After, place(c.BeforeSpan, c.FromSentence), place(c.AfterSpan, c.ToSentence)}
}

// collation is what comparing a story's claims needs at hand.
type collation struct {
	story     *Story
	memory    *Memory
	docs      []*text.Document
	index     map[string]int // article id → place in docs
	edges     []edge
	parents   map[int][]int
	primaryOf map[int]int
	names     []nameIndex // of each document
	links     map[linkKey]float64
	couples   []couple // of the story's links
	// claimsOf holds, for each sentence, the claims that it makes, and said
	// which sentences of a document make a claim.
	claimsOf map[node][]int
	said     []map[int][]int
	// claimsBy lists the claims of each document, and edgesBy the edges that lead
	// to it or from it, in order.
	claimsBy [][]int
	edgesBy  [][]int
	told     *attributions
	habits   map[habitKey]habit
	common   map[[2]int]across
	// figuresOf remembers the figures of sentences.
	figuresOf map[node][]figure
	sidesOf   map[sideKey]side
	left      subsequences
}

func newCollation(s *Story) *collation {
	c := &collation{
		story: s, docs: s.Docs, index: make(map[string]int, len(s.Docs)),
		parents: map[int][]int{}, primaryOf: map[int]int{}, claimsOf: map[node][]int{},
		habits: map[habitKey]habit{}, common: map[[2]int]across{},
		figuresOf: map[node][]figure{}, sidesOf: map[sideKey]side{},
	}
	c.names = make([]nameIndex, len(s.Docs))
	for i, d := range s.Docs {
		c.index[d.Article.ID] = i
		c.names[i] = newNameIndex(d)
	}
	for i := range s.Claims {
		held := c.holders(&s.Claims[i])
		c.said = append(c.said, held)
		for d, sentences := range held {
			for _, at := range sentences {
				c.claimsOf[node{d, at}] = append(c.claimsOf[node{d, at}], i)
			}
		}
	}
	c.claimsBy, c.edgesBy = make([][]int, len(s.Docs)), make([][]int, len(s.Docs))
	for i, held := range c.said {
		for d := range held {
			c.claimsBy[d] = append(c.claimsBy[d], i)
		}
	}
	c.connect(s.Edges)
	for k, e := range c.edges {
		c.edgesBy[e.parent], c.edgesBy[e.child] = append(c.edgesBy[e.parent], k), append(c.edgesBy[e.child], k)
	}
	c.couples = couplesOf(s.Links, c.index)
	c.links = c.linkScores(s.Links)
	c.told = newAttributions(c, s)
	return c
}

// edgesAt lists the edges that lead to the documents that make a claim or from
// them, in order.
func (c *collation) edgesAt(held map[int][]int) []int {
	var out []int
	for d := range held {
		out = append(out, c.edgesBy[d]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inBoth lists the claims that both articles of an edge make, in order.
func (c *collation) inBoth(e edge) (claims []int) {
	a, b := c.claimsBy[e.parent], c.claimsBy[e.child]
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			claims = append(claims, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return claims
}

// linkKey is two sentences of two documents, that of the earlier one first.
type linkKey struct{ a, b node }

// linkScores returns the best score of a link for each two sentences on an edge.
func (c *collation) linkScores(links []stemma.Link) map[linkKey]float64 {
	if len(links) == 0 {
		return nil
	}
	wanted := map[[2]int]bool{}
	for _, e := range c.edges {
		wanted[[2]int{min(e.parent, e.child), max(e.parent, e.child)}] = true
	}
	out := map[linkKey]float64{}
	for i := range links {
		l := &links[i]
		a, b := int(c.couples[i][0]), int(c.couples[i][1])
		if !c.couples[i].known() || !wanted[[2]int{min(a, b), max(a, b)}] {
			continue
		}
		for _, x := range l.ASentences {
			for _, y := range l.BSentences {
				k := linkOf(node{a, x}, node{b, y})
				out[k] = max(out[k], l.Score)
			}
		}
	}
	return out
}

func linkOf(x, y node) linkKey {
	if x.doc > y.doc {
		x, y = y, x
	}
	return linkKey{x, y}
}

// holders returns the sentences with which each article makes the claim.
func (c *collation) holders(cl *stemma.Claim) map[int][]int {
	held := make(map[int][]int, len(cl.Passages))
	for _, p := range cl.Passages {
		if d, ok := c.index[p.Article]; ok {
			held[d] = append(held[d], p.Sentences...)
		}
	}
	return held
}

// along returns how a claim changed on one edge.
func (c *collation) along(e edge, held map[int][]int, witnesses []int) []stemma.Change {
	before, after := held[e.parent], held[e.child]
	switch {
	case len(before) > 0 && len(after) > 0:
		if e.role == further && c.fromPrimary(e.child, held) {
			return nil
		}
		return c.differ(e, before, after, held, witnesses)
	case len(before) > 0 && e.role == primary:
		return c.omitted(e, before)
	case len(after) > 0 && e.role == primary && !c.inherited(e.child, held):
		return c.added(e, after)
	}
	return nil
}

// fromPrimary says that the child's primary parent makes the claim, so that
// no other has to account for it.
func (c *collation) fromPrimary(child int, held map[int][]int) bool {
	return slices.ContainsFunc(c.edgesBy[child], func(k int) bool {
		e := c.edges[k]
		return e.role == primary && e.child == child && len(held[e.parent]) > 0
	})
}

// maxDescent bounds the way up the tree.
const maxDescent = 64

// descends says that an article is another one, or derives from it by way of
// primary parents.
func (c *collation) descends(doc, from int) bool {
	for range maxDescent {
		if doc == from {
			return true
		}
		p, ok := c.primaryOf[doc]
		if !ok {
			return false
		}
		doc = p
	}
	return false
}

// inherited says that a parent of the child makes the claim too.
func (c *collation) inherited(child int, held map[int][]int) bool {
	return slices.ContainsFunc(c.parents[child], func(p int) bool { return len(held[p]) > 0 })
}

func (c *collation) differ(e edge, before, after []int, held map[int][]int, witnesses []int) []stemma.Change {
	var out []stemma.Change
	for _, p := range c.pairs(e, before, after) {
		p.held, p.witnesses = held, witnesses
		for _, ch := range p.changes() {
			if !e.isParent() && ch.Kind == stemma.ChangeWording {
				continue
			}
			ch.Alternative, ch.Sibling = e.role == alternative, e.role == sibling
			out = append(out, ch)
		}
	}
	return out
}

func (c *collation) change(e edge, kind stemma.ChangeKind, score float64) stemma.Change {
	return stemma.Change{From: c.docs[e.parent].Article.ID, To: c.docs[e.child].Article.ID, Kind: kind, Score: score}
}
