package claim

import (
	"slices"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// wordsInCommon returns a longest common subsequence of words, of several the one
// that skips words of x first.
func (c *collation) wordsInCommon(x, y []text.Word) (common []inCommon) {
	left := c.leftInCommon(x, y)
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i].Form == y[j].Form:
			common = append(common, inCommon{int16(i), int16(j)})
			i++
			j++
		case left.at(i+1, j) >= left.at(i, j+1):
			i++
		default:
			j++
		}
	}
	return common
}

// subsequences are the lengths of the longest common subsequences of what is left
// of two texts from any two words on. What both begin with is left out: copies
// need no table.
type subsequences struct {
	same, wide int
	length     []int16
}

func (s *subsequences) at(i, j int) int16 { return s.length[(i-s.same)*s.wide+j-s.same] }

// leftInCommon fills the table of two texts, in the memory of the one before.
func (c *collation) leftInCommon(x, y []text.Word) *subsequences {
	same := 0
	for same < min(len(x), len(y)) && x[same].Form == y[same].Form {
		same++
	}
	s := &c.left
	s.same, s.wide = same, len(y)-same+1
	cells := (len(x) - same + 1) * s.wide
	s.length = slices.Grow(s.length[:0], cells)[:cells]
	clear(s.length[cells-s.wide:])
	for i := len(x) - 1; i >= same; i-- {
		row, below := s.length[(i-same)*s.wide:][:s.wide], s.length[(i-same+1)*s.wide:][:s.wide]
		row[s.wide-1] = 0
		for k := s.wide - 2; k >= 0; k-- {
			if x[i].Form == y[same+k].Form {
				row[k] = below[k+1] + 1
			} else {
				row[k] = max(below[k], row[k+1])
			}
		}
	}
	return s
}

// opposite says that what stands at two spans stands in the same place of
// sentences in one language: beside the same word, or, where much else is the
// same, between the same words.
func (p *pair) opposite(x, y stemma.Span) bool {
	if !p.same {
		return false
	}
	i, j := at(p.sides[0].words, x), at(p.sides[1].words, y)
	if i < 0 || j < 0 {
		return false
	}
	return p.share >= alteredShare && p.place[0][i] == p.place[1][j] || p.beside(x, y)
}

// inserted says that what stands at a span of one side was put into words that
// the two sides have in common: they go on before and behind it.
func (p *pair) inserted(which int, s stemma.Span) bool {
	const ownGap, otherGap = 6, 3
	i := at(p.sides[which].words, s)
	if i < 0 || !p.same {
		return false
	}
	c := int(p.place[which][i])
	own, other := p.common[which], p.common[1-which]
	return c > 0 && c < len(own) && own[c]-own[c-1] <= ownGap && other[c]-other[c-1] <= otherGap
}

// besideLetters is the least length of a word that tells a place by itself.
const besideLetters = 4

// beside says that a word next to x is also next to y, on the same side.
func (p *pair) beside(x, y stemma.Span) bool {
	xBefore, xAfter := neighbours(p.sides[0].words, x)
	yBefore, yAfter := neighbours(p.sides[1].words, y)
	return telling(xBefore) && xBefore == yBefore || telling(xAfter) && xAfter == yAfter
}

func telling(form string) bool { return letters(form) >= besideLetters }

func neighbours(words []text.Word, s stemma.Span) (before, after string) {
	for k := range words {
		if words[k].End <= s.Start {
			before = words[k].Form
		}
		if words[k].Start >= s.End {
			return before, words[k].Form
		}
	}
	return before, ""
}

// at returns the first word within a span, or -1.
func at(words []text.Word, s stemma.Span) int {
	return slices.IndexFunc(words, func(w text.Word) bool { return w.Overlap(s) > 0 })
}
