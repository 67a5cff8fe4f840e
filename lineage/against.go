package lineage

import (
	"fmt"
	"slices"

	"github.com/stemma-news/stemma"
)

// leastTold is how strong a doubt must be to be told: of a citation, how much
// sooner it was copied along; of two texts, how much each has of its own.
const leastTold = 0.2

// evidenceAgainst lists what speaks against article p as the parent of article c,
// beside what another has and p lacks (contrast.go).
func (g *graph) evidenceAgainst(p, c int) []stemma.Evidence {
	list := g.evidenceOfCarried(p, c)
	list = append(list, g.evidenceOfDigest(p, c)...)
	list = append(list, g.evidenceOfLoose(p, c)...)
	for i := range list {
		list[i].Against = true
	}
	return list
}

// evidenceOfCarried says that the line in which the child cites the parent may be
// another report's, copied along with the rest.
func (g *graph) evidenceOfCarried(p, c int) []stemma.Evidence {
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		if !slices.Contains(g.cite.targets[x.source], p) {
			continue
		}
		if h := g.carrier(c, p, x); h >= 0 {
			return []stemma.Evidence{{
				Kind: stemma.EvidenceCites, ChildSentences: x.sentences,
				Detail: fmt.Sprintf("the line that names %s may be copied from %s, which has it too, and more of this report", g.name(p), g.name(h)),
			}}
		}
	}
	return nil
}

// carrier is the report from which article c most likely has the line in which it
// cites article p; -1 where that is not likely.
func (g *graph) carrier(c, p int, x *citation) int {
	best, most := -1, leastTold
	for _, h := range g.suspects(c) {
		if much := g.carriedBy(h, c, p, x); much > most {
			best, most = h, much
		}
	}
	return best
}

// evidenceOfCarriedFrom says that the child names a source in a line that it may
// have copied from the parent.
func (g *graph) evidenceOfCarriedFrom(p, c int) []stemma.Evidence {
	for k := range g.cite.byArticle[c] {
		x := &g.cite.byArticle[c][k]
		theirs, ok := g.citationOf(p, x.source)
		if !ok || g.carriedFrom(p, c, x) < leastTold {
			continue
		}
		at := locations{parent: slices.Clone(theirs.sentences), child: slices.Clone(x.sentences)}
		return []stemma.Evidence{at.evidence(stemma.EvidenceCites, fmt.Sprintf(
			"names %s where %s does: the line may be copied along", g.story.Sources[x.source].Name, g.name(p)))}
	}
	return nil
}

// evidenceOfDigest says that the parent may be made of the child and of another
// report. It shows what of it is the other's.
func (g *graph) evidenceOfDigest(p, c int) []stemma.Evidence {
	q := g.otherPart(p, c)
	if q < 0 {
		return nil
	}
	theirs, _ := g.common(p, q)
	return []stemma.Evidence{{
		Kind: stemma.EvidenceShared, ParentSentences: g.body(p, theirs),
		Detail: fmt.Sprintf("%s may be made of this report and of %s: nearly all of it is in one of the two, which have nothing in common", g.name(p), g.name(q)),
	}}
}

// evidenceOfLoose says that the two have no more in common than reports of one
// event have that know nothing of each other.
func (g *graph) evidenceOfLoose(p, c int) []stemma.Evidence {
	var t tally
	if g.compareApart(c, p, &t); t.whole[fLoose] < leastTold {
		return nil
	}
	_, own := g.common(p, c)
	at := g.body(c, own)
	if len(at) == 0 {
		return nil
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceShared, ChildSentences: at,
		Detail: fmt.Sprintf("has only %s in common with %s, here and there and none next to another, as two reports of one event may", sentencesOf(len(at)), g.name(p)),
	}}
}

// evidenceOfCitedBack says that article p cites c.
func (g *graph) evidenceOfCitedBack(p, c int) []stemma.Evidence {
	at := g.citing(c, p)
	if len(at) == 0 {
		return nil
	}
	return []stemma.Evidence{{Kind: stemma.EvidenceCites, ParentSentences: at, Detail: g.name(p) + " cites this report", Against: true}}
}
