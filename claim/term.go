package claim

import (
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of another word for the same thing, set by hand: no higher than
// the share that is right in the pairs to work with (eval's TestChangeScores).
const (
	scoreTermSame  = 0.9
	scoreTermCross = 0.85
)

// terms returns the terms of a side. What stands side by side for one thing is
// one term: "Daesh Takfiri" says more than "Daesh".
func (s *side) terms() []text.Term {
	var out []text.Term
	for _, i := range s.sentences {
		for _, t := range s.doc.Sentences[i].Terms {
			if last := len(out) - 1; last >= 0 && s.continues(&out[last], &t) {
				out[last].End, out[last].Key, out[last].Loaded = t.End, out[last].Key+" "+t.Key, out[last].Loaded || t.Loaded
				continue
			}
			out = append(out, t)
		}
	}
	return out
}

// continues says that a term stands right behind another one of the same thing.
func (s *side) continues(t, next *text.Term) bool {
	own := s.doc.Article.Text
	if t.Referent != next.Referent || t.Key == next.Key || t.End > next.Start || next.Start > len(own) {
		return false
	}
	between := own[t.End:next.Start]
	return strings.Trim(between, " -\u00a0\u200c") == ""
}

// termChanges reports another word for the same thing, of which one takes a
// side: each thing once, and only where neither report uses the other's word
// in the passage too.
func (p *pair) termChanges() []stemma.Change {
	left, right := p.sides[0].terms(), p.sides[1].terms()
	uses := func(list []text.Term, t text.Term) bool {
		return slices.ContainsFunc(list, func(o text.Term) bool { return o.Referent == t.Referent && o.Key == t.Key })
	}
	var out []stemma.Change
	done := map[string]bool{}
	for _, x := range left {
		if done[x.Referent] || uses(right, x) {
			continue
		}
		k := slices.IndexFunc(right, func(y text.Term) bool {
			return y.Referent == x.Referent && (x.Loaded || y.Loaded) && !uses(left, y)
		})
		if k < 0 {
			continue
		}
		done[x.Referent] = true
		score := scoreTermCross
		if p.same {
			score = scoreTermSame
		}
		ch := p.change(stemma.ChangeLoadedTerm, x.Span, right[k].Span, score)
		ch.BeforeValue, ch.AfterValue = x.Key, right[k].Key
		out = append(out, ch)
	}
	return out
}

// overlapsAny says that a change is about words that another one is about.
func overlapsAny(c *stemma.Change, others []stemma.Change) bool {
	meet := func(x, y *stemma.Span) bool { return x != nil && y != nil && x.Overlap(*y) > 0 }
	return slices.ContainsFunc(others, func(o stemma.Change) bool {
		return meet(c.BeforeSpan, o.BeforeSpan) || meet(c.AfterSpan, o.AfterSpan)
	})
}
