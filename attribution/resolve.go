package attribution

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// leadSentences is how many sentences count as an article's head, where it
// says what it rests on.
const leadSentences = 4

// maxUnnamed is how many unnamed sources a reader keeps apart, and so how far
// back "the source" may point.
const maxUnnamed = 32

// resolve groups the mentions of one article by source: each gets the number
// of the first mention of its source in entity. It walks once through the
// text and keeps what was last introduced of each kind.
func resolve(found []mention) {
	a := &antecedents{found: found, person: -1, outlet: -1, several: -1, last: -1, byName: map[string]int{}, fullName: map[int]string{}, beside: map[int][]string{}}
	for i := range found {
		found[i].entity = a.of(i)
		a.introduce(i)
	}
}

// antecedents are what a pronoun or a definite phrase may point back to.
type antecedents struct {
	found                []mention
	person, outlet, last int
	several              int              // of more than one: a body, or a noun in the plural
	byName               map[string]int   // folded name, last name or noun → first mention
	fullName             map[int]string   // first mention → folded name of several words
	beside               map[int][]string // first mention → names beside its noun
	fresh                []int            // first mentions of the last unnamed sources
}

// of returns the first mention of the source of mention i.
func (a *antecedents) of(i int) int {
	w := &a.found[i].who
	switch {
	case w.pronoun && w.plural:
		return a.pointBack(i, a.several)
	case w.pronoun && a.found[i].first:
		return a.pointBack(i, a.speaker(a.person), a.speaker(a.last))
	case w.pronoun:
		return a.pointBack(i, a.person, a.last)
	case w.kind == stemma.SourceUnnamed:
		return a.sameUnnamed(i)
	case w.outlet > 0:
		return i // known by its name everywhere
	case w.name != "":
		return a.sameName(i)
	case w.kind == stemma.SourceOutlet && (w.back || w.bare && !w.plural && a.isOutletsNoun(w.noun)):
		return a.pointBack(i, a.outlet)
	case w.noun != "" && (w.back || w.bare && a.isNamed("noun "+w.noun) || a.isUnnamed("noun "+w.noun)):
		if k, ok := a.byName["noun "+w.noun]; ok && besidesAgree(w.beside(), a.beside[k]) {
			return k
		}
	}
	if k, ok := a.byName["text "+text.Fold(w.text)]; ok {
		return k
	}
	return i
}

func (a *antecedents) pointBack(i int, to ...int) int {
	for _, k := range to {
		if k >= 0 {
			return k
		}
	}
	return i
}

// speaker returns mention k, or -1 where it is of an outlet: none says "I".
func (a *antecedents) speaker(k int) int {
	if k >= 0 && a.found[k].who.kind == stemma.SourceOutlet {
		return -1
	}
	return k
}

// sameUnnamed finds the unnamed source that a phrase may mean: the last one
// introduced whose particulars do not contradict its own.
func (a *antecedents) sameUnnamed(i int) int {
	w := &a.found[i].who
	for _, k := range slices.Backward(a.fresh) {
		have := a.found[k].who.marks
		alike := len(w.marks) > 0 && len(have) > 0 || a.found[i].leading && a.found[k].leading && slices.Equal(w.marks, have)
		if compatible(w.marks, have) && (w.back || alike) {
			return k
		}
	}
	if w.back && len(a.fresh) > 0 && len(w.marks) == 0 {
		return a.fresh[len(a.fresh)-1]
	}
	return i
}

// compatible reports whether one list of marks holds the other.
func compatible(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// sameName finds the source introduced by the full name of which this is the
// last word, or all.
func (a *antecedents) sameName(i int) int {
	name := text.Fold(a.found[i].who.name)
	if k, ok := a.byName[name]; ok {
		return k
	}
	if !strings.Contains(name, " ") {
		if k, ok := a.byName["last "+name]; ok {
			return k
		}
	} else if k, ok := a.byName[lastWord(name)]; ok && a.found[k].who.kind == stemma.SourcePerson && a.fullName[k] == "" {
		return k
	}
	return i
}

// beside are the words beside a noun that tell its bearer from others: the names
// in his phrase ("the mayor of Larn") or, in scripts without capitals, all words
// around it but his own name. Scripts without spaces show none.
func (w *who) beside() []string {
	all, folded := strings.Fields(w.text), strings.Fields(text.Fold(w.text))
	noun, own := strings.Fields(w.noun), strings.Fields(text.Fold(w.name))
	if w.noun == "" || len(all) != len(folded) {
		return nil
	}
	at := 0
	for at+len(noun) <= len(folded) && !slices.Equal(folded[at:at+len(noun)], noun) {
		at++
	}
	var out []string
	for k, f := range folded {
		f = strings.Trim(f, ".,،、()")
		named := k > 0 && strings.ContainsFunc(all[k], unicode.IsUpper) || isUncased(f) && !strings.Contains(f, w.noun)
		if named && (k < at || k >= at+len(noun)) && !slices.Contains(own, f) {
			out = append(out, f)
		}
	}
	return out
}

// besidesAgree reports whether one list of words holds the other; a word may have
// an article or an ending in one of them.
func besidesAgree(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, w := range a {
		if !slices.ContainsFunc(b, func(v string) bool {
			return strings.HasPrefix(w, v) || strings.HasPrefix(v, w) || strings.HasSuffix(w, v) || strings.HasSuffix(v, w)
		}) {
			return false
		}
	}
	return true
}

// introduce remembers mention i for what follows.
func (a *antecedents) introduce(i int) {
	m := &a.found[i]
	if m.byline || m.nobody || m.sourceAt.Len() == 0 {
		return
	}
	k, w := m.entity, &m.who
	if w.pronoun && k == i {
		return // it points to no one
	}
	isOutlet := a.found[k].who.kind == stemma.SourceOutlet
	switch a.found[k].who.kind {
	case stemma.SourceOutlet:
		a.outlet = k
	case stemma.SourceUnnamed:
		if k == i {
			a.fresh = append(a.fresh[max(0, len(a.fresh)+1-maxUnnamed):], i)
		}
	default:
		a.person = k
	}
	if !isOutlet || m.kind != stemma.AttributionWhole { // a credit line has no "he said" behind it
		a.last = k
	}
	if w.plural || w.kind == stemma.SourceOrganisation {
		a.several = k
	}
	if w.noun != "" {
		a.byName["noun "+w.noun] = k
		if len(a.beside[k]) == 0 {
			a.beside[k] = w.beside()
		}
	}
	if w.pronoun || w.kind == stemma.SourceUnnamed {
		a.person = k
		return
	}
	a.remember("text "+text.Fold(w.text), k)
	if w.name != "" {
		a.rememberName(text.Fold(w.name), k)
	}
}

// rememberName takes a name, and the last word of it for the one who last bore it.
func (a *antecedents) rememberName(name string, k int) {
	if strings.Contains(name, " ") {
		a.remember(name, k)
		a.fullName[k] = name
	} else {
		a.byName[name] = k
	}
	a.byName["last "+lastWord(name)] = k
	if _, ok := a.byName[lastWord(name)]; ok {
		a.byName[lastWord(name)] = k
	}
}

// isNamed reports whether a noun was the title of someone named: languages
// without articles come back to him by it alone.
func (a *antecedents) isNamed(key string) bool {
	k, ok := a.byName[key]
	return ok && a.found[k].who.name != "" && a.found[k].who.kind != stemma.SourceOutlet
}

// isUnnamed reports whether a noun was last used for an unnamed source: languages
// without articles do not mark that they point back.
func (a *antecedents) isUnnamed(key string) bool {
	k, ok := a.byName[key]
	return ok && a.found[k].who.kind == stemma.SourceUnnamed
}

// isOutletsNoun reports whether the last outlet was named with a noun, that of
// "Tarvia agency": languages without articles come back to it by "agency".
func (a *antecedents) isOutletsNoun(noun string) bool {
	if a.outlet < 0 || noun == "" {
		return false
	}
	return slices.ContainsFunc(strings.Fields(text.Fold(a.found[a.outlet].who.text)), func(w string) bool {
		return utf8.RuneCountInString(w) > 1 && (strings.HasSuffix(noun, w) || strings.HasSuffix(w, noun)) || sameStem(noun, w)
	})
}

// sameStem reports whether two words differ in no more than an ending: агентство, агентства.
func sameStem(a, b string) bool {
	const stem, ending = 5, 2
	x, y := []rune(a), []rune(b)
	k := 0
	for k < min(len(x), len(y)) && x[k] == y[k] {
		k++
	}
	return k >= stem && max(len(x), len(y))-k <= ending
}

func (a *antecedents) remember(key string, k int) {
	if _, ok := a.byName[key]; !ok {
		a.byName[key] = k
	}
}
