package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// Hearsay across languages. A report says that it only repeats what is said: by a
// word ("reportedly", 据称), or by the grammar of its language ("aurait quitté",
// "soll … haben"), of which attribution makes an attribution without a source.
// No two languages do it in one way, so one thing is looked for on the other
// side: anything at all that leaves the statement to others. Only where there is
// none, and the statement is there, was the hearsay dropped. The reverse is not
// asked: what translators add is more often a habit of their language.

const (
	scoreHearsayCross = 0.7
	// hearsayKept is the least that habit takes away: who drops one "reportedly"
	// drops the next.
	hearsayKept = 0.85
	// wholeStatement is the least share of the usual length that a sentence has
	// which tells all of what the other says but for the hearsay.
	wholeStatement = 0.5
)

// hearsay returns where a side says that it repeats hearsay: its words, and what
// attribution found by the grammar.
func (p *pair) hearsay(which int) (out []stemma.Span) {
	for _, h := range p.sides[which].hedges(false) {
		if h.Hearsay {
			out = append(out, h.Span)
		}
	}
	for _, a := range p.attributed(which) {
		if isHearsay(a) && p.sides[which].holds(a.Cue.Span) && !overlaps(out, a.Cue.Span) {
			out = append(out, a.Cue.Span)
		}
	}
	return out
}

// isHearsay reports an attribution to nobody.
func isHearsay(a *stemma.Attribution) bool {
	return a.Source.Source == "" && a.Source.Len() == 0 && a.Certainty == stemma.CertaintyClaimed && a.Kind == stemma.AttributionIndirect
}

func overlaps(list []stemma.Span, at stemma.Span) bool {
	return slices.ContainsFunc(list, func(s stemma.Span) bool { return s.Overlap(at) > 0 })
}

// holds says that a span lies in the sentences of a side.
func (s *side) holds(at stemma.Span) bool {
	return slices.ContainsFunc(s.sentences, func(i int) bool { return s.doc.Sentences[i].Overlap(at) > 0 })
}

// hearsayChanges reports hearsay of the parent that the child, in another
// language, says by itself.
func (p *pair) hearsayChanges() []stemma.Change {
	if p.same || !p.alone || !text.HasLexicon(p.sides[1].doc.Article.Lang) {
		return nil
	}
	said := p.hearsay(0)
	if len(said) == 0 || p.leavesToOthers() || !p.isToldWhole(said) {
		return nil
	}
	score := hundredths(scoreHearsayCross * max(hearsayKept, p.c.habitOf(p.e, sortHedge).kept(0)))
	ch := p.change(stemma.ChangeHedge, said[0], stemma.Span{}, score)
	ch.Detail, ch.BeforeValue = hedgeDetail(false, true), string(text.HedgeRumour)
	return []stemma.Change{ch}
}

// leavesToOthers says that the child leaves the statement to others in some way
// that is not the parent's too: a hedge of any kind, a source more, hearsay, a
// quotation, or a sentence beside it that may go on speaking.
func (p *pair) leavesToOthers() bool {
	return len(p.sides[1].hedges(false)) > 0 || len(p.hearsay(1)) > 0 || p.sourced(1) > p.sourced(0) ||
		hasQuote(p.textOf(1)) && !hasQuote(p.textOf(0)) || p.carried(1, &stemma.Attribution{})
}

// sourced counts the attributions of a side that are none of hearsay.
func (p *pair) sourced(which int) (n int) {
	hearsay := p.hearsay(which)
	for _, a := range p.attributed(which) {
		if !isHearsay(a) && !overlaps(hearsay, a.Cue.Span) && !overlaps(hearsay, a.Source.Span) {
			n++
		}
	}
	return n
}

// isToldWhole says that the child tells what the parent's sentences do but for the
// hearsay: it is about as long, and has their figures.
func (p *pair) isToldWhole(said []stemma.Span) bool {
	own := p.sides[0].letters()
	for _, s := range said {
		own -= letters(p.shown(0, s))
	}
	if float64(p.sides[1].letters()) < wholeStatement*float64(own)*p.usualRatio() {
		return false
	}
	for i := range p.sides[0].figures {
		x := &p.sides[0].figures[i]
		if !slices.ContainsFunc(p.sides[1].figures, func(y figure) bool { return x.canBe(&y) || x.within(&y) }) {
			return false
		}
	}
	return true
}
