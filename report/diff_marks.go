package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/clipperhouse/uax29/v2/words"

	"github.com/stemma-news/stemma"
)

// Marks in a text travel through wrapping as characters that clean takes out
// of every text and that are no columns wide.
const (
	openMark  = "\ufff9"
	closeMark = "\ufffb"
)

// mark finds what to mark in the two texts of a row: what the changes name,
// and in one language also the words that one side alone has.
func (d *diff) mark(r *diffRow) {
	for _, ch := range r.changes {
		r.leftMarks = append(r.leftMarks, place(d.a, r.left, ch.FromSentence, ch.BeforeSpan, display.Clean(ch.Before))...)
		r.rightMarks = append(r.rightMarks, place(d.b, r.right, ch.ToSentence, ch.AfterSpan, display.Clean(ch.After))...)
	}
	if len(r.left) > 0 && len(r.right) > 0 && family.BaseLanguage(d.a.Lang) == family.BaseLanguage(d.b.Lang) {
		x, y := compareWords(r.leftText, r.rightText)
		r.leftMarks, r.rightMarks = append(r.leftMarks, x...), append(r.rightMarks, y...)
	}
	r.leftMarks, r.rightMarks = merge(r.leftMarks), merge(r.rightMarks)
}

// place returns where in the text of a passage a phrase stands that a change
// names: in the given sentence, and there from where the span says on, as far
// as cleaning left the offsets alone.
func place(a *stemma.Article, at []int, in *int, span *stemma.Span, phrase string) []stemma.Span {
	text := family.Passage(a, at)
	if phrase == "" || phrase == text {
		return nil
	}
	from := 0
	if in != nil {
		if k := slices.Index(at, *in); k > 0 {
			from = len(family.Passage(a, at[:k])) + 1
		}
		if span != nil && *in >= 0 && *in < len(a.Sentences) && a.Sentences[*in].Start < span.Start {
			from += len(family.Slice(a, stemma.Span{Start: a.Sentences[*in].Start, End: span.Start}))
		}
	}
	from = min(from, len(text))
	i := strings.Index(text[from:], phrase)
	if i < 0 {
		from, i = 0, strings.Index(text, phrase)
	}
	if i < 0 {
		return nil
	}
	return []stemma.Span{{Start: from + i, End: from + i + len(phrase)}}
}

// merge sorts spans and joins those that touch.
func merge(spans []stemma.Span) []stemma.Span {
	slices.SortFunc(spans, func(a, b stemma.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var out []stemma.Span
	for _, s := range spans {
		if n := len(out) - 1; n >= 0 && s.Start <= out[n].End {
			out[n].End = max(out[n].End, s.End)
		} else if s.Len() > 0 {
			out = append(out, s)
		}
	}
	return out
}

// maxCompared bounds the table of compareWords.
const maxCompared = 600

// compareWords returns the words of each text that are not in a longest common
// subsequence of the two; nothing where the texts have little in common, since
// everything would be marked.
func compareWords(a, b string) (onlyA, onlyB []stemma.Span) {
	x, y := tokens(a), tokens(b)
	if len(x) > maxCompared || len(y) > maxCompared {
		return nil, nil
	}
	keepA, keepB, n := common(a, b, x, y)
	if 2*n < min(len(x), len(y)) {
		return nil, nil
	}
	return rest(x, keepA), rest(y, keepB)
}

// tokens splits a text into words, numbers, marks and single ideographs.
func tokens(s string) []stemma.Span {
	var out []stemma.Span
	for w := words.FromString(s); w.Next(); {
		if strings.TrimSpace(w.Value()) != "" {
			out = append(out, stemma.Span{Start: w.Start(), End: w.End()})
		}
	}
	return out
}

// common marks the tokens of a longest common subsequence and counts them.
func common(a, b string, x, y []stemma.Span) (keepA, keepB []bool, n int) {
	keepA, keepB = make([]bool, len(x)), make([]bool, len(y))
	equal := func(i, j int) bool {
		return strings.EqualFold(a[x[i].Start:x[i].End], b[y[j].Start:y[j].End])
	}
	length := make([][]int, len(x)+1)
	length[len(x)] = make([]int, len(y)+1)
	for i := len(x) - 1; i >= 0; i-- {
		length[i] = make([]int, len(y)+1)
		for j := len(y) - 1; j >= 0; j-- {
			if length[i][j] = max(length[i+1][j], length[i][j+1]); equal(i, j) {
				length[i][j] = length[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case equal(i, j):
			keepA[i], keepB[j] = true, true
			i, j, n = i+1, j+1, n+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return keepA, keepB, n
}

// rest returns the tokens that are not kept, neighbours as one span.
func rest(tokens []stemma.Span, keep []bool) []stemma.Span {
	var out []stemma.Span
	for i, t := range tokens {
		switch {
		case keep[i]:
		case i > 0 && !keep[i-1]:
			out[len(out)-1].End = t.End
		default:
			out = append(out, t)
		}
	}
	return out
}
