package attribution

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// What stands beside a cue weighs on what it commits the article to: a subject
// that is denied ("no official confirmed"), and a word of hearsay ("allegedly
// said").

// weigh corrects the certainty of a mention by its source and its neighbours.
func (r *reading) weigh(m *mention) {
	if m.source.empty() || r.units[m.at].certainty == "" {
		return
	}
	if r.beginsDenied(m) {
		m.nobody = true
		if !r.isDenied(m) {
			m.certainty = negation(m.certainty)
		}
	}
	if m.certainty != stemma.CertaintyDoubted && r.isRumoured(m) {
		m.certainty = stemma.CertaintyClaimed
		r.withoutRumour(m)
	}
}

// withoutRumour takes the word of hearsay off the end of a source: Мэр | якобы заявил.
func (r *reading) withoutRumour(m *mention) {
	p := r.unitsIn(m.sourceAt)
	for k := p.end - 1; k > p.start; k-- {
		if r.rumourAt(m, k) == m.sourceAt.End {
			m.source, m.sourceAt.End = phrase{m.source.start, k}, r.units[k-1].End
			return
		}
	}
}

// parted takes out of each mention's content the quotation behind it that is
// another's, who says so behind it: X said. “…,” writes Y.
func parted(found []mention) {
	others := map[stemma.Span]int{}
	for i := range found {
		if m := &found[i]; len(m.content) > 0 && m.content[0].End <= m.cue.Start && m.content[0].End <= m.sourceAt.Start {
			others[m.content[0]] = i
		}
	}
	for i := range found {
		m := &found[i]
		for n := len(m.content) - 1; n > 0; n-- {
			other, ok := others[m.content[n]]
			if !ok || found[other].sourceAt == m.sourceAt || m.content[n].Start < m.cue.End {
				break
			}
			m.content = m.content[:n:n]
		}
	}
}

// beginsDenied reports whether a source begins with a word of negation: "not one
// official", "nobody".
func (r *reading) beginsDenied(m *mention) bool {
	p := r.unitsIn(m.sourceAt)
	if p.empty() || !r.units[p.start].is(negateClass) || !r.units[m.at].is(verbClass) {
		return false
	}
	if p.end == p.start+1 {
		return true
	}
	next, _ := utf8.DecodeRuneInString(r.text[r.units[p.start+1].Start:])
	return unicode.IsLetter(next) // "No 10" is a house
}

// isDenied reports whether the verb is denied as well, as some languages require
// ("ни один … не подтвердил"), or where the source was taken for its negation.
func (r *reading) isDenied(m *mention) bool {
	return m.certainty != r.units[m.at].certainty
}

// isRumoured reports whether a word of hearsay stands at a mention's cue: just
// before it, with no more than auxiliaries between, just behind it, or before its
// source.
func (r *reading) isRumoured(m *mention) bool {
	if len(r.lang.hearsay.words.all) == 0 {
		return false
	}
	cue, source := r.unitsIn(m.cue), r.unitsIn(m.sourceAt)
	if cue.empty() {
		return false
	}
	from := cue.start
	for from > 0 && r.units[from-1].isWord() && r.units[from-1].is(skipClass|negateClass|passiveClass|auxiliaryClass) {
		from--
	}
	return r.rumourEnds(m, from) || from < cue.end && r.rumourBegins(m, from, cue.end) || r.rumourBegins(m, cue.end, cue.end+1) ||
		source.end <= cue.start && r.rumourEnds(m, source.start)
}

// rumourEnds reports whether a word of hearsay ends before unit end, with a comma
// at most behind it.
func (r *reading) rumourEnds(m *mention, end int) bool {
	if end > 0 && r.units[end-1].isMark(",") {
		end--
	}
	const longest = 4
	for k := end - 1; k >= max(0, end-longest) && r.units[k].isWord(); k-- {
		if r.rumourAt(m, k) == r.units[end-1].End {
			return true
		}
	}
	return false
}

// rumourBegins reports whether a word of hearsay begins at one of the units.
func (r *reading) rumourBegins(m *mention, from, to int) bool {
	for k := from; k < min(to, len(r.units)); k++ {
		if r.units[k].isWord() && r.rumourAt(m, k) > 0 {
			return true
		}
	}
	return false
}

// rumourAt returns where the word of hearsay ends that begins at unit k, or 0
// where there is none: a verb of speech makes an attribution of its own.
func (r *reading) rumourAt(m *mention, k int) int {
	const longest = 8
	hi := k
	for hi < len(r.units) && hi < k+longest && r.units[hi].kind != breakToken {
		hi++
	}
	toks := r.tokensOf(k, hi)
	end := r.lang.hearsay.words.find(toks, 0, r.lang.words.proclitics)
	if end <= 0 || end > len(toks) {
		return 0
	}
	at := stemma.Span{Start: toks[0].Start, End: toks[end-1].End}
	if slices.ContainsFunc(m.content, func(c stemma.Span) bool { return c.Overlap(at) > 0 }) {
		return 0
	}
	for n := k; n < hi && r.units[n].Start < at.End; n++ {
		if n == m.at || r.units[n].is(verbClass) {
			return 0
		}
	}
	return at.End
}
