package reuse

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
)

const (
	// pairsUpTo is how many texts may have a shingle for each to be compared
	// with all the others through it. Beyond it each is compared with the
	// `reach` texts that follow it, and with as many before it: the articles of
	// a large family have many shingles in common and meet the same neighbours
	// through all of them, and the work stays linear.
	pairsUpTo, reach = 32, 16
	// shards part the index by the upper bits of the hash, to sort it side by side.
	shardBits = 8
	shards    = 1 << shardBits
)

// index is where every shingle is that at least two texts have.
type index struct {
	texts int
	// first[a] is the number of text a's first posting; at is the word where
	// a posting is, group which list it is in, none for most.
	first []uint32
	at    []uint32
	group []uint32
	// Group g's entries are entries[start[g]:start[g+1]], in the order of texts
	// and places; have[g] texts have it.
	entries []entry
	start   []uint32
	have    []uint32
	// rare[n] is the rarity of what n texts have.
	rare []float64
}

// entry is a text and a word of it, in this order in 64 bits; while the index
// is made, a part of a hash and the number of a posting.
type entry uint64

func newEntry(high, low uint32) entry { return entry(high)<<32 | entry(low) }

func (e entry) high() uint32 { return uint32(e >> 32) }
func (e entry) low() uint32  { return uint32(e) }

const none = 1<<32 - 1

func newIndex(ctx context.Context, c *corpus) (*index, error) {
	x := &index{texts: len(c.articles), rare: make([]float64, len(c.articles)+1)}
	for n := range x.rare {
		x.rare[n] = rarity(n, x.texts)
	}
	seen, counts, err := x.choose(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := x.fill(ctx, c, seen, counts); err != nil {
		return nil, err
	}
	return x, x.lists(ctx, counts)
}

// choose finds the postings: all shingles, without most of those that only one
// text has, which are nine in ten of free text. Leaving them out before
// anything is stored saves more memory than winnowing would, and loses
// nothing. It sets first, and returns the filter that knows them and how many
// there are in each shard.
func (x *index) choose(ctx context.Context, c *corpus) (seen *filter, counts []atomic.Int64, err error) {
	words := 0
	for i := range c.articles {
		words += len(c.articles[i].words)
	}
	seen, counts = newFilter(words), make([]atomic.Int64, shards)
	err = c.eachMark(ctx, func(_ int, m mark) { seen.add(m.hash) })
	if err != nil {
		return nil, nil, err
	}
	x.first = make([]uint32, x.texts+1)
	err = c.eachMark(ctx, func(a int, m mark) {
		if seen.twice(m.hash) {
			x.first[a+1]++
			counts[shardOf(m.hash)].Add(1)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	return seen, counts, addUp(x.first)
}

// addUp makes numbers of postings the number of each text's first: four bytes
// hold it, and the index of so many would take 80 GB.
func addUp(first []uint32) error {
	var sum uint64
	for a, n := range first {
		if sum += uint64(n); sum >= none {
			return ErrTooMuch
		}
		first[a] = uint32(sum)
	}
	return nil
}

// ErrTooMuch says that more than four thousand million places of the texts
// have something in common with another text.
var ErrTooMuch = errors.New("the texts have too much in common for one index: compare fewer at a time")

// eachMark calls do with every shingle, text by text and side by side.
func (c *corpus) eachMark(ctx context.Context, do func(a int, m mark)) error {
	return parallel(ctx, len(c.articles), func(next func() (int, bool)) {
		for a, ok := next(); ok; a, ok = next() {
			words := c.articles[a].words
			for i := range words {
				if h, ok := shingle(words, i, shingleWords); ok {
					do(a, mark{h, uint32(i)})
				}
			}
		}
	})
}

func shardOf(hash uint64) int { return int(hash >> (64 - shardBits)) }

// fill writes an entry for every posting into its shard, and makes counts the
// ends of the shards. Its second look at all shingles costs less than a list of
// those that were chosen would.
func (x *index) fill(ctx context.Context, c *corpus, seen *filter, counts []atomic.Int64) error {
	n := x.first[x.texts]
	x.at, x.entries = make([]uint32, n), make([]entry, n)
	var sum int64
	for i := range counts {
		n := counts[i].Load()
		counts[i].Store(sum)
		sum += n
	}
	done := make([]uint32, x.texts) // postings of each text so far
	return c.eachMark(ctx, func(a int, m mark) {
		if !seen.twice(m.hash) {
			return
		}
		p := x.first[a] + done[a]
		done[a]++
		x.at[p] = m.at
		slot := counts[shardOf(m.hash)].Add(1) - 1
		x.entries[slot] = newEntry(uint32(m.hash>>(32-shardBits)), p)
	})
}

// lists sorts the shards, in which entries of one hash then lie together in
// the order of their postings, and finds the groups.
func (x *index) lists(ctx context.Context, ends []atomic.Int64) error {
	err := parallel(ctx, shards, func(next func() (int, bool)) {
		for s, ok := next(); ok; s, ok = next() {
			slices.Sort(x.entries[from(ends, s):ends[s].Load()])
		}
	})
	if err != nil {
		return err
	}
	x.group = make([]uint32, len(x.at))
	docs := x.textsOf()
	kept := 0
	for s := range shards {
		list := x.entries[from(ends, s):ends[s].Load()]
		for len(list) > 0 {
			n := 1
			for n < len(list) && list[n].high() == list[0].high() {
				n++
			}
			kept = x.keep(list[:n], docs, kept)
			list = list[n:]
		}
	}
	x.start = append(x.start, uint32(kept))
	x.entries = slices.Clip(x.entries[:kept])
	return ctx.Err()
}

func from(ends []atomic.Int64, s int) int64 {
	if s == 0 {
		return 0
	}
	return ends[s-1].Load()
}

// textsOf returns the text of every posting.
func (x *index) textsOf() []uint32 {
	docs := make([]uint32, len(x.at))
	for a := range x.texts {
		for p := x.first[a]; p < x.first[a+1]; p++ {
			docs[p] = uint32(a)
		}
	}
	return docs
}

// keep turns the entries of one hash into a group, if at least two texts have
// it, and returns where the next begins. Of each text it keeps a few.
func (x *index) keep(list []entry, docs []uint32, kept int) int {
	texts, group := distinctTexts(list, docs), uint32(len(x.start))
	if texts < 2 {
		group = none
	}
	begin, of, last := kept, 0, uint32(none)
	for _, e := range list {
		p := e.low()
		a := docs[p]
		if a != last {
			last, of = a, 0
		}
		of++
		x.group[p] = group
		if of > oftenInOne {
			x.group[p] = none
		} else if texts >= 2 {
			x.entries[kept] = newEntry(a, x.at[p])
			kept++
		}
	}
	if texts >= 2 {
		x.start = append(x.start, uint32(begin))
		x.have = append(x.have, uint32(texts))
	}
	return kept
}

func distinctTexts(list []entry, docs []uint32) (n int) {
	last := uint32(none)
	for _, e := range list {
		if a := docs[e.low()]; a != last {
			last = a
			n++
		}
	}
	return n
}

// weight returns the mean rarity of the shingles of text a in a range of its
// words.
func (x *index) weight(a int, r extent) float64 {
	at := x.at[x.first[a]:x.first[a+1]]
	p, _ := slices.BinarySearch(at, uint32(r.Start))
	var sum, n float64
	for ; p < len(at) && int(at[p]) < r.End; p++ {
		if g := x.group[int(x.first[a])+p]; g != none {
			sum += x.rare[x.have[g]]
			n++
		}
	}
	if n == 0 {
		return 1
	}
	return sum / n
}
