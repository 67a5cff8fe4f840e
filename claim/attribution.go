package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// The scores of changes of a source, set by hand: see the package comment.
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
	// lengths are the letters of what the articles of an edge both say.
	lengths map[[2]int][2]float64
}

func newAttributions(c *collation, s *Story) *attributions {
	t := &attributions{of: map[node][]*stemma.Attribution{}, sources: map[string]*stemma.Source{}, found: make([]int, len(s.Docs)), lengths: map[[2]int][2]float64{}}
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
	was, is := unmatched(p.attributed(0), p.attributed(1), func(x, y *stemma.Attribution) bool {
		return x.Source.Source == y.Source.Source && x.Source.Source != "" && x.Certainty == y.Certainty
	})
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
	if at.Len() == 0 || p.hintsAtSource(1-which) || p.carried(1-which, a) || p.namesSource(which, a) || p.repeats(which, at) || p.namesTerm(which, at) {
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

const (
	// leastShorter is what shorter must say for a source to be missing in
	// another language, leastAdded for one to have come: a cue may be one that
	// is not recognised there.
	leastShorter, leastAdded = 0.95, 1.1
	// surelyShorter is what it says where the words are surely gone. Then habit
	// says little: reports that leave out one source leave out the next.
	surelyShorter, surelyKept = 0.95, 0.8
	// pronounLetters is the length from which an unnamed source is surely more
	// than "he" or "they", which the other language may leave out.
	pronounLetters = 4
)

// sourceScore is how sure it is that one side names no source.
func (p *pair) sourceScore(which int, a *stemma.Attribution) float64 {
	kept := p.c.habitOf(p.e, sortSource).kept(which)
	if p.same {
		return hundredths(scoreSourceSame * max(kept, sourceKeptSame))
	}
	score, least := scoreSourceCross, leastShorter
	if which == 1 {
		score, least = scoreAddedCross, leastAdded
	}
	unnamed := a.Source.Source == ""
	shorter := p.shorter(which, a)
	if shorter < least || unnamed && (which == 1 || letters(p.shown(which, a.Source.Span)) < pronounLetters) {
		return 0
	}
	if shorter >= surelyShorter {
		kept = max(kept, surelyKept)
	}
	return hundredths(score * kept * shorter)
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
	usual := p.usualRatio()
	if which == 1 {
		usual = 1 / usual
	}
	// 1 where the other side is as long as one without those words would be,
	// 0 where it is as long as one with them.
	lack := (1 - other/(own*usual)) / max(share, 0.05)
	return min(1.25, max(0.5, 0.7+0.5*lack))
}

// usualRatio is how much longer the child's sentences are than the parent's,
// over all that both say but this pair, and near 1 where little is left:
// letters counts so that languages are about as long.
func (p *pair) usualRatio() float64 {
	const prior = 60
	l := p.c.lengthsOf(p.e)
	return (prior + max(0, l[1]-float64(p.sides[1].letters()))) / (prior + max(0, l[0]-float64(p.sides[0].letters())))
}

// lengthsOf adds up the letters of what the two articles of an edge say with
// one sentence each, at the first call.
func (c *collation) lengthsOf(e edge) [2]float64 {
	key := [2]int{e.parent, e.child}
	if l, ok := c.told.lengths[key]; ok {
		return l
	}
	var l [2]float64
	for _, cl := range c.inBoth(e) {
		held := c.said[cl]
		if len(held[e.parent]) == 1 && len(held[e.child]) == 1 {
			l[0] += float64(letters(c.docs[e.parent].Sentences[held[e.parent][0]].Text))
			l[1] += float64(letters(c.docs[e.child].Sentences[held[e.child][0]].Text))
		}
	}
	c.told.lengths[key] = l
	return l
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
		return p.isHeard(1-which, &n) || slices.ContainsFunc(other, func(o text.Name) bool {
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

// repeats says that most words at a span of one side, by their letters, are in
// the other side too, of the same language: what it said there it does here,
// or the reverse.
func (p *pair) repeats(which int, at stemma.Span) bool {
	all, held := 0, 0
	for _, w := range p.sides[which].words {
		if w.Overlap(at) == 0 {
			continue
		}
		n := letters(w.Form)
		all += n
		if slices.ContainsFunc(p.sides[1-which].words, func(o text.Word) bool { return o.Form == w.Form }) {
			held += n
		}
	}
	return p.same && 2*held > all
}

// namesTerm says that a word for a thing at a span of one side has a counterpart in
// the other side: "the regime", in any language.
func (p *pair) namesTerm(which int, at stemma.Span) bool {
	other := p.sides[1-which].terms()
	return slices.ContainsFunc(p.sides[which].terms(), func(t text.Term) bool {
		return t.Overlap(at) > 0 && slices.ContainsFunc(other, func(o text.Term) bool { return o.Referent == t.Referent })
	})
}

// carried says that a sentence beside a side has the source, or one that is
// not named: it may go on speaking. One that the other article has in that
// sentence too says nothing.
func (p *pair) carried(which int, a *stemma.Attribution) bool {
	s := &p.sides[which]
	first, last := s.sentences[0], s.sentences[len(s.sentences)-1]
	for _, i := range []int{first - 1, last + 1} {
		for _, o := range p.c.told.of[node{s.at, i}] {
			same := o.Source.Source == a.Source.Source && a.Source.Source != ""
			if same || o.Source.Source == "" && !p.hasSourceAcross(which, i) {
				return true
			}
		}
	}
	return false
}

// hasSourceAcross says that what the other article has to a sentence of this
// one has a source.
func (p *pair) hasSourceAcross(which, sentence int) bool {
	other := &p.sides[1-which]
	return slices.ContainsFunc(p.c.acrossOf(p.e)[which][sentence], func(i int) bool {
		return !slices.Contains(other.sentences, i) && len(p.c.told.of[node{other.at, i}]) > 0
	})
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
	if !p.same || a.Kind == stemma.SourcePerson && b.Kind == stemma.SourcePerson {
		return false // names of offices are translated, one of a person is a change of name
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
	named := p.wordsIn(1, y)
	return slices.ContainsFunc(p.wordsIn(0, x), func(w text.Word) bool {
		return slices.ContainsFunc(named, func(o text.Word) bool { return o.Form == w.Form })
	})
}

// wordsIn returns the words of a span of one side's article, which need not
// lie in the passage: a source may be named in the sentence before.
func (p *pair) wordsIn(which int, span stemma.Span) []text.Word {
	var out []text.Word
	for _, s := range p.sides[which].doc.Sentences {
		if s.Overlap(span) == 0 {
			continue
		}
		for _, w := range s.Words {
			if w.Overlap(span) > 0 {
				out = append(out, w)
			}
		}
	}
	return out
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
