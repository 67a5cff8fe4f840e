package attribution

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// Hearsay: a sentence says by its grammar, or by a word, that it only repeats
// what someone says: German "Die Brücke sei gesperrt", French "le pont aurait
// été fermé", Turkish "kapatılmış", 据悉, reportedly.
//
// What it is known by stands in three sections of the language files. A word of
// [hearsay] is a cue beside what is said. A form of [hearsay verb] is part of it,
// and may be free indirect speech: then the source is who spoke last in the
// paragraph. Otherwise the attribution has no source. Nothing is hearsay that
// another rule has attributed already, and no verb form is where a word of
// [hearsay not] stands in the sentence ("if", which makes the conditional one of
// condition), or behind a verb of speech, whose content it is.

// hearsayRules is what a language file knows of hearsay.
type hearsayRules struct {
	words, verbs, not patternList
}

// patternList finds its patterns by their first words.
type patternList struct {
	all     []pattern
	byFirst map[string][]int
	starred []int // those whose first word has a star
}

func (l *patternList) add(p pattern) {
	i := len(l.all)
	l.all = append(l.all, p)
	if l.byFirst == nil {
		l.byFirst = map[string][]int{}
	}
	firsts := p.elements[p.first].alts
	if len(firsts) == 0 {
		firsts = p.elements[p.first : p.first+1]
	}
	if slices.ContainsFunc(firsts, func(e element) bool { return e.kind == starElement }) {
		l.starred = append(l.starred, i)
		return
	}
	for _, e := range firsts {
		l.byFirst[e.form] = append(l.byFirst[e.form], i)
	}
}

// find returns where the first pattern that begins at toks[i] ends its cue: the
// longest, where there are several.
func (l *patternList) find(toks []token, i int, proclitics []string) (end int) {
	try := func(list []int) {
		for _, k := range list {
			if to, ok := l.all[k].match(toks, i, proclitics); ok {
				end = max(end, to)
			}
		}
	}
	try(l.starred)
	try(l.byFirst[toks[i].form])
	for _, p := range proclitics {
		if rest, ok := strings.CutPrefix(toks[i].form, p); ok && rest != "" {
			try(l.byFirst[rest])
		}
	}
	return end
}

// hearsay reads a line of the sections [hearsay], [hearsay verb], [hearsay not].
func (p *languageParser) hearsay(line string) error {
	lists := map[string]*patternList{
		"hearsay": &p.lang.hearsay.words, "hearsay verb": &p.lang.hearsay.verbs, "hearsay not": &p.lang.hearsay.not,
	}
	list := lists[p.section]
	switch {
	case list == nil:
		return fmt.Errorf("unknown section %q", p.section)
	case p.lang.tag == "":
		return errors.New("a section before the language line")
	}
	for s := range strings.SplitSeq(line, ",") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		patterns, err := parsePatterns(s, p.lang.apostrophe)
		if err != nil {
			return fmt.Errorf("%q: %w", s, err)
		}
		for _, x := range patterns {
			list.add(x)
		}
	}
	return nil
}

// hearsay finds the attributions by hearsay among the sentences that hold none
// of those found already.
func (r *reading) hearsay(found []mention) []mention {
	rules := &r.lang.hearsay
	if len(rules.words.all)+len(rules.verbs.all) == 0 {
		return nil
	}
	var out []mention
	taken, turns := coverage(found), newTurns(found)
	r.sentences(func(lo, hi int) {
		at := stemma.Span{Start: r.units[lo].Start, End: r.units[hi-1].End}
		if !turns.upTo(at.End) && !taken.holds(at) {
			if m, ok := r.hearsayIn(lo, hi, found, turns.speaker); ok {
				out = append(out, m)
			}
		}
		if hi < len(r.units) && r.units[hi].para {
			turns.speaker = -1
		}
	})
	return out
}

// turns walks over mentions in the order of the text and knows who spoke last:
// not one who only was told, or who is credited with the whole.
type turns struct {
	found   []mention
	order   []int
	told    []bool
	speaker int // index of the last mention, or -1
}

func newTurns(found []mention) *turns {
	t := &turns{found: found, told: make([]bool, len(found)), speaker: -1}
	for i := range found {
		t.order = append(t.order, i)
		if via := found[i].via; via >= 0 {
			t.told[via] = true
		}
	}
	slices.SortStableFunc(t.order, func(a, b int) int { return cmp.Compare(found[a].anchor(), found[b].anchor()) })
	return t
}

// upTo goes on to a place in the text and reports whether mentions stood before it.
func (t *turns) upTo(end int) bool {
	passed := false
	for len(t.order) > 0 && t.found[t.order[0]].anchor() < end {
		k := t.order[0]
		t.order, passed = t.order[1:], true
		if m := &t.found[k]; m.kind != stemma.AttributionWhole && (m.sourceAt.Len() > 0 || m.who.pronoun) && !t.told[k] {
			t.speaker = k
		}
	}
	return passed
}

// cover holds the spans of a text that attributions take up: apart from each
// other, and in order.
type cover struct{ spans []stemma.Span }

func coverage(found []mention) *cover {
	var all []stemma.Span
	for i := range found {
		all = append(append(all, found[i].content...), found[i].cue, found[i].sourceAt)
	}
	return newCover(all)
}

// sourceCover holds the sources of attributions.
func sourceCover(found []mention) *cover {
	all := make([]stemma.Span, len(found))
	for i := range found {
		all[i] = found[i].sourceAt
	}
	return newCover(all)
}

func newCover(all []stemma.Span) *cover {
	slices.SortFunc(all, func(a, b stemma.Span) int { return cmp.Compare(a.Start, b.Start) })
	c := &cover{}
	for _, s := range all {
		switch n := len(c.spans); {
		case s.Len() == 0:
		case n > 0 && s.Start <= c.spans[n-1].End:
			c.spans[n-1].End = max(c.spans[n-1].End, s.End)
		default:
			c.spans = append(c.spans, s)
		}
	}
	return c
}

// holds reports whether a span overlaps one of the cover. Spans are asked for in
// the order of the text.
func (c *cover) holds(at stemma.Span) bool {
	for len(c.spans) > 0 && c.spans[0].End <= at.Start {
		c.spans = c.spans[1:]
	}
	return len(c.spans) > 0 && c.spans[0].Start < at.End
}

// hearsayIn reads a sentence that no other rule has attributed.
func (r *reading) hearsayIn(lo, hi int, found []mention, speaker int) (mention, bool) {
	rules, toks := &r.lang.hearsay, r.tokensOf(lo, hi)
	proclitics := r.lang.words.proclitics
	barred := rules.not.anywhere(toks, proclitics)
	for i := range toks {
		if end := rules.words.find(toks, i, proclitics); end > i {
			cue := stemma.Span{Start: toks[i].Start, End: toks[r.withoutThat(toks, i, end)-1].End}
			return r.rumour(lo, hi, cue), true
		}
		if barred {
			continue
		}
		end := rules.verbs.find(toks, i, proclitics)
		if end == i || end == 0 || r.isGoverned(lo, hi, toks[i].Start) {
			continue
		}
		m := r.rumour(lo, hi, stemma.Span{Start: toks[i].Start, End: toks[end-1].End})
		m.content = []stemma.Span{r.clauseAround(lo, hi, m.cue)}
		if speaker >= 0 && r.goesOnSpeaking(&found[speaker]) {
			m.source, m.sourceAt, m.who = found[speaker].source, found[speaker].sourceAt, found[speaker].who
			m.who.back = true
		}
		return m, true
	}
	return mention{}, false
}

// goesOnSpeaking reports whether free indirect speech may be that of who spoke
// last: who denied something has not told what follows, unless the form is one of
// indirect speech rather than of rumour, as in languages whose verb is second.
func (r *reading) goesOnSpeaking(m *mention) bool {
	return r.lang.verbSecond || m.certainty != stemma.CertaintyDoubted
}

// anywhere reports whether one of the patterns stands among the tokens.
func (l *patternList) anywhere(toks []token, proclitics []string) bool {
	if len(l.all) == 0 {
		return false
	}
	for i := range toks {
		if l.find(toks, i, proclitics) > i {
			return true
		}
	}
	return false
}

// withoutThat takes the word that opens what is said off the end of a cue:
// "it is said | that".
func (r *reading) withoutThat(toks []token, from, end int) int {
	for k := from + 1; k < end; k++ {
		if e, to := r.lang.words.find(toks[:end], k); to == end && e.class&thatClass != 0 {
			return k
		}
	}
	return end
}

// isGoverned reports whether a verb of speech stands before a place, or follows
// it as "…, said X" does: then the place is in what is said, whoever says it.
func (r *reading) isGoverned(lo, hi, at int) bool {
	for k := lo; k < hi; k++ {
		u := &r.units[k]
		if u.is(verbClass) && !r.isNoun(lo, k) && (u.End <= at || u.Start > at && r.units[k-1].isMark(",")) {
			return true
		}
	}
	return false
}

// rumour makes an attribution to no one of what stands around a cue.
func (r *reading) rumour(lo, hi int, cue stemma.Span) mention {
	m := mention{cue: cue, kind: stemma.AttributionIndirect, certainty: stemma.CertaintyClaimed, via: -1}
	for k := lo; k < hi; k++ {
		if r.units[k].Start <= cue.Start {
			m.at = k
		}
	}
	clause := r.clauseAround(lo, hi, cue)
	for _, part := range []stemma.Span{{Start: clause.Start, End: cue.Start}, {Start: cue.End, End: clause.End}} {
		if part = r.bare(part); part.Len() > 0 {
			m.content = append(m.content, part)
		}
	}
	return m
}

// bare is a span without spaces and punctuation at its ends.
func (r *reading) bare(at stemma.Span) stemma.Span {
	if at.Start >= at.End {
		return stemma.Span{}
	}
	isEdge := func(c rune) bool { return c == ' ' || c == '\u00a0' || c == '\n' || foldPunct(c) != "" }
	s := r.text[at.Start:at.End]
	at.Start += len(s) - len(strings.TrimLeftFunc(s, isEdge))
	s = r.text[at.Start:at.End]
	at.End -= len(s) - len(strings.TrimRightFunc(s, isEdge))
	return at
}

// clauseAround is the part of a sentence in which a cue stands: all of it, but
// for a semicolon and for a relative clause behind a comma.
func (r *reading) clauseAround(lo, hi int, cue stemma.Span) stemma.Span {
	from, to, relative := lo, hi, false
	for k := lo; k < hi && r.units[k].Start < cue.Start; k++ {
		switch {
		case r.units[k].isMark(";"):
			from, relative = k+1, false
		case r.units[k].isMark(","):
			if relative {
				from = lo
			}
			if relative = k+1 < hi && r.units[k+1].is(relativeClass) && !r.units[k+1].is(definiteClass|thatClass); relative {
				from = k + 1
			}
		}
	}
	for k := hi - 1; k >= lo && r.units[k].Start >= cue.End; k-- {
		if r.units[k].isMark(";") || relative && r.units[k].isMark(",") {
			to = k
		}
	}
	return r.span(from, to)
}

// tokensOf returns the tokens of the units [lo, hi): phrases of the lexicon are
// taken apart again.
func (r *reading) tokensOf(lo, hi int) []token {
	out := make([]token, 0, hi-lo)
	for k := lo; k < hi; k++ {
		u := &r.units[k]
		if u.kind >= quoteToken || u.End-u.Start == len(u.form) {
			out = append(out, u.token)
			continue
		}
		t := &tokeniser{text: r.text, how: r.lang.apostrophe, pos: u.Start}
		for t.pos < u.End {
			t.next(u.End, u.named)
		}
		out = append(out, t.toks...)
	}
	return out
}
