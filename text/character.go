package text

import (
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"
)

// character is what reading asks of a character, at one look: a search in the
// tables of package unicode for each question took a fifth of the time of reading,
// and the normal forms of words another.
type character struct {
	traits traits
	// folded is what Fold makes of the character, in whatever word it stands; 0
	// where that depends on its neighbours, or is not one character.
	folded uint16
}

type traits uint16

const (
	letter traits = 1 << iota
	mark
	digit
	space
	capital  // a capital letter
	titled   // a letter for titles: ǅ
	small    // a small letter
	nonspace // a mark that takes no room
	unspaced // of a script without spaces between words: isUnspaced
	piece    // a token of its own: isPiece
	inside   // goes on with a word: inWord
	skipped  // neither joins nor parts tokens: what is dropped in folding, but for marks
	pausing  // stops a sentence, or is a place where a long one may be cut

	// By the boundaries of words of UAX #29:
	joining // behind a letter, belongs to its word, whatever follows
	apart   // behind a letter, ends its word, whatever follows
)

func (c character) is(t traits) bool { return c.traits&t != 0 }

// pages hold the characters of the Basic Multilingual Plane by 256, each made
// when the first of them is asked for: a text has few scripts.
var pages [256]atomic.Pointer[[256]character]

func characterOf(r rune) character {
	if uint32(r) >= 1<<16 {
		return describe(r)
	}
	page := pages[r>>8].Load()
	if page == nil {
		page = describePage(r >> 8)
	}
	return page[r&0xFF]
}

// characterAt returns the character at an offset of s, and its length; 0 at the
// end.
func characterAt(s string, at int) (character, int) {
	r, size := utf8.DecodeRuneInString(s[at:])
	return characterOf(r), size
}

func describePage(n rune) *[256]character {
	page := new([256]character)
	for i := range page {
		page[i] = describe(n<<8 + rune(i))
	}
	pages[n].Store(page)
	return page
}

func describe(r rune) character {
	switch { // half of the plane, quickly
	case 0x4E00 <= r && r <= 0x9FFF: // Han
		return character{letter | unspaced | piece | apart, uint16(r)} //nolint:gosec // of the first plane
	case isHangul(r):
		return character{letter | piece | joining, uint16(r)} //nolint:gosec // of the first plane
	}
	return describeAny(r)
}

func describeAny(r rune) character {
	c := character{folded: foldedAlone(r)}
	joins, parts := wordBoundaries(r)
	for _, t := range [...]struct {
		traits
		has bool
	}{
		{letter, unicode.IsLetter(r)},
		{mark, unicode.IsMark(r)},
		{digit, unicode.IsDigit(r)},
		{space, unicode.IsSpace(r)},
		{capital, unicode.IsUpper(r)},
		{titled, unicode.IsTitle(r)},
		{small, unicode.IsLower(r)},
		{nonspace, unicode.Is(unicode.Mn, r)},
		{unspaced, isUnspaced(r)},
		{piece, isPiece(r)},
		{inside, inWord(r)},
		{skipped, isDropped(r) && !unicode.IsMark(r)},
		{pausing, stopOf(r) != notStop || isSoft(r) || r == '"'},
		{joining, joins},
		{apart, parts},
	} {
		if t.has {
			c.traits |= t.traits
		}
	}
	return c
}

// wordBoundaries tries what the standard's rules make of a character behind a
// letter: whether it is a letter of the standard's or a mark, and none of what has
// rules of its own (digits, low lines, the joiner of signs), and whether it is
// nothing that joins with any letter; Hebrew ones have the most rules.
func wordBoundaries(r rune) (joins, parts bool) {
	c := string(r)
	isWord := func(s string) bool { return firstWord(s) == s }
	own := isWord(c+","+c) || isWord(c+"ア") || r == 0x200D || unicode.IsLetter(r) && !isWord(c+"a")
	return isWord("a"+c) && !own, firstWord("א"+c+"א") == "א"
}

func firstWord(s string) string {
	it := words.FromString(s)
	it.Next()
	return it.Value()
}

// foldedAlone returns what Fold makes of a character where that is one character
// of the plane whatever stands beside it, else 0: where it combines with none
// before it, and neither does what folding makes of it.
func foldedAlone(r rune) uint16 {
	if uint32(r) >= 1<<16 || unicode.Is(unicode.Cs, r) || !startsSegment(string(r)) {
		return 0
	}
	folded := foldAny(string(r))
	if q, size := utf8.DecodeRuneInString(folded); size > 0 && size == len(folded) && uint32(q) < 1<<16 && startsSegment(folded) && foldAny(folded) == folded {
		return uint16(q) //nolint:gosec // of the first plane
	}
	return 0
}

// startsSegment reports that the first character of s, and of its decomposition,
// combines with none before it.
func startsSegment(s string) bool {
	p := norm.NFKC.PropertiesString(s)
	d := p.Decomposition()
	return p.BoundaryBefore() && (len(d) == 0 || norm.NFKC.Properties(d).BoundaryBefore())
}
