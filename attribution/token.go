package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

type tokenKind uint8

const (
	wordToken tokenKind = iota
	punctToken
	quoteToken // a whole quotation, marks included
	breakToken // the end of a sentence, of no length
)

// token is what patterns are matched against.
type token struct {
	stemma.Span
	kind  tokenKind
	form  string // folded; for punctuation its ASCII counterpart
	upper bool   // begins with a capital letter
	named bool   // stood in short quotation marks, as names do: «Спутник»
	para  bool   // of a break: the paragraph ends, too
	open  bool   // of a quotation: its paragraph ends before it does
}

// apostrophes says how a language writes a word with an apostrophe in it.
type apostrophes uint8

const (
	apostropheInside apostrophes = iota // one word: об'єкт, don't; English 's is cut off
	apostropheBefore                    // an article or preposition is cut off: l'|agence
	apostropheAfter                     // endings are cut off: Reuters|'a
)

// tokenise cuts the sentences of d into tokens.
func tokenise(d *text.Document, how apostrophes) []token {
	t := &tokeniser{text: d.Article.Text, how: how, quotes: findQuotes(d.Article.Text)}
	t.toks = make([]token, 0, len(t.text)/5)
	for i, s := range d.Article.Sentences {
		if s.Start < t.pos {
			s.Start = t.pos
		}
		if s.End <= s.Start || s.End > len(t.text) {
			continue
		}
		if i < len(d.Sentences) && d.Sentences[i].Boilerplate {
			t.breakAt(s.Start, true)
			continue
		}
		if strings.IndexByte(t.text[t.pos:s.Start], '\n') >= 0 {
			t.breakAt(s.Start, true)
		}
		t.run(s.Start, s.End)
		if t.pos >= s.End && !t.spokenOn(t.pos) {
			t.breakAt(t.pos, false)
		}
	}
	t.breakAt(t.pos, true)
	return t.toks
}

type tokeniser struct {
	text   string
	how    apostrophes
	quotes []quote
	pos    int
	// lastLetter is where the sentence has its last letter: a full stop before
	// it ends no sentence but an abbreviation.
	lastLetter int
	toks       []token
}

// breakAt ends a sentence; a break after a break only adds what it knows.
func (t *tokeniser) breakAt(at int, para bool) {
	if n := len(t.toks); n > 0 && t.toks[n-1].kind == breakToken {
		t.toks[n-1].para = t.toks[n-1].para || para
		return
	}
	t.toks = append(t.toks, token{Span: stemma.Span{Start: at, End: at}, kind: breakToken, para: para})
}

// spokenOn reports whether the sentence that ends at the quotation at pos goes
// on behind it: “Why?” he asked.
func (t *tokeniser) spokenOn(pos int) bool {
	n := len(t.toks)
	if n == 0 || t.toks[n-1].kind != quoteToken {
		return false
	}
	for _, r := range t.text[pos:] {
		if r == ' ' || r == ',' {
			continue
		}
		return unicode.IsLower(r)
	}
	return false
}

// run reads from start to end, and beyond the end where a quotation ends there.
func (t *tokeniser) run(start, end int) {
	t.pos = start
	t.lastLetter = start + strings.LastIndexFunc(t.text[start:end], unicode.IsLetter)
	for t.pos < end {
		if q, ok := t.quoteAt(t.pos); ok {
			switch {
			case q.stray:
				t.toks = append(t.toks, token{Span: stemma.Span{Start: q.Start, End: q.inner.Start}, kind: punctToken, form: strayMark})
				t.pos = q.inner.Start
			case q.long:
				t.toks = append(t.toks, token{Span: q.Span, kind: quoteToken, open: q.open})
				t.pos = q.End
			default:
				t.named(q)
			}
			continue
		}
		t.next(end, false)
	}
}

// named reads a short quotation as plain words: it is a name or scare quotes.
func (t *tokeniser) named(q quote) {
	t.pos = q.inner.Start
	for t.pos < q.inner.End {
		t.next(q.inner.End, true)
	}
	t.pos = q.End
}

func (t *tokeniser) quoteAt(pos int) (quote, bool) {
	for len(t.quotes) > 0 && t.quotes[0].Start < pos {
		t.quotes = t.quotes[1:]
	}
	if len(t.quotes) > 0 && t.quotes[0].Start == pos {
		return t.quotes[0], true
	}
	return quote{}, false
}

// next reads one token, or skips one character that is none.
func (t *tokeniser) next(end int, named bool) {
	r, size := utf8.DecodeRuneInString(t.text[t.pos:])
	start := t.pos
	switch {
	case r == '\n':
		t.breakAt(start, true)
		t.pos += size
	case isWordRune(r):
		t.pos = t.wordEnd(start, end)
		w := t.text[start:t.pos]
		t.toks = append(t.toks, token{Span: stemma.Span{Start: start, End: t.pos}, form: foldWord(w), upper: unicode.IsUpper(r) || unicode.IsTitle(r), named: named})
	case isApostrophe(r) && t.how != apostropheBefore && t.afterWord(start):
		t.pos = t.suffixEnd(start+size, end)
		t.toks = append(t.toks, token{Span: stemma.Span{Start: start, End: t.pos}, kind: punctToken, form: "'" + foldWord(t.text[start+size:t.pos])})
	case r == '.' && start < t.lastLetter && t.afterWord(start):
		t.pos += size
	default:
		t.pos += size
		if f := foldPunct(r); f != "" {
			t.toks = append(t.toks, token{Span: stemma.Span{Start: start, End: t.pos}, kind: punctToken, form: f})
		}
	}
}

func (t *tokeniser) afterWord(pos int) bool {
	n := len(t.toks)
	return n > 0 && t.toks[n-1].kind == wordToken && t.toks[n-1].End == pos
}

func (t *tokeniser) suffixEnd(pos, end int) int {
	for pos < end {
		r, size := utf8.DecodeRuneInString(t.text[pos:])
		if !unicode.IsLetter(r) {
			break
		}
		pos += size
	}
	return pos
}

// wordEnd returns the end of the word at start. Han and Hiragana characters
// are words of one character each: the lexicon puts them together.
func (t *tokeniser) wordEnd(start, end int) int {
	r, size := utf8.DecodeRuneInString(t.text[start:])
	pos := start + size
	if isSingle(r) {
		return pos
	}
	kana := unicode.Is(unicode.Katakana, r) || r == 'ー'
	script := alphabet(r)
	for pos < end {
		r, size := utf8.DecodeRuneInString(t.text[pos:])
		switch {
		case isSingle(r) || script+alphabet(r) == latin+otherAlphabet:
			return pos
		case isWordRune(r) && kana == (unicode.Is(unicode.Katakana, r) || r == 'ー'):
			pos += size
		case (r == '-' || r == '‐' || r == '.' || r == '&') && t.joins(pos, size, end, r):
			pos += size
		case (r == '"' || r == '״' || r == '׳') && t.inHebrew(pos, size, end): // צה"ל
			pos += size
		case isApostrophe(r) && t.joins(pos, size, end, r):
			if n, stop := t.apostrophe(start, pos, size, end); stop {
				return n
			}
			pos += size
		default:
			return pos
		}
	}
	return pos
}

const (
	noAlphabet    = 0
	latin         = 1
	otherAlphabet = 2
)

// alphabet tells Latin letters from others: a Latin name in a text of another
// script may have an ending or a preposition glued to it (Reuters는, لReuters).
func alphabet(r rune) int {
	switch {
	case r < 0x300 || r >= 0x1E00 && r < 0x1F00:
		if unicode.IsLetter(r) {
			return latin
		}
	case unicode.IsLetter(r):
		return otherAlphabet
	}
	return noAlphabet
}

// alphabetOf tells Latin names and those of other alphabets with capitals from
// those of scripts in which a name cannot be told by its letters.
func alphabetOf(name string) int {
	for _, r := range name {
		if unicode.IsUpper(r) {
			return alphabet(r)
		}
	}
	return noAlphabet
}

// joins reports whether the mark at pos stands inside a word: al-Tanf, U.S., AT&T.
func (t *tokeniser) joins(pos, size, end int, mark rune) bool {
	if pos+size >= end {
		return false
	}
	next, _ := utf8.DecodeRuneInString(t.text[pos+size:])
	prev, _ := utf8.DecodeLastRuneInString(t.text[:pos])
	if mark == '.' { // 3.5 and U.S, but not the end of one sentence and the start of the next
		return unicode.IsDigit(prev) && unicode.IsDigit(next) || unicode.IsUpper(prev) && unicode.IsUpper(next)
	}
	return isWordRune(next) && !isSingle(next)
}

// inHebrew reports whether the mark at pos stands between Hebrew letters.
func (t *tokeniser) inHebrew(pos, size, end int) bool {
	next, _ := utf8.DecodeRuneInString(t.text[min(pos+size, end):end])
	prev, _ := utf8.DecodeLastRuneInString(t.text[:pos])
	return isHebrew(prev) && isHebrew(next)
}

// apostrophe says where a word that has an apostrophe at pos is cut, if it is.
func (t *tokeniser) apostrophe(start, pos, size, end int) (int, bool) {
	switch t.how {
	case apostropheAfter:
		return pos, true
	case apostropheBefore:
		if utf8.RuneCountInString(t.text[start:pos]) <= 7 {
			return pos + size, true
		}
	case apostropheInside:
		rest := t.text[pos+size : end]
		if strings.HasPrefix(rest, "s") && (len(rest) == 1 || !isWordRune(rune(rest[1]))) {
			return pos, true
		}
	}
	return 0, false
}

// isSingle reports whether r is a word by itself in a script without spaces.
func isSingle(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	return unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Thai, r) || r == '々'
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '\u200c' || r == '\u200d' || r == 'ー'
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// forms cuts a phrase of a data file into the forms that tokenise would give it.
func forms(phrase string, how apostrophes) []string {
	t := &tokeniser{text: phrase, how: how}
	for t.pos < len(phrase) {
		t.next(len(phrase), false)
	}
	out := make([]string, len(t.toks))
	for i := range t.toks {
		out[i] = t.toks[i].form
	}
	if n := len(out); n > 0 && how == apostropheBefore && strings.HasSuffix(phrase, "'") {
		out[n-1] += "'" // l', cut off the word that follows in a text
	}
	return out
}

// foldWord brings a word to the form that language files are compared in.
// It keeps accents, which tell words apart, and drops what editors vary:
// case, Arabic vowel signs and letter forms, joiners, the dots of Turkish I.
func foldWord(w string) string {
	ascii := true
	for i := 0; i < len(w) && ascii; i++ {
		ascii = w[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(w)
	}
	return strings.Map(foldRune, strings.ToLower(norm.NFC.String(w)))
}

func foldRune(r rune) rune {
	switch r {
	case 'ı':
		return 'i'
	case '\u0307', '\u0301', '\u0640', '\u200c', '\u200d': // combining dot, stress, tatweel, joiners
		return -1
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ي':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ة', 'ۀ':
		return 'ه'
	case '’', 'ʼ':
		return '\''
	}
	if r >= 0x064B && r <= 0x0652 {
		return -1
	}
	return r
}

// foldPunct returns the ASCII counterpart of a punctuation mark, or "" for
// what is not one.
func foldPunct(r rune) string {
	switch r {
	case ',', '،', '，', '、', '､':
		return ","
	case '.', '。', '।', '۔', '．', '…':
		return "."
	case ':', '：', '﹕':
		return ":"
	case ';', '；', '؛':
		return ";"
	case '?', '？', '؟', '!', '！':
		return "?"
	case '-', '–', '—', '―', '−', '─':
		return "-"
	case '(', '（', '[', '【':
		return "("
	case ')', '）', ']', '】':
		return ")"
	case '/', '|', '·', '•', '©':
		return string(r)
	}
	return ""
}
