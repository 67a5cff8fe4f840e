package store

import (
	"strings"
	"unicode"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// How much of the shorter of two texts the other must have, for both to be
// forms of one article: half of it, or, under the same headline, a sixth. A
// correction keeps more than nine tenths; a page that grows all day keeps what
// it had, and the share of the shorter text says so, which a share of both would
// not; a story that is written anew under its headline keeps the background.
// Articles that a wrong address brings together share the lines that their
// outlet puts below all, which count where they are not marked as such.
const (
	enoughAlike      = 0.5
	enoughUnderTitle = 1.0 / 6
)

// shingleRunes is the length of a shingle in letters and digits: one or two words
// in most scripts, four or five in those without spaces.
const shingleRunes = 10

// maxShingles is of how many shingles of a text a comparison is made; of a longer
// one it takes the same share of both.
const maxShingles = 1 << 14

// alike returns how much two texts have in common, if it is enough for them
// to be forms of one article, else 0.
func alike(a, b *stemma.Article) float64 {
	x, y := letters(bare(a)), letters(bare(b))
	common := shared(x, y)
	switch {
	case common >= enoughAlike:
	case common >= enoughUnderTitle && sameTitle(a.Title, b.Title):
	default:
		return 0
	}
	return common
}

func sameTitle(a, b string) bool {
	x := letters(a)
	return len(x) > 0 && string(x) == string(letters(b))
}

// bare is the text of an article without what is marked as boilerplate.
func bare(a *stemma.Article) string {
	var b strings.Builder
	at := 0
	for _, s := range a.Boilerplate {
		if s.Start >= at && s.End >= s.Start && s.End <= len(a.Text) {
			b.WriteString(a.Text[at:s.Start])
			b.WriteByte('\n')
			at = s.End
		}
	}
	b.WriteString(a.Text[at:])
	return b.String()
}

// letters are the letters, marks and digits of a text, folded.
func letters(s string) []rune {
	var out []rune
	for _, r := range text.Fold(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			out = append(out, r)
		}
	}
	return out
}

// shared is the share of the shingles of the shorter text that are in the longer one.
func shared(x, y []rune) float64 {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < shingleRunes {
		if len(x) > 0 && string(x) == string(y) {
			return 1
		}
		return 0
	}
	every := uint64(1) // one of so many is taken
	for uint64(len(y))/every > maxShingles {
		every *= 2
	}
	in := map[uint64]bool{}
	shingles(y, every, func(h uint64) { in[h] = true })
	seen, both := map[uint64]bool{}, 0
	shingles(x, every, func(h uint64) {
		if !seen[h] && in[h] {
			both++
		}
		seen[h] = true
	})
	return float64(both) / float64(max(1, len(seen)))
}

// shingles gives a hash of each run of letters, rolled along (Karp & Rabin 1987),
// but only one of so many.
func shingles(s []rune, every uint64, give func(uint64)) {
	const base = 0x9e3779b97f4a7c15
	out := uint64(1) // base to the power of the shingle's length
	for range shingleRunes {
		out *= base
	}
	var h uint64
	for i, r := range s {
		h = h*base + uint64(r) //nolint:gosec // no rune is negative
		if i >= shingleRunes {
			h -= out * uint64(s[i-shingleRunes]) //nolint:gosec // as above
		}
		if mixed := (h ^ h>>31) * base >> 20; i >= shingleRunes-1 && mixed%every == 0 {
			give(mixed)
		}
	}
}
