package tagger

import (
	"context"

	"github.com/stemma-news/stemma"
)

// Labels of the first chain.
const (
	noCue uint8 = iota
	beginCue
	insideCue
	cueLabels
)

const (
	// maxSentence bounds a sequence in tokens.
	maxSentence = 400
	// cueThreshold is how probable it must be that a span overlaps a true cue by
	// half; chosen on a tenth of the training set.
	cueThreshold = 0.3
)

// span is a range of tokens.
type span struct{ start, end int }

func bytesOf(toks []token, s span) stemma.Span {
	return stemma.Span{Start: toks[s.start].Start, End: toks[s.end-1].End}
}

// tagCues finds the cues of a text in order.
func (t *Tagger) tagCues(ctx context.Context, w *worker, toks []token) []span {
	var out []span
	sentences(toks, func(lo, hi int) {
		if ctx.Err() != nil {
			return
		}
		w.seq.reset()
		cueFeatures(&w.seq, toks, lo, hi)
		t.cues.score(&w.lattice, &w.seq)
		t.cues.marginals(&w.lattice, &w.seq)
		for _, s := range t.cues.choose(&w.lattice, &w.seq, toks[lo:hi]) {
			out = append(out, span{lo + s.start, lo + s.end})
		}
	})
	return out
}

// marksOf tells for each token whether a cue begins there.
func marksOf(cues []span, n int) []bool {
	out := make([]bool, n)
	for _, c := range cues {
		out[c.start] = true
	}
	return out
}

// sentences calls yield for each run of tokens of one sentence and line.
func sentences(toks []token, yield func(lo, hi int)) {
	for lo := 0; lo < len(toks); {
		hi := lo + 1
		for hi < len(toks) && hi-lo < maxSentence && toks[hi].sentence == toks[lo].sentence && toks[hi].shape != breakShape {
			hi++
		}
		yield(lo, hi)
		lo = hi
	}
}

// edge stands for what is before the first token and after the last.
var edge = token{shape: breakShape, word: 1, stem: 1, suffix: 1}

func at(toks []token, i int) *token {
	if i < 0 || i >= len(toks) {
		return &edge
	}
	return &toks[i]
}

// cueFeatures writes the features of tokens [lo, hi): the words around, their
// shapes and endings, their classes, and how near a quotation is.
func cueFeatures(s *sequence, toks []token, lo, hi int) {
	for i := lo; i < hi; i++ {
		w := surroundings(toks, i)
		w.words(s)
		w.shapes(s)
		for level := range levels {
			w.classes(s, level)
		}
		s.end(uint8(toks[i].shape))
	}
}

// around is a token with its neighbours.
type around struct {
	p3, p2, p1, t, n1, n2, n3 *token
	quoted                    uint32 // inside a quotation
	quoteBefore, quoteAfter   uint32 // how far the next quotation mark is
}

func surroundings(toks []token, i int) around {
	w := around{
		p3: at(toks, i-3), p2: at(toks, i-2), p1: at(toks, i-1), t: &toks[i], n1: at(toks, i+1), n2: at(toks, i+2), n3: at(toks, i+3),
		quoteBefore: quoteNear(toks, i, -1), quoteAfter: quoteNear(toks, i, 1),
	}
	if w.t.quote > 0 {
		w.quoted = 1
	}
	return w
}

func (w *around) words(s *sequence) {
	s.add(1, 0, 0)
	s.add(2, w.t.word, 0)
	s.add(3, w.t.stem, 0)
	s.add(5, w.p1.word, 0)
	s.add(6, w.p2.word, 0)
	s.add(7, w.n1.word, 0)
	s.add(8, w.n2.word, 0)
	s.add(9, w.p1.word, w.t.word)
	s.add(10, w.t.word, w.n1.word)
	s.add(11, w.p1.word, w.n1.word)
	s.add(15, w.t.stem, w.n2.word)
	s.add(16, w.p2.word, w.p1.word)
	s.add(17, w.n1.word, w.n2.word)
	s.add(20, w.t.stem, w.p2.stem)
	s.add(23, w.t.stem, w.n1.stem)
	s.add(24, w.t.stem, w.p1.stem)
}

func (w *around) shapes(s *sequence) {
	near := mix(uint32(w.p1.shape), uint32(w.n1.shape), uint32(w.p2.shape))
	s.add(4, w.t.suffix, uint32(w.t.shape))
	s.add(12, w.t.stem, mix(0, uint32(w.p1.shape), uint32(w.n1.shape)))
	s.add(13, w.t.stem, w.quoted)
	s.add(14, uint32(w.t.shape), near)
	s.add(18, w.p1.suffix, w.t.suffix)
	s.add(19, w.t.suffix, w.n1.suffix)
	s.add(21, w.p3.stem, w.t.suffix)
	s.add(22, w.n3.stem, w.t.suffix)
	s.add(25, w.t.suffix, mix(uint32(w.p3.shape), uint32(w.p2.shape), uint32(w.p1.shape)))
	s.add(26, uint32(w.p1.shape), mix(uint32(w.n1.shape), w.quoted, w.t.suffix))
	s.add(27, w.quoteBefore, w.t.stem)
	s.add(28, w.quoteAfter, w.t.stem)
	s.add(29, w.quoteBefore, w.quoteAfter)
}

func (w *around) classes(s *sequence, level int) {
	base := uint32(40 + 20*level)
	t, p1, p2 := uint32(w.t.class[level]), uint32(w.p1.class[level]), uint32(w.p2.class[level])
	n1, n2 := uint32(w.n1.class[level]), uint32(w.n2.class[level])
	s.add(base, t, w.quoted)
	s.add(base+1, t, p1)
	s.add(base+2, t, n1)
	s.add(base+3, p1, n1)
	s.add(base+4, p1, 0)
	s.add(base+5, n1, 0)
	s.add(base+6, p2, p1)
	s.add(base+7, n2, n1)
	s.add(base+8, p2, t)
	s.add(base+9, n2, t)
	s.add(base+10, mix(0, p1, t), n1)
	s.add(base+11, w.quoteBefore, t)
	s.add(base+12, w.quoteAfter, t)
	s.add(base+13, t, mix(uint32(w.p1.shape), uint32(w.n1.shape), w.quoted))
	s.add(base+14, w.t.stem, p1)
	s.add(base+15, w.t.stem, n1)
}

// quoteNear is how far the nearest quotation mark is in steps of two tokens: 0
// for none in the line, 9 for one beyond reach.
func quoteNear(toks []token, i, step int) uint32 {
	const reach = 6
	for d := 1; d <= reach; d++ {
		switch at(toks, i+d*step).shape {
		case breakShape:
			return 0
		case quoteShape:
			return uint32((d + 1) / 2)
		}
	}
	return 9
}
