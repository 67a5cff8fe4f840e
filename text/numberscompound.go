package text

import "unicode/utf8"

// compoundLimit bounds a number in one word, in bytes.
const compoundLimit = 120

// compound reads a number written in one word, in languages that do so.
func (r *reading) compound(i int) (float64, bool) {
	form := r.toks[i].form
	if !r.lex.is("compound numbers") || len(form) < 6 || len(form) > compoundLimit || !r.lex.startsNumber(form) {
		return 0, false
	}
	if v, ok := r.compoundOf(form); ok {
		return v, true
	}
	for _, end := range r.lex.forms.endings {
		if base, ok := withoutEnding(form, end); ok {
			if v, ok := r.compoundOf(base); ok {
				return v, true
			}
		}
	}
	return 0, false
}

// startsNumber reports that a number word begins with the letter that form
// begins with: most words are told from numbers by it.
func (l *lexicon) startsNumber(form string) bool {
	c, _ := utf8.DecodeRuneInString(form)
	return l.numberStarts()[c]
}

func (l *lexicon) buildNumberStarts() map[rune]bool {
	starts := map[rune]bool{}
	for form, node := range l.phrases.next {
		if node.below&numeralRoles != 0 {
			c, _ := utf8.DecodeRuneInString(form)
			starts[c] = true
		}
	}
	return starts
}

// compoundOf reads all of form as the parts of one number.
func (r *reading) compoundOf(form string) (float64, bool) {
	part := &reading{lex: r.lex, text: form}
	for at := 0; form != ""; at++ {
		word, rest := r.lex.numberPart(form)
		if word == "" || at > numeralLimit {
			return 0, false
		}
		t := token{start: at, end: at + 1, form: word, kind: wordToken}
		r.lex.look(&t)
		part.toks = append(part.toks, t)
		form = rest
	}
	if len(part.toks) < 2 {
		return 0, false
	}
	w := wordSum{r: part}
	for w.step() {
	}
	return w.total + w.current, w.next == len(part.toks) && w.count > 1
}

// numberPart takes the longest number word off the start of form. The last
// sound of it may have merged with the first of the next.
func (l *lexicon) numberPart(form string) (part, rest string) {
	for end := len(form); end > 0; end-- {
		if node := l.phrases.next[form[:end]]; node != nil && node.isNumeral() {
			return form[:end], form[end:]
		}
		if part, rest, ok := l.unmerged(form, end); ok {
			return part, rest
		}
	}
	return "", ""
}

// isNumeral reports a node where a part of a number ends.
func (t *phraseTree) isNumeral() bool {
	for _, m := range t.meanings {
		if numeralRoles.has(m.role) {
			return true
		}
	}
	return false
}
