package transformer

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// A tokenizer cuts text into the pieces of a vocabulary, the way with the greatest sum of scores (Kudo 2018,
// arXiv:1804.10959). It gives the numbers that the Python library "tokenizers" gives but in one respect: markers such
// as <s> that stand in a text are text here, so that nobody who writes a report can end a sentence for the model.
type tokenizer struct {
	normal        []func(string) string // steps of normalisation
	words         []func([]string) []string
	ids           map[string]int32
	scores        []float64
	longest       int // piece in bytes
	unknown       int32
	unknownScore  float64
	before, after []int32 // markers around a text
}

// maxText is how many bytes of a text are read: a hundred times what a model takes.
const maxText = 1 << 18

// unknownPenalty is how much worse than the worst piece an unknown character is (SentencePiece's figure).
const unknownPenalty = 10

const maxVocabulary = 1 << 21

// A piece of a vocabulary.
type piece struct {
	text  string
	score float64
}

// setVocabulary takes the pieces in the order of their numbers. Those in skip are never found in a text.
func (t *tokenizer) setVocabulary(pieces []piece, unknown int, skip map[int]bool) error {
	if unknown < 0 || unknown >= len(pieces) {
		return fmt.Errorf("unknown piece %d of %d", unknown, len(pieces))
	}
	least := math.Inf(1)
	t.ids = make(map[string]int32, len(pieces))
	t.scores = make([]float64, len(pieces))
	for i, p := range pieces {
		if math.IsNaN(p.score) || math.IsInf(p.score, 0) {
			return fmt.Errorf("piece %d %q has no score", i, p.text)
		}
		least = min(least, p.score)
		t.scores[i] = p.score
		if _, twice := t.ids[p.text]; p.text == "" || skip[i] || i == unknown || twice {
			continue
		}
		t.ids[p.text] = int32(i)
		t.longest = max(t.longest, len(p.text))
	}
	if len(t.ids) == 0 {
		return errors.New("no pieces")
	}
	t.unknown, t.unknownScore = int32(unknown), least-unknownPenalty
	return nil
}

// encode returns the numbers of a text's pieces between the markers, at most limit in all.
func (t *tokenizer) encode(text string, limit int) []int32 {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	for _, f := range t.normal {
		text = f(text)
	}
	words := []string{text}
	for _, f := range t.words {
		words = f(words)
	}
	room := limit - len(t.after)
	ids := append(make([]int32, 0, min(limit, len(text)+len(t.before)+len(t.after))), t.before...)
	var l lattice
	for _, w := range words {
		if len(ids) >= room {
			break
		}
		ids = t.cut(ids, w, &l)
	}
	return append(ids[:min(len(ids), room)], t.after...)
}

// A lattice has the best way to each byte of a word.
type lattice struct {
	score []float64
	from  []int32
	id    []int32
	back  []int32
}

// cut appends the pieces of a word. Unknown characters in a row are one unknown piece.
func (t *tokenizer) cut(dst []int32, word string, l *lattice) []int32 {
	l.reset(len(word))
	for at := 0; at < len(word); {
		_, size := utf8.DecodeRuneInString(word[at:])
		if !t.extend(word, at, l) {
			l.offer(at, at+size, t.unknown, l.score[at]+t.unknownScore)
		}
		at += size
	}
	for end := len(word); end > 0; end = int(l.from[end]) {
		id := l.id[end]
		if n := len(l.back); id == t.unknown && n > 0 && l.back[n-1] == id {
			continue
		}
		l.back = append(l.back, id)
	}
	for _, id := range slices.Backward(l.back) {
		dst = append(dst, id)
	}
	return dst
}

// extend offers every piece that begins at a place, and reports whether one is a single character.
func (t *tokenizer) extend(word string, at int, l *lattice) bool {
	single := false
	_, first := utf8.DecodeRuneInString(word[at:])
	for end := at + first; ; {
		if id, ok := t.ids[word[at:end]]; ok {
			l.offer(at, end, id, l.score[at]+t.scores[id])
			single = single || end == at+first
		}
		if end == len(word) {
			return single
		}
		_, size := utf8.DecodeRuneInString(word[end:])
		if end += size; end-at > t.longest {
			return single
		}
	}
}

func (l *lattice) reset(n int) {
	if cap(l.score) <= n {
		l.score, l.from, l.id = make([]float64, n+1), make([]int32, n+1), make([]int32, n+1)
	}
	l.score, l.from, l.id, l.back = l.score[:n+1], l.from[:n+1], l.id[:n+1], l.back[:0]
	for i := range l.score {
		l.score[i] = math.Inf(-1)
	}
	l.score[0] = 0
}

func (l *lattice) offer(from, to int, id int32, score float64) {
	if score > l.score[to] {
		l.score[to], l.from[to], l.id[to] = score, int32(from), id
	}
}
