package reuse

const (
	// shingleWords is how many words make a shingle: all runs of so many words
	// in common are looked at. Fewer would find more changed clauses, and much
	// more that is chance.
	shingleWords = 4
	// pieceFactor is how many pieces of a script without spaces stand for a
	// word in a shingle.
	pieceFactor = 2
	// anyFigure stands for a figure, so that a changed number keeps its shingle.
	anyFigure = word(1<<32 - 1)
)

// mark is a shingle and where it begins.
type mark struct {
	hash uint64
	at   uint32
}

// shingle returns the hash of the n words from i on, or of as many pieces as
// they come to. One figure is like another, unless half of the words are
// figures: every table would be like every other.
func shingle(words []word, i, n int) (hash uint64, ok bool) {
	if words[i]&pieceBit != 0 {
		n *= pieceFactor
	}
	if i+n > len(words) {
		return 0, false
	}
	words = words[i : i+n]
	figures := 0
	for _, w := range words {
		figures += int(w & figureBit)
	}
	exact := 2*figures >= n
	for _, w := range words {
		if w.isFigure() && !exact {
			w = anyFigure
		}
		hash = mix(hash*31 + uint64(w) + 1)
	}
	return hash, true
}

// shingles appends every shingle of n words.
func shingles(words []word, n int, out []mark) []mark {
	for i := range words {
		if h, ok := shingle(words, i, n); ok {
			out = append(out, mark{h, uint32(i)})
		}
	}
	return out
}
