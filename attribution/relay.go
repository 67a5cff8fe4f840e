package attribution

import (
	"cmp"
	"strings"

	"github.com/stemma-news/stemma"
)

// Outlets stand between a source and the article that has its words from them.

// relay finds the outlet through which the sentence's other sources speak: "…,
// the source said, according to Sputnik"; "the source told Sputnik".
func (s *sentence) relay() {
	for k := range s.found {
		m := &s.found[k]
		outlet := s.outletIn(m.source)
		if outlet == 0 || s.hasSpeaker(m.source) {
			continue
		}
		for j := range s.found {
			o := &s.found[j]
			if j != k && o.via < 0 && m.via < 0 && s.outletIn(o.source) == 0 && s.units[m.at].is(beforeClass|afterClass) {
				o.via = k
			}
		}
	}
	s.told()
}

// outletIn returns the outlet that a phrase names, or 0.
func (r *reading) outletIn(p phrase) int {
	for k := p.start; k < p.end; k++ {
		if r.units[k].outlet > 0 {
			return r.units[k].outlet
		}
	}
	return 0
}

// hasSpeaker reports whether a phrase is someone who speaks, rather than the
// outlet that it names: "a Reuters correspondent", "an unnamed source".
func (r *reading) hasSpeaker(p phrase) bool {
	for k := p.start; k < p.end; k++ {
		if r.units[k].is(unnamedClass | personClass) {
			return true
		}
	}
	return false
}

// gazetteer makes sure of the outlets that the articles name: one that stands
// near a word of reporting and is part of no attribution yet is cited.
func (s *sentence) gazetteer() {
	for k := s.lo; k < s.hi; k++ {
		u := &s.units[k]
		if u.outlet == 0 || u.outlet == s.own || s.outlets.list[u.outlet-1].asked || s.isSource(u.Span) {
			continue
		}
		cue := s.cueNear(k)
		short := u.outlet > len(s.outlets.base.list) && strings.Contains(s.text[u.Start:u.End], " ") && s.words(s.lo, s.hi) <= 12
		known := u.outlet <= len(s.outlets.base.list)
		if cue < 0 && !short || known && !short && k > s.lo && s.units[k-1].is(prepClass|ofClass) {
			continue
		}
		m := s.mention(phrase{k, k + 1}, cmp.Or(max(cue, 0), k), said{})
		if cue < 0 {
			m.cue = stemma.Span{}
		}
		if s.words(s.lo, s.hi) > 12*s.wide && (cue < 0 || !s.isNoun(s.lo, cue)) { // what "the report by X" does is not said by X
			m.kind, m.content = stemma.AttributionIndirect, []stemma.Span{s.span(s.lo, s.hi)}
		}
		s.found = append(s.found, m)
	}
}

func (s *sentence) isSource(at stemma.Span) bool {
	for i := range s.found {
		if s.found[i].sourceAt.Overlap(at) > 0 {
			return true
		}
	}
	return false
}

// cueNear returns the word of reporting nearest to unit k with no punctuation
// between them, or -1.
func (s *sentence) cueNear(k int) int {
	const reach = 6
	best := -1
	for _, step := range []int{-1, 1} {
		for d := 1; d <= reach*s.wide; d++ {
			i := k + step*d
			if i < s.lo || i >= s.hi || s.units[i].kind == quoteToken || s.units[i].kind == punctToken && s.units[i].form[0] != '\'' {
				break
			}
			if s.units[i].is(beforeClass|afterClass|citeClass|citeAfterClass) || s.units[i].is(verbClass) && !s.isNoun(s.lo, i) {
				if best < 0 || d < max(k-best, best-k) {
					best = i
				}
				break
			}
		}
	}
	return best
}
