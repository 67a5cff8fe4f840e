package text

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// countedLook is how many words behind a number may be the noun it counts.
const countedLook = 3

// counted finds the noun that the number at tokens [start, end) counts:
//
//   - the word behind the number, or behind a joiner ("of the"), and behind
//     words that only describe it, which their endings show ("foreign" in
//     Russian) or a small letter (German); in English, where nothing shows
//     it, the first word in the plural;
//   - where nouns stand first (Swahili), the word before the number;
//   - the counter, where the number has one (人 of 12人, Indonesian "orang").
//
// Quantities in units count nothing.
func (r *reading) counted(start, end int, unit string) Word {
	if unit != "" && unit != "%" {
		return Word{}
	}
	if w, ok := r.counter(start, end); ok {
		return w
	}
	if r.lex.is("noun first") {
		for k := start - 1; k >= 0 && k >= start-2; k-- {
			if r.maybeCounted(k) && !r.has(k, roleApprox) {
				return r.countedWord(k)
			}
		}
		return Word{}
	}
	k := r.after(end, roleCountedJoiner)
	if unit == "%" && k == end {
		return Word{}
	}
	return r.countedFrom(k)
}

// counter is the counter that ends a number at tokens [start, end). In scripts
// without spaces it may be several tokens.
func (r *reading) counter(start, end int) (Word, bool) {
	for k := max(start+1, end-countedLook); k < end; k++ {
		if m, n := r.match(k, roleCounter); k+n == end && m.key == "" {
			w := r.countedWord(k)
			if n > 1 {
				w.End, w.Form = r.toks[end-1].end, r.formOf(k, end)
			}
			return w, true
		}
	}
	return Word{}, false
}

// formOf joins the forms of tokens [from, to), which are written in one word.
func (r *reading) formOf(from, to int) string {
	var form strings.Builder
	for _, t := range r.toks[from:to] {
		form.WriteString(t.form)
	}
	return form.String()
}

// countedFrom reads on from token k over what only describes the noun. Where
// a noun can look like a description (Russian "заключенных"), the next word
// must have an ending of nouns to be taken instead.
func (r *reading) countedFrom(k int) Word {
	var last Word // of the words that look like descriptions
	for look := min(k+countedLook, len(r.toks)); k < look && r.maybeCounted(k); k++ {
		switch {
		case !r.isModifier(k) && (last.Form == "" || r.endsIn(k, r.lex.modifiedEndings)):
			return r.countedWord(k)
		case !r.isModifier(k):
			return last
		case len(r.lex.modifiedEndings) > 0:
			last = r.countedWord(k)
		}
	}
	return last
}

func (r *reading) endsIn(k int, endings []string) bool {
	return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(r.toks[k].form, end) })
}

// maybeCounted reports a word that may be a noun or describe one.
func (r *reading) maybeCounted(i int) bool {
	if i < 0 || i >= len(r.toks) {
		return false
	}
	t := &r.toks[i]
	if t.kind != wordToken || utf8.RuneCountInString(t.form) < 2 || i > 0 && t.glued && r.toks[i-1].kind == signToken {
		return false
	}
	if slices.Contains(r.lex.countedEndings, t.form) {
		return true // "people", which is a function word too
	}
	return !r.has(i, roleFunction) && !r.has(i, roleNegation) && !r.has(i, roleHedge) && !r.has(i, roleNumber) && !r.has(i, roleScale) &&
		!r.has(i, roleMoney) && !r.has(i, roleApproxAfter) && !r.has(i, roleMonth) && !r.has(i, roleWeekday) && !r.has(i, roleRelative)
}

// isModifier reports that the noun is still to come.
func (r *reading) isModifier(i int) bool {
	if r.endsIn(i, r.lex.modifierEndings) {
		return true
	}
	if len(r.lex.countedEndings) > 0 {
		return !r.endsIn(i, r.lex.countedEndings)
	}
	return r.lex.is("noun capitals") && !r.toks[i].upper
}

// countedWord is token i as a counted noun.
func (r *reading) countedWord(i int) Word {
	t := &r.toks[i]
	return Word{Span: stemma.Span{Start: t.start, End: t.end}, Form: r.lex.singular(t.form)}
}

// singular takes the ending of the plural or of the case off a noun, so that
// two sentences of one language agree: a stem rather than a word.
func (l *lexicon) singular(form string) string {
	for _, end := range l.pluralEndings {
		if rest, ok := strings.CutSuffix(form, end); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	if len(l.caseEndings) > 0 {
		return nominativeBase(l.stem(form))
	}
	return form
}
