package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Compare returns the claims with their changes filled in: for each edge
// between two articles, what the child says otherwise than the parent. Of
// several parents the primary one counts: another is compared only where the
// primary one does not make the claim, and what the child adds or leaves out
// is told against the primary one, unless another accounts for it.
func Compare(docs []*text.Document, claims []stemma.Claim, edges []stemma.Edge) []stemma.Claim {
	c := newCollation(docs, edges)
	out := slices.Clone(claims)
	for i := range out {
		held := c.holders(&out[i])
		out[i].Changes = []stemma.Change{}
		for _, e := range c.edges {
			out[i].Changes = append(out[i].Changes, c.along(e, held)...)
		}
	}
	return out
}

// collation is what comparing a story's claims needs at hand.
type collation struct {
	docs    []*text.Document
	index   map[string]int // article id → place in docs
	edges   []edge
	parents map[int][]int
	names   []nameIndex // of each document
}

// edge is an edge between two articles, by their places.
type edge struct {
	parent, child int
	primary       bool
}

func newCollation(docs []*text.Document, edges []stemma.Edge) *collation {
	c := &collation{docs: docs, index: make(map[string]int, len(docs)), parents: map[int][]int{}}
	c.names = make([]nameIndex, len(docs))
	for i, d := range docs {
		c.index[d.Article.ID] = i
		c.names[i] = newNameIndex(d)
	}
	seen := map[[2]int]bool{}
	for _, e := range edges {
		p, okParent := c.index[e.Parent]
		k, okChild := c.index[e.Child]
		if !okParent || !okChild || p == k || seen[[2]int{p, k}] {
			continue
		}
		seen[[2]int{p, k}] = true
		c.edges = append(c.edges, edge{p, k, e.Primary})
		c.parents[k] = append(c.parents[k], p)
	}
	return c
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
func (c *collation) along(e edge, held map[int][]int) []stemma.Change {
	before, after := held[e.parent], held[e.child]
	switch {
	case len(before) > 0 && len(after) > 0:
		if !e.primary && c.fromPrimary(e.child, held) {
			return nil
		}
		return c.differ(e, before, after, held)
	case len(before) > 0 && e.primary:
		return []stemma.Change{c.change(e, stemma.ChangeOmission, textOf(c.docs[e.parent], before), "", &before[0], nil)}
	case len(after) > 0 && e.primary && !c.inherited(e.child, held):
		return []stemma.Change{c.change(e, stemma.ChangeAddition, "", textOf(c.docs[e.child], after), nil, &after[0])}
	}
	return nil
}

// fromPrimary says that the child's primary parent makes the claim, so that
// no other has to account for it.
func (c *collation) fromPrimary(child int, held map[int][]int) bool {
	return slices.ContainsFunc(c.edges, func(e edge) bool { return e.primary && e.child == child && len(held[e.parent]) > 0 })
}

// inherited says that a parent of the child makes the claim too.
func (c *collation) inherited(child int, held map[int][]int) bool {
	return slices.ContainsFunc(c.parents[child], func(p int) bool { return len(held[p]) > 0 })
}

func (c *collation) differ(e edge, before, after []int, held map[int][]int) []stemma.Change {
	a, b := c.docs[e.parent], c.docs[e.child]
	var out []stemma.Change
	for _, p := range pairs(a, b, before, after) {
		p.names = [2]*nameIndex{&c.names[e.parent], &c.names[e.child]}
		p.comparable = func(n *text.Name) bool { return c.namedIn(n, b.Article.Lang, e.child, held) }
		p.hedged = func() bool { return c.hedgedBeside(e, held) }
		out = append(out, p.changes()...)
	}
	return out
}

// namedIn says that an article in the given language, other than the child,
// makes the claim with this name: so that language has a form of it that can
// be recognised.
func (c *collation) namedIn(n *text.Name, lang string, child int, held map[int][]int) bool {
	for d, doc := range c.docs {
		if d == child || !sameLanguage(doc.Article.Lang, lang) {
			continue
		}
		for _, s := range held[d] {
			if slices.ContainsFunc(doc.Sentences[s].Names, func(o text.Name) bool { return sameName(n.Key, o.Key) }) {
				return true
			}
		}
	}
	return false
}

// hedgedBeside says that most of the further articles hedge the claim too, one
// of them at least in another language than the parent.
func (c *collation) hedgedBeside(e edge, held map[int][]int) bool {
	all, hedged, abroad := 0, 0, 0
	for d, doc := range c.docs {
		if d == e.parent || d == e.child || len(held[d]) == 0 {
			continue
		}
		all++
		if slices.ContainsFunc(held[d], func(s int) bool { return len(split(doc.Sentences[s].Hedges, false)) > 0 }) {
			hedged++
			if !sameLanguage(doc.Article.Lang, c.docs[e.parent].Article.Lang) {
				abroad++
			}
		}
	}
	return abroad > 0 && 2*hedged >= all
}

func (c *collation) change(e edge, kind stemma.ChangeKind, before, after string, from, to *int) stemma.Change {
	return stemma.Change{
		From: c.docs[e.parent].Article.ID, To: c.docs[e.child].Article.ID, Kind: kind,
		Before: before, After: after, FromSentence: clone(from), ToSentence: clone(to),
	}
}

// clone copies an index, so that a result does not point into a claim.
func clone(i *int) *int {
	if i == nil {
		return nil
	}
	k := *i
	return &k
}
