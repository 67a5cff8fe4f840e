package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is the smallest piece of a sentence for reading values and names: a
// word of a spaced script, a run of digits, one character of a script written
// without spaces (and of Hangul, whose particles are glued on), or one other
// character. Unlike a Word, it never overlaps another and no character but
// white space is left out.
type token struct {
	start, end int
	form       string // folded
	kind       tokenKind
	glued      bool // no white space before
	upper      bool // the first letter is a capital
	// node is where the token's phrases begin in the language's tree, bare the
	// same without a prefix that is written in one word with it.
	node, bare *phraseTree
	can        roleSet // the roles of phrases that begin here
	more       bool    // the word's ending says "at least"
}

type tokenKind uint8

const (
	signToken tokenKind = iota
	wordToken
	digitToken
	pieceToken
)

func (t token) len() int { return t.end - t.start }

// scan cuts s into tokens in one pass.
func scan(s string) []token { return appendTokens(make([]token, 0, len(s)/5+1), s, 0, nil) }

// appendTokens is scan onto what is there. words are those of s, at offset base
// of the article's text, or nil: a token that is a word has its form.
func appendTokens(toks []token, s string, base int, words []Word) []token {
	glued := false
	for i := 0; i < len(s); {
		c, size := characterAt(s, i)
		if c.is(space | skipped) { // a directional sign joins nothing and parts nothing
			glued = glued && !c.is(space)
			i += size
			continue
		}
		t := scanToken(s, i, c, size)
		for len(words) > 0 && words[0].Start < base+i {
			words = words[1:]
		}
		if len(words) > 0 && words[0].Start == base+i && words[0].End == base+t.end {
			t.form = words[0].Form
		} else {
			t.form = Fold(s[t.start:t.end])
		}
		t.glued = glued
		toks = append(toks, t)
		i, glued = t.end, true
	}
	return toks
}

func scanToken(s string, at int, c character, size int) token {
	t := token{start: at, end: at + size}
	switch {
	case c.is(digit):
		t.kind = digitToken
		t.end = spanWhile(s, t.end, digit)
	case c.is(piece):
		t.kind = pieceToken
		t.end = spanWhile(s, t.end, mark)
	case c.is(letter | mark):
		t.kind = wordToken
		t.upper = c.is(capital | titled)
		t.end = spanWhile(s, t.end, inside)
	}
	return t
}

// spanWhile returns where characters with a trait end.
func spanWhile(s string, at int, has traits) int {
	for i, r := range s[at:] {
		if !characterOf(r).is(has) {
			return at + i
		}
	}
	return len(s)
}

// inWord reports what goes on with a word.
func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsMark(r)) && !isPiece(r) || r == 0x200C || r == 0x00AD
}

// isPiece reports characters that stand as a token of their own.
func isPiece(r rune) bool {
	return r >= 0x0E00 && (isUnspaced(r) || isHangul(r) || isKatakana(r)) && !unicode.IsMark(r)
}

func isHangul(r rune) bool { return 0xAC00 <= r && r <= 0xD7A3 }
func isKatakana(r rune) bool {
	return 0x30A1 <= r && r <= 0x30FA || r == 'ー' || 0xFF66 <= r && r <= 0xFF9D
}

// meaning is what a phrase of the lexicon stands for.
type meaning struct {
	role  role
	key   string  // left of the '=' in the file
	value float64 // the number at the start of the key
	unit  string  // what stands behind that number
}

// phraseTree finds phrases in a row of tokens: one step of the tree a token.
// One tree holds all of a language's phrases, so that a token is looked up
// once for every role it may have.
type phraseTree struct {
	next     map[string]*phraseTree
	meanings []meaning
	below    roleSet // the roles of all phrases that pass here
}

// roleSet is a set of roles, one bit each.
type roleSet uint64

func rolesOf(roles ...role) roleSet {
	var set roleSet
	for _, r := range roles {
		set |= 1 << r
	}
	return set
}

func (s roleSet) has(r role) bool { return s&(1<<r) != 0 }

func (t *phraseTree) add(phrase string, m meaning) {
	toks := scan(phrase)
	for i := range toks {
		if t.next == nil {
			t.next = map[string]*phraseTree{}
		}
		form := toks[i].form
		child := t.next[form]
		if child == nil {
			child = &phraseTree{}
			t.next[form] = child
		}
		t = child
		t.below |= rolesOf(m.role)
	}
	for _, have := range t.meanings {
		if have.role == m.role {
			return // the first entry of a file wins
		}
	}
	t.meanings = append(t.meanings, m)
}

func (t *phraseTree) meaning(r role) (meaning, bool) {
	for _, m := range t.meanings {
		if m.role == r {
			return m, true
		}
	}
	return meaning{}, false
}

// reading is a sentence being read for values and names.
type reading struct {
	text string
	toks []token
	lex  *lexicon
}

func newReading(s, lang string) *reading {
	r := &reading{lex: lexiconOf(lang)}
	r.read(s, 0, nil)
	return r
}

// read begins with a sentence, whose words are known or nil: see appendTokens.
func (r *reading) read(s string, base int, words []Word) {
	r.text, r.toks = s, appendTokens(r.toks[:0], s, base, words)
	for i := range r.toks {
		r.lex.look(&r.toks[i])
	}
}

// look finds where the token's phrases begin, once for all that will ask.
func (l *lexicon) look(t *token) {
	form := t.form
	if t.kind == digitToken && len(form) == 2 {
		form = strings.TrimPrefix(form, "0") // 02月
	}
	if t.node = l.phrases.next[form]; t.node != nil {
		t.can = t.node.below
	}
	if t.kind != wordToken {
		return
	}
	if t.node == nil && (l.forms.endings != nil || l.forms.more != nil) {
		if t.node, t.more = l.unended(form); t.node != nil {
			t.can = t.node.below & quantityRoles
		}
	}
	for _, p := range l.prefixes {
		rest, ok := strings.CutPrefix(t.form, p)
		if !ok || utf8.RuneCountInString(rest) < 2 {
			continue
		}
		if t.bare = l.phrases.next[rest]; t.bare != nil {
			t.can |= t.bare.below
			return
		}
	}
}

// match finds the longest phrase of a role that starts at token i, and
// returns its meaning and the number of its tokens, or 0.
func (r *reading) match(i int, want role) (meaning, int) {
	if i < 0 || i >= len(r.toks) || !r.toks[i].can.has(want) {
		return meaning{}, 0
	}
	if m, n := r.walk(r.toks[i].node, i, want); n > 0 {
		return m, n
	}
	return r.walk(r.toks[i].bare, i, want)
}

// has reports whether a phrase of the role starts at token i.
func (r *reading) has(i int, want role) bool {
	if i < 0 || i >= len(r.toks) || !r.toks[i].can.has(want) {
		return false
	}
	_, n := r.match(i, want)
	return n > 0
}

func (r *reading) walk(node *phraseTree, i int, want role) (meaning, int) {
	var best meaning
	length := 0
	for k := i; node != nil; {
		k++
		if m, ok := node.meaning(want); ok {
			best, length = m, k-i
		}
		if k >= len(r.toks) || node.next == nil {
			break
		}
		node = node.next[r.toks[k].form]
	}
	return best, length
}

// endsAt reports whether a phrase of the role, of three tokens at most, ends
// before token i.
func (r *reading) endsAt(i int, want role) bool {
	for n := 1; n <= 3 && n <= i; n++ {
		if _, length := r.match(i-n, want); length == n {
			return true
		}
	}
	return false
}

// after returns the index behind a phrase of the role at i, or i.
func (r *reading) after(i int, want role) int {
	_, n := r.match(i, want)
	return i + n
}

func (r *reading) sign(i int, signs string) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].kind == signToken && r.toks[i].form != "" && strings.Contains(signs, r.toks[i].form)
}

func (r *reading) gluedDigits(i int) bool {
	return i < len(r.toks) && r.toks[i].kind == digitToken && r.toks[i].glued
}

// isCased reports a token written in a script with capitals.
func (r *reading) isCased(i int) bool {
	if i < 0 || i >= len(r.toks) || r.toks[i].kind != wordToken {
		return false
	}
	c, _ := characterAt(r.text, r.toks[i].start)
	return c.is(capital | small | titled)
}

// isAllCaps reports a token whose letters are all capitals.
func (r *reading) isAllCaps(i int) bool {
	for _, c := range r.text[r.toks[i].start:r.toks[i].end] {
		if c := characterOf(c); c.is(letter) && !c.is(capital) {
			return false
		}
	}
	return true
}

// isOpener reports that token i stands where every word has a capital.
func (r *reading) isOpener(i int) bool {
	k := i - 1
	for r.sign(k, "\"'([*-•") {
		k--
	}
	return k < 0 || r.sign(k, ".!?:;…|")
}
