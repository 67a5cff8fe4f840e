package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// block is a paragraph, or a line that stands by itself: no sentence crosses
// its ends.
type block struct {
	stemma.Span
	// apart is true when a blank line stands before it.
	apart bool
}

// nextLine returns the line that starts at i, without its end, and where the
// next one starts.
func nextLine(s string, i int) (line stemma.Span, next int) {
	for j := i; j < len(s); {
		r, size := utf8.DecodeRuneInString(s[j:])
		if isLineEnd(r) {
			next = j + size
			if r == '\r' && next < len(s) && s[next] == '\n' {
				next++
			}
			return trim(s, stemma.Span{Start: i, End: j}), next
		}
		j += size
	}
	return trim(s, stemma.Span{Start: i, End: len(s)}), len(s)
}

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// trim takes white space and invisible characters off both ends of a span.
func trim(s string, sp stemma.Span) stemma.Span {
	for sp.Start < sp.End {
		r, size := utf8.DecodeRuneInString(s[sp.Start:sp.End])
		if !isBlank(r) {
			break
		}
		sp.Start += size
	}
	for sp.End > sp.Start {
		r, size := utf8.DecodeLastRuneInString(s[sp.Start:sp.End])
		if !isBlank(r) {
			break
		}
		sp.End -= size
	}
	return sp
}

// isBlank reports white space, controls and characters that cannot be seen.
func isBlank(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7F
	}
	if r < 0x2000 {
		return r < 0xA1 || r == 0xAD || r == 0x61C || r == 0x1680
	}
	return unicode.IsSpace(r) || isInvisible(r)
}

// isInvisible reports zero-width and directional characters.
func isInvisible(r rune) bool {
	return 0x200B <= r && r <= 0x200F || 0x202A <= r && r <= 0x202E || 0x2060 <= r && r <= 0x2069 || r == 0xFEFF || r == 0x61C
}

// blocks cuts s into paragraphs. A blank line always parts two; a single line
// end does unless the line was broken in mid-sentence, by hand or by a program
// that wraps text.
func blocks(s string) []block {
	var out []block
	wrap := readWrapping(s)
	apart := true
	last := stemma.Span{}
	for i := 0; i < len(s); {
		line, next := nextLine(s, i)
		i = next
		if line.Len() == 0 {
			apart = true
			continue
		}
		if len(out) > 0 && !apart && wrap.continues(s, last, line) {
			out[len(out)-1].End = line.End
		} else {
			out = append(out, block{Span: line, apart: apart})
		}
		last, apart = line, false
	}
	return out
}

// A line shorter than this is a label, a heading or a list item rather than
// the first half of a broken sentence.
const shortestBrokenLine = 25

// wrapping is how the lines of a text are broken.
type wrapping struct {
	// width is the column at which a program broke the lines, or 0.
	width int
	// closed is true where nearly all lines end a sentence or a part of one at
	// a semicolon: such a text has a sentence or a paragraph a line, and its
	// line ends are where its writer put them.
	closed bool
}

func readWrapping(s string) wrapping {
	s = s[:cutAt(s, wrapSample)]
	lines, open := 0, 0
	for i := 0; i < len(s); {
		line, next := nextLine(s, i)
		i = next
		if lineWidth(s[line.Start:line.End], shortestBrokenLine) < shortestBrokenLine {
			continue
		}
		lines++
		if !endsClause(s[line.Start:line.End]) {
			open++
		}
	}
	return wrapping{width: wrapWidth(s), closed: lines >= fewestClosed && open*10 <= lines}
}

// continues reports whether the sentence that line a leaves open goes on in
// line b.
func (w wrapping) continues(s string, a, b stemma.Span) bool {
	if endsSentence(s[a.Start:a.End]) || startsListItem(s[b.Start:b.End]) {
		return false
	}
	columns := lineWidth(s[a.Start:a.End], 1000)
	if columns < shortestBrokenLine {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[b.Start:])
	if isLower(r) {
		return !w.closed
	}
	return w.width > 0 && columns <= w.width && isFull(s, columns, b, w.width)
}

// isFull reports that the first word of b would not have fitted behind a line
// of so many columns: the sign that a program broke the line.
func isFull(s string, columns int, b stemma.Span, width int) bool {
	return columns+1+lineWidth(firstPiece(s[b.Start:b.End]), width+1) > width
}

// firstPiece is what a wrapping program would not have broken: a word up to a
// space, a character in scripts without spaces.
func firstPiece(line string) string {
	for i, r := range line {
		if unicode.IsSpace(r) || i > 0 && isUnspaced(r) {
			return line[:i]
		}
	}
	return line
}

// Text is taken to be hard-wrapped when the lines of its first 64 KiB are at
// most widestWrap columns, and nearly all that leave a sentence open are full;
// and to break no sentence when it has fewestClosed lines and nine in ten of
// them end one.
const (
	wrapSample   = 64 << 10
	widestWrap   = 130
	fewestWraps  = 3
	fewestClosed = 8
)

// wrapWidth returns the column at which the sample s is hard-wrapped, or 0.
func wrapWidth(s string) int {
	width := 0
	openLines(s, func(a, _ stemma.Span) {
		width = max(width, lineWidth(s[a.Start:a.End], widestWrap+1))
	})
	if width > widestWrap {
		return 0
	}
	open, full := 0, 0
	openLines(s, func(a, b stemma.Span) {
		open++
		if isFull(s, lineWidth(s[a.Start:a.End], width), b, width) {
			full++
		}
	})
	if full < fewestWraps || 10*full < 9*open {
		return 0
	}
	return width
}

// openLines calls f for each two lines of a paragraph where the first leaves
// its sentence open.
func openLines(s string, f func(a, b stemma.Span)) {
	last := stemma.Span{}
	for i := 0; i < len(s); {
		line, next := nextLine(s, i)
		i = next
		if last.Len() > 0 && line.Len() > 0 && !endsSentence(s[last.Start:last.End]) {
			f(last, line)
		}
		last = line
	}
}

// lineWidth counts the columns of s as a terminal shows it, up to limit.
func lineWidth(s string, limit int) int {
	n := 0
	for _, r := range s {
		switch {
		case isWide(r):
			n += 2
		case !unicode.Is(unicode.Mn, r):
			n++
		}
		if n >= limit {
			return limit
		}
	}
	return n
}

func isWide(r rune) bool {
	return 0x1100 <= r && r <= 0x115F || 0x2E80 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 ||
		0xF900 <= r && r <= 0xFAFF || 0xFF01 <= r && r <= 0xFF60 || 0x20000 <= r && r <= 0x3FFFF
}

// endsSentence reports whether line ends with a full stop or the like, quotes
// and brackets apart.
func endsSentence(line string) bool {
	line = strings.TrimRightFunc(line, func(r rune) bool { return isBlank(r) || isCloser(r) })
	r, _ := utf8.DecodeLastRuneInString(line)
	return stopOf(r) != notStop || r == ':'
}

// endsClause reports a line that a program which wraps text would hardly have
// broken just there: it ends a sentence, or a part of one at a semicolon.
func endsClause(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(line, isBlank))
	return r == ';' || r == '؛' || r == '；' || endsSentence(line)
}

// startsListItem reports a bullet or a dash before the first word.
func startsListItem(line string) bool {
	r, size := utf8.DecodeRuneInString(line)
	if !strings.ContainsRune("•·▪●○◦‣∙*-–—►▶■□✓➤", r) || size == len(line) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(line[size:])
	return unicode.IsSpace(next)
}
