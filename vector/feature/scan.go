package feature

import (
	"math"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxToken cuts runs of one script without end; real words of any language are shorter.
const maxToken = 40

// shares holds 1/sqrt(n) for the n-grams that a token of maxToken runes can have at most.
var shares = func() (s [4 * (maxToken + 2)]float32) {
	for n := 1; n < len(s); n++ {
		s[n] = float32(1 / math.Sqrt(float64(n)))
	}
	return s
}()

func share(n int) float32 { return shares[min(n, len(shares)-1)] }

// Token is a run of one script in its normal form.
type Token struct {
	Runes  []rune // valid until the next call of Next
	script script
}

// Scanner cuts text into tokens. The zero value is ready for Reset; it is reused to save allocations and belongs to
// one goroutine.
type Scanner struct {
	text   string
	pos    int
	nfkc   []byte
	runes  []rune
	folded []rune
	sounds []rune
	table  *[1 << 16]entry
}

// Reset begins a new text.
func (s *Scanner) Reset(text string) {
	s.pos, s.table = 0, table()
	if norm.NFKC.QuickSpanString(text) == len(text) {
		s.text = text
		return
	}
	s.nfkc = norm.NFKC.AppendString(s.nfkc[:0], text)
	s.text = string(s.nfkc)
}

// Next returns the next token, or false at the end of the text.
func (s *Scanner) Next() (Token, bool) {
	run := s.runes[:0]
	var kind script
	for s.pos < len(s.text) {
		r, size := s.peek(s.pos)
		e := s.lookup(r)
		switch {
		case e.script == ignored:
		case e.script == mark:
			if len(run) > 0 && len(run) < maxToken && kind != number {
				run = append(run, e.lower)
			}
		case e.script == none:
			if kind == number && s.digitAfter(size) && isSeparator(r) {
				run = append(run, r)
				break
			}
			if len(run) > 0 && s.joins(kind, r, size) {
				break
			}
			if len(run) > 0 {
				return s.token(run, kind), true
			}
		case len(run) > 0 && (e.script != kind || len(run) >= maxToken):
			return s.token(run, kind), true
		default:
			kind = e.script
			run = append(run, e.lower)
		}
		s.pos += size
	}
	if len(run) == 0 {
		return Token{}, false
	}
	return s.token(run, kind), true
}

func (s *Scanner) peek(i int) (rune, int) {
	if c := s.text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s.text[i:])
}

func (s *Scanner) token(run []rune, kind script) Token {
	s.runes = run
	if kind == number {
		run = plainNumber(run)
	}
	return Token{run, kind}
}

func (s *Scanner) digitAfter(size int) bool {
	if s.pos+size >= len(s.text) {
		return false
	}
	r, _ := s.peek(s.pos + size)
	return s.lookup(r).script == number
}

// joins reports whether r stands inside a word: the apostrophe of Ukrainian and the gershayim of Hebrew acronyms
// do, between letters of their script; elsewhere an apostrophe parts words (l'homme, Reuters').
func (s *Scanner) joins(kind script, r rune, size int) bool {
	if kind != cyrillic && kind != hebrew || s.pos+size >= len(s.text) {
		return false
	}
	switch r {
	case '\'', '’', '"', '״', '׳', '”':
		next, _ := s.peek(s.pos + size)
		return s.lookup(next).script == kind
	}
	return false
}

func isSeparator(r rune) bool {
	switch r {
	case '.', ',', '٫', '٬', '’', '\'':
		return true
	}
	return false
}

// plainNumber writes 2,500 and 2.500 and 2’500 as 2500, and 3,5 as 3.5: a separator before exactly three digits
// groups thousands, any other is the decimal point. 1.234 as a fraction is read wrongly, the same in each language.
func plainNumber(run []rune) []rune {
	out := run[:0]
	for i, r := range run {
		if !isSeparator(r) {
			out = append(out, r)
			continue
		}
		n := 0
		for n < len(run)-i-1 && !isSeparator(run[i+1+n]) {
			n++
		}
		if n != 3 {
			out = append(out, '.')
		}
	}
	return out
}
