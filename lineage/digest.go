package lineage

import "slices"

// Where the dates leave open which of two was first, a text that is put
// together from others can look like the one they were cut from. What tells
// them apart: excerpts of one text overlap, and reports of different papers that
// a digest joins have nothing in common; and who cites another was there after it.

// leastPart is how many sentences of a digest a report must have to be a part
// of it, and nearlyAll the share of them that its two parts have.
const (
	leastPart = 2
	nearlyAll = 0.75
)

// digests says that article p looks like a digest of c and of another report,
// rather than like what c comes from.
func (g *graph) digests(p, c int) bool { return g.otherPart(p, c) >= 0 }

// otherPart returns the report with which article c makes up a digest p: each has
// some of its sentences, the two together nearly all, and neither has any of the
// other's. It is -1 where there is none.
func (g *graph) otherPart(p, c int) int {
	if g.follows(c, p) || g.creditsOne(c, p) {
		return -1
	}
	mine := g.partOf(p, c)
	if mine < leastPart || mine == len(g.read[p].byUnit) {
		return -1
	}
	list := g.suspects(p)
	k := slices.IndexFunc(list, func(q int) bool {
		if q == c || g.follows(q, p) || g.creditsOne(q, p) {
			return false
		}
		theirs := g.partOf(p, q)
		return theirs >= leastPart && float64(mine+theirs) >= nearlyAll*float64(len(g.read[p].byUnit)) &&
			g.partOf(c, q) == 0
	})
	if k < 0 {
		return -1
	}
	return list[k]
}

// creditsOne says that article c rests on article p by its own account.
func (g *graph) creditsOne(c, p int) bool {
	return slices.ContainsFunc(g.cite.byArticle[c], func(x citation) bool {
		return x.isMain() && slices.Contains(g.cite.targets[x.source], p)
	})
}

// otherParts are the reports with which article c makes up a digest.
func (g *graph) otherParts(c int) []int {
	var list []int
	for _, p := range g.suspects(c) {
		if q := g.otherPart(p, c); q >= 0 && !slices.Contains(list, q) {
			list = append(list, q)
		}
	}
	return list
}

// partOf counts the sentences of article p that q has.
func (g *graph) partOf(p, q int) int { return g.read[p].units.common(g.read[q].units) }

// citesThere says that article c cites another report of the story in a sentence
// that the other has too.
func (g *graph) citesThere(c int) bool {
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		for _, p := range g.cite.targets[x.source] {
			if p != c && !g.read[p].outruns(&g.read[c]) && g.saysThere(c, p, x.sentences) {
				return true
			}
		}
	}
	return false
}

// saysThere says that article p has what c says in one of the sentences.
func (g *graph) saysThere(c, p int, sentences []int) bool {
	return slices.ContainsFunc(g.read[c].seq, func(o occurrence) bool {
		return containsAny(sentences, o.all) && g.read[p].find(o.unit) != nil
	})
}

// citedBack is how much the parent cites the child: in a circle, one who has
// the news from another is its source.
func (g *graph) citedBack(c, p int) float64 {
	most := 0.0
	for k := range g.cite.byArticle[p] {
		x := &g.cite.byArticle[p][k]
		switch {
		case !slices.Contains(g.cite.targets[x.source], c):
		case x.isMain() || g.saysThere(p, c, x.sentences):
			return 1
		default:
			most = 0.5
		}
	}
	return most
}

// citesLater says that article c credits article p for what they have in common,
// although p is dated later than any zone or update explains: one of the two
// dates is wrong, or p has been rewritten since.
func (g *graph) citesLater(c, p int) bool {
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		if x.isMain() && slices.Contains(g.cite.targets[x.source], p) {
			return g.partOf(c, p) >= leastPart
		}
	}
	return false
}

// maxEarly is how many reports that credit a later one make its date as doubtful as
// it can be.
const maxEarly = 4

// creditedEarly counts the reports that credit article p although it is dated later
// than any zone or update explains. One wrong date explains them all.
func (g *graph) creditedEarly(p int) int {
	n := 0
	for c := range g.read {
		if n < maxEarly && c != p && g.read[p].outruns(&g.read[c]) && g.citesLater(c, p) {
			n++
		}
	}
	return n
}

// creditsLater says that article c credits one of which that holds: then its own
// date does not show either that it was the first.
func (g *graph) creditsLater(c int) bool {
	return slices.ContainsFunc(g.suspects(c), func(p int) bool { return g.read[p].outruns(&g.read[c]) })
}
