package search

import (
	"slices"

	"github.com/stemma-news/stemma/text"
)

// Evidence is what a sentence is judged by against a claim.
type Evidence struct {
	Alike   float64 // the cosine of the two; of what Comparer.Evidence returns it is not known
	Covered float64 // how much of either the other has, the lesser
	Uneven  float64 // how unevenly
	Same    bool    // they are of one language
	Missed  int     // the claim's names that neither the sentence nor the title has, up to two
	Own     int     // names that the claim has not, up to two
	Counted bool    // the claim has numbers
	Counts  bool    // and all are there
	More    bool    // it has a number, and the claim none
	Lengths bool    // one is twice as long as the other
	// Of a stretch of the sentence, which is longer than the claim, are Covered, Uneven, Own and More where Part is set. Held
	// is then how much of the claim all of the sentence has, and Words how many words the claim has.
	Part  bool
	Held  float64
	Words int
}

// about are the log odds that a sentence says the claim but for its numbers.
func (e Evidence) about() float64 {
	about, _ := e.odds()
	return about
}

// odds are the log odds that a sentence says the claim. Told are those with what their
// numbers say, about those without: that it is the same but for them.
func (e Evidence) odds() (about, told float64) {
	if e.Part {
		about = partNone + partHeld*e.Held + partCovered*e.Covered + partUneven*e.Uneven + partSame*is(e.Same) + partShort/float64(max(leastWords, e.Words))
	} else {
		about = weightNone + weightCovered*e.Covered + weightUneven*e.Uneven + weightSame*is(e.Same) + weightLength*is(e.Lengths)
	}
	about += weightMissed*float64(e.Missed) + weightOwn*float64(e.Own)
	return about, about + weightCounts*is(e.Counts) + weightMore*is(e.More)
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// whole is what all of a sentence tells, and which names it has that the claim has not.
func (s *Statement) whole(c *comparison) (Evidence, []text.Name) {
	v, o := &s.values, &c.values
	ratio := float64(v.length) / float64(max(1, o.length))
	e := s.evidence(c, c.align.covered(s.senses, c.senses), c.foreign, o.numbers)
	e.Lengths = ratio > twice || ratio < 1/twice
	return e, c.foreign
}

// part is what the stretch tells that has most of the claim, of a sentence that is longer: who says the claim and
// goes on says it.
func (s *Statement) part(c *comparison) (e Evidence, own []text.Name, longer bool) {
	for _, times := range stretches {
		x, more := c.align.stretch(s.senses, c.senses, times)
		if !more {
			break
		}
		at := x.span(c.senses, c.doc.Article.Text)
		var names []text.Name
		for _, n := range c.foreign {
			if n.Overlap(at) > 0 {
				names = append(names, n)
			}
		}
		numbers := slices.DeleteFunc(slices.Clone(c.values.numbers), func(n text.Number) bool { return n.Overlap(at) == 0 })
		f := s.evidence(c, x.within(s.senses, c.senses), names, numbers)
		f.Part, f.Words = true, len(s.senses)
		f.Held, _ = mean(s.senses, c.align.best[0])
		if !longer || f.about() > e.about() {
			e, own, longer = f, names, true
		}
	}
	return e, own, longer
}

// stretches are how many times as long as the claim the stretches are of which the better counts: in the longer one
// something may stand between the words of the claim.
var stretches = [...]float64{1, 1.6}

// evidence is what coverage, names that the claim has not, and numbers tell.
func (s *Statement) evidence(c *comparison, cov coverage, own []text.Name, numbers []text.Number) Evidence {
	counted := len(s.values.numbers) > 0
	return Evidence{
		Alike: c.Alike, Same: c.Same,
		Covered: cov.share, Uneven: cov.uneven,
		Own:     min(len(own), maxNames),
		Counted: counted,
		Counts:  counted && len(s.values.uncounted(&c.values)) == 0,
		More:    !counted && len(numbers) > 0,
	}
}
