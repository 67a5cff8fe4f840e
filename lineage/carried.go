package lineage

import "slices"

// A report that is copied word for word is copied with the line in which it
// says where it has the news from. Such a line speaks for the report that was
// copied as much as for the one that it names, and the rest of the text tells
// the two apart.

// ownWords is what it counts, in sentences, that the child has another's words
// where the one cited says the same in others.
const ownWords = 1.5

// foreignWords is what it counts that the child has another's words where the
// one cited is in another language: two translations of a sentence that is said
// in one way only are the same, too.
const foreignWords = 0.25

// doubtedSentences is the share of a child's sentences that must be another's
// for its citation to be as likely carried as not.
const doubtedSentences = 0.25

// carried says how much sooner article c has the line in which it cites article
// p from another report, which cites p there too, than from p itself: 0 where
// no other accounts for more of c's text than p does, and nearly 1 where one
// accounts for much more.
func (g *graph) carried(c, p int, x *citation) float64 {
	most := 0.0
	for _, h := range g.suspects(c) {
		most = max(most, g.carriedBy(h, c, p, x))
	}
	return most
}

// carriedFrom says the same of article h alone, whichever report the line cites,
// where it is known to have come out before c.
func (g *graph) carriedFrom(h, c int, x *citation) float64 {
	if !g.follows(c, h) {
		return 0
	}
	most := 0.0
	for _, p := range g.cite.targets[x.source][:min(len(g.cite.targets[x.source]), maxCompared)] {
		most = max(most, g.carriedBy(h, c, p, x))
	}
	return most
}

func (g *graph) carriedBy(h, c, p int, x *citation) float64 {
	if h == p || h == c || p == c || g.follows(h, c) || !g.carries(h, c, x) || g.cites(c, h) {
		return 0
	}
	nearer := g.nearer(c, h, p)
	if !g.follows(c, h) {
		nearer /= 2 // as well it may be h that copies c
	}
	if nearer <= 0 {
		return 0
	}
	return nearer / (nearer + doubtedSentences*float64(len(g.read[c].byUnit)))
}

// carries says that article h has the line in which c cites a source: the
// sentence is common to the two and cites it in both, or both name it in a line
// that does nothing else.
func (g *graph) carries(h, c int, x *citation) bool {
	if g.inherits(c, h, x) {
		return true
	}
	return x.credit && slices.ContainsFunc(g.cite.byArticle[h], func(y citation) bool {
		return y.source == x.source && y.credit
	})
}

// cites says that article c cites article p in any way.
func (g *graph) cites(c, p int) bool {
	return slices.ContainsFunc(g.cite.byArticle[c], func(x citation) bool {
		return slices.Contains(g.cite.targets[x.source], p)
	})
}

// nearer counts the sentences of article c that h has and p lacks, or has in
// c's words where p has not, less those for which it is the other way round.
func (g *graph) nearer(c, h, p int) float64 {
	words := ownWords
	if g.read[h].lang != g.read[p].lang {
		words = foreignWords
	}
	n := 0.0
	for k := range g.read[c].byUnit {
		o := &g.read[c].byUnit[k]
		n += g.nearness(c, h, o, words) - g.nearness(c, p, o, words)
	}
	return n
}

// nearness of what an article has of a sentence of c: 0 where it lacks it, 1
// where it says the same, and more where it says it in the same words.
func (g *graph) nearness(c, h int, o *occurrence, words float64) float64 {
	switch twin := g.read[h].find(o.unit); {
	case twin == nil:
		return 0
	case g.read[h].lang == g.read[c].lang && twin.wording == o.wording:
		return 1 + words
	}
	return 1
}
