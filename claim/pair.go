package claim

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const (
	// pairShare is the share of words in common from which two sentences of
	// one language within a claim are versions of each other.
	pairShare = 0.25
	// closeShare is the share from which they differ in details only.
	closeShare = 0.6
	// alteredShare is the share below which the wording is another.
	alteredShare = 0.5
	// lengthRatio is how much longer a translation may be than its original
	// for the two to say the same and no more.
	lengthRatio = 2.2
	// maxWords bounds the alignment of two sentences, maxSide the number of
	// sentences of a passage that are aligned.
	maxWords, maxSide = 300, 8
)

// pair is two sentences that are versions of each other.
type pair struct {
	a, b *text.Document
	i, j int
	same bool // in one language
	// alone is true when no other sentence of either passage can account for
	// what is missing.
	alone bool
	words [2][]text.Word
	// place numbers, for each word of either sentence, the words before it
	// that the two have in common: words of one place stand for each other.
	place [2][]int
	// common are the places in either sentence of the words in common.
	common [2][]int
	share  float64 // of words in common
	names  [2]*nameIndex
	// comparable says that a name, though in another language, would be
	// recognised in the child's.
	comparable func(*text.Name) bool
	// hedged says that most further articles hedge the claim as well.
	hedged func() bool
}

// pairs matches the sentences of two passages: within a language those with
// most words in common, each once; across languages only single sentences.
func pairs(a, b *text.Document, before, after []int) []*pair {
	alone := len(before) == 1 && len(after) == 1
	if !sameLanguage(a.Article.Lang, b.Article.Lang) {
		if !alone || !alikeInLength(&a.Sentences[before[0]], &b.Sentences[after[0]]) {
			return nil
		}
		return []*pair{newPair(a, b, before[0], after[0], false, alone)}
	}
	var all []*pair
	for _, i := range before[:min(len(before), maxSide)] {
		for _, j := range after[:min(len(after), maxSide)] {
			if p := newPair(a, b, i, j, true, alone); p.share >= pairShare {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y *pair) int { return cmp.Compare(y.share, x.share) })
	usedA, usedB := map[int]bool{}, map[int]bool{}
	all = slices.DeleteFunc(all, func(p *pair) bool {
		taken := usedA[p.i] || usedB[p.j]
		usedA[p.i], usedB[p.j] = true, true
		return taken
	})
	slices.SortFunc(all, func(x, y *pair) int { return cmp.Compare(x.i, y.i) })
	return all
}

func newPair(a, b *text.Document, i, j int, same, alone bool) *pair {
	p := &pair{a: a, b: b, i: i, j: j, same: same, alone: alone}
	p.words = [2][]text.Word{firstWords(a.Sentences[i].Words), firstWords(b.Sentences[j].Words)}
	if same {
		p.align()
	}
	return p
}

func firstWords(w []text.Word) []text.Word { return w[:min(len(w), maxWords)] }

func alikeInLength(a, b *text.Sentence) bool {
	x, y := float64(letters(a.Text)), float64(letters(b.Text))
	return min(x, y) > 0 && max(x, y) <= lengthRatio*min(x, y)
}

// letters counts a text's characters so that scripts compare: an ideograph
// says about as much as three letters.
func letters(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2E80 && r < 0xAC00 {
			n += 2
		}
	}
	return n
}

func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(strings.ToLower(a), "-")
	b, _, _ = strings.Cut(strings.ToLower(b), "-")
	return a == b && a != "" && a != "und"
}

// align fills in place and share from the longest common subsequence of words.
func (p *pair) align() {
	x, y := p.words[0], p.words[1]
	length := make([][]int16, len(x)+1) // of the common subsequence of what is left
	cells := make([]int16, (len(x)+1)*(len(y)+1))
	for i := range length {
		length[i], cells = cells[:len(y)+1], cells[len(y)+1:]
	}
	for i, v := range slices.Backward(x) {
		for j, w := range slices.Backward(y) {
			if v.Form == w.Form {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	p.place = [2][]int{make([]int, len(x)), make([]int, len(y))}
	for i, j := 0, 0; i < len(x) || j < len(y); {
		common := len(p.common[0])
		switch {
		case i < len(x) && j < len(y) && x[i].Form == y[j].Form:
			p.place[0][i], p.place[1][j] = common, common
			p.common[0], p.common[1] = append(p.common[0], i), append(p.common[1], j)
			i++
			j++
		case j == len(y) || i < len(x) && length[i+1][j] >= length[i][j+1]:
			p.place[0][i] = common
			i++
		default:
			p.place[1][j] = common
			j++
		}
	}
	if n := len(x) + len(y); n > 0 {
		p.share = 2 * float64(len(p.common[0])) / float64(n)
	}
}

// changes returns all that differs.
func (p *pair) changes() []stemma.Change {
	out := p.numberChanges()
	out = append(out, p.dateChanges()...)
	out = append(out, p.nameChanges()...)
	out = append(out, p.hedgeChanges()...)
	if len(out) == 0 && p.same && p.share < alteredShare && !p.isChinese() {
		out = append(out, p.change(stemma.ChangeWording, textOf(p.a, []int{p.i}), textOf(p.b, []int{p.j})))
	}
	return out
}

// isChinese says that the same words may be written in other characters,
// traditional or simplified.
func (p *pair) isChinese() bool { return sameLanguage(p.a.Article.Lang, "zh") }

func (p *pair) sentences() (before, after *text.Sentence) {
	return &p.a.Sentences[p.i], &p.b.Sentences[p.j]
}

func (p *pair) change(kind stemma.ChangeKind, before, after string) stemma.Change {
	return stemma.Change{
		From: p.a.Article.ID, To: p.b.Article.ID, Kind: kind, Before: before, After: after,
		FromSentence: clone(&p.i), ToSentence: clone(&p.j),
	}
}

// shown returns what the text says at a span, on one line.
func (p *pair) shown(side int, s stemma.Span) string {
	d := p.a
	if side == 1 {
		d = p.b
	}
	if s.Start < 0 || s.End > len(d.Article.Text) || s.Start > s.End {
		return ""
	}
	return strings.Join(strings.Fields(d.Article.Text[s.Start:s.End]), " ")
}

// opposite says that what stands at two spans stands in the same place of
// sentences in one language: beside the same word, or, where much else is the
// same, between the same words.
func (p *pair) opposite(x, y stemma.Span) bool {
	i, j := at(p.words[0], x), at(p.words[1], y)
	if i < 0 || j < 0 {
		return false
	}
	return p.share >= alteredShare && p.place[0][i] == p.place[1][j] || p.beside(x, y)
}

// inserted says that what stands at a span of one side was put into words that
// the two sides have in common: they go on before and behind it.
func (p *pair) inserted(side int, s stemma.Span) bool {
	const ownGap, otherGap = 6, 3
	i := at(p.words[side], s)
	if i < 0 || !p.same {
		return false
	}
	c := p.place[side][i]
	own, other := p.common[side], p.common[1-side]
	return c > 0 && c < len(own) && own[c]-own[c-1] <= ownGap && other[c]-other[c-1] <= otherGap
}

// besideLetters is the least length of a word that tells a place by itself.
const besideLetters = 4

// beside says that a word next to x is also next to y, on the same side.
func (p *pair) beside(x, y stemma.Span) bool {
	xBefore, xAfter := neighbours(p.words[0], x)
	yBefore, yAfter := neighbours(p.words[1], y)
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
