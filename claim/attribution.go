package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of changes of a source, as measured on made-up retellings.
const (
	scoreSourceSame  = 0.8
	scoreSourceCross = 0.7
	// A source that came is more often one that was not recognised before.
	scoreAddedCross     = 0.6
	sourceKeptSame      = 0.7 // the least that habit takes away within a language
	scoreReplacedSame   = 0.8
	scoreReplacedCross  = 0.6
	scoreCertaintySame  = 0.75
	scoreCertaintyCross = 0.6
)

// attributions are those of a story by the sentences that they are about.
type attributions struct {
	of      map[node][]*stemma.Attribution
	sources map[string]*stemma.Source
	// found counts the attributions of each document: in one without any,
	// they are not to be recognised.
	found []int
}

func newAttributions(c *collation, s *Story) *attributions {
	t := &attributions{of: map[node][]*stemma.Attribution{}, sources: map[string]*stemma.Source{}, found: make([]int, len(s.Docs))}
	for i := range s.Sources {
		t.sources[s.Sources[i].ID] = &s.Sources[i]
	}
	for i := range s.Attributions {
		a := &s.Attributions[i]
		d, ok := c.index[a.Article]
		if !ok || a.Kind == stemma.AttributionWhole {
			continue
		}
		t.found[d]++
		for _, k := range about(c.docs[d], a) {
			t.of[node{d, k}] = append(t.of[node{d, k}], a)
		}
	}
	return t
}

// about returns the sentences that an attribution is about: its own, and those
// that its content reaches into.
func about(d *text.Document, a *stemma.Attribution) []int {
	var out []int
	for k := max(0, a.Sentence-maxRun); k < min(len(d.Sentences), a.Sentence+maxRun+1); k++ {
		if k == a.Sentence || a.Content.Overlap(d.Sentences[k].Span) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// told returns the attributions of a side.
func (p *pair) attributed(which int) []*stemma.Attribution {
	s := &p.sides[which]
	var out []*stemma.Attribution
	for _, i := range s.sentences {
		for _, a := range p.c.told.of[node{s.at, i}] {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

// attributionChanges reports a source that was dropped, added or replaced, and
// another certainty of what one source says.
func (p *pair) attributionChanges() []stemma.Change {
	if !p.alone {
		return nil
	}
	was, is := p.attributed(0), p.attributed(1)
	switch {
	case len(was) > 0 && len(is) == 0:
		return p.sourceGone(0, was, "dropped")
	case len(is) > 0 && len(was) == 0:
		return p.sourceGone(1, is, "added")
	case len(was) == 1 && len(is) == 1:
		return p.otherSource(was[0], is[0])
	}
	return nil
}

// sourceGone reports that one side has a source for what the other says by
// itself. The other must not hint at any source: no hedge of hearsay, no
// quotation, and none of its neighbours has one who may go on speaking.
func (p *pair) sourceGone(which int, list []*stemma.Attribution, how string) []stemma.Change {
	a := list[0]
	at := a.Source.Span
	if at.Len() == 0 && a.Source.Source != "" {
		at = a.Cue.Span // the subject is left out
	}
	if at.Len() == 0 || p.hintsAtSource(1-which) || p.carried(1-which, a) || p.namesSource(which, a) {
		return nil
	}
	score := p.sourceScore(which, a)
	spans := [2]stemma.Span{}
	spans[which] = at
	ch := p.change(stemma.ChangeAttribution, spans[0], spans[1], score)
	ch.Detail = how
	ch.BeforeValue, ch.AfterValue = p.c.told.name(a, which == 0), p.c.told.name(a, which == 1)
	return []stemma.Change{ch}
}

// sourceScore is how sure it is that one side names no source.
func (p *pair) sourceScore(which int, a *stemma.Attribution) float64 {
	kept := p.c.habitOf(p.e, sortSource).kept(which)
	switch {
	case p.same:
		return hundredths(scoreSourceSame * max(kept, sourceKeptSame))
	case p.c.told.found[p.sides[1-which].at] == 0 && p.c.told.found[p.sides[which].at] > 1:
		return 0 // they are not recognised in this language
	}
	score := scoreSourceCross
	if which == 1 {
		score = scoreAddedCross
	}
	return hundredths(score * kept * p.shorter(which, a))
}

// shorter tells from the lengths whether the side without a source lacks the
// words that name it: a factor from 0.5 to 1.25.
func (p *pair) shorter(which int, a *stemma.Attribution) float64 {
	own, other := float64(p.sides[which].letters()), float64(p.sides[1-which].letters())
	words := float64(a.Source.Len() + a.Cue.Len())
	bytes := 0.0
	for _, i := range p.sides[which].sentences {
		bytes += float64(p.sides[which].doc.Sentences[i].Len())
	}
	if own == 0 || bytes == 0 {
		return 1
	}
	share := min(0.6, words/bytes)
	usual := p.c.usualRatio(p.e)
	if which == 1 {
		usual = 1 / usual
	}
	// 1 where the other side is as long as one without those words would be,
	// 0 where it is as long as one with them.
	lack := (1 - other/(own*usual)) / max(share, 0.05)
	return min(1.25, max(0.5, 0.7+0.5*lack))
}

// usualRatio is how much longer the child's sentences are than the parent's,
// over all that both say.
func (c *collation) usualRatio(e edge) float64 {
	key := [2]int{e.parent, e.child}
	if r, ok := c.ratios[key]; ok {
		return r
	}
	x, y := 1.0, 1.0
	for _, held := range c.said {
		if len(held[e.parent]) == 1 && len(held[e.child]) == 1 {
			x += float64(letters(c.docs[e.parent].Sentences[held[e.parent][0]].Text))
			y += float64(letters(c.docs[e.child].Sentences[held[e.child][0]].Text))
		}
	}
	c.ratios[key] = y / x
	return y / x
}

// name returns the name of an attribution's source.
func (t *attributions) name(a *stemma.Attribution, wanted bool) string {
	if s := t.sources[a.Source.Source]; s != nil && wanted {
		return s.Name
	}
	return ""
}

// hintsAtSource says that a side says or shows in another way that someone
// else is speaking.
func (p *pair) hintsAtSource(which int) bool {
	s := &p.sides[which]
	for _, i := range s.sentences {
		if slices.ContainsFunc(s.doc.Sentences[i].Hedges, func(h text.Hedge) bool { return h.Kind == text.HedgeRumour }) {
			return true
		}
		if hasQuote(s.doc.Sentences[i].Text) {
			return true
		}
	}
	return false
}

// namesSource says that the side without an attribution names the source all
// the same.
func (p *pair) namesSource(which int, a *stemma.Attribution) bool {
	other := p.namesOf(1 - which)
	return slices.ContainsFunc(p.namesIn(which, a.Source.Span), func(n text.Name) bool {
		return slices.ContainsFunc(other, func(o text.Name) bool {
			return sameName(n.Key, o.Key) || text.NameSimilarity(n.Key, o.Key) >= 0.6
		})
	})
}

func hasQuote(s string) bool {
	for _, r := range s {
		switch r {
		case '"', '“', '”', '„', '«', '»', '「', '」', '『', '』':
			return true
		}
	}
	return false
}

// carried says that a sentence beside a side has the source, or one that is
// not named: it may go on speaking.
func (p *pair) carried(which int, a *stemma.Attribution) bool {
	s := &p.sides[which]
	first, last := s.sentences[0], s.sentences[len(s.sentences)-1]
	for _, i := range []int{first - 1, last + 1} {
		for _, o := range p.c.told.of[node{s.at, i}] {
			if o.Source.Source == "" || o.Source.Source == a.Source.Source {
				return true
			}
		}
	}
	return false
}

// otherSource compares the one attribution of either side.
func (p *pair) otherSource(x, y *stemma.Attribution) []stemma.Change {
	if x.Source.Source == y.Source.Source && x.Source.Source != "" {
		return p.otherCertainty(x, y)
	}
	a, b := p.c.told.sources[x.Source.Source], p.c.told.sources[y.Source.Source]
	if a == nil || b == nil || !p.differ(x, y) || p.mentions(1, a) || p.mentions(0, b) {
		return nil
	}
	score := scoreReplacedCross
	if p.same {
		score = scoreReplacedSame
	}
	ch := p.change(stemma.ChangeAttribution, x.Source.Span, y.Source.Span, score)
	ch.Detail, ch.BeforeValue, ch.AfterValue = "changed", a.Name, b.Name
	return []stemma.Change{ch}
}

// differ says that the sources of two attributions are surely two: of one kind
// at least, and no name of the one is like one of the other.
func (p *pair) differ(x, y *stemma.Attribution) bool {
	a, b := p.c.told.sources[x.Source.Source], p.c.told.sources[y.Source.Source]
	if a.Kind == stemma.SourceUnnamed || b.Kind == stemma.SourceUnnamed {
		return a.Kind != b.Kind
	}
	if a.Kind == stemma.SourcePerson && b.Kind == stemma.SourcePerson {
		return false // that is a change of name
	}
	left, right := p.namesIn(0, x.Source.Span), p.namesIn(1, y.Source.Span)
	if len(left) == 0 || len(right) == 0 {
		return p.same && !p.wordsInCommon(x.Source.Span, y.Source.Span)
	}
	for _, n := range left {
		if slices.ContainsFunc(right, func(o text.Name) bool {
			return sameName(n.Key, o.Key) || text.NameSimilarity(n.Key, o.Key) >= unlikeName
		}) {
			return false
		}
	}
	return true
}

func (p *pair) namesIn(which int, at stemma.Span) []text.Name {
	return slices.DeleteFunc(p.namesOf(which), func(n text.Name) bool { return n.Overlap(at) == 0 })
}

// wordsInCommon says that what stands at two spans has a word in common.
func (p *pair) wordsInCommon(x, y stemma.Span) bool {
	for _, v := range p.sides[0].words {
		if v.Overlap(x) > 0 && slices.ContainsFunc(p.sides[1].words, func(w text.Word) bool { return w.Overlap(y) > 0 && w.Form == v.Form }) {
			return true
		}
	}
	return false
}

// mentions says that the article of one side cites a source near that side.
func (p *pair) mentions(which int, s *stemma.Source) bool {
	side := &p.sides[which]
	for i := side.sentences[0] - 1; i <= side.sentences[len(side.sentences)-1]+1; i++ {
		for _, o := range p.c.told.of[node{side.at, i}] {
			if o.Source.Source == s.ID {
				return true
			}
		}
	}
	return false
}

// otherCertainty reports that what a source is said to claim or to doubt is
// what it is said to confirm or to say, or the other way round.
func (p *pair) otherCertainty(x, y *stemma.Attribution) []stemma.Change {
	rank := map[stemma.Certainty]int{stemma.CertaintyAsserted: 3, stemma.CertaintyReported: 2, stemma.CertaintyClaimed: 1, stemma.CertaintyDoubted: -1}
	apart := rank[x.Certainty] - rank[y.Certainty]
	score := scoreCertaintyCross
	if p.same {
		score = scoreCertaintySame
	}
	if max(apart, -apart) < 2 {
		return nil
	}
	ch := p.change(stemma.ChangeHedge, x.Cue.Span, y.Cue.Span, score)
	ch.Detail, ch.BeforeValue, ch.AfterValue = "certainty", string(x.Certainty), string(y.Certainty)
	return []stemma.Change{ch}
}
