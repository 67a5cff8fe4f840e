package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// quote is a quotation with its marks. A long one is something that was said;
// a short one is a name, a title or scare quotes.
type quote struct {
	stemma.Span
	inner stemma.Span
	long  bool
	open  bool // ends with the paragraph, and goes on in the next
	stray bool // begins a paragraph and is never closed: only its mark is sure
}

const (
	// maxQuote bounds a quotation in bytes: what goes on for longer is a stray mark.
	maxQuote = 8000
	// longQuote is the number of words from which a quotation is taken for speech.
	longQuote = 3
	// longQuoteCJK is the same in characters of scripts without spaces.
	longQuoteCJK = 8
)

// closers lists, for each opening mark, the marks that may close it. Editors
// mix curly and straight marks, so those close each other. Urdu has ”…“ and ’…‘.
var closers = map[rune]string{
	'“': "”\"", '„': "“”\"", '"': "\"”", '«': "»", '»': "«»", '‹': "›", '›': "‹",
	'「': "」", '『': "』", '｢': "｣", '‘': "’", '‚': "‘’", '”': "”“", '’': "‘", '‟': "”", '〝': "〟〞", '\'': "'",
	'《': "》", '〈': "〉",
}

// findQuotes returns the outermost quotations of a text in order. One pass
// notes where every closing mark stands; the pointers into those lists only
// move forward, so the work is linear.
func findQuotes(s string) []quote {
	s = typewriterQuotes(s)
	f := &quoteFinder{text: s, marks: map[rune][]int{}}
	f.note()
	for pos := 0; pos < len(s); {
		r, size := utf8.DecodeRuneInString(s[pos:])
		if r == '\n' {
			f.paragraph = pos + size
		}
		if _, ok := closers[r]; ok && f.opens(r, pos, size) {
			if q, ok := f.close(r, pos, size); ok {
				f.found = append(f.found, q)
				pos = q.End
				continue
			}
		}
		pos += size
	}
	return f.found
}

// typewriterQuotes writes the double apostrophes and accents of old wires as
// quotation marks; the text keeps its length.
func typewriterQuotes(s string) string {
	if !strings.Contains(s, "''") && !strings.Contains(s, "``") {
		return s
	}
	b := []byte(s)
	for i := 0; i+1 < len(b); i++ {
		if b[i] != b[i+1] || b[i] != '\'' && b[i] != '`' {
			continue
		}
		if b[i] == '`' || i == 0 || b[i-1] == ' ' || b[i-1] == '\n' || b[i-1] == '(' {
			b[i], b[i+1] = '"', filler
		} else {
			b[i], b[i+1] = filler, '"'
		}
		i++
	}
	return string(b)
}

// filler is a character that is neither a space nor a letter nor punctuation.
const filler = 1

type quoteFinder struct {
	text      string
	marks     map[rune][]int // positions of closing marks and line ends, ahead of us
	paragraph int            // where the paragraph began
	found     []quote
}

func (f *quoteFinder) note() {
	for i, r := range f.text {
		switch r {
		case '“':
			f.marks[r] = append(f.marks[r], i)
			if f.isBackwards(i) {
				f.marks['”'] = append(f.marks['”'], i)
			}
		case '”', '„', '»', '«', '›', '‹', '「', '」', '『', '』', '｣', '〟', '〞', '》', '〉', '\n':
			f.marks[r] = append(f.marks[r], i)
		case '"':
			if !f.inHebrew(i) {
				f.marks[r] = append(f.marks[r], i)
			}
		case '’', '‘', '\'': // an apostrophe has a letter behind it
			next, _ := utf8.DecodeRuneInString(f.text[i+utf8.RuneLen(r):])
			if !unicode.IsLetter(next) {
				f.marks[r] = append(f.marks[r], i)
			}
		}
	}
}

// isBackwards reports a “ that can only close: editors of Chinese take the wrong
// one of the two.
func (f *quoteFinder) isBackwards(pos int) bool {
	next, _ := utf8.DecodeRuneInString(f.text[pos+len("“"):])
	return (unicode.IsSpace(next) || pos+len("“") == len(f.text)) && endsSentence(f.text[:pos], ",，、")
}

// inHebrew reports whether the mark at pos stands inside a Hebrew word, where it
// makes an abbreviation: צה"ל.
func (f *quoteFinder) inHebrew(pos int) bool {
	prev, _ := utf8.DecodeLastRuneInString(f.text[:pos])
	next, _ := utf8.DecodeRuneInString(f.text[pos+1:])
	return isHebrew(prev) && isHebrew(next)
}

func isHebrew(r rune) bool { return r >= 0x05D0 && r <= 0x05EA }

// opens reports whether the mark at pos opens a quotation: marks that also
// close, and apostrophes, do so only after a space and before a word.
func (f *quoteFinder) opens(r rune, pos, size int) bool {
	switch r {
	case '“': // no opening mark stands before a comma
		next, _ := utf8.DecodeRuneInString(f.text[pos+size:])
		return !f.isBackwards(pos) && !strings.ContainsRune(",.;:)", next)
	case '"', '\'', '”', '’', '»', '‘', '›':
	default:
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(f.text[:pos])
	next, _ := utf8.DecodeRuneInString(f.text[pos+size:])
	switch {
	case r == '"' && isSingle(prev): // no spaces in this script
		return !unicode.IsSpace(next)
	case r == '"' && (next == ' ' || unicode.IsLetter(prev)) && pos != f.paragraph:
		return prev == ' ' || prev == ':' || !unicode.IsLetter(prev) && !unicode.IsPunct(prev) && !unicode.IsDigit(prev)
	case r == '\'' && isDecade(f.text[pos+size:]):
		return false
	}
	return !unicode.IsLetter(prev) && !unicode.IsDigit(prev) && prev != ',' && prev != '.' && !unicode.IsSpace(next)
}

// isDecade reports a number that lacks its century: the '90s.
func isDecade(s string) bool {
	digit := func(i int) bool { return s[i] >= '0' && s[i] <= '9' }
	return len(s) > 2 && digit(0) && digit(1) && !digit(2) && s[2] != ' '
}

// next returns the first position of mark from pos on, or none.
func (f *quoteFinder) next(mark rune, pos, none int) int {
	list := f.marks[mark]
	for len(list) > 0 && list[0] < pos {
		list = list[1:]
	}
	f.marks[mark] = list
	if len(list) == 0 {
		return none
	}
	return list[0]
}

func (f *quoteFinder) quote(start, inner, innerEnd, end int) quote {
	q := quote{Span: stemma.Span{Start: start, End: end}, inner: stemma.Span{Start: inner, End: innerEnd}}
	r, _ := utf8.DecodeRuneInString(f.text[start:])
	q.long = r != '《' && r != '〈' && isSpeech(f.text[inner:innerEnd])
	return q
}

// isSpeech reports whether what stands in quotation marks was said, rather
// than being a name, a title or scare quotes: it is long, or it ends as a
// sentence does.
func isSpeech(s string) bool {
	words, single, upper, length, in := 0, 0, 0, 0, false
	first, last := rune(0), rune(0) // the beginning of the last word, and the last character
	long := false                   // some word without a capital is too long for a title
	for _, r := range s {
		switch {
		case isSingle(r) || unicode.Is(unicode.Katakana, r):
			single++
		case isWordRune(r) && !in:
			words++
			first, length = r, 0
			if unicode.IsUpper(r) {
				upper++
			}
		}
		length++
		long = long || length > maxParticle && isWordRune(r) && !unicode.IsUpper(first)
		in = isWordRune(r) || in && isApostrophe(r)
		if r != ' ' && r != '\u00a0' && r != '\u202f' {
			last = r
		}
	}
	switch last {
	case ',', '.', '?', '!', '。', '？', '！', '，', '؟', '،', '।', '…', '۔':
		return words > 0 || single > 2
	}
	isTitle := words <= maxTitle && 2*upper >= words && unicode.IsUpper(first) && !long
	return words >= longQuote && !isTitle || single >= longQuoteCJK
}

const (
	// maxTitle is how many words a title in capitals has at most.
	maxTitle = 9
	// maxParticle is how long its words without a capital are: of, the, della.
	maxParticle = 5
)
