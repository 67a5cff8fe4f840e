package variant

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// NoWord is the reading of a text that has nothing at a place where others have
// a word.
const NoWord int32 = 0

// Book numbers the words of the texts that are collated, from 1. It is for one
// goroutine at a time.
type Book struct {
	number map[string]int32
	forms  []string
	spelt  []spelling
}

// NewBook returns a book without words.
func NewBook() *Book {
	return &Book{number: map[string]int32{}, forms: []string{""}, spelt: make([]spelling, 1)}
}

// Number returns the number of a word, which is new or not.
func (b *Book) Number(form string) int32 {
	n, ok := b.number[form]
	if !ok {
		n = int32(len(b.forms))
		b.number[form] = n
		b.forms, b.spelt = append(b.forms, form), append(b.spelt, spellingOf(form))
	}
	return n
}

// Form returns the word with a number, "" for NoWord.
func (b *Book) Form(word int32) string { return b.forms[word] }

// compare orders passages by their words.
func (b *Book) compare(x, y []int32) int {
	return slices.CompareFunc(x, y, func(i, j int32) int { return cmp.Compare(b.forms[i], b.forms[j]) })
}

// alike says that two words are spelt much the same, so that one may be a
// misspelling of the other: half of the shorter one's pairs of letters, for
// short words more than half of the letters, are also the other's. They are
// compared by hash, in a word of the machine: alignment asks it of everything.
func (b *Book) alike(x, y int32) bool {
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
		s.single |= 1 << kind(uint64(r))
		s.pairs |= 1 << kind(uint64(before)<<32|uint64(r))
		before = r
	}
	s.pairs |= 1 << kind(uint64(before)<<32)
	return s
}

// kind is which of 64 kinds something is of (SplitMix64; Steele, Lea & Flood
// 2014).
func kind(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) >> 58
}

// wordsKey is the same for the same words only.
func wordsKey(words []int32) string {
	b := make([]byte, 0, 4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, uint32(w))
	}
	return string(b)
}
