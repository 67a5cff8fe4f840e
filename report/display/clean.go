package display

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

const (
	// maxClean bounds what is shown of one string. A line of megabytes is cut
	// before anything else looks at it.
	maxClean = 8192
	// maxMarks is how many combining marks a letter keeps: no orthography
	// stacks more, and more than that spills over the lines around it.
	maxMarks = 6
)

// Clean makes text of an article safe to print on one line: white space is
// collapsed, and terminal escapes, control characters and the characters that
// steer direction are gone. Joiners stay: Persian and emoji need them.
func Clean(s string) string {
	s, clipped := clip(s, maxClean)
	if isTidy(s) && !clipped {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space, marks := false, 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if n := escapeLen(s[i:]); n > 0 {
			i += n
			continue
		}
		i += size
		if marks = countMarks(r, marks); marks > maxMarks {
			continue
		}
		switch {
		case unicode.IsSpace(r):
			space = true
		case !hidden(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
		}
	}
	if clipped {
		b.WriteString("…")
	}
	return b.String()
}

// clip returns at most n bytes of s, ending between two characters.
func clip(s string, n int) (string, bool) {
	if len(s) <= n {
		return s, false
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n], true
}

// isTidy is true for the common case: printable ASCII, single spaces.
func isTidy(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i+1 == len(s) || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

func countMarks(r rune, before int) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return before + 1
	}
	return 0
}

// hidden is true for characters that print nothing of their own, or that
// change how others print.
func hidden(r rune) bool {
	switch {
	case r == '\u200c', r == '\u200d': // joiners shape letters and emoji
		return false
	case 0xe0000 <= r && r <= 0xe007f: // invisible copy of ASCII
		return true
	case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0': // blank "letters"
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// escapeLen returns the length of the terminal escape sequence that s opens
// with (ECMA-48, with its 8-bit forms), or 0.
func escapeLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\x1b["):
		return 2 + controlLen(s[2:])
	case strings.HasPrefix(s, "\u009b"):
		return 2 + controlLen(s[2:])
	case len(s) > 1 && s[0] == 0x1b && strings.IndexByte("]PX^_", s[1]) >= 0:
		return 2 + stringLen(s[2:])
	case strings.HasPrefix(s, "\x1b"):
		return min(2, len(s))
	}
	return 0
}

// controlLen measures the rest of a control sequence: parameters and
// intermediates up to a final byte. One that does not end is not a sequence.
func controlLen(s string) int {
	for i := range min(len(s), 64) {
		switch c := s[i]; {
		case 0x40 <= c && c <= 0x7e:
			return i + 1
		case c < 0x20 || c > 0x3f:
			return 0
		}
	}
	return 0
}

// stringLen measures a control string up to its terminator. An unterminated
// one hides nothing: its text is shown.
func stringLen(s string) int {
	s, _ = clip(s, 256)
	for i := range len(s) {
		switch {
		case s[i] == '\a':
			return i + 1
		case strings.HasPrefix(s[i:], "\x1b\\"):
			return i + 2
		}
	}
	return 0
}

// The directional isolates of UAX #9: what stands between an opening one and
// its close is laid out on its own and moves nothing beside it.
const (
	RTLIsolate   = "\u2067"
	FirstIsolate = "\u2068" // direction of the first strong character
	CloseIsolate = "\u2069"
)

// Isolate wraps clean text in directional isolates when a part of it runs from
// right to left.
func Isolate(s string) string { return Within(Opening(s), s) }

// Opening returns the isolate that text needs, which is none for text from
// left to right.
func Opening(s string) string {
	switch first, mixed := Direction(s); {
	case !mixed:
		return ""
	case first == bidi.RightToLeft:
		return RTLIsolate
	default:
		return FirstIsolate
	}
}

// Within puts text between an isolate, as Opening returns it, and its close.
func Within(open, s string) string {
	if open == "" {
		return s
	}
	return open + s + CloseIsolate
}

// Direction returns the direction of the first strong character (rules P2 and
// P3 of UAX #9), and whether any character runs from right to left. Text that
// is isolated already counts as neutral.
func Direction(s string) (first bidi.Direction, rtl bool) {
	known, depth := false, 0
	for _, r := range s {
		if '\u2066' <= r && r <= '\u2068' {
			depth++
		} else if r == '\u2069' {
			depth--
		}
		if depth > 0 || r < 0x590 && known {
			continue
		}
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			known = true
		case bidi.R, bidi.AL, bidi.AN:
			if !known {
				first = bidi.RightToLeft
			}
			return first, true
		}
	}
	return bidi.LeftToRight, false
}

// Reopen lets isolates that a line break has parted end with their line and
// begin again on the next.
func Reopen(lines []string) []string {
	var open []rune
	for i, l := range lines {
		before := string(open)
		for _, r := range l {
			switch {
			case '\u2066' <= r && r <= '\u2068':
				open = append(open, r)
			case r == '\u2069' && len(open) > 0:
				open = open[:len(open)-1]
			}
		}
		lines[i] = before + l + strings.Repeat(CloseIsolate, len(open))
	}
	return lines
}
