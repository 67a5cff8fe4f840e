package batch

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
)

const (
	// allUpTo is how many members of a key are all compared with one another; of
	// more each with so many of those that follow it, as in package reuse.
	allUpTo, reach = 32, 16
	// Of the first 128 signs of their codes as many may differ in two articles that
	// have names in common for them to be looked at, and that have none. Of unrelated
	// ones about 52 differ.
	farthestNamed, farthest = 43, 24
)

// Member is an article that has a key, and as much of it as tells pairs that are
// worth comparing.
type Member struct {
	// Order is a hash of the article and the key: which members are kept is chance,
	// the same in every run and another one for each key.
	Order  uint32
	ID     string
	Day    Day
	Sketch uint32    // of the whole text, for its keys
	Code   [2]uint64 // the first signs of the vector, for the keys of stories
}

func byOrder(a, b Member) int { return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID)) }

// distance is how many signs of two codes differ.
func (m *Member) distance(n *Member) int {
	return bits.OnesCount64(m.Code[0]^n.Code[0]) + bits.OnesCount64(m.Code[1]^n.Code[1])
}

// Holders are those who have a key: how many, and some of them, the first ones by
// order.
type Holders struct {
	N       int64
	Members []Member
}

// and joins two parts of the holders of a key, of which it keeps so many members.
// What comes of many parts is the same in whatever order they are joined.
func (h Holders) and(b Holders, members int) Holders {
	if len(h.Members) < len(b.Members) {
		h, b = b, h
	}
	h.N += b.N
	for _, m := range b.Members {
		at, found := slices.BinarySearchFunc(h.Members, m, byOrder)
		if !found && at < members {
			h.Members = slices.Insert(h.Members, at, m)
			h.Members = h.Members[:min(len(h.Members), members)]
		}
	}
	return h
}

// pairsFn turns the holders of a key into pairs.
type pairsFn struct {
	Comparison Comparison

	sizes windowSizes
}

// ProcessElement gives the pairs that meet by a key, by their ids, and a formula
// where there are more than are compared.
func (f *pairsFn) ProcessElement(
	ctx context.Context, key []byte, parts func(*Holders) bool, sizes func(*string, *int64) bool, pairs func([]byte, Shared), formulas func(Formula),
) error {
	k, window, err := keyOf(key)
	if err != nil {
		return err
	}
	if err := f.sizes.read(sizes); err != nil {
		return err
	}
	o := f.Comparison.withDefaults()
	h := joined(ctx, parts, o.Members)
	if h.N < 2 {
		return nil
	}
	s := spanOf(o.Days)
	if k.ofStory() {
		s = spanOf(o.StoryDays)
	}
	if h.N > int64(o.Members) {
		f.hot(ctx, k, s.from(window), h, formulas)
	}
	var n, bytes int64
	k.pairs(h, s, window, o.Members, func(pair []byte, x Shared) {
		if !k.ofStory() {
			x.Among = uint32(min(f.sizes[window], math.MaxUint32)) //nolint:gosec // bounded
		}
		n, bytes = n+1, bytes+int64(len(pair)+x.size())
		pairs(pair, x)
	})
	count(ctx, "pairs_found", n)
	count(ctx, "bytes_pairs", bytes)
	return nil
}

// hot tells of a key that more articles have than are compared through it. Of a family
// of copies it is counted alone: each of its members has other keys, too.
func (*pairsFn) hot(ctx context.Context, k keyed, from string, h Holders, formulas func(Formula)) {
	if k.kind == keyFamily {
		count(ctx, "hot_keys_family", 1)
		return
	}
	count(ctx, "hot_keys_"+k.kind.String(), 1)
	formulas(Formula{
		Kind: k.kind.String(), Hash: fmt.Sprintf("%016x", k.hash), From: from,
		Articles: h.N, Example: h.Members[0].ID,
	})
}

// ofStory reports a key of stories; the others are of texts.
func (k keyed) ofStory() bool { return k.kind == keyName || k.kind == keyNames || k.kind == keyVector }

// pairs calls give for each pair of members that is worth comparing. A name that
// more articles have than are kept leads to none: half of them are about something
// else. Two that meet in two windows are a pair in the later one.
func (k keyed) pairs(h Holders, s span, window int32, members int, give func(pair []byte, x Shared)) {
	if k.kind == keyName && h.N > int64(members) {
		return
	}
	next := len(h.Members)
	if h.N > allUpTo {
		next = reach
	}
	for i := range h.Members {
		a := &h.Members[i]
		for j := i + 1; j < min(len(h.Members), i+1+next); j++ {
			b := &h.Members[j]
			if s.near(a.Day, b.Day) && s.meet(a.Day, b.Day) == window && k.worth(a, b) {
				give(k.shared(a, b, h.N))
			}
		}
	}
}

// worth reports that two members of a key are to be compared.
func (k keyed) worth(a, b *Member) bool {
	switch k.kind {
	case keyPassage:
		return !areOneText(a, b)
	case keyName, keyNames:
		return a.distance(b) <= farthestNamed
	case keyVector:
		return a.distance(b) <= farthest
	}
	return true
}

// Shared is what two articles are known to share before they are compared.
type Shared struct {
	Kind EdgeKind // EdgeStory, or EdgePassage for a copy, too
	// DayA and DayB are those of the two, in the order of the pair's key.
	DayA, DayB Day
	// Among is how many articles there are in the window where texts meet: of so many
	// a key has its number of holders.
	Among uint32
	// Distance is how many of the first signs of their codes differ, Names how many
	// names both have that are rare enough to meet by, and Twos how many sets of two.
	Distance, Names, Twos uint32
	// N is how many keys their texts share; Keys are some of them, the ones
	// with the least hashes, each with how many articles have it.
	N    uint32
	Keys []heldKey
}

// heldKey is a key of a text and how many articles have it. Hash is 0 where it is
// a band of the whole.
type heldKey struct {
	Hash uint64
	Held uint32
}

// mostHeld is how many of the keys that two texts share are passed on.
const mostHeld = 32

// shared makes the pair that two members are, and its key: the one whose hash is
// less comes first, so that a text that comes first in the order of ids is not
// sent to all others.
func (k keyed) shared(a, b *Member, held int64) (pair []byte, x Shared) {
	if !isFirst(a.ID, b.ID) {
		a, b = b, a
	}
	x = Shared{Kind: EdgePassage, DayA: a.Day, DayB: b.Day}
	if k.ofStory() {
		x.Kind, x.Distance = EdgeStory, uint32(a.distance(b)) //nolint:gosec // at most 128
		switch k.kind {
		case keyName:
			x.Names = 1
		case keyNames:
			x.Twos = 1
		}
		return pairKey(x.Kind, a.ID, b.ID), x
	}
	h := heldKey{Held: uint32(min(held, math.MaxUint32))} //nolint:gosec // bounded
	if k.kind == keyPassage {
		h.Hash = k.hash
	}
	x.N, x.Keys = 1, []heldKey{h}
	return pairKey(x.Kind, a.ID, b.ID), x
}

func isFirst(a, b string) bool { return cmp.Or(cmp.Compare(hash(a), hash(b)), cmp.Compare(a, b)) < 0 }

// pairKey is what the work on pairs is shared by.
func pairKey(kind EdgeKind, a, b string) []byte {
	key := make([]byte, 0, 1+len(a)+len(b)+2*binary.MaxVarintLen16)
	return appendString(appendString(append(key, kind[0]), a), b)
}

func pairOf(key []byte) (a, b string, err error) {
	r := reader{b: key}
	r.take(1)
	a, b = r.string(), r.string()
	return a, b, r.end()
}

// sharedFn joins what is known of a pair by its keys. No group is larger than the keys
// of an article, on a runner that does not merge before it sorts, too: two meet in one
// window, once by each of 1,044 keys of text (mostPassages, bands and familyBands) or of 88
// of stories (mostNames, 28 twos and vectorTables), in some 30 bytes.
type sharedFn struct{}

// MergeAccumulators joins what two keys, or more, say of a pair.
func (sharedFn) MergeAccumulators(a, b Shared) Shared {
	a.N, a.Names, a.Twos = a.N+b.N, a.Names+b.Names, a.Twos+b.Twos
	if len(b.Keys) == 0 {
		return a
	}
	keys := slices.Concat(a.Keys, b.Keys)
	slices.SortFunc(keys, func(x, y heldKey) int { return cmp.Or(cmp.Compare(x.Hash, y.Hash), cmp.Compare(y.Held, x.Held)) })
	// Of the bands the one that most articles have says how rare the whole text is.
	keys = slices.CompactFunc(keys, func(x, y heldKey) bool { return x.Hash == y.Hash })
	a.Keys = keys[:min(len(keys), mostHeld)]
	return a
}

// candidates turns keys with their holders into pairs, each once, and formulas.
func candidates(s beam.Scope, keys, sizes beam.PCollection, of string, o Comparison) (pairs, formulas beam.PCollection) {
	found, formulas := beam.ParDo2(s, &pairsFn{Comparison: o}, gathered(s, keys, of, o), beam.SideInput{Input: sizes})
	return beam.CombinePerKey(s, &sharedFn{}, found), formulas
}
