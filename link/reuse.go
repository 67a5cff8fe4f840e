package link

import (
	"github.com/stemma-news/stemma"
)

const (
	// verbatimShare of the words of either side, or almost all of a clause of
	// at least clauseWords, make a link verbatim.
	verbatimShare, clauseShare, clauseWords = 0.8, 0.9, 6
	// stretchMass is how many letters of words of content the stretches of a
	// link have at least, short words counting half: four or five words, three
	// where they are long ones and therefore rare.
	stretchMass, stretchWords = 18, 3
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
		return len(s) >= stretchWords && m.mass(s, fromA) >= stretchMass ||
			10*len(s) >= 8*max(len(a), len(b))
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

// mass returns how telling the words of a stretch are, whose places are
// counted from one of the stream of a.
func (m *matcher) mass(s stretch, from int) float64 {
	var sum float64
	for k, p := range s {
		mass := m.story.spell[m.a.stream[from+p.a]].mass()
		if k > 0 && s[k-1].a == p.a-1 && m.a.overlaps(from+p.a) {
			mass /= 2
		}
		sum += mass
	}
	return sum
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

// unit is what a word adds to those before it, of which it may be the first.
func (a *article) unit(p int, first bool) float64 {
	if first && p+1 < len(a.spans) && a.overlaps(p+1) || first && a.overlaps(p) {
		return 2
	}
	return 1
}

// overlaps tells whether a word of the stream overlaps the one before it.
func (a *article) overlaps(p int) bool { return p > 0 && a.spans[p].Start < a.spans[p-1].End }

// spansOf turns stretches into spans of the texts. Those of neighbouring words
// that overlap are cut.
func (a *article) spansOf(b *article, found []stretch) []stemma.Stretch {
	var out []stemma.Stretch
	for _, s := range found {
		out = append(out, stemma.Stretch{
			A:      stemma.Span{Start: a.spans[s.first().a].Start, End: a.spans[s.last().a].End},
			B:      stemma.Span{Start: b.spans[s.first().b].Start, End: b.spans[s.last().b].End},
			Common: a.commonness(s.first().a, s.last().a+1),
		})
	}
	return out
}

// commonIn is the share of common words in the sentences of a run.
func (a *article) commonIn(r run) float64 { return a.commonness(a.starts[r.at], a.starts[r.end()]) }
