package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// longestTurned bounds an override in bytes: one is over at the end of its
// paragraph (UAX #9).
const longestTurned = 4 << 10

// override reads what an override turns round, up to its end. What runs that way
// by itself is not turned: who marks a line of Arabic so, with two figures in it, turns
// the figures and not the line.
func (l *look) override(from int, sign rune) int {
	start := from + utf8.RuneLen(sign)
	end := l.turning.move(l.text, from, start)
	if turned, kept := l.turning.against(sign); turned < 2 || turned <= kept {
		return start
	}
	to := end
	if end-from < longestTurned && strings.HasPrefix(l.text[end:], "\u202c") {
		to += len("\u202c")
	}
	l.edits = append(l.edits, edit{from: from, to: to, seen: reversed(l.text[start:end]), trick: TrickOverride})
	return to
}

// stretch is what an override may turn round, and how many characters of it run which
// way. It moves on from one override to the next, which may stand in it: to count anew
// for each would take the square of a text of overrides.
type stretch struct {
	start, end              int
	toRight, toLeft, digits int
}

// move has the stretch begin at start, behind an override at from, and returns its end.
func (s *stretch) move(text string, from, start int) int {
	if s.end < start {
		*s = stretch{start: start, end: start}
	}
	for s.start < start {
		s.start += s.count(text[s.start:], -1)
	}
	for s.end < len(text) && s.end-from < longestTurned {
		if r, _ := utf8.DecodeRuneInString(text[s.end:]); r == '\n' || r == 0x2029 || r == 0x202C {
			break
		}
		s.end += s.count(text[s.end:], 1)
	}
	return s.end
}

// count adds the first character of a text n times, and returns its length.
func (s *stretch) count(text string, n int) int {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case rightToLeft(r):
		s.toLeft += n
	case unicode.IsLetter(r):
		s.toRight += n
	case unicode.IsDigit(r):
		s.digits += n
	}
	return size
}

// against is how many characters run against an override, and how many letters do
// not: letters from left to right and figures run against the one, letters from right
// to left against the other.
func (s *stretch) against(sign rune) (turned, kept int) {
	if sign == 0x202E {
		return s.digits + s.toRight, s.toLeft
	}
	return s.toLeft, s.toRight
}

func rightToLeft(r rune) bool {
	return unicode.IsLetter(r) && (0x590 <= r && r < 0x900 || 0xFB1D <= r && r < 0xFF00 || 0x10800 <= r && r < 0x11000 || 0x1E800 <= r && r < 0x1F000)
}

// reversed turns a text round, each letter with its marks.
func reversed(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for end := len(s); end > 0; {
		start := end
		for start > 0 {
			r, size := utf8.DecodeLastRuneInString(s[:start])
			start -= size
			if !unicode.IsMark(r) {
				break
			}
		}
		b.WriteString(s[start:end])
		end = start
	}
	return b.String()
}

// lookalikes adds what of the mixed words looks like the alphabet of the text.
func (l *look) lookalikes() {
	main := latinAlphabet
	for _, a := range []alphabet{cyrillicAlphabet, greekAlphabet} {
		if l.letters[a] > l.letters[main] {
			main = a
		}
	}
	for _, span := range l.mixed {
		if edits, ok := l.sameLetters(span, main); ok {
			l.edits = append(l.edits, edits...)
		}
	}
	for _, span := range l.whole { // no proof of a disguise, but part of one
		if edits, ok := l.sameLetters(span, main); ok {
			edits[0].again = true
			l.edits = append(l.edits, edits...)
		}
	}
}

// sameLetters replaces the letters of a word that are of another alphabet, if all
// of them look like letters of this one.
func (l *look) sameLetters(span stemma.Span, main alphabet) ([]edit, bool) {
	var edits []edit
	for i, r := range l.text[span.Start:span.End] {
		a := alphabetOf(r)
		if a == noAlphabet || a == main {
			continue
		}
		like := lookalike(r, main)
		if like == 0 {
			return nil, false
		}
		at := span.Start + i
		edits = append(edits, edit{from: at, to: at + utf8.RuneLen(r), seen: string(like), trick: TrickLookalike, again: len(edits) > 0})
	}
	return edits, len(edits) > 0
}

// The letters that look the same in most faces. Cyrillic і and ј, and Latin ones in
// Cyrillic words, are left out: they are typed for one another all the time.
const (
	likeLatin    = "aceopxyABCEHKMOPTX"
	likeCyrillic = "асеорхуАВСЕНКМОРТХ"
	likeLatin2   = "ovABEZHIKMNOPTYX"
	likeGreek    = "ονΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
)

// lookalike returns the letter of an alphabet that looks like r, 0 for none.
func lookalike(r rune, main alphabet) rune {
	from, to := likeCyrillic, likeLatin
	switch {
	case main == latinAlphabet && alphabetOf(r) == greekAlphabet:
		from, to = likeGreek, likeLatin2
	case main == cyrillicAlphabet && alphabetOf(r) == latinAlphabet:
		from, to = likeLatin, likeCyrillic
	case main == greekAlphabet && alphabetOf(r) == latinAlphabet:
		from, to = likeLatin2, likeGreek
	case main != latinAlphabet:
		return 0
	}
	i := slices.Index([]rune(from), r)
	if i < 0 {
		return 0
	}
	return []rune(to)[i]
}
