package link

import (
	"cmp"
	"slices"
)

const (
	// The scores of an alignment, for a word of content and another one, a
	// variant or a changed number, two different words, and a word that only
	// one text has.
	contentScore, wordScore, variantScore, otherScore, skipScore = 4, 2, 3, -3, -2
	// giveUp is how far below its best an extension may fall: three or four
	// words put in or changed, and the text goes on.
	giveUp = 9
	// sway is how far from the diagonal an extension may wander.
	sway = 6
	// maxReach bounds the length of one extension.
	maxReach = 2000
	// maxTwins is the number of places of a shingle in one text from which on
	// it is no seed: it is a formula, or the text repeats itself.
	maxTwins = 6
	// maxRuns bounds the number of seeds that are tried, the longest first.
	maxRuns = 2000
)

// gram is a shingle of words: its hash, and where it starts.
type gram struct {
	hash uint64
	at   int32
}

// pairing is two places that hold the same word, or variants of it.
type pairing struct{ a, b int }

// stretch is text that two articles share word for word or nearly: its words
// in the order of both.
type stretch []pairing

func (s stretch) first() pairing { return s[0] }
func (s stretch) last() pairing  { return s[len(s)-1] }

// collator finds what two texts share by seed and extension, as BLAST does for
// proteins (Altschul et al. 1990): runs of the same words, found over a sorted
// list of shingles, are extended to both sides over small edits until nothing
// more follows (X-drop). The longest run comes first and no word is taken
// twice, so that passages in another order are stretches of their own (greedy
// string tiling; Wise 1993). It keeps the memory that this takes.
type collator struct {
	spell        []spelling
	a, b         []int32
	usedA, usedB []bool
	noneA, noneB []bool // used at the start of pair: nothing
	gramsA       []gram
	gramsB       []gram
	runs         []seed
	rows         [2][]int32
	back         []byte
	pairs        []pairing
}

// grams appends the shingles of n words, sorted. Numbers are all alike: one
// that was changed does not break a copy.
func (c *collator) grams(to []gram, words []int32, n int) []gram {
	for i := 0; i+n <= len(words); i++ {
		h := uint64(n)
		for _, w := range words[i : i+n] {
			h = mix(h, c.key(w))
		}
		to = append(to, gram{h, int32(i)})
	}
	slices.SortFunc(to, func(x, y gram) int { return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.at, y.at)) })
	return to
}

// key is 0 for all numbers.
func (c *collator) key(w int32) uint64 {
	if c.spell[w].figure {
		return 0
	}
	return uint64(w) + 1
}

// mix adds x to a hash (the finaliser of SplitMix64; Steele et al. 2014).
func mix(h, x uint64) uint64 {
	h = h*0x9e3779b97f4a7c15 + x
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// texts sets what is compared; used words of either are taken already.
func (c *collator) texts(a, b []int32, usedA, usedB []bool) {
	c.a, c.b, c.usedA, c.usedB = a, b, usedA, usedB
}

// pair returns the stretches that two short texts share, in the order of a, as
// far as they are wanted.
func (c *collator) pair(a, b []int32, wanted func(stretch) bool) []stretch {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	if slices.Equal(a, b) {
		return []stretch{whole(len(a))}
	}
	n := min(2, len(a), len(b))
	c.gramsA, c.gramsB = c.grams(c.gramsA[:0], a, n), c.grams(c.gramsB[:0], b, n)
	c.noneA, c.noneB = cleared(c.noneA, len(a)), cleared(c.noneB, len(b))
	c.texts(a, b, c.noneA, c.noneB)
	return c.stretches(c.gramsA, c.gramsB, n, wanted)
}

// whole is the stretch of two equal texts.
func whole(n int) stretch {
	s := make(stretch, n)
	for k := range s {
		s[k] = pairing{k, k}
	}
	return s
}

func cleared[T any](used []T, n int) []T {
	used = grow(used, n)
	clear(used)
	return used
}

// stretches returns what the texts share, given their shingles of n words.
func (c *collator) stretches(a, b []gram, n int, wanted func(stretch) bool) []stretch {
	c.seeds(a, b, n)
	var out []stretch
	for _, r := range c.runs {
		r = c.unused(r)
		if r.n < n {
			continue
		}
		if s := c.extend(r); wanted(s) {
			c.use(s)
			out = append(out, slices.Clone(s))
		}
	}
	slices.SortFunc(out, func(x, y stretch) int { return cmp.Compare(x.first().a, y.first().a) })
	return out
}

// seeds fills runs with the maximal runs of the same words, the longest first.
func (c *collator) seeds(a, b []gram, n int) {
	c.runs = c.runs[:0]
	for i, j := 0, 0; i < len(a) && j < len(b); {
		if a[i].hash != b[j].hash {
			if a[i].hash < b[j].hash {
				i++
			} else {
				j++
			}
			continue
		}
		p, q := i, j
		for i < len(a) && a[i].hash == a[p].hash {
			i++
		}
		for j < len(b) && b[j].hash == b[q].hash {
			j++
		}
		if i-p <= maxTwins && j-q <= maxTwins {
			c.cross(a[p:i], b[q:j], n)
		}
	}
	c.runs = joined(c.runs)
	slices.SortFunc(c.runs, func(x, y seed) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	c.runs = c.runs[:min(len(c.runs), maxRuns)]
}

// cross adds the seeds of a shingle at all its places that are not used.
func (c *collator) cross(a, b []gram, n int) {
	for _, x := range a {
		for _, y := range b {
			r := seed{int(x.at), int(y.at), n}
			if c.unused(r).n == n && c.same(r) {
				c.runs = append(c.runs, r)
			}
		}
	}
}

func (c *collator) same(r seed) bool {
	for k := range r.n {
		if c.key(c.a[r.a+k]) != c.key(c.b[r.b+k]) {
			return false
		}
	}
	return true
}

// joined makes runs of seeds that overlap on a diagonal.
func joined(seeds []seed) []seed {
	slices.SortFunc(seeds, func(x, y seed) int { return cmp.Or(cmp.Compare(x.b-x.a, y.b-y.a), cmp.Compare(x.a, y.a)) })
	out := seeds[:0]
	for _, s := range seeds {
		if k := len(out) - 1; k >= 0 && out[k].b-out[k].a == s.b-s.a && s.a <= out[k].a+out[k].n {
			out[k].n = s.a + s.n - out[k].a
		} else {
			out = append(out, s)
		}
	}
	return out
}

// unused cuts a run to its first part of which no word is taken.
func (c *collator) unused(r seed) seed {
	for r.n > 0 && (c.usedA[r.a] || c.usedB[r.b]) {
		r.a, r.b, r.n = r.a+1, r.b+1, r.n-1
	}
	for k := range r.n {
		if c.usedA[r.a+k] || c.usedB[r.b+k] {
			r.n = k
			break
		}
	}
	return r
}

// use takes the words of a stretch, and those within it that differ.
func (c *collator) use(s stretch) {
	for i := s.first().a; i <= s.last().a; i++ {
		c.usedA[i] = true
	}
	for j := s.first().b; j <= s.last().b; j++ {
		c.usedB[j] = true
	}
}

// extend returns the stretch around a run, which is overwritten by the next.
func (c *collator) extend(r seed) stretch {
	c.pairs = c.pairs[:0]
	c.reach(r.a-1, r.b-1, -1)
	for k := range r.n {
		c.pairs = append(c.pairs, pairing{r.a + k, r.b + k})
	}
	from := len(c.pairs)
	c.reach(r.a+r.n, r.b+r.n, 1)
	slices.Reverse(c.pairs[from:])
	return c.pairs
}
