package reuse

import "github.com/stemma-news/stemma"

// Shingle is a run of four words of a text, or of eight pieces of a script
// without spaces: what Find looks for texts with something in common by.
type Shingle struct {
	// Hash is equal for equal words, whatever figures are among them.
	Hash uint64
	stemma.Span
}

// Shingles returns all shingles of a text in order, and how many words it has;
// two pieces of a script without spaces are a word.
func Shingles(s string) (all []Shingle, words int) {
	var a article
	a.read(s)
	all = make([]Shingle, 0, len(a.words))
	for i := range a.words {
		if h, ok := shingle(a.words, i, shingleWords); ok {
			end := i + shingleWords
			if a.words[i]&pieceBit != 0 {
				end = i + shingleWords*pieceFactor
			}
			all = append(all, Shingle{h, a.span(extent{i, end})})
		}
	}
	return all, (a.halves + 1) / 2
}

// Rarity is what a passage weighs that so many of n texts have, from 1 for two of
// them down to 0, on the scale of Passage.Weight.
func Rarity(have, n int) float64 { return rarity(have, n) }
