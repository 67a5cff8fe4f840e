package cluster

import (
	"maps"
	"slices"

	"github.com/stemma-news/stemma/vector"
)

// background is what some members carry from story to story word for word, as
// carried.go finds it in a batch. It is found anew among the members that are
// compared, so a stream keeps nothing of it: a sentence is known by its vector,
// and the names in it are those that all have who carry it. nil is none.
type background struct {
	lines    map[uint32]bool // by their marks
	features map[int32]bool  // spots
	carriers []*member
}

// fewCarriers is up to how many carriers of a sentence make the stories that
// they are in be grouped anew: with the third it can first be seen for what it
// is, and what came before may be in one story for it.
const fewCarriers = 2 * carriers

// carriedNames is how many names two articles at least share that are compared
// line by line for what both carry: without names it would not bring them
// together.
const carriedNames = 2

// marksOf tells the sentences of a profile from others, 0 for one of which
// nothing is known.
func marksOf(p *Profile) []uint32 {
	marks := make([]uint32, len(p.lines))
	for i, line := range p.lines {
		if line.scale > 0 {
			marks[i] = uint32(line.hash()) | 1
		}
	}
	return marks
}

// backgroundAmong finds the background of members; where like is not nil,
// only as far as it has it too.
func (s *Stream) backgroundAmong(members []*member, like *member) *background {
	if like != nil && !like.isCarrier(members) {
		return nil
	}
	holders := holdersOf(members, like)
	isShared := func(mark uint32) bool { return len(holders[mark]) >= carriers }
	own := map[*member][]float32{}
	var b *background
	var judged []*member // for the line before: mostly it is the same that have the next one
	verdict := false
	for _, mark := range slices.Sorted(maps.Keys(holders)) {
		if !isShared(mark) {
			continue
		}
		list := holders[mark]
		slices.SortFunc(list, byArrival)
		list = list[:min(len(list), mostCarriers)]
		if !slices.Equal(list, judged) {
			judged, verdict = list, s.mostApart(list, own, isShared)
		}
		if verdict {
			b = b.with(mark, list)
		}
	}
	return b
}

// isCarrier tells whether carriers at least have one of its lines, itself among
// them. It is asked of every article, and mostly false.
func (m *member) isCarrier(members []*member) bool {
	var filter [4]uint64
	for _, mark := range m.marks {
		filter[mark>>1&3] |= 1 << (mark >> 3 & 63)
	}
	var n [longest]int
	for _, x := range members {
		for _, mark := range x.marks {
			if filter[mark>>1&3]>>(mark>>3&63)&1 == 0 || mark == 0 {
				continue
			}
			if at := slices.Index(m.marks, mark); at >= 0 && at < longest {
				if n[at]++; n[at] >= carriers {
					return true
				}
			}
		}
	}
	return false
}

// holdersOf lists the members that have a line: any, or one of like.
func holdersOf(members []*member, like *member) map[uint32][]*member {
	holders := map[uint32][]*member{}
	for _, m := range members {
		for i, mark := range m.marks {
			if mark != 0 && (like == nil || slices.Contains(like.marks, mark)) && !slices.Contains(m.marks[:i], mark) {
				holders[mark] = append(holders[mark], m)
			}
		}
	}
	return holders
}

// mostApart tells whether most of the members have nothing else in common. own
// keeps what they have besides shared lines.
func (s *Stream) mostApart(list []*member, own map[*member][]float32, isShared func(mark uint32) bool) bool {
	besides := make([][]float32, len(list))
	for i, m := range list {
		v, known := own[m]
		if !known {
			v = s.besides(m, isShared)
			own[m] = v
		}
		besides[i] = v
	}
	return mostApart(besides)
}

// besides is the direction of what a member has besides shared lines, nil where
// that is too little to judge by.
func (s *Stream) besides(m *member, isShared func(mark uint32) bool) []float32 {
	own := 0
	for _, mark := range m.marks {
		if !isShared(mark) {
			own++
		}
	}
	if own < ownLines || float64(own) < ownShare*float64(len(m.marks)) {
		return nil
	}
	var sum []float32
	for i, line := range s.lines(m) {
		if !isShared(m.marks[i]) {
			sum = addTo(sum, line, 1)
		}
	}
	vector.Normalise(sum)
	return sum
}

func addTo(sum, v []float32, weight float32) []float32 {
	if sum == nil {
		sum = make([]float32, len(v))
	}
	for k, x := range v[:min(len(v), len(sum))] {
		sum[k] += weight * x
	}
	return sum
}

// with is the background and one more line, with the names that all have who
// carry it.
func (b *background) with(mark uint32, list []*member) *background {
	if b == nil {
		b = &background{lines: map[uint32]bool{}, features: map[int32]bool{}}
	}
	b.lines[mark] = true
	n := map[int32]int{}
	for _, m := range list {
		for _, f := range m.features {
			if n[f.spot]++; n[f.spot] == len(list) {
				b.features[f.spot] = true
			}
		}
		if !slices.Contains(b.carriers, m) {
			b.carriers = append(b.carriers, m)
		}
	}
	return b
}

// has tells whether a member carries background.
func (b *background) has(m *member) bool {
	return b != nil && slices.ContainsFunc(m.marks, func(mark uint32) bool { return b.lines[mark] })
}

// featuresOf are a member's features without those of the background.
func (b *background) featuresOf(m *member) []held {
	if !b.has(m) {
		return m.features
	}
	return slices.DeleteFunc(slices.Clone(m.features), func(f held) bool { return b.features[f.spot] })
}

// denseOf is the vector of a member without the background, as far as its first
// sentences tell it.
func (s *Stream) denseOf(m *member, b *background) []float32 {
	if !b.has(m) {
		return m.dense
	}
	var sum []float32
	for i, line := range s.lines(m) {
		if b.lines[m.marks[i]] {
			continue
		}
		weight := float32(1)
		if i < firstLines {
			weight = 2
		}
		sum = addTo(sum, line, weight)
	}
	if sum == nil {
		return m.dense // it has nothing else
	}
	vector.Normalise(sum)
	if len(sum) == len(s.common) {
		for k := range sum {
			sum[k] -= s.common[k]
		}
	}
	vector.Normalise(sum)
	return sum
}

// linesOf are a member's lines without the background, with their hub scores.
func (s *Stream) linesOf(m *member, b *background) (lines [][]float32, hubs []float64) {
	lines, hubs = s.lines(m), s.hubs(nil, m)
	if !b.has(m) {
		return lines, hubs
	}
	var own [][]float32
	kept := hubs[:0]
	for i, line := range lines {
		if !b.lines[m.marks[i]] {
			own, kept = append(own, line), append(kept, hubs[i])
		}
	}
	return own, kept
}

// tieBesides is tie, but for the background.
func (s *Stream) tieBesides(a, b *member, carried *background) float64 {
	if !carried.has(a) && !carried.has(b) {
		return s.tie(a, b)
	}
	if a.Arrival > b.Arrival {
		a, b = b, a
	}
	var x, y article
	x.lines, x.hubs = s.linesOf(a, carried)
	y.lines, y.hubs = s.linesOf(b, carried)
	return tie(&x, &y)
}

// storiesOf adds to stories those that the few who carry a background are in.
func (b *background) storiesOf(stories []*story) []*story {
	for _, m := range b.carriers {
		if m.story != nil && !slices.Contains(stories, m.story) {
			stories = append(stories, m.story)
		}
	}
	return stories
}

// isNew tells whether a background has so few carriers that their stories are
// to be grouped anew.
func (b *background) isNew() bool { return b != nil && len(b.carriers) <= fewCarriers }
