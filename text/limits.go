package text

import (
	"strings"
	"unicode/utf8"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
)

// Limits are how much of a text is read. The zero value is no limit.
//
// Reading takes time in proportion to the text; what comes after it compares
// sentences with sentences. A text of sizes that no report has is read from its
// beginning, where news is told, up to a limit that is the same in every run.
type Limits struct {
	// Sentences are how many are read at the most.
	Sentences int
	// Bound, if not nil, is the last resort: no sentence is begun once it is spent.
	Bound *bound.Bound
}

// ReadWithin is like Read, and stops at the first limit that is reached: the
// document has the sentences up to there, and Unread says what it leaves out.
func (h *Habits) ReadWithin(a stemma.Article, l Limits) *Document {
	unread := stemma.Span{Start: len(a.Text), End: len(a.Text)}
	a.Sentences = h.describe(&a)
	if l.Sentences > 0 && len(a.Sentences) > l.Sentences {
		unread.Start = a.Sentences[l.Sentences].Start
		a.Sentences = a.Sentences[:l.Sentences:l.Sentences]
	}
	read := readSentences(&a, a.Sentences, l.Bound)
	if n := len(read); n < len(a.Sentences) {
		unread.Start = a.Sentences[n].Start
		a.Sentences = a.Sentences[:n:n]
	}
	markTitle(read, a.Title)
	d := &Document{Article: a, Sentences: read}
	if unread.Len() > 0 {
		d.Unread, d.Hurried = unread, l.Bound.Spent()
	}
	return d
}

// Beginning returns at most n bytes of a text, up to where a word ends.
func Beginning(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:wordEnd(s, n)]
}

// wordEnd returns the last offset up to n, which is inside s, at which no word is
// cut, or the last one between two characters where a word has no end near.
func wordEnd(s string, n int) int {
	if i := strings.LastIndexAny(s[max(0, n-longestSentence):n], " \n\t"); i >= 0 {
		return max(0, n-longestSentence) + i
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
