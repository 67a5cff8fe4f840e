package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
)

// edge is two articles that are compared, by their places.
type edge struct {
	parent, child int
	role          standing
}

// standing is what the one of the two articles is to the other.
type standing uint8

const (
	primary     standing = iota // its main parent
	further                     // another parent
	alternative                 // a parent that it could have
	sibling                     // another child of its lost parent
)

// isParent says that the tree has the edge.
func (e edge) isParent() bool { return e.role == primary || e.role == further }

// leastSupport is the support from which on an alternative parent is compared.
const leastSupport = 0.1

// connect reads the edges between articles, the alternatives after those of
// the tree and the siblings last.
func (c *collation) connect(edges []stemma.Edge) {
	seen := map[[2]int]bool{}
	add := func(p, k int, r standing) {
		if p == k || seen[[2]int{p, k}] {
			return
		}
		seen[[2]int{p, k}] = true
		c.edges = append(c.edges, edge{p, k, r})
		if r == primary {
			c.primaryOf[k] = p
		}
		if r == primary || r == further {
			c.parents[k] = append(c.parents[k], p)
		}
	}
	named := func(parent, child string, r standing) {
		p, okParent := c.index[parent]
		k, okChild := c.index[child]
		if okParent && okChild {
			add(p, k, r)
		}
	}
	for i := range edges {
		r := further
		if edges[i].Primary {
			r = primary
		}
		named(edges[i].Parent, edges[i].Child, r)
	}
	for i := range edges {
		for _, a := range edges[i].Alternatives {
			if a.Support >= leastSupport {
				named(a.Parent, edges[i].Child, alternative)
			}
		}
	}
	for _, family := range c.orphans(edges) {
		for k := 1; k < len(family); k++ {
			if p, ok := c.nearest(family[:k], family[k]); ok && !seen[[2]int{family[k], p}] {
				add(p, family[k], sibling)
			}
		}
	}
}

// orphans returns the articles whose main parent is not among the documents,
// those of one parent together, the first to come out first: undated ones come
// after the dated, in the order of the documents.
func (c *collation) orphans(edges []stemma.Edge) [][]int {
	at := map[string]int{}
	var families [][]int
	for i := range edges {
		e := &edges[i]
		k, okChild := c.index[e.Child]
		if _, okParent := c.index[e.Parent]; okParent || !okChild || !e.Primary {
			continue
		}
		n, ok := at[e.Parent]
		if !ok {
			n = len(families)
			at[e.Parent] = n
			families = append(families, nil)
		}
		families[n] = append(families[n], k)
	}
	for _, family := range families {
		slices.SortFunc(family, c.byTime)
	}
	return families
}

func (c *collation) byTime(x, y int) int {
	a, b := &c.docs[x].Article, &c.docs[y].Article
	switch dated := !a.Published.IsZero(); {
	case dated != !b.Published.IsZero():
		if dated {
			return -1
		}
		return 1
	case !a.Published.Equal(b.Published):
		return a.Published.Compare(b.Published)
	}
	return x - y
}

// nearest returns that of the elders which has most claims in common with a
// document, the first of several.
func (c *collation) nearest(elders []int, child int) (int, bool) {
	common := map[int]int{}
	for _, claim := range c.claimsIn(child) {
		for d := range c.said[claim] {
			common[d]++
		}
	}
	best := slices.MaxFunc(elders, func(a, b int) int { return common[a] - common[b] })
	return best, common[best] > 0
}

// claimsIn lists the claims that a document makes.
func (c *collation) claimsIn(doc int) []int {
	var claims []int
	for at := range c.docs[doc].Sentences {
		claims = append(claims, c.claimsOf[node{doc, at}]...)
	}
	slices.Sort(claims)
	return slices.Compact(claims)
}
