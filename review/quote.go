package review

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
)

// quoteOf is what sentences say, one a line, with single spaces; what is beyond MaxQuote is cut off.
func quoteOf(a *stemma.Article, sentences []int) string {
	lines := make([]string, len(sentences))
	for i, n := range sentences {
		s := a.Sentences[n]
		lines[i] = strings.Join(strings.Fields(a.Text[s.Start:s.End]), " ")
	}
	quote := strings.Join(lines, "\n")
	if len(quote) <= MaxQuote {
		return quote
	}
	cut := MaxQuote
	for !utf8.RuneStart(quote[cut]) {
		cut--
	}
	return quote[:cut]
}

// hasSentences says whether the article has sentences of such numbers.
func hasSentences(a *stemma.Article, sentences []int) bool {
	return !slices.ContainsFunc(sentences, func(n int) bool { return n < 0 || n >= len(a.Sentences) })
}

// sentences returns which sentences of an article an end is about: those of the same numbers where they say the same,
// else those that have its words, wherever they stand by now. It returns none where half of the words are gone.
func (f *finder) sentences(a *stemma.Article, e *End) []int {
	if hasSentences(a, e.Sentences) {
		if e.Quote == "" && !f.isEarlier(e) || e.Quote != "" && quoteOf(a, e.Sentences) == e.Quote {
			return e.Sentences
		}
	}
	t := f.flat[a.ID]
	if t == nil {
		t = flatten(a.Text)
		f.flat[a.ID] = t
	}
	var all []int
	found, sum := 0, 0
	lines := strings.SplitN(e.Quote, "\n", MaxSentences+1)
	for i, line := range lines[:min(len(lines), MaxSentences)] {
		sum += len(line)
		near := 0
		if len(e.Sentences) > 0 {
			near = e.Sentences[min(i, len(e.Sentences)-1)]
		}
		cut := len(e.Quote) > MaxQuote-utf8.UTFMax && i == len(lines)-1
		if some := t.nearest(a, line, near, cut); len(some) > 0 {
			all, found = append(all, some...), found+len(line)
		}
	}
	if 2*found < sum {
		return nil
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// flatText is a text with single spaces, and where each of its bytes is from.
type flatText struct {
	text string
	from []int
}

func flatten(s string) *flatText {
	var b strings.Builder
	t := &flatText{from: make([]int, 0, len(s)+1)}
	space := true // none at the beginning
	for i, r := range s {
		if unicode.IsSpace(r) {
			if !space {
				b.WriteByte(' ')
				t.from = append(t.from, i)
			}
			space = true
			continue
		}
		space = false
		_, size := utf8.DecodeRuneInString(s[i:]) // of a broken one: 1
		b.WriteString(s[i : i+size])
		for k := range size {
			t.from = append(t.from, i+k)
		}
	}
	t.text, t.from = b.String(), append(t.from, len(s))
	return t
}

// mostPlaces is at how many places a line is looked at in a text.
const mostPlaces = 64

// nearest returns the sentences that have the words of a line: where it stands several times, those of the numbers
// nearest to one. A line that was cut may go on anyhow.
func (t *flatText) nearest(a *stemma.Article, line string, near int, cut bool) []int {
	var best []int
	if line == "" {
		return nil
	}
	for at, n := 0, 0; n < mostPlaces; n++ {
		i := strings.Index(t.text[at:], line)
		if i < 0 {
			break
		}
		begin := at + i
		at = begin + 1
		if !isWhole(t.text[:begin], line, t.text[begin+len(line):], cut) {
			continue
		}
		span := stemma.Span{Start: t.from[begin], End: t.from[begin+len(line)-1] + 1}
		some := covering(a.Sentences, span)
		if len(some) > 0 && (best == nil || distance(some[0], near) < distance(best[0], near)) {
			best = some
		}
	}
	return best
}

// isWhole says that a line is no part of a longer word or number of what stands before and behind it: "12 died." is not
// in "212 died.", nor "A toll of 12" in "A toll of 12.5". What is cut may go on anyhow.
func isWhole(before, line, behind string, cut bool) bool {
	first, _ := utf8.DecodeRuneInString(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	left, size := utf8.DecodeLastRuneInString(before)
	further, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	if size > 0 && joins(further, left, first) {
		return false
	}
	right, size := utf8.DecodeRuneInString(behind)
	further, _ = utf8.DecodeRuneInString(behind[size:])
	return cut || size == 0 || !joins(further, right, last)
}

// joins says that a character outside belongs to the word or number that ends with one inside; further is what stands
// beyond it.
func joins(further, outside, inside rune) bool {
	if !unicode.IsNumber(inside) {
		return isWord(inside) && isWord(outside)
	}
	return isWord(outside) || unicode.IsSymbol(outside) || unicode.Is(unicode.Pd, outside) || outside == '%' || unicode.IsPunct(outside) && unicode.IsNumber(further)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func distance(a, b int) int { return max(a-b, b-a) }

// covering returns the numbers of sentences that a span overlaps by more than half of the shorter of the two.
func covering(sentences []stemma.Span, span stemma.Span) []int {
	i, _ := slices.BinarySearchFunc(sentences, span.Start, func(s stemma.Span, at int) int { return s.End - at })
	var all []int
	for ; i < len(sentences) && sentences[i].Start < span.End; i++ {
		if 2*span.Overlap(sentences[i]) > min(span.Len(), sentences[i].Len()) {
			all = append(all, i)
		}
	}
	return all
}
