package cluster

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// rareTerms is how many of an article's rarest features are looked up.
	rareTerms = 24
	// hopeful is how far below the threshold two articles may be for their
	// stories to be looked at closely: a story's other members may say more
	// than the one that is nearest.
	hopeful = 0.3
	// hopeless is how far below the threshold two articles are not compared
	// sentence by sentence: for the development stories it makes no difference
	// from 0.3 to 0.8.
	hopeless = 0.3
	// nearStories is how many stories an article is compared with.
	nearStories = 6
	// leastNear is how near the vectors of two articles must be that share no
	// rare features, on the scale of similarity.
	leastNear = 0.1
	// tiedArticles is how many of an article's candidates are compared
	// sentence by sentence.
	tiedArticles = 24
)

// probe is a new article that is compared with others, and its features marked.
type probe struct {
	*member
	article article
	carried *background // of the probe; what it is compared with is so without it
}

// near is a member near a probe.
type near struct {
	*member
	article article // without the features that the probe does not have
	score   float64 // similarity with the tie
	tie     float64
}

// open marks the features of a member for its comparisons; close ends them.
func (s *Stream) open(m *member) *probe {
	if lacking := (len(s.corpus.counted)+63)/64 - len(s.marked); lacking > 0 {
		s.marked = append(s.marked, make(spots, lacking)...)
	}
	for _, f := range m.features {
		s.marked.add(f.spot)
	}
	return &probe{member: m, article: s.article(m, nil)}
}

func (s *Stream) close(p *probe) {
	for _, f := range p.features {
		s.marked[f.spot/64] = 0
	}
}

// spots is a set of them.
type spots []uint64

func (x spots) has(spot int32) bool { return x[uint32(spot)/64]>>(uint32(spot)%64)&1 != 0 }
func (x spots) add(spot int32)      { x[uint32(spot)/64] |= 1 << (uint32(spot) % 64) }

// against is a member as the probe can be compared with it: of features and
// outlets only those that both have, with their right weights.
func (s *Stream) against(p *probe, m *member) article {
	a := article{size: 1, dense: s.denseOf(m, p.carried)}
	from := len(s.terms)
	s.terms, a.sparseSelf = s.corpus.termsAmong(s.terms, p.carried.featuresOf(m), s.marked)
	a.sparse = s.terms[from:len(s.terms):len(s.terms)]
	a.denseSelf, a.telling = float64(dot(a.dense, a.dense)), a.sparseSelf
	s.terms = append(s.terms, term{feature: int32(m.Profile.outlet), weight: 1})
	a.own = s.terms[len(s.terms)-1 : len(s.terms) : len(s.terms)]
	if own := p.Profile.outlet; own != 0 && own != m.Profile.outlet {
		if _, ok := slices.BinarySearch(m.Profile.named, own); ok {
			a.named = []term{s.corpus.outletTerm(own)}
		}
	}
	a.scripts[m.Profile.script] = 1
	s.date(&a, m.Profile)
	return a
}

func (s *Stream) date(a *article, p *Profile) {
	a.from, a.to, a.isDated = p.Published()
	if a.isDated && !s.clock.credible(p) {
		a.from, a.to, a.isDated = time.Time{}, time.Time{}, false
	}
}

// around returns the members near a probe that are in a story, best first. The
// list is good until the next call.
func (s *Stream) around(p *probe) []near {
	places := s.sharing(p)
	similar := s.similar(p)
	s.vectors = s.vectors[:0]
	for _, x := range similar {
		s.vectors = append(s.vectors, s.members[x.place].dense)
	}
	s.cosines = dots(s.cosines[:0], p.dense, s.vectors)
	for i, x := range similar {
		// What shares rare features is among the places already: these have
		// to be near.
		if float64(s.cosines[i]) > s.measure.bias+leastNear*(1-s.measure.bias) {
			places = append(places, x.place)
		}
	}
	slices.Sort(places)
	s.probed = s.probed[:0]
	for _, place := range slices.Compact(places) {
		if m := s.members[place]; m != p.member && m.story != nil && s.within(p, m.story) {
			s.probed = append(s.probed, m)
		}
	}
	found := s.scored(p)
	if p.carried = s.backgroundAmong(s.likely, p.member); p.carried != nil {
		p.article = s.article(p.member, p.carried)
		found = s.scored(p)
	}
	slices.SortFunc(found, func(x, y near) int { return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.Arrival, y.Arrival)) })
	found = found[:min(len(found), tiedArticles)]
	for i := range found {
		n := &found[i]
		if n.score > threshold-hopeless {
			n.tie = s.tieBesides(p.member, n.member, p.carried) * trust(&p.article, &n.article)
			n.score += tieWeight * n.tie
		}
	}
	return found
}

// scored compares the probe with the members that are probed.
func (s *Stream) scored(p *probe) []near {
	s.terms, s.likely = s.terms[:0], append(s.likely[:0], p.member)
	found := s.nears[:0]
	for _, m := range s.probed {
		n := near{member: m, article: s.against(p, m)}
		if len(n.article.sparse) >= carriedNames {
			s.likely = append(s.likely, m)
		}
		n.score = s.measure.similarity(&p.article, &n.article)
		if n.score > threshold-hopeful-tieWeight {
			found = append(found, n)
		}
	}
	s.nears = found
	return found
}

// similar returns the places with the nearest codes; of very many that are one
// as near as the other, as when somebody floods the web with one text, the
// latest.
func (s *Stream) similar(p *probe) []coded {
	found := s.codes.near(p.place, s.corpus.articles)
	if len(found) <= 4*similarCodes {
		return found
	}
	slices.SortFunc(found, func(x, y coded) int {
		return cmp.Or(cmp.Compare(x.distance, y.distance), cmp.Compare(s.members[y.place].Arrival, s.members[x.place].Arrival))
	})
	return found[:4*similarCodes]
}

// sharing returns the places of the members that share the rarest features
// with the probe.
func (s *Stream) sharing(p *probe) []int32 {
	type rare struct {
		spot   int32
		weight float64
	}
	var features []rare
	for _, f := range p.features {
		if all := s.corpus.counted[f.spot].all; all > 1 && all <= crowd {
			if w, _ := s.corpus.weight(f); w > 0 {
				features = append(features, rare{f.spot, w})
			}
		}
	}
	slices.SortFunc(features, func(x, y rare) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(s.corpus.counted[x.spot].feature, s.corpus.counted[y.spot].feature))
	})
	ranked := s.ranked[:0]
	s.shared = append(s.shared, make([]float64, len(s.members)-len(s.shared))...)
	for _, f := range features[:min(len(features), rareTerms)] {
		for _, place := range s.holders(f.spot) {
			if s.shared[place] == 0 {
				ranked = append(ranked, place)
			}
			s.shared[place] += f.weight
		}
	}
	slices.SortFunc(ranked, func(x, y int32) int {
		return cmp.Or(cmp.Compare(s.shared[y], s.shared[x]), cmp.Compare(s.members[x].Arrival, s.members[y].Arrival))
	})
	for _, place := range ranked {
		s.shared[place] = 0
	}
	s.ranked = ranked
	return ranked[:min(len(ranked), nearest+1)]
}

// holders are the places of the articles that have a feature, of more than one.
func (s *Stream) holders(spot int32) []int32 {
	have := &s.corpus.counted[spot]
	if have.holders == nobody { // it had too many for a while
		have.holders = s.corpus.list()
		for _, m := range s.members {
			if m != nil && slices.ContainsFunc(m.features, func(f held) bool { return f.spot == spot }) {
				s.corpus.lists[have.holders] = append(s.corpus.lists[have.holders], m.place)
			}
		}
	}
	return s.corpus.lists[have.holders]
}

// tie of two members; those of late are remembered, since neighbourhoods are
// looked at again and again.
func (s *Stream) tie(a, b *member) float64 {
	if a.Arrival > b.Arrival { // the tie of two of one length depends on their order
		a, b = b, a
	}
	key := uint64(a.Arrival)<<32 | uint64(b.Arrival)&math.MaxUint32
	if t, ok := s.ties[key]; ok {
		return t
	}
	if len(s.ties) >= mostTies {
		clear(s.ties)
	}
	x := article{lines: s.lines(a), hubs: s.hubs(make([]float64, 0, longest), a)}
	y := article{lines: s.lines(b), hubs: s.hubs(make([]float64, 0, longest), b)}
	t := tie(&x, &y)
	s.ties[key] = t
	return t
}

// mostTies and mostLines are how many ties and members' lines are remembered.
const (
	mostTies  = 1 << 18
	mostLines = 1 << 10
)

// lines are the vectors of a member's first sentences.
func (s *Stream) lines(m *member) [][]float32 {
	if m.lines != nil {
		return m.lines
	}
	var old *member
	if len(s.widened) < mostLines {
		s.widened = append(s.widened, m)
	} else {
		old, s.widened[s.oldest] = s.widened[s.oldest], m
		s.oldest = (s.oldest + 1) % mostLines
	}
	// Two members' lines are compared at a time, so those that were given up
	// the time before may be in use, and are not written over yet.
	m.room, s.spare = s.spare, nil
	if old != nil {
		s.spare, old.room, old.lines = old.room, nil, nil
	}
	m.lines, m.room = wide(m.room, m.Profile.lines)
	return m.lines
}
