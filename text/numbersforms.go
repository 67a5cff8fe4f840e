package text

import (
	"math"
	"strings"
	"unicode/utf8"
)

// quantityForms is how a language changes number words and units where they
// meet other words: endings glued to them, prefixes that say "about", and
// sounds that merge where two number words become one.
type quantityForms struct {
	// endings may stand behind any word of a quantity: Tamil "க்கும்" ("than"),
	// Bengali "জন" (persons). What the ending replaced comes back (A>B).
	endings []string
	// more are endings that say "at least": Bengali "াধিক".
	more []string
	// about are prefixes that say "about": Hebrew כ.
	about []string
	// merges are the sounds of compounds, written first+second>merged: in Tamil
	// நூற்று and ஐம்பது are நூற்றைம்பது.
	merges []string
}

// quantityRoles are the roles of the words that endings are taken off,
// numeralRoles those of the parts of a number in words.
const (
	numeralRoles  = roleSet(1<<roleNumber | 1<<roleMultiplier | 1<<roleScale | 1<<roleNumberJoiner)
	quantityRoles = roleSet(1<<roleNumber | 1<<roleMultiplier | 1<<roleScale | 1<<roleUnit | 1<<roleMoney |
		1<<roleTimeUnit | 1<<roleMonth | 1<<roleWeekday)
)

// unended looks for a word of a quantity in a form with an ending. more tells
// whether the ending says "at least".
func (l *lexicon) unended(form string) (node *phraseTree, more bool) {
	for _, end := range l.forms.more {
		if node = l.quantityBase(form, end); node != nil {
			return node, true
		}
	}
	for _, end := range l.forms.endings {
		if node = l.quantityBase(form, end); node != nil {
			return node, false
		}
	}
	return nil, false
}

func (l *lexicon) quantityBase(form, end string) *phraseTree {
	base, ok := withoutEnding(form, end)
	if !ok {
		return nil
	}
	node := l.phrases.next[base]
	if node == nil || node.below&quantityRoles == 0 {
		return nil
	}
	return node
}

// withoutEnding takes the ending "A" or "A>B" off, where two letters remain.
func withoutEnding(form, end string) (string, bool) {
	end, back, _ := strings.Cut(end, ">")
	base, ok := strings.CutSuffix(form, end)
	return base + back, ok && utf8.RuneCountInString(base) >= 2
}

// shifted reads what a word such as Hindi साढ़े ("and a half") at token i, of n
// tokens, makes of the number behind it: half a hundred more of hundreds, and
// of a scale alone one and a half of it.
func (r *reading) shifted(i int, shift float64) (value float64, next int, ok bool) {
	if i >= len(r.toks) {
		return 0, i, false
	}
	v, next := 0.0, i
	if r.toks[i].kind == digitToken {
		v, ok = plainDigits(r.toks[i].form)
		next = i + 1
	} else if m, n := r.match(i, roleNumber); n > 0 {
		v, next, ok = m.value, i+n, true
	} else if r.has(i, roleScale) || r.has(i, roleMultiplier) {
		v, ok = 1, true
	}
	if v >= 100 && math.Mod(v, 100) == 0 {
		shift *= 100
	}
	return v + shift, next, ok
}

// isAboutPrefixed reports that the word at i has a prefix that says "about",
// which is in the tree only without it.
func (r *reading) isAboutPrefixed(i int) bool {
	t := &r.toks[i]
	if t.node != nil || t.bare == nil {
		return false
	}
	for _, p := range r.lex.forms.about {
		if rest, ok := strings.CutPrefix(t.form, p); ok && r.lex.phrases.next[rest] == t.bare {
			return true
		}
	}
	return false
}

// isPrefixedEnd reports that the word at i is a number word glued to a prefix
// that means "and" between the ends of a range: Hebrew «בין עשרים לשלושים».
func (r *reading) isPrefixedEnd(i int) bool {
	t := &r.toks[i]
	if t.node != nil || t.bare == nil || t.bare.below&numeralRoles == 0 {
		return false
	}
	for _, p := range r.lex.prefixes {
		if rest, ok := strings.CutPrefix(t.form, p); ok && r.lex.phrases.next[rest] == t.bare {
			node := r.lex.phrases.next[p]
			if node == nil {
				return false
			}
			_, joins := node.meaning(roleBetweenAnd)
			return joins
		}
	}
	return false
}

// unmerged undoes a merge of sounds at byte end of a form: the word before it
// ends as it would alone, and so does what follows begin.
func (l *lexicon) unmerged(form string, end int) (part, rest string, ok bool) {
	for _, m := range l.forms.merges {
		sounds, merged, _ := strings.Cut(m, ">")
		first, second, _ := strings.Cut(sounds, "+")
		if !strings.HasPrefix(form[end:], merged) {
			continue
		}
		part = form[:end] + first
		if node := l.phrases.next[part]; node != nil && node.isNumeral() {
			return part, second + form[end+len(merged):], true
		}
	}
	return "", "", false
}
