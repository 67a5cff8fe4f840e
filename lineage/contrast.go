package lineage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// tellApart says in what p is the better parent of article c than q on one matter;
// nothing where the texts show nothing that a reader could see.
func (g *graph) tellApart(m matter, c, p, q int) []stemma.Evidence {
	switch m {
	case citing:
		return g.differInCitation(c, p, q)
	case sharing:
		return g.differInText(c, p, q)
	case wording:
		return g.differInWording(c, p, q)
	case numbers:
		return g.differInNumbers(c, p, q)
	case timing:
		return g.differInTime(c, p, q)
	case dropping:
		return g.differInOmission(c, p, q)
	case ordering:
		return g.differInOrder(c, p, q)
	}
	return nil
}

// differInCitation: the child cites p and not q, or cites whom p cites, or q cites
// the child.
func (g *graph) differInCitation(c, p, q int) []stemma.Evidence {
	at, other := g.citing(p, c), g.citing(q, c)
	e := stemma.Evidence{Kind: stemma.EvidenceCites, ChildSentences: at}
	switch {
	case g.citesMore(c, q, p):
		e.Detail, e.ChildSentences = g.name(q)+" cites this report", nil
	case len(at) > 0 && len(other) == 0:
		e.Detail = fmt.Sprintf("cites %s and not %s", g.name(p), g.name(q))
	case p < len(g.read) && g.copiesCitation(c, p, other):
		e.Detail = fmt.Sprintf("cites %s only where %s does", g.name(q), g.name(p))
		e.ChildSentences = other
	case len(at) > len(other):
		e.Detail = fmt.Sprintf("cites %s in %s, %s in %d", g.name(p), sentencesOf(len(at)), g.name(q), len(other))
	case len(at) > 0 && at[0] < other[0]:
		e.Detail = fmt.Sprintf("cites %s before %s", g.name(p), g.name(q))
	case len(at) > 0:
		return nil
	default:
		return g.differInSources(c, p, q)
	}
	return []stemma.Evidence{e}
}

// citesMore says that article q cites c, and p does not, or less.
func (g *graph) citesMore(c, q, p int) bool {
	if q >= len(g.read) {
		return false
	}
	least := 0
	if p < len(g.read) {
		least = len(g.citing(c, p))
	}
	return len(g.citing(c, q)) > least
}

// copiesCitation says that all of the child's sentences that cite someone are
// ones that it has in common with article p.
func (g *graph) copiesCitation(c, p int, citing []int) bool {
	for _, j := range citing {
		if !slices.ContainsFunc(g.read[c].byUnit, func(o occurrence) bool {
			return slices.Contains(o.all, j) && g.read[p].find(o.unit) != nil
		}) {
			return false
		}
	}
	return len(citing) > 0
}

// differInSources: the child has citations in common with p that it has not
// with q, or p and the child are of one outlet.
func (g *graph) differInSources(c, p, q int) []stemma.Evidence {
	if p >= len(g.read) {
		return nil
	}
	var names []string
	var at locations
	for _, x := range g.cite.byArticle[c] {
		theirs, ok := g.citationOf(p, x.source)
		if _, also := g.citationOf(q, x.source); !ok || also {
			continue
		}
		names = append(names, g.story.Sources[x.source].Name)
		at.child, at.parent = append(at.child, x.sentences...), append(at.parent, theirs.sentences...)
	}
	var list []stemma.Evidence
	if slices.Sort(names); len(names) > 0 {
		list = append(list, at.evidence(stemma.EvidenceCites, fmt.Sprintf("cites %s, as %s does and %s does not",
			strings.Join(names[:min(len(names), 3)], ", "), g.name(p), g.name(q))))
	}
	one := func(n int) bool {
		return n < len(g.read) && g.story.Outlets.Same(g.read[c].outlet, g.read[n].outlet)
	}
	if one(p) && !one(q) {
		list = append(list, stemma.Evidence{Kind: stemma.EvidenceCites, Detail: "is of the same outlet as " + g.name(p)})
	}
	return list
}

// citationOf is how a node, if it is an article, cites a source.
func (g *graph) citationOf(node, source int) (*citation, bool) {
	if node >= len(g.read) {
		return nil, false
	}
	i := slices.IndexFunc(g.cite.byArticle[node], func(x citation) bool { return x.source == source })
	if i < 0 {
		return nil, false
	}
	return &g.cite.byArticle[node][i], true
}

// differInText: p has more of the child than q has, or q may be made of the child
// and of another report.
func (g *graph) differInText(c, p, q int) []stemma.Evidence {
	if q < len(g.read) && (p >= len(g.read) || !g.digests(p, c)) {
		if list := g.evidenceOfDigest(q, c); len(list) > 0 {
			list[0].ParentSentences = nil // they are q's
			return list
		}
	}
	if !g.isTold(p, c, q) || !g.isTold(q, c, p) {
		return nil
	}
	fromP, fromQ := g.covered(p, c, q), g.covered(q, c, p)
	more, less := g.body(c, fromP.without(fromQ)), len(g.body(c, fromQ.without(fromP)))
	if len(more) == 0 || len(more) < less {
		return nil
	}
	at := locations{child: more}
	for i := range g.read[c].byUnit {
		o := &g.read[c].byUnit[i]
		if p < len(g.read) && g.has(p, c, q, o.unit) && slices.ContainsFunc(o.all, func(j int) bool { return slices.Contains(more, j) }) {
			at.parent = append(at.parent, g.read[p].find(o.unit).all...)
		}
	}
	detail := fmt.Sprintf("has %s that %s and %s", sentencesOf(len(more)), g.having(p), g.lacking(q))
	if less > 0 {
		detail += fmt.Sprintf(" (%d the other way round)", less)
	}
	return []stemma.Evidence{at.evidence(stemma.EvidenceShared, detail)}
}

func (g *graph) having(node int) string {
	if node < len(g.read) {
		return g.name(node) + " has"
	}
	return "other reports from " + g.name(node) + " have"
}

func (g *graph) lacking(node int) string {
	if node < len(g.read) {
		return g.name(node) + " lacks"
	}
	return "no other report from " + g.name(node) + " has"
}

// isTold says that something tells what a node has: it is an article, or a lost
// source with another child than article c and the rival.
func (g *graph) isTold(node, c, rival int) bool {
	if node < len(g.read) {
		return true
	}
	for h := range g.read {
		if h != c && h != rival && g.parent[h] == node {
			return true
		}
	}
	return false
}

// covered are the sentences of article c that a node could have given it, the
// rival apart; a sentence may say more than one thing.
func (g *graph) covered(node, c, rival int) set {
	out := set{}
	for i := range g.read[c].byUnit {
		if o := &g.read[c].byUnit[i]; g.has(node, c, rival, o.unit) {
			out.add(o.all)
		}
	}
	return out
}

// has says that a node could have given article c a unit: an article that has
// it, or a lost source from which another article has it, the rival apart.
func (g *graph) has(node, c, rival, unit int) bool {
	if node < len(g.read) {
		return g.read[node].find(unit) != nil
	}
	return slices.ContainsFunc(g.holders[unit], func(h int) bool {
		return h != c && h != rival && g.parent[h] == node
	})
}

// differInNumbers: the child gives a number as p does, where q gives another.
func (g *graph) differInNumbers(c, p, q int) []stemma.Evidence {
	if p >= len(g.read) || q >= len(g.read) {
		return nil
	}
	var at locations
	var same, others []float64
	for i := range g.read[c].byUnit {
		o := &g.read[c].byUnit[i]
		twin, other := g.read[p].find(o.unit), g.read[q].find(o.unit)
		if twin == nil || other == nil {
			continue
		}
		for _, v := range o.numbers {
			if slices.Contains(twin.numbers, v) && !g.writes(q, other, v) {
				same = append(same, v)
				others = append(others, without(other.numbers, o.numbers)...)
				at.add(twin, o)
			}
		}
	}
	if len(same) == 0 {
		return nil
	}
	detail := fmt.Sprintf("gives %s as %s does; %s has ", figures(same), g.name(p), g.name(q))
	if len(others) > 0 {
		detail += figures(others)
	} else {
		detail += "no such number there"
	}
	return []stemma.Evidence{at.evidence(stemma.EvidenceChange, detail)}
}

func without(list, rest []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(list), func(v float64) bool { return slices.Contains(rest, v) })
}

// differInTime: q came out after the child, or perhaps so, or is undated, and p
// before it. That one is closer by is no reason.
func (g *graph) differInTime(c, p, q int) []stemma.Evidence {
	if q >= len(g.read) {
		return nil
	}
	child, b := g.read[c].when, g.read[q].when
	var a interval // a lost source has none of its own
	if p < len(g.read) {
		a = g.read[p].when
	}
	var detail string
	switch {
	case b.later(child) && !a.later(child):
		detail = "came out " + spaced(apart(child, b)) + "before " + g.name(q)
	case child.later(a) && !b.known:
		detail = fmt.Sprintf("came out %safter %s; %s is undated", spaced(apart(a, child)), g.name(p), g.name(q))
	case child.later(a) && b.known && !child.later(b):
		detail = fmt.Sprintf("came out after %s, perhaps not after %s", g.name(p), g.name(q))
	default:
		return nil
	}
	return []stemma.Evidence{{Kind: stemma.EvidenceTime, Detail: detail}}
}

// differInOmission: the child leaves out less of p than of q.
func (g *graph) differInOmission(c, p, q int) []stemma.Evidence {
	if p >= len(g.read) || q >= len(g.read) {
		return nil
	}
	a, b := g.leftOut(c, p), g.leftOut(c, q)
	if len(a) >= len(b) {
		return nil
	}
	said := "all of " + g.name(p) + " is in it"
	if len(a) > 0 {
		said = fmt.Sprintf("leaves out %d of the %s of %s", len(a), sentencesOf(g.length(p)), g.name(p))
	}
	return []stemma.Evidence{{
		Kind: stemma.EvidenceOmission, ParentSentences: a,
		Detail: fmt.Sprintf("%s, and %d of the %d of %s", said, len(b), g.length(q), g.name(q)),
	}}
}

// differInOrder: the child keeps the order of p better than that of q.
func (g *graph) differInOrder(c, p, q int) []stemma.Evidence {
	if p >= len(g.read) || q >= len(g.read) {
		return nil
	}
	a, b := g.breaks(c, p), g.breaks(c, q)
	if a >= b {
		return nil
	}
	how := "keeps the order of " + g.name(p)
	if a > 0 {
		how = fmt.Sprintf("leaves the order of %s at %s", g.name(p), placesOf(a))
	}
	return []stemma.Evidence{{Kind: stemma.EvidenceOrder, Detail: fmt.Sprintf("%s, and leaves that of %s at %s", how, g.name(q), placesOf(b))}}
}

func placesOf(n int) string {
	if n == 1 {
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}

// breaks counts the places where the child steps back in the order of article p.
func (g *graph) breaks(c, p int) int {
	last, n := -1, 0
	for _, o := range g.read[c].seq {
		twin := g.read[p].find(o.unit)
		if twin == nil {
			continue
		}
		if twin.rank < last {
			n++
		}
		last = twin.rank
	}
	return n
}
