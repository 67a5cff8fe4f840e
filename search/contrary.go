package search

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

const (
	// heavy is the weight from which a word's vector is surely its own: that of rare words comes from their
	// letters. unlikeWord is the cosine below which two such words of one language mean different things
	// (synonyms of verbs of news have 0.35 to 0.9, others 0 to 0.35), unlikeAcross that of two languages, and
	// unlikeDeed that of two languages below which none is a verb of which it matters who does it.
	heavy, heavyThere, heaviest, unlikeWord, unlikeAcross, unlikeDeed = 1.9, 1.75, 2.5, 0.32, 0.15, 0.2
	// anchored is the cosine from which a word is the same in both, and anchor the least weight of one that shows a
	// place in the sentence.
	anchored, anchor = 0.6, 1.0
)

// contrary is what shows that a sentence says the opposite of the claim, or something else of those whom the
// claim is about.
func (s *Statement) contrary(c *comparison) (Difference, verdict) {
	if len(s.senses) == 0 || len(c.senses) == 0 {
		return Difference{}, alike
	}
	t := s.turned(c)
	if t.ours >= 0 && t.theirs >= 0 {
		return s.difference(c, t), t.how
	}
	if other, ok := s.exchanged(c); ok {
		return other, unrelated
	}
	if other, ok := s.undone(c, t); ok {
		return other, unrelated
	}
	if other, ok := s.replaced(c, t); ok {
		return other, unrelated
	}
	return s.difference(c, t), t.how
}

// difference are the words that show the contrary.
func (s *Statement) difference(c *comparison, t turn) Difference {
	d := Difference{Kind: stemma.ChangeWording, Claim: s.wordOf(s.doc, s.senses, t.ours), Report: s.wordOf(c.doc, c.senses, t.theirs), Detail: "opposite"}
	switch {
	case t.ours >= 0 && t.theirs >= 0 && t.how == unrelated:
		d.Detail = "another word"
	case t.ours >= 0 && t.theirs >= 0:
	case t.theirs >= 0:
		d.Kind, d.Detail = stemma.ChangeHedge, "negation added"
	case t.ours >= 0:
		d.Kind, d.Detail = stemma.ChangeHedge, "negation dropped"
	}
	return d
}

// wordOf is word k of a sentence as it is written, "" of -1; of a negation all of it.
func (s *Statement) wordOf(d *text.Document, words []sense, k int) string {
	if k < 0 {
		return ""
	}
	for i := range d.Sentences {
		for _, h := range d.Sentences[i].Hedges {
			if h.Negation && h.Overlap(words[k].span) > 0 {
				return shown(d, h.Span)
			}
		}
	}
	return shown(d, words[k].span)
}

// replaced finds a word of weight in the claim, its predicate above all, that has no counterpart in a sentence
// which has a word of its own in its place, those aside that turn what is said.
func (s *Statement) replaced(c *comparison, t turn) (Difference, bool) {
	unlike := unlikeAcross
	if c.Same {
		unlike = unlikeWord
	}
	ours, theirs := s.lacking(c, unlike)
	for _, i := range ours {
		for _, j := range theirs {
			if i != t.ours && j != t.theirs && s.inPlace(c, i, j) && !s.phrased(c, i, j) && !s.elsewhere(c, t, i) {
				return Difference{
					Kind: stemma.ChangeWording, Claim: shown(s.doc, s.senses[i].span), Report: shown(c.doc, c.senses[j].span), Detail: "another word",
				}, true
			}
		}
	}
	return Difference{}, false
}

// undone finds a deed of the claim that nothing in a sentence of another language is like. Within a language there
// are too many words for one.
func (s *Statement) undone(c *comparison, t turn) (Difference, bool) {
	for _, v := range s.deeds {
		if c.Same || v == t.ours || s.senses[v].weight < heavy || slices.Contains(s.turns, v) || s.elsewhere(c, t, v) {
			continue
		}
		if !slices.ContainsFunc(c.senses, func(w sense) bool { return !w.name && w.alike[v] >= unlikeDeed }) {
			return Difference{Kind: stemma.ChangeWording, Claim: shown(s.doc, s.senses[v].span), Detail: "another word"}, true
		}
	}
	return Difference{}, false
}

// lacking are the words of the claim, and those of the sentence, that surely have no counterpart. Names and
// negations are neither such words nor counterparts, but a name that only one of the two shows as such is the word of the other.
func (s *Statement) lacking(c *comparison, unlike float64) (ours, theirs []int) {
	not, notTheirs := negations(s.doc, s.senses), negations(c.doc, c.senses)
	best := make([]float64, len(s.senses))
	for j := range c.senses {
		most := 0.0
		for i, alike := range c.senses[j].alike {
			if !c.senses[j].name || alike >= anchored {
				best[i] = max(best[i], alike)
			}
			if !s.senses[i].name || alike >= anchored {
				most = max(most, alike)
			}
		}
		if x := &c.senses[j]; !x.name && x.weight >= heavyThere && most < unlike && !slices.Contains(notTheirs, j) {
			theirs = append(theirs, j)
		}
	}
	for i := range s.senses {
		if x := &s.senses[i]; !x.name && x.weight >= heavy && best[i] < unlike && !slices.Contains(not, i) {
			ours = append(ours, i)
		}
	}
	return ours, theirs
}

// inPlace says that word i of the claim and word j of the sentence are between the same words, in either order,
// or, of verbs that end a sentence, that nothing shared is behind either.
func (s *Statement) inPlace(c *comparison, i, j int) bool {
	before, after := s.neighbour(c, i, -1), s.neighbour(c, i, 1)
	left, right := next(c.senses, c.align.best[1], j, -1), next(c.senses, c.align.best[1], j, 1)
	last := after < 0 && right < 0 && min(s.senses[i].weight, c.senses[j].weight) >= heaviest
	return before == left && after == right || before == right && after == left || last
}

// neighbour is the word of the sentence that is the next one in a direction of word i of the claim.
func (s *Statement) neighbour(c *comparison, i, by int) int {
	k := next(s.senses, c.align.best[0], i, by)
	if k < 0 {
		return -1
	}
	return c.partner(k)
}

// partner is the word of a sentence that is most like word k of the claim.
func (c *comparison) partner(k int) int {
	best := 0
	for j := range c.senses {
		if c.senses[j].alike[k] > c.senses[best].alike[k] {
			best = j
		}
	}
	return best
}

// next is the next word with a counterpart in one direction, -1 for none.
func next(words []sense, best []float64, k, by int) int {
	for k += by; k >= 0 && k < len(words); k += by {
		if best[k] >= anchored && words[k].weight >= anchor {
			return k
		}
	}
	return -1
}

// phrased says that word j and one beside it mean together what word i of the claim does: stepped down, resigned.
func (s *Statement) phrased(c *comparison, i, j int) bool {
	for _, k := range []int{j - 1, j} {
		if k < 0 || k+1 >= len(c.senses) {
			continue
		}
		if float64(vector.Dot(joined(&c.senses[k], &c.senses[k+1]), s.senses[i].v)) >= unlikeWord {
			return true
		}
	}
	return false
}
