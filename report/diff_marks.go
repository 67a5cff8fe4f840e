package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/clipperhouse/uax29/v2/words"

	"github.com/stemma-news/stemma"
)

// Marks in a text travel through wrapping as characters that clean takes out
// of every text and that are no columns wide.
const (
	openMark  = "\ufff9"
	closeMark = "\ufffb"
)

// marks returns what to mark in the two texts of a row: what the changes
// name, and in one language also the words that one side alone has.
func (d *diff) marks(r *row, left, right string, changes []*stemma.Change) (l, rt []stemma.Span) {
	for _, ch := range changes {
		l = append(l, find(left, clean(ch.Before))...)
		rt = append(rt, find(right, clean(ch.After))...)
	}
	if len(r.left) > 0 && len(r.right) > 0 && baseLanguage(d.a.Lang) == baseLanguage(d.b.Lang) {
		x, y := compareWords(left, right)
		l, rt = append(l, x...), append(rt, y...)
	}
	return merge(l), merge(rt)
}

// find returns where a phrase first stands in a text.
func find(text, phrase string) []stemma.Span {
	if i := strings.Index(text, phrase); i >= 0 && phrase != "" && phrase != text {
		return []stemma.Span{{Start: i, End: i + len(phrase)}}
	}
	return nil
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

// marked puts marks around spans of a text: the zero-width ones where the page
// has colour, else the given ones.
func (d *diff) marked(s string, spans []stemma.Span, open, shut string) string {
	if d.color {
		open, shut = openMark, closeMark
	} else if len(spans) > 0 {
		d.bracketed = true
	}
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		b.WriteString(s[at:sp.Start] + open + s[sp.Start:sp.End] + shut)
		at = sp.End
	}
	return b.String() + s[at:]
}

// painter turns zero-width marks into colour, line by line: a mark that a line
// break has parted is painted on both lines.
func (d *diff) painter(st style) func(string) string {
	inside := false
	return func(l string) string {
		if inside {
			l = openMark + l
		}
		inside = strings.LastIndex(l, openMark) > strings.LastIndex(l, closeMark)
		if inside {
			l += closeMark
		}
		for strings.Contains(l, openMark) {
			before, after, _ := strings.Cut(l, openMark)
			in, after, _ := strings.Cut(after, closeMark)
			l = before + d.paint(in, st) + after
		}
		return strings.ReplaceAll(l, closeMark, "")
	}
}
