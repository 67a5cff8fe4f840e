package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of changes of hedges, as measured on made-up retellings.
const (
	scoreHedgeSame     = 0.85
	scoreHedgeThird    = 0.7
	scoreHedgeReworded = 0.6
)

// scoreOf is how sure the loss of a hedge that has no counterpart in another
// language is, by its class, where the article has one for all others. Between
// translations in which no hedge was changed, some 45 of 1000 sentences seem
// to have lost or gained one: so it is even odds at best.
func scoreOf(k text.HedgeKind) float64 {
	switch k {
	case text.HedgeRumour:
		return 0.55
	case text.HedgeLikely, text.HedgePossible:
		return 0.5
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
// classes count that are rarely lost or made up in translation, and else a
// loss of what most other reports keep. A negation counts only among the same
// words.
func (p *pair) hedgeChanges() []stemma.Change {
	if !p.alone {
		return nil
	}
	var out []stemma.Change
	for _, negation := range []bool{false, true} {
		was, is := p.sides[0].hedges(negation), p.sides[1].hedges(negation)
		switch {
		case len(was) > 0 && len(is) == 0:
			out = append(out, p.hedgeGone(0, was, negation)...)
		case len(is) > 0 && len(was) == 0:
			out = append(out, p.hedgeGone(1, is, negation)...)
		}
	}
	return out
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
	switch {
	case p.inserted(which, h.Span):
		return scoreHedgeSame
	case negation:
		return 0
	case which == 0 && !p.same && p.hedgedBeside():
		return scoreHedgeThird
	case p.isCue(which, h.Span) && len(p.attributed(1-which)) > 0:
		return 0 // "claims", of which the other has a plainer word
	case p.same:
		return scoreHedgeReworded
	}
	return hundredths(scoreOf(h.Kind) * p.c.habitOf(p.e, sortHedge).kept(which))
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

// hedgedBeside says that most of the further articles hedge the claim too, one
// of them at least in another language than the parent.
func (p *pair) hedgedBeside() bool {
	all, hedged, abroad := 0, 0, 0
	for _, d := range p.witnesses {
		if d == p.e.parent || d == p.e.child {
			continue
		}
		doc := p.c.docs[d]
		all++
		if slices.ContainsFunc(p.held[d], func(s int) bool { return len(split(doc.Sentences[s].Hedges, false)) > 0 }) {
			hedged++
			if !sameLanguage(doc.Article.Lang, p.sides[0].doc.Article.Lang) {
				abroad++
			}
		}
	}
	return abroad > 0 && 2*hedged >= all
}
