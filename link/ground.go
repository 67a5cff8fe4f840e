package link

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ground is what beads of a pair of articles are judged by: sums over any
// rectangle of the matrix, and over any run of sentences, in a constant number
// of steps. It keeps its memory from pair to pair.
type ground struct {
	*matcher
	width  int       // of a row of the sums over rectangles
	cross  []float64 // of the cosines times the hefts
	anchor []float64 // of the weights of shared numbers, dates and names
	lexis  []float64 // of the weights of shared words
	cores  []float64 // of the pairs that may be at the heart of a merge
	sides  [2]side
}

// side is what is known of the sentences of one article. The sums are those of
// all sentences before.
type side struct {
	hefts, crowds, masses, sizes []float64
	barred                       []float64           // 1 for each sentence that the path must leave alone
	taken                        []bool              // by a path before
	norms                        [][maxMerge]float64 // lengths of the sums of the vectors from each on
	lengths                      [][maxMerge]float64 // logarithms of the lengths of the runs from each on
	tops                         [][3]top            // likeliest counterparts
	ends                         []end
}

// top is a sentence's counterpart and its probability.
type top struct {
	at   int32
	prob float32
}

// prepare fills the ground for the pair of articles of the matcher.
func (g *ground) prepare() {
	m := g.matcher
	g.width = m.nb + 1
	g.cross = g.sums(g.cross, func(i, j int) float64 { return m.a.heft(i) * m.b.heft(j) * float64(m.cos[i*m.nb+j]) })
	g.anchor = g.sums(g.anchor, func(i, j int) float64 { return float64(m.value[i*m.nb+j] + m.name[i*m.nb+j]) })
	g.lexis = g.sums(g.lexis, func(i, j int) float64 { return float64(m.lex[i*m.nb+j]) })
	g.cores = g.sums(g.cores, func(i, j int) float64 {
		if m.logit[i*m.nb+j] > coreOdds {
			return 1
		}
		return 0
	})
	g.sides[0].prepare(m.a, m.crowdA)
	g.sides[1].prepare(m.b, m.crowdB)
	g.rankTops()
	g.sides[0].measure(1)
	g.sides[1].measure(g.lengthRatio())
}

// sums returns the sums of f over the rectangles from the matrix's corner.
func (g *ground) sums(s []float64, f func(i, j int) float64) []float64 {
	s = grow(s, (g.na+1)*g.width)
	clear(s[:g.width])
	for i := range g.na {
		var row float64
		above, here := s[i*g.width:(i+1)*g.width], s[(i+1)*g.width:(i+2)*g.width]
		here[0] = 0
		for j := range g.nb {
			row += f(i, j)
			here[j+1] = above[j+1] + row
		}
	}
	return s
}

// over returns the sum over the rectangle of two runs.
func (g *ground) over(s []float64, a, b run) float64 {
	top, bottom := s[a.at*g.width:], s[a.end()*g.width:]
	return bottom[b.end()] - top[b.end()] - bottom[b.at] + top[b.at]
}

// span returns the sum over a run.
func span(s []float64, r run) float64 { return s[r.end()] - s[r.at] }

func (s *side) prepare(a *article, crowd []float64) {
	n := len(a.sents)
	for _, sums := range []*[]float64{&s.hefts, &s.crowds, &s.masses, &s.sizes, &s.barred} {
		*sums = grow(*sums, n+1)
		clear(*sums)
	}
	s.norms, s.tops, s.ends = grow(s.norms, n), grow(s.tops, n), grow(s.ends, n)
	s.taken = grow(s.taken, n)
	clear(s.tops)
	clear(s.taken)
	for i := range n {
		heft := a.heft(i)
		s.hefts[i+1] = s.hefts[i] + heft
		s.crowds[i+1] = s.crowds[i] + heft*crowd[i]
		s.masses[i+1] = s.masses[i] + a.sents[i].mass
		s.sizes[i+1] = s.sizes[i] + a.sents[i].size
		s.ends[i] = endOf(a.doc.Sentences[a.sents[i].index].Text)
		for l := 1; l <= maxMerge && i+l <= n; l++ {
			s.norms[i][l-1] = math.Sqrt(a.norm(run{i, l}))
		}
	}
}

// measure finds the logarithms of the lengths of all runs, in the other article's
// letters.
func (s *side) measure(ratio float64) {
	n := len(s.norms)
	s.lengths = grow(s.lengths, n)
	for i := range n {
		for l := 1; l <= maxMerge && i+l <= n; l++ {
			s.lengths[i][l-1] = logLength(ratio * span(s.sizes, run{i, l}))
		}
	}
}

// leave keeps the path away from sentences that are taken, and from links that
// are sure and not in the chain: those of sentences that were moved.
func (g *ground) leave(found, chain []match) {
	in := make(map[match]bool, len(chain))
	for _, f := range chain {
		in[f] = true
	}
	for k := range g.sides {
		s := &g.sides[k]
		for i, taken := range s.taken {
			s.barred[i+1] = 0
			if taken {
				s.barred[i+1] = 1
			}
		}
	}
	for _, f := range found {
		if f.score >= sureLink && !in[f] {
			g.sides[0].barred[f.a.end()], g.sides[1].barred[f.b.end()] = 1, 1
		}
	}
	for k := range g.sides {
		barred := g.sides[k].barred
		for i := 1; i < len(barred); i++ {
			barred[i] += barred[i-1]
		}
	}
}

// occupy says which sentences are taken.
func (g *ground) occupy(a, b []bool) {
	copy(g.sides[0].taken, a)
	copy(g.sides[1].taken, b)
}

func (g *ground) rankTops() {
	for i := range g.na {
		for j := range g.nb {
			p := g.prob[i*g.nb+j]
			insertTop(&g.sides[0].tops[i], top{int32(j), p})
			insertTop(&g.sides[1].tops[j], top{int32(i), p})
		}
	}
}

func insertTop(t *[3]top, x top) {
	if x.prob <= t[2].prob {
		return
	}
	for k := range t {
		if x.prob > t[k].prob {
			t[k], x = x, t[k]
		}
	}
}

// lengthRatio returns how much longer the first article's sentences are than
// their likely counterparts.
func (g *ground) lengthRatio() float64 {
	x, y := 500.0, 500.0
	for i, t := range g.sides[0].tops {
		if j := int(t[0].at); t[0].prob > 0.7 && int(g.sides[1].tops[j][0].at) == i {
			x, y = x+g.a.sents[i].size, y+g.b.sents[j].size
		}
	}
	return x / y
}

// end is how a sentence ends: with a full stop or the like, with a comma or
// the like, or with neither, which says nothing.
type end int8

const (
	endsOpen end = iota
	endsSentence
	endsClause
)

// endOf reads the last sign of a text by its Unicode properties, behind
// closing quotation marks and brackets.
func endOf(s string) end {
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Quotation_Mark, unicode.Pe)
	})
	switch r, _ := utf8.DecodeLastRuneInString(s); {
	case unicode.Is(unicode.STerm, r):
		return endsSentence
	case unicode.Is(unicode.Terminal_Punctuation, r):
		return endsClause
	}
	return endsOpen
}
