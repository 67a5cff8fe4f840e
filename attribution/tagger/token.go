package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// shape is what the letters of a token look like.
type shape uint8

const (
	lowerShape shape = iota
	titleShape       // Title
	upperShape       // USA
	digitShape
	punctShape
	quoteShape // a quotation mark
	breakShape // the end of a paragraph
)

// token is a word or a punctuation mark with what the features look at.
type token struct {
	stemma.Span
	word     uint32 // hash of the lower-case form
	stem     uint32 // hash of the form without its ending
	suffix   uint32 // hash of the last three letters
	shape    shape
	mark     byte  // of punctuation, its first byte; of a word, 0
	quote    int32 // index of the quotation it is in; 0: none
	sentence int32
	class    [levels]uint16
}

func (t *token) isWord() bool { return t.shape < punctShape }

// tokenise cuts text into words and marks, and notes for each the sentence
// and the quotation that it is in, and the classes of its word.
// sentences are in order.
func tokenise(text string, sentences []stemma.Span, known *classes) []token {
	t := &tokeniser{text: text, sentences: sentences, toks: make([]token, 0, len(text)/5)}
	for pos := 0; pos < len(text); {
		pos = t.next(pos)
	}
	t.quotations()
	for i := range t.toks {
		t.toks[i].class = known.find(&t.toks[i])
	}
	return t.toks
}

type tokeniser struct {
	text      string
	sentences []stemma.Span
	toks      []token
	at        int // sentence
}

func (t *tokeniser) next(pos int) int {
	r, size := utf8.DecodeRuneInString(t.text[pos:])
	switch {
	case r == '\n':
		if n := len(t.toks); n > 0 && t.toks[n-1].shape != breakShape {
			t.add(token{Span: stemma.Span{Start: pos, End: pos}, shape: breakShape, word: hash("\n")})
		}
		return pos + size
	case unicode.IsSpace(r):
		return pos + size
	case isLetter(r):
		end := t.wordEnd(pos)
		t.add(wordToken(t.text[pos:end], stemma.Span{Start: pos, End: end}))
		return end
	case (r == '\'' || r == '’') && t.isEnding(pos+size):
		end := t.wordEnd(pos + size)
		w := "'" + strings.ToLower(t.text[pos+size:end])
		t.add(token{Span: stemma.Span{Start: pos, End: end}, word: hash(w), stem: hash(w), suffix: hash(w), shape: lowerShape})
		return end
	}
	shape, form := markOf(r)
	t.add(token{Span: stemma.Span{Start: pos, End: pos + size}, word: hash(form), stem: hash(form), suffix: hash(form), shape: shape, mark: form[0]})
	return pos + size
}

// isEnding reports whether an apostrophe before pos begins an ending glued to a
// word: 's, 'll, n't is cut elsewhere.
func (t *tokeniser) isEnding(pos int) bool {
	n := len(t.toks)
	if n == 0 || t.toks[n-1].shape >= punctShape || pos >= len(t.text) {
		return false
	}
	back := t.toks[n-1].End
	if pos-back > 3 || t.text[back] == ' ' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(t.text[pos:])
	return unicode.IsLetter(r)
}

func (t *tokeniser) add(tok token) {
	for t.at+1 < len(t.sentences) && t.sentences[t.at+1].Start <= tok.Start {
		t.at++
	}
	tok.sentence = int32(t.at)
	t.toks = append(t.toks, tok)
}

// wordEnd returns the end of the word at pos: letters and digits, with hyphens,
// and full stops and commas between them in abbreviations and numbers.
func (t *tokeniser) wordEnd(pos int) int {
	for pos < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[pos:])
		if !isLetter(r) {
			next, _ := utf8.DecodeRuneInString(t.text[pos+size:])
			prev, _ := utf8.DecodeLastRuneInString(t.text[:pos])
			inside := r == '-' && isLetter(next) || (r == '.' || r == ',') && unicode.IsDigit(prev) && unicode.IsDigit(next) ||
				r == '.' && unicode.IsUpper(prev) && (unicode.IsUpper(next) || pos >= 2 && t.text[pos-2] == '.')
			if !inside {
				return pos
			}
		}
		pos += size
	}
	return pos
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '$' || r == '@' || r == '#'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func wordToken(w string, at stemma.Span) token {
	lower := strings.ToLower(w)
	return token{Span: at, word: hash(lower), stem: hash(stem(lower)), suffix: hash(lower[max(0, len(lower)-3):]), shape: shapeOf(w)}
}

func shapeOf(w string) shape {
	first, size := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsDigit(first) || first == '$':
		return digitShape
	case !unicode.IsUpper(first):
		return lowerShape
	case len(w) > size && strings.ToUpper(w) == w:
		return upperShape
	}
	return titleShape
}

// stem cuts the endings of English verbs and plurals, roughly.
func stem(w string) string {
	for _, e := range [...]string{"ing", "ied", "ies", "ed", "es", "s"} {
		if rest, ok := strings.CutSuffix(w, e); ok && len(rest) >= 3 && !strings.HasSuffix(w, "ss") {
			return strings.TrimRight(rest, "ei")
		}
	}
	return strings.TrimRight(w, "e")
}

// markOf returns the shape and the plain form of a mark.
func markOf(r rune) (shape, string) {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return quoteShape, `"`
	case '‘', '’', '\'':
		return quoteShape, "'"
	case '-', '–', '—':
		return punctShape, "-"
	case '…':
		return punctShape, "."
	}
	return punctShape, string(r)
}

// quotations numbers the quotations. A mark opens one where a word follows it
// at once, and closes one where none does; a paragraph closes all.
func (t *tokeniser) quotations() {
	open, n := int32(0), int32(0)
	var single bool
	for i := range t.toks {
		tok := &t.toks[i]
		switch {
		case tok.shape == breakShape:
			open = 0
		case tok.shape != quoteShape:
		case open > 0 && t.closes(i) && single == (tok.mark == '\''):
			tok.quote, open = open, 0
			continue
		case open == 0 && t.opens(i):
			n++
			open, single = n, tok.mark == '\''
		}
		tok.quote = open
	}
}

func (t *tokeniser) opens(i int) bool {
	if i+1 >= len(t.toks) || t.toks[i+1].Start != t.toks[i].End {
		return false
	}
	return i == 0 || t.toks[i-1].End < t.toks[i].Start || t.toks[i-1].shape == breakShape || t.toks[i-1].shape >= punctShape
}

func (t *tokeniser) closes(i int) bool {
	return i > 0 && t.toks[i-1].End == t.toks[i].Start
}

// hash is FNV-1a.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
