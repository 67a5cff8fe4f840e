package claim

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of changes of hedges. They are set by hand, by the share that is
// right in the pairs to work with of testdata/heldout and how often unchanged
// retellings raise an alarm (TestAlarms).
const (
	scoreHedgeSame     = 0.85
	scoreHedgeReworded = 0.6
	scorePossibleCross = 0.6
	scoreNegationNear  = 0.75
	scoreLikelyCross   = 0.55
	scoreLikelyAdded   = 0.5
)

// scoreAbroad is how sure it is that a hedge went which has no counterpart in
// another language, by its class, where the article has one for all others. Of
// words of hearsay languages have too many, and of hedges that came as many are
// a translator's: these are not told by the two reports alone.
func scoreAbroad(which int, k text.HedgeKind) float64 {
	switch {
	case which == 1 && k == text.HedgeLikely:
		return scoreLikelyAdded
	case which == 1:
		return 0
	case k == text.HedgePossible:
		return scorePossibleCross
	case k == text.HedgeLikely:
		return scoreLikelyCross
	}
	return 0
}

func (s *side) hedges(negation bool) []text.Hedge {
	var out []text.Hedge
	for _, i := range s.sentences {
		out = append(out, split(s.doc.Sentences[i].Hedges, negation)...)
	}
	return out
}

func split(hedges []text.Hedge, negation bool) []text.Hedge {
	return slices.DeleteFunc(slices.Clone(hedges), func(h text.Hedge) bool { return h.Negation != negation })
}

// hedgeChanges reports that all hedges of a sentence went, or the first came.
// Among the same words every one counts. In other words or another language a
// hedge is too often a manner of speaking (between translations of one text,
// about two sentences in three articles differ by a hedge): there only those
// classes count that are rarely lost or made up in translation. A negation
// counts only in one language and nearly the same words. What other reports
// say of it is not asked, so that two reports compare the same alone.
func (p *pair) hedgeChanges() []stemma.Change {
	if !p.alone {
		return nil
	}
	var out []stemma.Change
	for _, negation := range []bool{false, true} {
		was, is := unmatched(p.sides[0].hedges(negation), p.sides[1].hedges(negation), p.isSameHedge)
		switch {
		case len(was) > 0 && len(is) == 0:
			out = append(out, p.hedgeGone(0, was, negation)...)
		case len(is) > 0 && len(was) == 0:
			out = append(out, p.hedgeGone(1, is, negation)...)
		}
	}
	if !slices.ContainsFunc(out, func(c stemma.Change) bool { return c.Score >= Threshold }) {
		out = append(out, p.hearsayChanges()...)
	}
	return out
}

// isSameHedge says that two hedges account for each other: in another language
// any two, within one the same word, or any two where much else differs too.
func (p *pair) isSameHedge(x, y text.Hedge) bool {
	return !p.same || p.share < closeShare || strings.EqualFold(p.shown(0, x.Span), p.shown(1, y.Span))
}

// hedgeGone reports the hedges of one side that the other has none of.
func (p *pair) hedgeGone(which int, list []text.Hedge, negation bool) []stemma.Change {
	score, h := 0.0, list[0]
	for _, o := range list {
		if s := p.hedgeScore(which, o, negation); s > score {
			score, h = s, o
		}
	}
	spans := [2]stemma.Span{}
	spans[which] = h.Span
	ch := p.change(stemma.ChangeHedge, spans[0], spans[1], score)
	ch.Detail = hedgeDetail(negation, which == 0)
	if which == 0 {
		ch.BeforeValue = string(h.Kind)
	} else {
		ch.AfterValue = string(h.Kind)
	}
	return []stemma.Change{ch}
}

// hedgeScore is how sure it is that a hedge went or came.
func (p *pair) hedgeScore(which int, h text.Hedge, negation bool) float64 {
	other := 1 - which
	switch {
	case p.isCueOfGone(which, h.Span):
		return 0 // told as a change of the source
	case p.inserted(which, h.Span):
		return scoreHedgeSame
	case negation && p.isNear(which, h.Span):
		return scoreNegationNear
	case negation, p.isCue(which, h.Span) && (!p.same || len(p.attributed(other)) > 0):
		return 0 // "claims", of which the other has a plainer word or no source
	case p.same && which == 0 && !p.leftOut(which, h.Span) && !p.isRemark(which, h.Span):
		return scoreHedgeReworded
	case p.same || p.isDenied(which, h.Span), !text.HasLexicon(p.sides[other].doc.Article.Lang):
		return 0
	}
	return hundredths(scoreAbroad(which, h.Kind) * p.c.habitOf(p.e, sortHedge).kept(which))
}

// isCueOfGone says that what stands at a span cites a source that is reported
// to have gone or come: one cause is one change.
func (p *pair) isCueOfGone(which int, at stemma.Span) bool {
	if !p.isCue(which, at) {
		return false
	}
	return slices.ContainsFunc(p.attributionChanges(), func(c stemma.Change) bool { return c.Score >= Threshold })
}

// leftOut says that what stands at a span of one side is within a longer
// stretch that the other side has nothing in place of: a clause was left out.
func (p *pair) leftOut(which int, s stemma.Span) bool {
	const ownGap, otherGap = 5, 2
	return p.gap(which, which, s) >= ownGap && p.gap(which, 1-which, s) <= otherGap
}

// isRemark says that what stands at a span of a side is part of a remark between
// commas of which the other side has nothing: its hedge is none of the statement.
func (p *pair) isRemark(which int, s stemma.Span) bool {
	const commas = ",،、，;؛；"
	t, words := p.sides[which].doc.Article.Text, p.sides[which].words
	if s.Start < 0 || s.Start > s.End || s.End > len(t) || len(words) == 0 {
		return false
	}
	from, to := words[0].Start, words[len(words)-1].End
	if from > s.Start || to < s.End {
		return false
	}
	before, behind := strings.LastIndexAny(t[from:s.Start], commas), strings.IndexAny(t[s.End:to], commas)
	if before < 0 || behind < 0 {
		return false
	}
	remark := stemma.Span{Start: from + before, End: s.End + behind}
	return !slices.ContainsFunc(p.common[which], func(k int16) bool { return words[k].Overlap(remark) > 0 && telling(words[k].Form) })
}

// isNear says that a negation stands where little else differs: the other side
// has about as many words in its place ("did not leave", "left").
func (p *pair) isNear(which int, s stemma.Span) bool {
	const more = 2
	return p.same && p.share >= closeShare && p.gap(which, which, s) <= p.gap(which, 1-which, s)+more
}

// gap counts, on a side of, the words between the two nearest words in common
// around what stands at a span of a side.
func (p *pair) gap(which, of int, s stemma.Span) int {
	i := at(p.sides[which].words, s)
	if i < 0 || !p.same {
		return maxWords
	}
	c, common := int(p.place[which][i]), p.common[of]
	from, to := -1, len(p.sides[of].words)
	if c > 0 {
		from = int(common[c-1])
	}
	if c < len(common) {
		to = int(common[c])
	}
	return to - from - 1
}

// isDenied says that a negation stands beside what stands at a span: "could
// not" says that something was not possible, and weakens nothing.
func (p *pair) isDenied(which int, at stemma.Span) bool {
	const gap = 2 // bytes: a space, or none
	return slices.ContainsFunc(p.sides[which].hedges(true), func(h text.Hedge) bool {
		return h.Overlap(at) > 0 || h.Start >= at.End && h.Start-at.End <= gap || at.Start >= h.End && at.Start-h.End <= gap
	})
}

// isCue says that what stands at a span is how one side cites a source.
func (p *pair) isCue(which int, at stemma.Span) bool {
	return slices.ContainsFunc(p.attributed(which), func(a *stemma.Attribution) bool { return a.Cue.Overlap(at) > 0 })
}

func hedgeDetail(negation, dropped bool) string {
	what, how := "hedge", "added"
	if negation {
		what = "negation"
	}
	if dropped {
		how = "dropped"
	}
	return what + " " + how
}
