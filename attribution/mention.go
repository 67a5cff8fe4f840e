package attribution

import (
	"github.com/stemma-news/stemma"
)

// mention is an attribution on its way to be resolved.
type mention struct {
	source    phrase
	sourceAt  stemma.Span
	cue       stemma.Span
	at        int    // the unit of the cue
	to        phrase // whom the source told it
	content   []stemma.Span
	kind      stemma.AttributionKind
	certainty stemma.Certainty
	// via is the mention of the same article whose source cites this one's;
	// none when below zero.
	via int
	// byline marks a credit to whoever wrote the article, who may be its own outlet.
	byline bool
	// leading: among the first sentences, where reports say what they rest on.
	leading bool
	// first: it quotes someone who says "I".
	first bool
	// nobody: its source is that no one said it.
	nobody bool
	who    who
	entity int // index into the registry
}

// anchor is the place of the mention in the text.
func (m *mention) anchor() int {
	if m.cue.Len() > 0 {
		return m.cue.Start
	}
	return m.sourceAt.Start
}

// attribution is the mention in the words of the contract.
func (m *mention) attribution(r *reading, id string) stemma.Attribution {
	a := stemma.Attribution{
		Article:   r.doc.Article.ID,
		Sentence:  r.sentenceOf(m.anchor()),
		Source:    stemma.Role{Span: m.sourceAt, Source: id},
		Cue:       stemma.Role{Span: m.cue},
		Kind:      m.kind,
		Certainty: m.certainty,
	}
	if n := len(m.content); n > 0 {
		a.Content.Span = stemma.Span{Start: m.content[0].Start, End: m.content[n-1].End}
	}
	if len(m.content) > 1 {
		for _, c := range m.content {
			a.Content.Parts = append(a.Content.Parts, [2]int{c.Start, c.End})
		}
	}
	return a
}

// said is what content was found around a cue.
type said struct {
	parts  []stemma.Span
	direct bool
}

// mention makes one of its parts. Without content the sentence does nothing
// but name its source: it credits the whole report.
func (r *reading) mention(p phrase, cue int, s said) mention {
	m := mention{
		source: p, sourceAt: r.sourceSpan(p), cue: r.units[cue].Span, at: cue, content: s.parts,
		kind: stemma.AttributionIndirect, certainty: r.units[cue].certainty, via: -1,
	}
	if m.certainty == "" {
		m.certainty = stemma.CertaintyReported
	}
	switch {
	case len(s.parts) == 0:
		m.kind = stemma.AttributionWhole
	case s.direct:
		m.kind = stemma.AttributionDirect
	}
	return m
}

// negation is what "not" makes of a verb's certainty: who did not confirm or say
// something leaves it in doubt, who did not deny it does not.
func negation(c stemma.Certainty) stemma.Certainty {
	if c == stemma.CertaintyDoubted {
		return stemma.CertaintyReported
	}
	return stemma.CertaintyDoubted
}

// sourceSpan is the text of a source without a case ending glued to it.
func (r *reading) sourceSpan(p phrase) stemma.Span {
	p = r.trim(p)
	if p.empty() {
		return stemma.Span{}
	}
	s := stemma.Span{Start: r.units[p.start].Start, End: r.units[p.end-1].End}
	last := r.text[r.units[p.end-1].Start:s.End]
	s.End -= len(last) - len(r.lang.withoutEnding(last))
	return s
}
