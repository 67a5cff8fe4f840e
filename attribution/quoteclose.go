package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// Where a quotation ends: at the first mark that may close it, unless quotations
// inside have the same marks, or its paragraph ends first.

// close finds the end of the quotation that the mark at pos opens.
func (f *quoteFinder) close(r rune, pos, size int) (quote, bool) {
	from := pos + size
	line := f.next('\n', from, len(f.text))
	end, mark := f.closing(r, from, line)
	again := f.next(r, from, -1)
	if again >= 0 && again < line && again <= end {
		switch nested := f.balanced(r, line); {
		case nested > 0:
			end = nested
		case again < end && f.begins(again):
			return quote{}, false // the next quotation begins before this one ends
		case again < end:
			end = f.lastClosing(end, line)
		}
		_, mark = utf8.DecodeRuneInString(f.text[end:])
	}
	if end > line && isPaired(r) && (again < 0 || again > end) && !f.opensAnew(r, line) {
		line = end // over a line break, in texts that break lines anywhere
	}
	if end < 0 || end > line {
		return f.unclosed(r, pos, from, line)
	}
	if end-pos > maxQuote || end == from {
		return quote{}, false
	}
	return f.quote(pos, from, end, end+mark), true
}

// closing returns the first mark from a place on that closes what r opens, and
// its length. A single one that may be the apostrophe of a plural (the workers’
// rights) does not close where another one follows in the line.
func (f *quoteFinder) closing(r rune, from, line int) (end, size int) {
	end = -1
	for _, c := range closers[r] {
		if at := f.next(c, from, -1); at >= 0 && (end < 0 || at < end) {
			end, size = at, utf8.RuneLen(c)
		}
	}
	if r != '‘' && r != '\'' && r != '‚' || end < 0 || !f.isPlural(end, size) {
		return end, size
	}
	last, _ := utf8.DecodeRuneInString(f.text[end:])
	later, again := f.marks[last], f.next(r, from, -1)
	for k := 1; k < len(later) && k <= maxNested && later[k] < line; k++ {
		if r != last && again >= 0 && again < later[k] {
			break
		}
		if !f.isPlural(later[k], size) {
			return later[k], size
		}
	}
	return end, size
}

// isPlural reports whether the mark at pos may be an apostrophe behind an s.
func (f *quoteFinder) isPlural(pos, size int) bool {
	after := f.text[min(len(f.text), pos+size):]
	return pos > 0 && f.text[pos-1] == 's' && len(after) > 1 && after[0] == ' ' && after[1] >= 'a' && after[1] <= 'z'
}

// maxNested is how many marks inside a quotation are looked at for its end.
const maxNested = 16

// balanced returns the mark that closes what r opens when quotations inside have
// the same marks, or -1: «Он читает «Равнину» каждый день».
func (f *quoteFinder) balanced(r rune, line int) int {
	if r == '"' {
		return f.balancedStraight(line)
	}
	if !isPaired(r) {
		return -1
	}
	closing, _ := utf8.DecodeRuneInString(closers[r])
	open, shut, depth := f.marks[r], f.marks[closing], 1
	for range maxNested {
		if len(shut) == 0 || shut[0] > line {
			return -1
		}
		if len(open) > 0 && open[0] < shut[0] {
			open, depth = open[1:], depth+1
			continue
		}
		if depth--; depth == 0 {
			return shut[0]
		}
		shut = shut[1:]
	}
	return -1
}

// lastClosing returns the mark that ends a quotation of which only those inside
// are closed, given the first that may: one that the sentence does not run on
// behind. «Он читал «Равнину», — сказал X.
func (f *quoteFinder) lastClosing(first, line int) int {
	closing, size := utf8.DecodeRuneInString(f.text[first:])
	for k, at := range f.marks[closing] {
		if k >= maxNested || at > line {
			break
		}
		after := strings.TrimLeft(f.text[at+size:min(len(f.text), at+size+8)], " \u00a0")
		next, _ := utf8.DecodeRuneInString(after)
		if !unicode.IsLetter(next) && !unicode.IsDigit(next) {
			return at
		}
	}
	return first
}

// balancedStraight does the same for straight marks, of which one behind a space
// opens: "They call it "home"," he said.
func (f *quoteFinder) balancedStraight(line int) int {
	depth := 1
	for k, at := range f.marks['"'] {
		if k >= maxNested || at > line {
			break
		}
		prev, _ := utf8.DecodeLastRuneInString(f.text[:at])
		next, _ := utf8.DecodeRuneInString(f.text[at+1:])
		switch {
		case unicode.IsLetter(prev) && unicode.IsLetter(next):
			return -1 // either
		case prev == ' ' && next != '"' && !unicode.IsSpace(next):
			depth++
		default:
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}

// unclosed reads a quotation whose paragraph ends before it does. It is one if
// the next paragraph opens it anew; if it begins its paragraph, the mark counts.
func (f *quoteFinder) unclosed(r rune, pos, from, line int) (quote, bool) {
	switch r {
	case '\'', '‘', '’', '»', '”', '›', '《', '〈':
		return quote{}, false
	}
	before := strings.TrimRight(f.text[max(0, pos-8):pos], " \u00a0\n")
	anew := f.opensAnew(r, line) && (pos == f.paragraph || endsSentence(before, ",:，：،、-–—\n"))
	if line-pos > maxQuote || !anew && pos != f.paragraph {
		return quote{}, false
	}
	q := quote{Span: stemma.Span{Start: pos, End: line}, inner: stemma.Span{Start: from, End: line}}
	q.long, q.open, q.stray = anew, anew, !anew
	return q, true
}

// opensAnew reports whether the paragraph behind a line's end begins with the
// mark that opened a quotation before it, or, as in some houses, with the one
// that closes it.
func (f *quoteFinder) opensAnew(r rune, line int) bool {
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(f.text[line:min(len(f.text), line+16)], " \u00a0\r\n"))
	return next == r || r == '«' && next == '»' || r == '„' && next == '“'
}

// isPaired reports the opening marks that no one uses for closing in the same text.
func isPaired(r rune) bool {
	switch r {
	case '“', '„', '«', '「', '『', '‹', '《', '〈':
		return true
	}
	return false
}

// begins reports whether a sentence ends before the mark at pos.
func (f *quoteFinder) begins(pos int) bool {
	return endsSentence(strings.TrimRight(f.text[max(0, pos-8):pos], " \u00a0\n"), "\n")
}

// endsSentence reports whether a text ends with a full stop of some language, or
// one of some more marks.
func endsSentence(s, more string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?。？！؟।", last) || strings.ContainsRune(more, last)
}
