package attribution

import (
	"context"
	"slices"
	"sort"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution/tagger"
)

// In English a trained model (package tagger) finds the attributions, the rules
// what it was not trained on: who cites whom, and credits. Where both find the
// same cue the model's spans stand, and the rules' chain.

// withTagged adds what the model finds to the mentions of the rules.
func (r *reading) withTagged(ctx context.Context, rules []mention) []mention {
	if r.tagger == nil {
		return rules
	}
	g := &merger{reading: r, tagged: r.known.find(ctx, r.tagger, r.text, r.doc.Article.Sentences), speaks: map[int]bool{}}
	g.used = make([]bool, len(g.tagged))
	for k := range g.tagged {
		if r.attributes(&g.tagged[k]) {
			g.speaks[r.sentenceOf(g.tagged[k].Cue.Start)] = true
		}
	}
	out := g.mergeRules(rules)
	for k := range g.tagged {
		if a := &g.tagged[k]; !g.used[k] && r.attributes(a) {
			m := mention{via: -1, kind: stemma.AttributionIndirect}
			r.take(&m, a)
			out = append(out, m)
		}
	}
	return out
}

// merger puts what the rules and the model find of an article together.
type merger struct {
	*reading
	tagged []tagger.Attribution // in the order of their cues
	used   []bool
	speaks map[int]bool // sentences in which the model finds something
}

// mergeRules returns the mentions of the rules that stay, with the model's spans
// where it finds the same.
func (g *merger) mergeRules(rules []mention) []mention {
	chained, place := chains(rules), make([]int, len(rules)) // place: of each mention among those that stay
	var out []mention
	for i := range rules {
		place[i] = len(out)
		if g.merge(&rules[i], chained[i]) {
			out = append(out, rules[i])
		}
	}
	for i := range out {
		if out[i].via >= 0 {
			out[i].via = place[out[i].via] // chained mentions stay
		}
	}
	return out
}

// merge reports whether a mention stays, and gives it the model's spans.
func (g *merger) merge(m *mention, chained bool) bool {
	k := g.sameCue(m)
	switch {
	case chained || m.kind == stemma.AttributionWhole: // the rules know better who cites whom
		g.useUp(m.cue)
	case k < 0:
		return !g.speaks[g.sentenceOf(m.cue.Start)]
	default:
		g.used[k] = true
		if g.tagged[k].Cue.Overlap(m.sourceAt) == 0 { // unlike "The [suspect denies]"
			g.take(m, &g.tagged[k])
		}
	}
	return true
}

// chains tells which mentions cite another or are cited by one.
func chains(all []mention) []bool {
	out := make([]bool, len(all))
	for i := range all {
		if via := all[i].via; via >= 0 {
			out[i], out[via] = true, true
		}
	}
	return out
}

// attributes reports that a cue found by the model alone is one: not in
// boilerplate, nor that of an expletive, of a label or of one who is spoken of, nor
// "asked not to be named".
func (r *reading) attributes(a *tagger.Attribution) bool {
	if r.inBoilerplate(a.Cue) || r.isExpletive(a) || r.isSpokenOf(a) || r.isLabel(r.unitsIn(a.Source)) {
		return false
	}
	cue := r.unitsIn(a.Cue)
	for k := cue.start; k < cue.end; k++ {
		if r.units[k].is(anonymityClass) {
			return false
		}
	}
	return true
}

// isExpletive reports the "it" of "it is said", which is no one.
func (r *reading) isExpletive(a *tagger.Attribution) bool {
	p, cue := r.unitsIn(a.Source), r.unitsIn(a.Cue)
	return p.end == p.start+1 && r.units[p.start].is(stopClass) && cue.start < cue.end && r.units[cue.start].is(passiveClass)
}

// isSpokenOf reports the subject of hearsay, of whom something "is said to" be or
// who "reportedly" did it: nobody's word but a hearsay's is in the cue.
func (r *reading) isSpokenOf(a *tagger.Attribution) bool {
	cue := r.unitsIn(a.Cue)
	if a.Source.Len() == 0 || cue.start == cue.end {
		return false
	}
	const more = 3 // tokens of what goes on behind the cue: "was said | to have"
	toks := r.tokensOf(cue.start, min(cue.end+more, len(r.units)))
	for i := range toks {
		end := r.lang.hearsay.words.find(toks, i, r.lang.words.proclitics)
		if toks[i].Start >= a.Cue.End || end <= i {
			continue
		}
		said := false // by a verb beside the hearsay
		for k := cue.start; k < cue.end; k++ {
			u := &r.units[k]
			said = said || u.is(verbClass) && (u.End <= toks[i].Start || u.Start >= toks[end-1].End)
		}
		return !said
	}
	return false
}

// sameCue returns the tagged attribution that has a mention's cue and, where it
// has a source, its source; -1 where there is none.
func (g *merger) sameCue(m *mention) int {
	for k := g.firstCue(m.cue); k < len(g.tagged) && g.tagged[k].Cue.Start < m.cue.End; k++ {
		if a := &g.tagged[k]; !g.used[k] && (a.Source.Len() == 0 || a.Source.Overlap(m.sourceAt) > 0) {
			return k
		}
	}
	return -1
}

// useUp marks the tagged attributions with a cue.
func (g *merger) useUp(cue stemma.Span) {
	for k := g.firstCue(cue); k < len(g.tagged) && g.tagged[k].Cue.Start < cue.End; k++ {
		g.used[k] = true
	}
}

// firstCue returns the first tagged cue that ends behind the beginning of a span.
func (g *merger) firstCue(at stemma.Span) int {
	return sort.Search(len(g.tagged), func(i int) bool { return g.tagged[i].Cue.End > at.Start })
}

// take gives a mention the spans of a tagged attribution.
func (r *reading) take(m *mention, a *tagger.Attribution) {
	if p, at := r.withoutAdverb(a.Source); at.Len() > 0 && (at.Start != m.sourceAt.Start || at.End > m.sourceAt.End) {
		m.source, m.sourceAt = p, at // of two that begin together the longer
	}
	if !r.knowsContent(m) || !within(a.Content, m.content) {
		m.content = a.Content
	}
	m.cue, m.kind = a.Cue, stemma.AttributionIndirect
	if r.isQuotation(m.content[0]) {
		m.kind = stemma.AttributionDirect
	}
	r.readCue(m)
}

// knowsContent reports that the rules know best how far a content reaches: that of
// a quotation, of one in pieces, of a noun ("X's claim that …"), and what stands
// around a frame.
func (r *reading) knowsContent(m *mention) bool {
	return m.kind == stemma.AttributionDirect || len(m.content) > 1 || len(m.content) > 0 && r.units[m.at].is(beforeClass|afterClass|sayingClass)
}

// withoutAdverb takes the adverb that opens a sentence off its source: "Meanwhile, X".
func (r *reading) withoutAdverb(at stemma.Span) (phrase, stemma.Span) {
	p := r.unitsIn(at)
	if p.end-p.start > 2 && r.units[p.start+1].isMark(",") && (r.units[p.start].is(skipClass) || r.lang.isAdverb(r.units[p.start].form)) {
		p.start += 2
		at.Start = r.units[p.start].Start
	}
	return p, at
}

// readCue finds the verb of a mention's cue, and how certain it makes what is said.
func (r *reading) readCue(m *mention) {
	cue := r.unitsIn(m.cue)
	m.at, m.certainty = cue.start, stemma.CertaintyReported
	negated := false
	for k := cue.start; k < cue.end; k++ {
		u := &r.units[k]
		if u.certainty != "" && u.is(verbClass) {
			m.at, m.certainty = k, u.certainty
		}
		negated = negated || u.is(negateClass)
	}
	if negated {
		m.certainty = negation(m.certainty)
	}
}

// unitsIn returns the units that lie in a span.
func (r *reading) unitsIn(at stemma.Span) phrase {
	from := sort.Search(len(r.units), func(i int) bool { return r.units[i].End > at.Start })
	end := from
	for end < len(r.units) && r.units[end].Start < at.End {
		end++
	}
	return phrase{from, end}
}

// isQuotation reports whether a span is a quotation from its first mark on.
func (r *reading) isQuotation(at stemma.Span) bool {
	p := r.unitsIn(at)
	return p.start < len(r.units) && r.units[p.start].kind == quoteToken && r.units[p.start].Start >= at.Start-3 && r.units[p.start].Start <= at.Start
}

func (r *reading) inBoilerplate(at stemma.Span) bool {
	s := r.sentenceOf(at.Start)
	return s < len(r.doc.Sentences) && r.doc.Sentences[s].Boilerplate
}

// within reports whether all spans lie in others.
func within(inner, outer []stemma.Span) bool {
	for _, in := range inner {
		if !slices.ContainsFunc(outer, func(out stemma.Span) bool { return in.Overlap(out) == in.Len() }) {
			return false
		}
	}
	return true
}
