package lineage

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/stemma-news/stemma/text"
)

// wordbook numbers the words of a story.
type wordbook struct {
	number map[string]int32
	forms  []string
	spelt  []spelling
}

func newWordbook() *wordbook {
	return &wordbook{number: map[string]int32{}, forms: []string{""}, spelt: make([]spelling, 1)}
}

// of returns the words of an article's sentences.
func (b *wordbook) of(d *text.Document, sentences []int) []int32 {
	var out []int32
	for _, j := range sentences {
		for _, w := range d.Sentences[j].Words {
			n, ok := b.number[w.Form]
			if !ok {
				n = int32(len(b.forms))
				b.number[w.Form] = n
				b.forms, b.spelt = append(b.forms, w.Form), append(b.spelt, spellingOf(w.Form))
			}
			out = append(out, n)
		}
	}
	return out
}

// compare orders passages by their words.
func (b *wordbook) compare(x, y []int32) int {
	return slices.CompareFunc(x, y, func(i, j int32) int { return cmp.Compare(b.forms[i], b.forms[j]) })
}

// alike says that two words are spelt much the same, so that one may be a
// misspelling of the other: half of the shorter one's pairs of letters, for
// short words more than half of the letters, are also the other's. They are
// compared by hash, in a word of the machine: alignment asks it of everything.
func (b *wordbook) alike(x, y int32) bool {
	p, q := &b.spelt[x], &b.spelt[y]
	short, long := min(p.letters, q.letters), max(p.letters, q.letters)
	switch {
	case 2*short < long:
		return false
	case short < 4:
		return 2*bits.OnesCount64(p.single&q.single) > long
	}
	return 2*bits.OnesCount64(p.pairs&q.pairs) >= min(bits.OnesCount64(p.pairs), bits.OnesCount64(q.pairs))
}

// spelling is how a word is written: its letters and its pairs of letters, as
// sets of 64 kinds.
type spelling struct {
	letters       int
	single, pairs uint64
}

func spellingOf(word string) spelling {
	var s spelling
	before := rune(0)
	for _, r := range word {
		s.letters++
		s.single |= 1 << (mix(uint64(r)) >> 58)
		s.pairs |= 1 << (mix(uint64(before)<<32|uint64(r)) >> 58)
		before = r
	}
	s.pairs |= 1 << (mix(uint64(before)<<32) >> 58)
	return s
}

// shared counts what two sorted bags have in common.
func shared[T cmp.Ordered](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			n, i, j = n+1, i+1, j+1
		case c < 0:
			i++
		default:
			j++
		}
	}
	return n
}

// wordsKey is the same for the same words only.
func wordsKey(words []int32) string {
	b := make([]byte, 0, 4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, uint32(w))
	}
	return string(b)
}
