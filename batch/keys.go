package batch

import (
	"cmp"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/reuse"
	"github.com/stemma-news/stemma/text"
)

// keyKind is what a key is made of. It is the first byte of a key.
type keyKind byte

const (
	keyText    keyKind = 't' // a band of the whole text's least hashes
	keyFamily  keyKind = 'f' // the same, and a part of the order of ids
	keyPassage keyKind = 'p' // the least hash of a passage
	keyName    keyKind = 'n' // a name or number
	keyNames   keyKind = 'm' // two of them
	keyVector  keyKind = 'v' // some signs of the vector
)

// String is what formulas call it.
func (k keyKind) String() string {
	switch k {
	case keyText, keyFamily:
		return "text"
	case keyPassage:
		return "passage"
	case keyName, keyNames:
		return "name"
	}
	return "vector"
}

const (
	// passageShingles is how many shingles in a row are a passage, and its key the
	// least of their hashes. Of the passages of a text, which overlap, most have
	// the least in common with their neighbours, so that a text of n words has
	// about 2n/9 keys, and every run of 11 words that two texts have in common
	// gives both the same key (winnowing: Schleimer, Wilkerson & Aiken 2003).
	passageShingles = 8
	// mostPassages bounds the keys of a text: of one with more, those with the least
	// hashes count, which are the same ones in another that has them.
	mostPassages = 1024
	// bands times rows least hashes of the whole text make its bands (Broder 1997;
	// Indyk & Motwani 1998). Two texts that share 0.8 of their shingles have a band
	// in common with probability 0.9998, those that share half with 0.64.
	bands, rows = 16, 4
	// familyBands of the bands are divided by familyBits of the order of ids: when
	// thousands of outlets have one text, each still meets others.
	familyBands, familyBits = 4, 6
)

// hash is FNV-1a, mixed: the order of ids that nobody can know beforehand.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// mix spreads the bits of a hash (the finaliser of MurmurHash3).
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// keyed is a key without its window.
type keyed struct {
	kind keyKind
	hash uint64
}

// in writes a key as it stands in a window: what workers share the work by.
func (k keyed) in(window int32) []byte {
	b := make([]byte, 0, 1+8+binary.MaxVarintLen32)
	b = binary.BigEndian.AppendUint64(append(b, byte(k.kind)), k.hash)
	return binary.AppendVarint(b, int64(window))
}

// keyOf reads what in writes.
func keyOf(b []byte) (k keyed, window int32, err error) {
	r := reader{b: b}
	if kind := r.take(1); kind != nil {
		k.kind = keyKind(kind[0])
	}
	k.hash, window = r.uint64(), r.int32()
	return k, window, r.end()
}

// span is the windows of time. A window takes in far more days than two articles
// may be apart, so that few articles fall into two.
type span struct{ days, window int32 }

// windowsPerSpan is how many times as long a window is: an article is in 1.25 on
// average, where windows of twice the days would have each in two.
const windowsPerSpan = 4

func spanOf(days int) span { return span{int32(days), int32(days) * windowsPerSpan} } //nolint:gosec // checked by withDefaults

// windows returns the windows of an article: that of its day, and the one before
// where it is in the first days of it. So any two that are no more than days apart
// have one in common.
func (s span) windows(d Day) []int32 {
	switch {
	case s.days < 0:
		return []int32{0}
	case d == Undated:
		return []int32{int32(Undated)}
	}
	own, early := s.own(d)
	if early {
		return []int32{own, own - 1}
	}
	return []int32{own}
}

// own is the window of a day, and whether the day is among its first.
func (s span) own(d Day) (window int32, early bool) {
	window = int32(d) / s.window
	if int32(d)%s.window < 0 {
		window--
	}
	return window, int32(d)-window*s.window < s.days
}

// meet is the window in which two articles meet, the later one of two, if their
// days are near.
func (s span) meet(a, b Day) int32 {
	switch {
	case s.days < 0:
		return 0
	case a == Undated:
		return int32(Undated)
	}
	x, _ := s.own(a)
	y, _ := s.own(b)
	return min(x, y)
}

// near reports that two days are no further apart than is asked for.
func (s span) near(a, b Day) bool {
	if s.days < 0 {
		return true
	}
	d := int64(a) - int64(b)
	return max(d, -d) <= int64(s.days)
}

// from is the first day of a window, as a formula gives it.
func (s span) from(window int32) string {
	switch {
	case s.days < 0:
		return ""
	case Day(window) == Undated:
		return Undated.String()
	}
	return Day(window * s.window).String()
}

// textKeysFn gives the keys of an article's text: those of its passages, and the
// bands of the whole.
type textKeysFn struct {
	Comparison Comparison

	keys func(id, s string) ([]keyed, uint32) // another one in tests
}

// ProcessElement gives a key in each window of the article.
func (f *textKeysFn) ProcessElement(ctx context.Context, a stemma.Article, emit func([]byte, Holders), bad func(row)) error {
	of := f.keys
	if of == nil {
		of = textKeys
	}
	var keys []keyed
	m := Member{ID: a.ID, Day: DayOf(&a)}
	ok, err := guarded(ctx, cmp.Or(a.Input, a.ID), "its text is compared with no other", bad, func() error {
		keys, m.Sketch = of(a.ID, a.Text)
		return nil
	})
	if !ok {
		return err
	}
	for _, w := range spanOf(f.Comparison.withDefaults().Days).windows(m.Day) {
		give(keys, m, w, emit)
		count(ctx, "keys_text", int64(len(keys)))
	}
	return nil
}

// give gives a member by all its keys in a window.
func give(keys []keyed, m Member, window int32, emit func([]byte, Holders)) {
	id := hash(m.ID)
	for _, k := range keys {
		m.Order = uint32(mix(id^k.hash) >> 32)
		emit(k.in(window), Holders{N: 1, Members: []Member{m}})
	}
}

// maxText is how much of a text is looked at, as in package trace.
const maxText = 2 << 20

// textKeys returns the keys of a text, in order, each once, and its sketch.
func textKeys(id, s string) (keys []keyed, sketch uint32) {
	shingles, _ := reuse.Shingles(text.Beginning(s, maxText))
	if len(shingles) == 0 {
		return nil, 0
	}
	for _, h := range passages(shingles) {
		keys = append(keys, keyed{keyPassage, h})
	}
	least := leastHashes(shingles)
	for b := range bands {
		h := uint64(b)
		for _, x := range least[b*rows : (b+1)*rows] {
			h = mix(h*31 + x)
		}
		keys = append(keys, keyed{keyText, h})
		if b < familyBands {
			part := mix(hash(id)^uint64(b)) >> (64 - familyBits)
			keys = append(keys, keyed{keyFamily, mix(h*31 + part)})
		}
	}
	return keys, sketchOf(least)
}

// passages returns the least hashes of all runs of passageShingles, each once.
func passages(shingles []reuse.Shingle) []uint64 {
	hashes := make([]uint64, len(shingles))
	for i := range shingles {
		hashes[i] = mix(shingles[i].Hash)
	}
	var out []uint64
	last := -1
	for from := 0; from == 0 || from+passageShingles <= len(hashes); from++ {
		end := min(len(hashes), from+passageShingles)
		switch {
		case last < from: // the least one has left the passage
			last = from
			for i := from + 1; i < end; i++ {
				if hashes[i] <= hashes[last] {
					last = i
				}
			}
		case hashes[end-1] <= hashes[last]:
			last = end - 1
		default:
			continue
		}
		out = append(out, hashes[last])
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), mostPassages)]
}

// leastHashes are the least of bands×rows hashes over all shingles, made of one
// hash each by one-permutation hashing (Li, Owen & Zhang 2012): the shingles are
// dealt into bins, and the least of a bin counts. An empty bin takes over that of
// another, which the bin's number alone decides (Shrivastava 2017), so that it is
// the same in texts that share their shingles.
func leastHashes(shingles []reuse.Shingle) []uint64 {
	const bins = bands * rows
	out, filled := make([]uint64, bins), make([]bool, bins)
	for i := range shingles {
		h := mix(shingles[i].Hash ^ 0x9e3779b97f4a7c15)
		if b := h % bins; !filled[b] || h < out[b] {
			out[b], filled[b] = h, true
		}
	}
	own := slices.Clone(filled)
	for b := range out {
		for try := uint64(1); !own[b] && !filled[b]; try++ {
			if from := mix(uint64(b)<<32|try) % bins; own[from] {
				out[b], filled[b] = out[from], true
			}
		}
	}
	return out
}

// sketchOf is one bit of half of the least hashes (Li & König 2010): of two texts
// that share all but few shingles, few bits differ.
func sketchOf(least []uint64) (sketch uint32) {
	for i := range 32 {
		sketch |= uint32(least[2*i]>>40&1) << i
	}
	return sketch
}

// sameSketch is how many bits may differ in texts that have a band in common for
// sure: those that share 0.8 of their shingles differ in three on average.
const sameSketch = 3

// areOneText reports that two articles meet by a band of the whole text, so that
// no passage need say so once more for each of a hundred.
func areOneText(a, b *Member) bool { return bits.OnesCount32(a.Sketch^b.Sketch) <= sameSketch }

// count adds to a counter that the runner shows.
func count(ctx context.Context, name string, n int64) {
	beam.NewCounter(counterSpace, name).Inc(ctx, n)
}

// counterSpace is the namespace of all counters.
const counterSpace = "stemma"
