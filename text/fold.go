package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings s to the form in which words are compared: compatibility
// normal form (NFKC), lower case, ASCII digits, one apostrophe, one quotation
// mark, one hyphen, no Arabic or Hebrew vowel signs, no tatweel, one alef,
// yeh and kaf for all languages of the Arabic script, no invisible characters.
//
// Accents of Latin and Cyrillic letters stay, but for ё (е) and the Turkish
// dotted and dotless i (i), which writers leave out or capitalise at random.
// So does the Arabic ta marbuta: news spells it with care, and romanised
// names need it.
// Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	if isFoldedASCII(s) {
		return s
	}
	if folded, ok := foldEach(s); ok {
		return folded
	}
	return foldAny(s)
}

// isFoldedASCII keeps the most frequent case, a lower-case ASCII word, free
// of allocation.
func isFoldedASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '`' {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldEach folds a string one character after the other, where that is the same:
// nearly every word. It copies nothing of what is folded already.
func foldEach(s string) (string, bool) {
	var buf [64]byte
	b := buf[:0]
	same := true
	for i, r := range s {
		folded := rune(characterOf(r).folded)
		if folded == 0 || r == utf8.RuneError {
			return "", false
		}
		if same && folded != r {
			same, b = false, append(b, s[:i]...)
		}
		if !same {
			b = utf8.AppendRune(b, folded)
		}
	}
	if same {
		return s, true
	}
	return string(b), true
}

func foldAny(s string) string {
	again := true
	for n := 0; again && n < 4; n++ { // removing a character can bring two together that compose
		s, again = foldOnce(s)
	}
	return s
}

// foldOnce also reports whether the result may need folding again.
func foldOnce(s string) (folded string, again bool) {
	if !norm.NFKC.IsNormalString(s) {
		s, again = norm.NFKC.String(s), true
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(lowerASCII(byte(r))) //nolint:gosec // ASCII
		case isDropped(r):
			again = true
		default:
			writeFolded(&b, r)
		}
	}
	folded = b.String()
	return folded, again || !norm.NFKC.IsNormalString(folded)
}

func lowerASCII(c byte) byte {
	switch {
	case 'A' <= c && c <= 'Z':
		return c + 'a' - 'A'
	case c == '`':
		return '\''
	}
	return c
}

func writeFolded(b *strings.Builder, r rune) {
	switch {
	case r == 'ß' || r == 'ẞ':
		b.WriteString("ss")
	case r < 0x0590:
		b.WriteRune(foldEuropean(r))
	case r < 0x0780:
		b.WriteRune(foldArabic(r))
	case r >= 0x2000 && r < 0x2100:
		b.WriteRune(foldPunctuation(r))
	case r < 0x10A0, 0x2E80 <= r && r < 0xA640, 0xAC00 <= r && r < 0xFB00: // no capitals here
		b.WriteRune(FoldDigit(r))
	default:
		b.WriteRune(FoldDigit(unicode.ToLower(r)))
	}
}

// isDropped reports marks that writers may leave out and characters that
// cannot be seen.
func isDropped(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x0307, r == 0x0640, r == 0xFEFF:
		return true // soft hyphen, dot of a lower-cased İ, tatweel, byte order mark
	case 0x0591 <= r && r <= 0x05C7:
		return r != 0x05BE && r != 0x05C0 && r != 0x05C3 && r != 0x05C6 // Hebrew points
	case 0x0610 <= r && r <= 0x061C, 0x064B <= r && r <= 0x065F, r == 0x0670:
		return true // Arabic vowel signs, Arabic letter mark
	case 0x06D6 <= r && r <= 0x06ED:
		return r != 0x06DD && r != 0x06DE && r != 0x06E9 // Quranic marks
	case 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2069:
		return true // zero-width and directional characters
	case 0xFE00 <= r && r <= 0xFE0F:
		return true // variation selectors
	}
	return false
}

func foldEuropean(r rune) rune {
	switch r {
	case 'ς':
		return 'σ'
	case 'ё', 'Ё':
		return 'е'
	case 'ı', 'İ':
		return 'i'
	case '«', '»':
		return '"'
	case '´', 'ʼ', 'ʹ', 'ʻ', 'ʾ', 'ʿ':
		return '\''
	}
	return unicode.ToLower(r)
}

// foldArabic unifies the letters that Arabic, Persian and Urdu keyboards
// encode apart, and the hamza seats of alef, which writers leave out.
func foldArabic(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ے':
		return 'ي'
	case 'ک', 'ڪ':
		return 'ك'
	case 'ہ', 'ە', 'ۀ', 'ۂ', 'ھ':
		return 'ه'
	case '٫':
		return '.'
	case '٬':
		return ','
	case '٪':
		return '%'
	case '״':
		return '"'
	case '׳':
		return '\''
	}
	return FoldDigit(r)
}

func foldPunctuation(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', '‹', '›', '′':
		return '\''
	case '“', '”', '„', '‟', '″':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	}
	return r
}

// FoldDigit returns the ASCII form of a decimal digit of any script, and any other
// character as it is. Unicode lays out the digits of a script in a row of ten that
// starts at a multiple of ten after the range's low end.
func FoldDigit(r rune) rune {
	if r < 0x0660 || 0x1C60 <= r && r < 0xA620 || 0xAC00 <= r && r < 0xFB00 || !unicode.Is(unicode.Nd, r) {
		return r
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}
