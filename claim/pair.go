package claim

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	// for the two to be compared.
	lengthRatio = 3
	// maxWords bounds the alignment of two sides, maxSide the number of
	// sentences of a passage that are looked at, and maxRun that of those
	// which are taken together.
	maxWords, maxSide, maxRun = 300, 8, 3
)

// side is what one article has to a claim: sentences that follow one another.
type side struct {
	doc       *text.Document
	at        int // place of the document
	sentences []int
	words     []text.Word
	figures   []figure
}

// pair is two sides that are versions of each other.
type pair struct {
	c     *collation
	e     edge
	sides [2]side
	held  map[int][]int // the claim's sentences in all documents
	// witnesses are documents that make the claim, perhaps these two among them.
	witnesses []int
	same      bool // in one language
	// alone is true when no other sentence of either passage can account for
	// what is missing.
	alone bool
	// place numbers, for each word of either side, the words before it that
	// the two have in common: words of one place stand for each other.
	place [2][]int16
	// common are the places in either side of the words in common.
	common [2][]int16
	share  float64 // of words in common
}

// pairs matches what two articles have to a claim: within a language what has
// most words in common, across languages what has most figures in common and
// is most alike in length; each once.
func (c *collation) pairs(e edge, before, after []int) []*pair {
	same := sameLanguage(c.docs[e.parent].Article.Lang, c.docs[e.child].Article.Lang)
	left, right := c.sides(e.parent, before), c.sides(e.child, after)
	if same && len(before) > 1 && len(after) > 1 {
		left, right = c.singles(e.parent, before), c.singles(e.child, after)
	}
	alone := len(left) == 1 && len(right) == 1
	var all []*pair
	for i := range left {
		for j := range right {
			p := &pair{c: c, e: e, sides: [2]side{left[i], right[j]}, same: same, alone: alone}
			if p.isVersion() {
				all = append(all, p)
			}
		}
	}
	if len(all) < 2 { // as most passages have one sentence
		return all
	}
	slices.SortStableFunc(all, func(x, y *pair) int { return cmp.Compare(y.closeness(), x.closeness()) })
	used := map[node]bool{}
	all = slices.DeleteFunc(all, func(p *pair) bool {
		x, y := node{e.parent, p.sides[0].sentences[0]}, node{e.child, p.sides[1].sentences[0]}
		taken := used[x] || used[y]
		used[x], used[y] = true, true
		return taken
	})
	slices.SortFunc(all, func(x, y *pair) int { return cmp.Compare(x.sides[0].sentences[0], y.sides[0].sentences[0]) })
	return all
}

// isVersion aligns the two sides and says whether they say the same.
func (p *pair) isVersion() bool {
	if p.same {
		p.align()
		return p.share >= pairShare
	}
	return p.lengths() <= lengthRatio
}

// closeness orders the pairs of which one is to be chosen.
func (p *pair) closeness() float64 {
	if p.same {
		return p.share
	}
	equal := 0
	right := slices.Clone(p.sides[1].figures)
	for i := range p.sides[0].figures {
		if k := slices.IndexFunc(right, func(y figure) bool { return p.sides[0].figures[i].equals(&y) }); k >= 0 {
			equal++
			right = slices.Delete(right, k, k+1)
		}
	}
	return float64(equal) + 1/p.lengths()
}

// lengths is how much longer the longer side is.
func (p *pair) lengths() float64 {
	x, y := float64(p.sides[0].letters()), float64(p.sides[1].letters())
	if min(x, y) == 0 {
		return 1000
	}
	return max(x, y) / min(x, y)
}

func (s *side) letters() int {
	n := 0
	for _, i := range s.sentences {
		n += letters(s.doc.Sentences[i].Text)
	}
	return n
}

// sides returns the runs of sentences of a passage.
func (c *collation) sides(doc int, sentences []int) []side {
	sentences = slices.Clone(sentences[:min(len(sentences), maxSide)])
	slices.Sort(sentences)
	var out []side
	for from := 0; from < len(sentences); {
		to := from + 1
		for to < len(sentences) && to-from < maxRun && sentences[to] == sentences[to-1]+1 {
			to++
		}
		out = append(out, c.side(doc, sentences[from:to]))
		from = to
	}
	return out
}

func (c *collation) singles(doc int, sentences []int) []side {
	var out []side
	for _, s := range sentences[:min(len(sentences), maxSide)] {
		out = append(out, c.side(doc, []int{s}))
	}
	return out
}

// sideKey is a run of sentences of a document.
type sideKey struct{ doc, first, sentences int }

// side returns what a document says in a run of sentences, read at the first call:
// a report has children, alternatives and a parent of its own.
func (c *collation) side(doc int, sentences []int) side {
	key := sideKey{doc, sentences[0], len(sentences)}
	s, ok := c.sidesOf[key]
	if !ok {
		s = c.readSide(doc, sentences)
		c.sidesOf[key] = s
	}
	return s
}

func (c *collation) readSide(doc int, sentences []int) side {
	d := c.docs[doc]
	s := side{doc: d, at: doc, sentences: slices.Clone(sentences)}
	if len(sentences) == 1 {
		s.words = slices.Clip(d.Sentences[sentences[0]].Words)
	}
	for _, i := range sentences {
		if len(sentences) > 1 {
			s.words = append(s.words, d.Sentences[i].Words...)
		}
		s.figures = append(s.figures, c.figures(doc, i)...)
	}
	s.words = s.words[:min(len(s.words), maxWords)]
	s.figures = s.figures[:min(len(s.figures), maxFigures)]
	s.place()
	return s
}

// letters counts a text's characters so that scripts compare: an ideograph
// says about as much as three letters, a syllable of Japanese or Korean as two.
func letters(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r >= 0x3040 && r < 0x3100, r >= 0xAC00 && r < 0xD7B0:
			n += 2
		case r >= 0x2E80 && r < 0xAC00:
			n += 3
		default:
			n++
		}
	}
	return n
}

func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(strings.ToLower(a), "-")
	b, _, _ = strings.Cut(strings.ToLower(b), "-")
	return a == b && a != "" && a != "und"
}

// changes returns all that differs, each difference as one kind: a name that
// is a term for a thing is not a change of name too, nor is the name of a
// source. What is too doubtful to be reported hides nothing that is not.
func (p *pair) changes() []stemma.Change {
	var out []stemma.Change
	for _, ch := range slices.Concat(p.valueChanges(), p.termChanges()) {
		if ch.Score >= Threshold {
			out = append(out, ch)
		}
	}
	for _, more := range [][]stemma.Change{p.attributionChanges(), p.hedgeChanges(), p.nameChanges()} {
		for _, ch := range more {
			if ch.Score >= Threshold && !overlapsAny(&ch, out) {
				out = append(out, ch)
			}
		}
	}
	if len(out) == 0 && p.same && p.share < alteredShare && !p.isChinese() {
		out = append(out, p.wording())
	}
	return out
}

func (p *pair) wording() stemma.Change {
	ch := p.c.change(p.e, stemma.ChangeWording, scoreWording)
	ch.Before, ch.After = textOf(p.sides[0].doc, p.sides[0].sentences), textOf(p.sides[1].doc, p.sides[1].sentences)
	ch.FromSentence, ch.ToSentence = &p.sides[0].sentences[0], &p.sides[1].sentences[0]
	return ch
}

// isChinese says that the same words may be written in other characters,
// traditional or simplified.
func (p *pair) isChinese() bool { return sameLanguage(p.sides[0].doc.Article.Lang, "zh") }

// change returns a change between what stands at two spans, of which the zero
// one means nothing.
func (p *pair) change(kind stemma.ChangeKind, before, after stemma.Span, score float64) stemma.Change {
	ch := p.c.change(p.e, kind, score)
	ch.Before, ch.BeforeSpan, ch.FromSentence = p.told(0, before)
	ch.After, ch.AfterSpan, ch.ToSentence = p.told(1, after)
	return ch
}

// told returns what the text says at a span, the span and its sentence.
func (p *pair) told(which int, s stemma.Span) (string, *stemma.Span, *int) {
	side := &p.sides[which]
	if s == (stemma.Span{}) {
		return "", nil, &[]int{side.sentences[0]}[0]
	}
	s = side.withoutStop(s)
	at := side.sentences[0]
	for _, i := range side.sentences {
		if side.doc.Sentences[i].Start <= s.Start {
			at = i
		}
	}
	return p.shown(which, s), &s, &at
}

// withoutStop takes from the end of a span the full stop of its sentence, which a
// date may have as the dot of an ordinal: not one of "4.6.".
func (s *side) withoutStop(span stemma.Span) stemma.Span {
	t := s.doc.Article.Text
	if span.Start < 0 || span.End > len(t) || span.Len() < 2 {
		return span
	}
	own, ok := strings.CutSuffix(t[span.Start:span.End], ".")
	if last, _ := utf8.DecodeLastRuneInString(own); !ok || unicode.IsDigit(last) && strings.Contains(own, ".") {
		return span
	}
	if slices.ContainsFunc(s.sentences, func(i int) bool { return s.doc.Sentences[i].End == span.End }) {
		span.End--
	}
	return span
}

// shown returns what the text says at a span, on one line.
func (p *pair) shown(which int, s stemma.Span) string {
	t := p.sides[which].doc.Article.Text
	if s.Start < 0 || s.End > len(t) || s.Start > s.End {
		return ""
	}
	return strings.Join(strings.Fields(t[s.Start:s.End]), " ")
}

// textOf returns the sentences of a side.
func (p *pair) textOf(which int) string { return textOf(p.sides[which].doc, p.sides[which].sentences) }

// linkScore is the best score of a link between the two sides.
func (p *pair) linkScore() float64 {
	if p.c.links == nil {
		return 1
	}
	best := 0.0
	for _, i := range p.sides[0].sentences {
		for _, j := range p.sides[1].sentences {
			best = max(best, p.c.links[linkOf(node{p.sides[0].at, i}, node{p.sides[1].at, j})])
		}
	}
	return best
}
