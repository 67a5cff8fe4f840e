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
	// Bytes and Sentences are how much is read at the most.
	Bytes, Sentences int
	// Bound, if not nil, is the last resort: no sentence is begun once it is spent.
	Bound *bound.Bound
}

// ReadWithin is like Read, and stops at the first limit that is reached: the
// document has the sentences up to there, and Unread says what it leaves out.
func (h *Habits) ReadWithin(a stemma.Article, l Limits) *Document {
	whole := a.Text
	if l.Bytes > 0 && len(whole) > l.Bytes {
		a.Text = whole[:wordEnd(whole, l.Bytes)]
	}
	unread := stemma.Span{Start: len(a.Text), End: len(whole)}
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
	a.Text = whole
	d := &Document{Article: a, Sentences: read}
	if unread.Len() > 0 {
		d.Unread, d.Hurried = unread, l.Bound.Spent()
	}
	return d
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
