package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// suspicious is false for nearly every text, at one look: nothing in it is of a
// kind that See has to look into.
func suspicious(s string) bool {
	latin, other, quotes := false, false, 0
	for _, r := range s {
		switch {
		case r == '"':
			quotes++
		case r < utf8.RuneSelf:
			latin = latin || 'a' <= r && r <= 'z'
		case 0x370 <= r && r < 0x530:
			other = true
		case r < 0x2000:
			if noWidth(r) {
				return true
			}
		case isMark(r):
			quotes++
		case noWidth(r), r == 0x202D, r == 0x202E, isTag(r):
			return true
		}
	}
	return latin && other || quotes >= fewest[TrickQuotes].n
}

// isMark reports a quotation mark that is no apostrophe.
func isMark(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '«', '»', '‹', '›', '「', '」', '『', '』', '〝', '〞', '＂':
		return true
	}
	return false
}

// noWidth reports the characters that print nothing and that a reader of an
// alphabet has no use for inside a word. The soft hyphen is none: pages are full
// of it, and folding drops it.
func noWidth(r rune) bool {
	switch {
	case r == 0x034F, r == 0x180E, r == 0xFEFF:
		return true
	case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0: // letters that are blank
		return true
	case 0x200B <= r && r <= 0x200D, 0x2060 <= r && r <= 0x2064, 0x206A <= r && r <= 0x206F:
		return true
	case 0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF: // variation selectors
		return true
	}
	return false
}

func isTag(r rune) bool { return r == 0xE0001 || 0xE0020 <= r && r <= 0xE007F }

// look is one reading of a text.
type look struct {
	text    string
	edits   []edit
	words   int
	runes   int
	letters [scripts]int // of each alphabet
	// mixed are the words with letters of two alphabets, and whole those that may be
	// of another alphabet than the text.
	mixed, whole []stemma.Span
	turning      stretch
}

// alphabet is one whose letters others look like.
type alphabet int

const (
	noAlphabet alphabet = iota
	latinAlphabet
	cyrillicAlphabet
	greekAlphabet
	otherLetters // of a script that is not looked into
	scripts
)

func alphabetOf(r rune) alphabet {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latinAlphabet
		}
		return noAlphabet
	case !unicode.IsLetter(r) || noWidth(r):
		return noAlphabet
	case r < 0x250, 0x1E00 <= r && r < 0x1F00:
		return latinAlphabet
	case 0x370 <= r && r < 0x400, 0x1F00 <= r && r < 0x2000:
		return greekAlphabet
	case 0x400 <= r && r < 0x530:
		return cyrillicAlphabet
	}
	return otherLetters
}

// read goes through the text once, word by word.
func (l *look) read() {
	for i := 0; i < len(l.text); {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		switch {
		case isTag(r):
			i = l.tags(i)
		case r == 0x202D || r == 0x202E:
			i = l.override(i, r)
		case alphabetOf(r) != noAlphabet:
			i = l.word(i)
		case noWidth(r):
			i = l.beside(i)
		default:
			if isMark(r) {
				l.edits = append(l.edits, edit{from: i, to: i + size, trick: TrickQuotes})
			}
			l.runes++
			i += size
		}
	}
}

// word reads the word at offset i: letters, with their marks and what has no width
// between them.
func (l *look) word(i int) int {
	var in [scripts]int
	start, hidden := i, -1
	var before alphabet
	for i < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		a := alphabetOf(r)
		switch {
		case noWidth(r):
			if hidden < 0 {
				hidden = i
			}
		case a != noAlphabet:
			if hidden >= 0 && before < otherLetters && a < otherLetters {
				l.edits = append(l.edits, edit{from: hidden, to: i, trick: TrickWidth})
			}
			in[a]++
			hidden, before = -1, a
		case !unicode.IsMark(r):
			l.end(in, stemma.Span{Start: start, End: i}, hidden)
			return i
		}
		l.runes++
		i += size
	}
	l.end(in, stemma.Span{Start: start, End: i}, hidden)
	return i
}

// end ends a word, behind which may stand what has no width.
func (l *look) end(in [scripts]int, span stemma.Span, hidden int) {
	if hidden >= 0 && in[otherLetters] == 0 {
		l.edits = append(l.edits, edit{from: hidden, to: span.End, trick: TrickWidth, again: true})
	}
	l.count(in, span)
}

// beside reads what has no width before a word, or by itself.
func (l *look) beside(i int) int {
	from := i
	for i < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		if !noWidth(r) {
			if a := alphabetOf(r); a != noAlphabet && a < otherLetters {
				l.edits = append(l.edits, edit{from: from, to: i, trick: TrickWidth, again: true})
			}
			break
		}
		l.runes++
		i += size
	}
	return i
}

// count counts a word, and keeps it in mind where it has letters of two alphabets.
func (l *look) count(in [scripts]int, span stemma.Span) {
	l.words++
	several := 0
	for a, n := range in {
		l.letters[a] += n
		if n > 0 {
			several++
		}
	}
	switch {
	case in[otherLetters] > 0:
	case several > 1:
		l.mixed = append(l.mixed, span)
	case in[latinAlphabet] == 0 || l.letters[latinAlphabet] < l.letters[cyrillicAlphabet]+l.letters[greekAlphabet]:
		l.whole = append(l.whole, span)
	}
}

// tags reads invisible letters. Those behind a black flag are the flags of England,
// Scotland and Wales.
func (l *look) tags(i int) int {
	from := i
	for i < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		if !isTag(r) {
			break
		}
		i += size
	}
	if !strings.HasSuffix(l.text[:from], "🏴") {
		l.edits = append(l.edits, edit{from: from, to: i, trick: TrickTag})
	}
	return i
}
