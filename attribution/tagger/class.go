package tagger

import "slices"

// levels is how many classes a word has, from coarse to fine.
const levels = 3

// classes are clusters of words: words that stand in the same contexts are in
// one, so that what was learnt of "insisted" also serves "maintained". Class 0
// is that of unknown words.
type classes struct {
	words []uint32 // hashes of words, ascending
	of    [][levels]uint16
}

var number = hash("0")

// find returns the classes of a token.
func (c *classes) find(t *token) [levels]uint16 {
	word := t.word
	if t.shape == digitShape {
		word = number
	}
	if i, ok := slices.BinarySearch(c.words, word); ok {
		return c.of[i]
	}
	return [levels]uint16{}
}
