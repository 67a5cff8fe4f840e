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
	open  bool // ends with the paragraph, not with a mark
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
// mix curly and straight marks, so those close each other.
var closers = map[rune]string{
	'“': "”\"", '„': "“”\"", '"': "\"”", '«': "»", '»': "«", '‹': "›",
	'「': "」", '『': "』", '‘': "’", '‚': "‘’", '”': "”", '〝': "〟", '\'': "'",
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

// typewriterQuotes writes the double apostrophes of old wires as quotation
// marks; the text keeps its length.
func typewriterQuotes(s string) string {
	if !strings.Contains(s, "''") {
		return s
	}
	b := []byte(s)
	for i := 0; i+1 < len(b); i++ {
		if b[i] != '\'' || b[i+1] != '\'' {
			continue
		}
		if i == 0 || b[i-1] == ' ' || b[i-1] == '\n' || b[i-1] == '(' {
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
		case '”', '“', '„', '"', '»', '«', '›', '‹', '「', '」', '『', '』', '〟', '\n':
			f.marks[r] = append(f.marks[r], i)
		case '’', '‘', '\'': // an apostrophe has a letter behind it
			next, _ := utf8.DecodeRuneInString(f.text[i+utf8.RuneLen(r):])
			if !unicode.IsLetter(next) {
				f.marks[r] = append(f.marks[r], i)
			}
		}
	}
}

// opens reports whether the mark at pos opens a quotation: marks that also
// close, and apostrophes, do so only after a space and before a word.
func (f *quoteFinder) opens(r rune, pos, size int) bool {
	if r != '"' && r != '\'' && r != '”' && r != '»' && r != '‘' {
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(f.text[:pos])
	next, _ := utf8.DecodeRuneInString(f.text[pos+size:])
	if r == '"' && (next == ' ' || unicode.IsLetter(prev)) && pos != f.paragraph {
		return prev == ' ' || prev == ':' || !unicode.IsLetter(prev) && !unicode.IsPunct(prev)
	}
	return !unicode.IsLetter(prev) && !unicode.IsDigit(prev) && prev != ',' && prev != '.' && !unicode.IsSpace(next)
}

// close finds the end of the quotation that the mark at pos opens.
func (f *quoteFinder) close(r rune, pos, size int) (quote, bool) {
	from := pos + size
	line := f.next('\n', from, len(f.text))
	end, mark := -1, 0
	for _, c := range closers[r] {
		if at := f.next(c, from, -1); at >= 0 && (end < 0 || at < end) {
			end, mark = at, utf8.RuneLen(c)
		}
	}
	again := f.next(r, from, -1)
	if again >= 0 && again < end && f.begins(again) {
		return quote{}, false // the next quotation begins before this one ends
	}
	if end > line && isPaired(r) && (again < 0 || again > end) {
		line = end // over a line break, in texts that break lines anywhere
	}
	if end < 0 || end > line {
		if r == '\'' || r == '‘' || r == '»' || r == '”' || pos != f.paragraph || line-pos > maxQuote {
			return quote{}, false
		}
		return f.quote(pos, from, line, line, true), true
	}
	if end-pos > maxQuote || end == from {
		return quote{}, false
	}
	return f.quote(pos, from, end, end+mark, false), true
}

// isPaired reports the opening marks that no one uses for closing in the same text.
func isPaired(r rune) bool {
	switch r {
	case '“', '„', '«', '「', '『', '‹':
		return true
	}
	return false
}

// begins reports whether a sentence ends before the mark at pos.
func (f *quoteFinder) begins(pos int) bool {
	before := strings.TrimRight(f.text[max(0, pos-8):pos], " \u00a0\n")
	last, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(".!?。？！؟।\n", last)
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

func (f *quoteFinder) quote(start, inner, innerEnd, end int, open bool) quote {
	q := quote{Span: stemma.Span{Start: start, End: end}, inner: stemma.Span{Start: inner, End: innerEnd}, open: open}
	q.long = open || isSpeech(f.text[inner:innerEnd])
	return q
}

// isSpeech reports whether what stands in quotation marks was said, rather
// than being a name or scare quotes: it is long, or it ends as a sentence does.
func isSpeech(s string) bool {
	words, single, in := 0, 0, false
	last := rune(0)
	for _, r := range s {
		switch {
		case isSingle(r) || unicode.Is(unicode.Katakana, r):
			single++
		case isWordRune(r):
			if !in {
				words++
			}
		}
		in = isWordRune(r) || in && isApostrophe(r)
		if r != ' ' {
			last = r
		}
	}
	switch last {
	case ',', '.', '?', '!', '。', '？', '！', '，', '؟', '،', '।':
		return words > 0 || single > 2
	}
	return words >= longQuote || single >= longQuoteCJK
}
