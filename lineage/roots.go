package lineage

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// rootOf says how sure it is that a node derives from nothing else, and what
// speaks for that.
func (g *graph) rootOf(v *votes, c int, used []bool) stemma.Root {
	r := stemma.Root{Origin: g.id(c), Support: rounded(g.support(v, c, g.root())), Alternatives: g.alternatives(v, c, g.root(), used)}
	if c < len(g.read) {
		r.Evidence = g.evidenceOfOrigin(c)
	} else {
		r.Evidence = g.evidenceOfLostOrigin(c)
	}
	return r
}

// contrastWithNone says what speaks for p as a parent of article c, which has
// none in the tree, and what against it.
func (g *graph) contrastWithNone(c, p int) (forP, against []stemma.Evidence) {
	forP = append(forP, g.evidenceOfCitation(p, c)...)
	if p >= len(g.read) {
		return forP, nil
	}
	if text := g.evidenceOfText(p, c); len(text) > 0 {
		forP = append(forP, text[0])
	}
	_, shared := g.common(p, c)
	own := g.body(c, g.saying(c).without(shared))
	against = append(against, g.evidenceOfCitedBack(p, c)...)
	against = append(against, g.evidenceAgainst(p, c)...)
	if g.read[p].when.later(g.read[c].when) {
		against = append(against, stemma.Evidence{Kind: stemma.EvidenceTime, Detail: "came out " + spaced(apart(g.read[c].when, g.read[p].when)) + "before " + g.name(p)})
	}
	if len(own) > 0 {
		against = append(against, stemma.Evidence{
			Kind: stemma.EvidenceShared, ChildSentences: own,
			Detail: partOf(len(own), g.length(c)) + " not in " + g.name(p),
		})
	}
	return forP, against
}

// evidenceOfOrigin says why article c may derive from none of the others.
func (g *graph) evidenceOfOrigin(c int) []stemma.Evidence {
	var list []stemma.Evidence
	if e, ok := g.firstOfAll(c); ok {
		list = append(list, e)
	}
	held := set{}
	for k, o := range g.read[c].byUnit {
		if g.rival[c].holders[k] > 0 {
			held.add(o.all)
		}
	}
	own, units := g.body(c, g.saying(c).without(held)), g.length(c)
	switch {
	case units == 0:
	case len(own) == units:
		list = append(list, stemma.Evidence{Kind: stemma.EvidenceShared, Detail: "has nothing in common with any report that may be earlier"})
	case len(own) > 0:
		list = append(list, stemma.Evidence{
			Kind: stemma.EvidenceShared, ChildSentences: own,
			Detail: partOf(len(own), units) + " in no report that may be earlier",
		})
	}
	if len(g.cite.byArticle[c]) == 0 && len(g.cite.named[c]) == 0 {
		list = append(list, stemma.Evidence{Kind: stemma.EvidenceCites, Detail: "cites no outlet for the story"})
	}
	return list
}

// firstOfAll says what the dates tell about article c as the first.
func (g *graph) firstOfAll(c int) (stemma.Evidence, bool) {
	e := stemma.Evidence{Kind: stemma.EvidenceTime}
	dated := 0
	for p := range g.read {
		other := g.read[p].when
		switch {
		case p == c || !other.known:
		case !g.read[c].when.known || !other.later(g.read[c].when):
			return e, false
		default:
			dated++
		}
	}
	if dated == 0 {
		return e, false
	}
	e.Detail = "no report with a date came out before it"
	return e, true
}

// evidenceOfLostOrigin says why a lost source is taken to be an origin.
func (g *graph) evidenceOfLostOrigin(c int) []stemma.Evidence {
	s := &g.story.Sources[g.lost[c-len(g.read)].source]
	if n := len(s.CitedBy); n > 0 && len(s.Cites) == 0 {
		detail := fmt.Sprintf("cited by %d reports, none of which says whom it has it from", n)
		if n == 1 {
			detail = "cited by 1 report, which does not say whom it has it from"
		}
		return []stemma.Evidence{{Kind: stemma.EvidenceCites, Detail: detail}}
	}
	return nil
}

// originCounts says how often the tree had how many origins.
func (v *votes) originCounts() []stemma.OriginCount {
	var list []stemma.OriginCount
	for n, rounds := range v.origins {
		if rounds > 0 {
			list = append(list, stemma.OriginCount{Origins: n, Support: rounded(float64(rounds) / float64(v.rounds))})
		}
	}
	slices.SortStableFunc(list, func(a, b stemma.OriginCount) int { return cmp.Compare(b.Support, a.Support) })
	return list
}
