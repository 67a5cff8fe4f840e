package search

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const (
	// around is how many words before and behind a negation must be among what the other
	// sentence says, too, with a mean cosine of at least common: else something else is negated.
	around, common = 3, 0.5
	// shared is the cosine from which a word is in the other sentence, too, and shows no opposite,
	// and answered that from which a negation has a counterpart there, if one that is not known for it.
	// plainNegation is the cosine with one of the words for "not" from which a negation is a word of its own.
	shared, answered, plainNegation = 0.85, 0.5, 0.45
	// cancels is how many words lie at most between two negations of one thing: "did not deny".
	cancels = 2
)

// negations are the words of a sentence that negate.
func negations(d *text.Document, words []sense) (out []int) {
	for i := range d.Sentences {
		for _, h := range d.Sentences[i].Hedges {
			if k := wordAt(words, h.Span); h.Negation && k >= 0 {
				out = append(out, k)
			}
		}
	}
	return out
}

// beside finds the word of a list that is beside word k, and not k itself.
func beside(list []int, k int) int {
	return slices.IndexFunc(list, func(n int) bool { return n != k && n-k <= 1+cancels && k-n <= 1+cancels })
}

// turns are the words that turn what a sentence says: negations, and denials. A denial that
// is negated is none.
func turns(d *text.Document, words []sense, axes []axis, stands []stand) []int {
	var denials []int
	for k := range axes {
		if axes[k].name == denialAxis {
			denials = stands[k][0]
		}
	}
	not := negations(d, words)
	out := slices.Clone(not)
	for _, k := range denials {
		i := beside(not, k)
		if i < 0 {
			out = append(out, k)
		} else if j := slices.Index(out, not[i]); j >= 0 {
			out = slices.Delete(out, j, j+1)
		}
	}
	return out
}

// wordAt is the word at a span, or the next one.
func wordAt(words []sense, at stemma.Span) int {
	return slices.IndexFunc(words, func(w sense) bool { return w.span.End > at.Start })
}

// concerns says that what is beside word k of a sentence is said by the other, too, and not only names.
func concerns(words []sense, best []float64, k int) bool {
	mean, said := besides(words, best, k)
	return said && mean >= common
}

// besides is how much of what is beside word k of a sentence the other says, and whether that is not only
// names, if there are other words.
func besides(words []sense, best []float64, k int) (mean float64, said bool) {
	sum, all, plain, found := 0.0, 0.0, 0, 0
	for i := max(0, k-around); i <= min(len(words)-1, k+around); i++ {
		if i == k {
			continue
		}
		sum += words[i].weight * best[i]
		all += words[i].weight
		if !words[i].name && words[i].weight >= anchor {
			plain++
			found += int(is(best[i] >= common))
		}
	}
	if all == 0 {
		return 0, false
	}
	return sum / all, found > 0 || plain == 0
}

// nearly says that most of what is beside word k is said by the other, if only its names.
func nearly(words []sense, best []float64, k int) bool {
	mean, _ := besides(words, best, k)
	return mean >= common
}

// answers says that word k, which turns what one sentence says, has a counterpart in the other: of a negation only
// another one, since a verb with its negation in it, as in Turkish, is near to the verb. What negates in the other's own
// language is known for many, and words that are spelt alike mean other things there (Portuguese "no": in the): only in
// the others a word near to a "not" is one.
func (s *Statement) answers(c *comparison, side, k int, isNegation bool) bool {
	if c.align.best[side][k] < answered {
		return false
	}
	other, in, at := s.senses, s.doc, 0
	if side == 0 {
		other, in, at = c.senses, c.doc, c.partner(k)
	} else {
		for i, alike := range c.senses[k].alike {
			if alike > c.senses[k].alike[at] {
				at = i
			}
		}
	}
	return !isNegation || !text.KnowsNegations(in.Article.Lang) && nearest(other[at].v, s.roles.negations) >= plainNegation
}

// turn is what shows that two sentences that are else about the same say the opposite, or
// not the same: a word of either, -1 for none.
type turn struct {
	ours, theirs int
	how          verdict
}

// verdict is what words that differ say of two sentences.
type verdict int

const (
	alike     verdict = iota // nothing, or the same from its other end
	opposed                  // the one denies the other
	unrelated                // neither says the other
)

// turned is whether two sentences that are else about the same say the opposite, and the words
// that show it: one of the two is negated or denies it, or the one has a word whose
// opposite the other has, unless one of those is negated. Where both have negations it is not told
// which belong to each other.
func (s *Statement) turned(c *comparison) turn {
	stands := standsOf(s.axes, c.senses)
	t := s.negated(c, stands)
	notOurs, notTheirs := negations(s.doc, s.senses), negations(c.doc, c.senses)
	for k := range s.axes {
		if s.axes[k].name == denialAxis {
			continue
		}
		a, b := s.stands[k].without(c.align.best[0], notOurs), stands[k].without(c.align.best[1], notTheirs)
		for side := range 2 {
			if len(a[side]) == 0 || len(a[1-side]) > 0 || len(b[1-side]) == 0 || len(b[side]) > 0 {
				continue
			}
			x := turn{ours: a[side][0], theirs: b[1-side][0]}
			x.how = s.contrasted(c, &s.axes[k], x)
			if x.how != unrelated && (beside(notOurs, x.ours) < 0) != (beside(notTheirs, x.theirs) < 0) {
				x.how = opposed - x.how // "lost" and "did not win"
			}
			return x
		}
	}
	return t
}

// contrasted is what two words on either side of an axis say.
func (s *Statement) contrasted(c *comparison, a *axis, x turn) verdict {
	if !concerns(s.senses, c.align.best[0], x.ours) && !concerns(c.senses, c.align.best[1], x.theirs) {
		return unrelated
	}
	switch a.how {
	case opposites:
		return opposed
	case converses:
		return s.conversely(c, x)
	}
	return unrelated
}

// negated is whether one of two sentences has a negation or a denial of what the other says.
func (s *Statement) negated(c *comparison, stands []stand) turn {
	sides := [2]struct {
		words      []sense
		turns, not []int
	}{{s.senses, s.turns, negations(s.doc, s.senses)}, {c.senses, turns(c.doc, c.senses, s.axes, stands), negations(c.doc, c.senses)}}
	shown, how := [2]int{-1, -1}, alike
	for i := range sides {
		if len(sides[1-i].turns) > 0 {
			continue // both are negated, of whatever
		}
		for _, k := range sides[i].turns {
			switch {
			case s.answers(c, i, k, slices.Contains(sides[i].not, k)), s.negatesOther([2][]stand{s.stands, stands}, i, k):
			case concerns(sides[i].words, c.align.best[i], k):
				shown[i], how = k, opposed
			case how == alike && (i == 0 || nearly(sides[i].words, c.align.best[i], k)):
				shown[i], how = k, unrelated // who affirms something else does not say what is denied
			}
			if how == opposed {
				break
			}
		}
	}
	return turn{shown[0], shown[1], how}
}

// negatesOther says that what word k of a sentence negates is the opposite of what the other one says: "acquitted, not
// convicted". Of words of an axis as near to it, it is the one behind.
func (s *Statement) negatesOther(stands [2][]stand, i, k int) bool {
	for a := range s.axes {
		if s.axes[a].how != opposites || s.axes[a].name == denialAxis {
			continue
		}
		nearest, on := 2+cancels, -1
		for side, at := range stands[i][a] {
			for _, n := range at {
				if far := max(n-k, k-n); far > 0 && (far < nearest || far == nearest && n > k) {
					nearest, on = far, side
				}
			}
		}
		if other := &stands[1-i][a]; on >= 0 && nearest <= 1+cancels && len(other[1-on]) > 0 && len(other[on]) == 0 {
			return true
		}
	}
	return false
}

// without are the words of a stand that the other sentence has not, and that are no negations.
func (x stand) without(best []float64, negations []int) (out stand) {
	for side := range x {
		for _, k := range x[side] {
			if best[k] < shared && !slices.Contains(negations, k) {
				out[side] = append(out[side], k)
			}
		}
	}
	return out
}
