package copies

import (
	"hash/maphash"
	"slices"
	"strings"
)

// LongestChanceRun returns the length in words of the longest run that two
// articles share though neither has it from the other: what the background
// has in common by chance. Only the originals of a language are compared:
// what is copied on purpose is not in them.
func (c *Corpus) LongestChanceRun() int {
	words := 4
	for c.sharedRun(words + 1) {
		words++
	}
	return words
}

// sharedRun reports whether a run of so many words stands in two articles.
func (c *Corpus) sharedRun(words int) bool {
	seed := maphash.MakeSeed()
	var all []uint64
	for i := range c.n {
		all = append(all, runsOf(c.original(i), words, seed)...)
	}
	slices.Sort(all)
	return len(slices.Compact(all)) < len(all)
}

// runsOf hashes the runs of words within each of the article's sentences,
// each once.
func runsOf(d draft, words int, seed maphash.Seed) []uint64 {
	var runs []uint64
	for _, p := range d.paragraphs {
		for _, s := range p {
			for i := range max(0, len(s.tokens)-words+1) {
				var b strings.Builder
				for _, t := range s.tokens[i : i+words] {
					b.WriteString(small(t.word))
					b.WriteByte(' ')
				}
				runs = append(runs, maphash.String(seed, b.String()))
			}
		}
	}
	slices.Sort(runs)
	return slices.Compact(runs)
}
