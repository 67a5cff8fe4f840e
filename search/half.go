package search

import "strings"

// leastHalf is the share of what a claim's words weigh that a part of it has at least which a denial can be about. A
// smaller one is who says it, or where.
const leastHalf = 0.4

// halfDenied finds what shows that a sentence denies a part of the claim, and how surely. What the claim says else, which
// the sentence may lack, is no matter.
func (s *Statement) halfDenied(c *comparison) (Difference, float64, bool) {
	half, shorter := s.half(c)
	if !shorter || probability(half.about()) < deniesFrom {
		return Difference{}, 0, false
	}
	t := s.turned(c)
	if _, exchanged := s.exchanged(c); exchanged || t.how != opposed {
		return Difference{}, 0, false
	}
	return s.difference(c, t), probability(half.about()), true
}

// elsewhere says that word i of the claim is in another part of it, behind or before a sign, than what a sentence denies:
// whoever denies the one need not speak of the other.
func (s *Statement) elsewhere(c *comparison, t turn, i int) bool {
	if t.how != opposed || t.ours >= 0 || t.theirs < 0 {
		return false
	}
	k := next(c.senses, c.align.best[1], t.theirs, 1)
	if k < 0 {
		return false
	}
	denied := 0
	for n, alike := range c.senses[k].alike {
		if alike > c.senses[k].alike[denied] {
			denied = n
		}
	}
	a, b := s.senses[min(denied, i)].span, s.senses[max(denied, i)].span
	return strings.ContainsAny(s.doc.Article.Text[a.End:max(a.End, b.Start)], breaks)
}

// half is what tells that a sentence is about a part of the claim, one as long as the sentence: a claim that says two
// things is denied by who denies one of them. It returns false where the sentence is as long as the claim, or
// the part too small.
func (s *Statement) half(c *comparison) (best Evidence, shorter bool) {
	if len(c.senses) == 0 {
		return best, false
	}
	for _, times := range stretches {
		x, cov, longer := s.halved(c.align, c.senses, times)
		if !longer {
			continue
		}
		e := s.halfEvidence(c, cov)
		e.Own = min(len(c.foreign), maxNames)
		at := x.span(s.senses, s.doc.Article.Text)
		for _, n := range c.missed {
			e.Missed += int(is(n.Overlap(at) > 0))
		}
		if e.Missed = min(e.Missed, maxNames); !shorter || e.about() > best.about() {
			best, shorter = e, true
		}
	}
	return best, shorter
}

// mostOfHalf is the probability that a sentence can have at the most to deny a part of the claim: no more than what it
// takes, since it does not say the claim.
func (s *Statement) mostOfHalf(c *comparison) (most float64) {
	if len(c.senses) == 0 {
		return 0
	}
	for _, times := range stretches {
		if _, cov, longer := s.halved(c.align, c.senses, times); longer {
			most = max(most, probability(s.halfEvidence(c, cov).about()))
		}
	}
	return min(most, deniesFrom)
}

// halfEvidence is what the coverage of a part of the claim tells, which stands to the sentence as else a stretch of a
// sentence does to the claim.
func (s *Statement) halfEvidence(c *comparison, cov coverage) Evidence {
	e := Evidence{Alike: c.Alike, Same: c.Same, Covered: cov.share, Uneven: cov.uneven, Part: true, Words: len(c.senses)}
	e.Held, _ = mean(c.senses, c.align.best[1])
	return e
}

// halved finds the part of the claim that is so many times as long as a sentence and that has most of it, and
// how much the two have of one another.
func (s *Statement) halved(l alignment, theirs []sense, times float64) (stretch, coverage, bool) {
	turned := alignment{[2][]float64{l.best[1], l.best[0]}}
	x, longer := turned.stretch(theirs, s.senses, times)
	if !longer || weightOf(s.senses[x.from:x.to]) < leastHalf*weightOf(s.senses) {
		return x, coverage{}, false
	}
	part := alignment{[2][]float64{l.best[0][x.from:x.to], make([]float64, len(theirs))}}
	for j := range theirs {
		for _, alike := range theirs[j].alike[x.from:x.to] {
			part.best[1][j] = max(part.best[1][j], alike)
		}
	}
	return x, part.covered(s.senses[x.from:x.to], theirs), true
}
