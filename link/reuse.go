package link

import (
	"slices"

	"github.com/stemma-news/stemma"
)

const (
	// verbatimShare of the words of either side, or almost all of a clause of
	// at least clauseWords, make a link verbatim.
	verbatimShare, clauseShare, clauseWords = 0.8, 0.9, 6
	// A stretch has at least stretchWords words, or half of them where they
	// come to stretchMass letters, short ones counting half: long words are
	// rare ones, in any language.
	stretchWords, stretchMass = 6, 18
)

// finding is a match with the text that its sentences share, as places in the
// streams of the articles' words.
type finding struct {
	match
	stretches []stretch
}

// reuse says of each match how it came about and what its sentences share, and
// adds the clauses that went into sentences with another counterpart.
func (m *matcher) reuse(found []match) []finding {
	m.align.collator.spell = m.story.spell
	out := make([]finding, len(found))
	for i := range found {
		out[i] = m.finding(found[i])
	}
	return m.clauses(out)
}

// finding compares the words of the two sides of a match.
func (m *matcher) finding(f match) finding {
	fromA, fromB := m.a.starts[f.a.at], m.b.starts[f.b.at]
	a, b := m.a.stream[fromA:m.a.starts[f.a.end()]], m.b.stream[fromB:m.b.starts[f.b.end()]]
	found := m.align.collator.pair(a, b, func(s stretch) bool {
		words, mass := m.weight(s, fromA, fromB)
		return words >= stretchWords || 2*len(s) >= stretchWords && mass >= stretchMass ||
			float64(len(s)) >= verbatimShare*float64(max(len(a), len(b)))
	})
	for _, s := range found {
		s.move(fromA, fromB)
	}
	f.kind = m.kindOf(&f, found)
	if f.kind == stemma.LinkTranslation {
		found = nil
	}
	return finding{f, found}
}

// move adds the places where the compared texts begin.
func (s stretch) move(a, b int) {
	for k := range s {
		s[k].a += a
		s[k].b += b
	}
}

// weight returns how many words a stretch has, and how telling they are; its
// places are counted from those of the streams. Pieces of a script without
// spaces are no words.
func (m *matcher) weight(s stretch, fromA, fromB int) (words int, mass float64) {
	for k := range s {
		more := m.massOf(s, k, fromA, fromB)
		if more > 0 && !m.a.overlaps(fromA+s[k].a) {
			words++
		}
		mass += more
	}
	return words, mass
}

// massOf is how telling word k of a stretch is: nothing where it is another
// number in either text, and half of a piece that overlaps the one before it.
func (m *matcher) massOf(s stretch, k, fromA, fromB int) float64 {
	x, y := m.a.stream[fromA+s[k].a], m.b.stream[fromB+s[k].b]
	mass := m.story.spell[x].mass()
	switch {
	case x != y && m.story.spell[x].figure:
		return 0
	case k > 0 && s[k-1].a == s[k].a-1 && m.a.overlaps(fromA+s[k].a):
		return mass / 2
	}
	return mass
}

// kindOf tells copied from rewritten and translated. The languages alone do
// not decide: what is copied word for word is a copy even where the two
// articles were taken to be of different languages, as neighbouring ones are.
func (m *matcher) kindOf(f *match, found []stretch) stemma.LinkKind {
	if m.verbatim(f, found) {
		return stemma.LinkVerbatim
	}
	if sameLanguage(m.a, m.b) {
		return stemma.LinkRewrite
	}
	return stemma.LinkTranslation
}

func (m *matcher) verbatim(f *match, found []stretch) bool {
	if len(found) == 0 {
		return false
	}
	allA := m.a.units(m.a.starts[f.a.at], m.a.starts[f.a.end()])
	allB := m.b.units(m.b.starts[f.b.at], m.b.starts[f.b.end()])
	var a, b float64
	for _, s := range found {
		x, y := m.units(s)
		a, b = a+x, b+y
	}
	if a >= verbatimShare*allA && b >= verbatimShare*allB {
		return true
	}
	if allA > allB {
		a, allA = b, allB
	}
	return allA >= clauseWords && a >= clauseShare*allA
}

// units counts the words of a stretch on either side as units does.
func (m *matcher) units(s stretch) (a, b float64) {
	for k, p := range s {
		a += m.a.unit(p.a, k == 0 || s[k-1].a < p.a-1)
		b += m.b.unit(p.b, k == 0 || s[k-1].b < p.b-1)
	}
	return a, b
}

// units counts the words of a part of the stream. In scripts without spaces
// words are pairs of characters that overlap, and a unit is a character.
func (a *article) units(from, to int) (n float64) {
	for p := from; p < to; p++ {
		n += a.unit(p, p == from)
	}
	return n
}

// unitsOf counts the words of a sentence.
func (a *article) unitsOf(k int) float64 { return a.units(a.starts[k], a.starts[k+1]) }

// unit is what a word adds to those before it, of which it may be the first.
func (a *article) unit(p int, first bool) float64 {
	if first && p+1 < len(a.spans) && a.overlaps(p+1) || first && a.overlaps(p) {
		return 2
	}
	return 1
}

// overlaps tells whether a word of the stream overlaps the one before it.
func (a *article) overlaps(p int) bool { return p > 0 && a.spans[p].Start < a.spans[p-1].End }

// spansOf turns stretches, which are in the order of a, into spans of the
// texts. Where the first and the last words of two overlap, as they can in
// scripts without spaces, the later one is cut.
func (a *article) spansOf(b *article, found []stretch) []stemma.Stretch {
	var out []stemma.Stretch
	for _, s := range found {
		out = append(out, stemma.Stretch{
			A:      a.span(s.first().a, s.last().a),
			B:      b.span(s.first().b, s.last().b),
			Common: a.commonness(s.first().a, s.last().a+1),
		})
	}
	for k := range out {
		for o := range k {
			out[k].A.Start = max(out[k].A.Start, min(out[o].A.End, out[k].A.End))
			if x, y := &out[k].B, &out[o].B; x.Overlap(*y) > 0 {
				if x.Start < y.Start {
					x, y = y, x
				}
				x.Start = y.End
			}
		}
	}
	return slices.DeleteFunc(out, func(s stemma.Stretch) bool { return s.A.Len() <= 0 || s.B.Len() <= 0 })
}

// span is where words first to last of the stream stand in the text.
func (a *article) span(first, last int) stemma.Span {
	return stemma.Span{Start: a.spans[first].Start, End: a.spans[last].End}
}

// commonIn is the share of common words in the sentences of a run.
func (a *article) commonIn(r run) float64 { return a.commonness(a.starts[r.at], a.starts[r.end()]) }
