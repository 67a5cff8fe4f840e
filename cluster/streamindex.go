package cluster

import (
	"math"
	"math/bits"
	"slices"
)

// codes finds vectors that are near one another by the signs of their
// dimensions: of two at an angle, the share of signs that differ is about the
// angle over 180° (Charikar 2002). A code takes 48 bytes, and a look through
// 50,000 of them 0.04 ms: most are passed over after their first sixteen bytes,
// which lie in a row and are looked at sixty-four at a time (pass).
type codes struct {
	first, second []uint64 // by place, as is whole: of blocks, all places of them
	whole         []code
	live          []uint64 // of each block, which places have one
	passed        []uint64 // and which of them passed the last look
	found         []coded
}

// code is the signs of a vector's first dimensions.
type code [4]uint64

const (
	// surePrefix is how many of the first 128 signs may differ for a look at the
	// others: half of them do in unrelated articles, with a deviation of about
	// six, so that one in a hundred is looked at. Of two with a cosine of
	// threshold 45 differ, with a deviation of four. With the first 64 alone
	// eight in a hundred were looked at for finding fewer of these.
	surePrefix = 50
	// plain is how many codes are looked through without that.
	plain = 4096
	// similarCodes is how many of the nearest codes are compared by vector.
	similarCodes = 32
	// farthest is the distance of two opposite codes.
	farthest = 256
	// perBlock is how many codes are looked at together.
	perBlock = 64
)

// set keeps the code of a vector at a place.
func (c *codes) set(place int32, v []float32) {
	for int(place) >= len(c.first) {
		c.first, c.second = append(c.first, make([]uint64, perBlock)...), append(c.second, make([]uint64, perBlock)...)
		c.whole = append(c.whole, make([]code, perBlock)...)
		c.live, c.passed = append(c.live, 0), append(c.passed, 0)
	}
	x := codeOf(v)
	c.first[place], c.second[place], c.whole[place] = x[0], x[1], x
	c.live[place/perBlock] |= 1 << (place % perBlock)
}

// drop forgets the code at a place.
func (c *codes) drop(place int32) { c.live[place/perBlock] &^= 1 << (place % perBlock) }

func codeOf(v []float32) (x code) {
	for k := range min(len(x), (len(v)+63)/64) {
		x[k] = signsOf(v[64*k : min(len(v), 64*k+64)])
	}
	return x
}

func (c *code) distance(d *code) int32 {
	return int32(bits.OnesCount64(c[0]^d[0]) + bits.OnesCount64(c[1]^d[1]) + bits.OnesCount64(c[2]^d[2]) + bits.OnesCount64(c[3]^d[3]))
}

// signsOf has a bit for each of up to 64 values that is positive.
func signsOf(v []float32) (signs uint64) {
	for k, x := range v {
		// Read as whole numbers, a positive one is not negative and is so with
		// the sign turned. A branch would be guessed wrong half the time.
		b := math.Float32bits(x)
		signs |= uint64(-b&^b>>31) << k
	}
	return signs
}

// coded is a place and how many signs differ there.
type coded struct{ place, distance int32 }

// near returns the places with the codes nearest to the one at a place:
// similarCodes, and all that are as near as the last of them. The list is good
// until the next call. live is how many there are: how many places there ever
// were is another number after a restart.
func (c *codes) near(place int32, live int) []coded {
	cut := surePrefix
	if live <= plain {
		cut = 128
	}
	x := c.whole[place]
	pass(c.passed, c.first, c.second, [2]uint64(x[:]), cut)
	found := c.found[:0]
	for i, passed := range c.passed {
		for passed &= c.live[i]; passed != 0; passed &= passed - 1 {
			found = append(found, coded{place: int32(i*perBlock + bits.TrailingZeros64(passed))})
		}
	}
	var at [farthest + 1]int // how many lie at a distance
	for i := range found {
		found[i].distance = x.distance(&c.whole[found[i].place])
		at[found[i].distance]++
	}
	most := int32(0)
	for within := at[0]; within < similarCodes && most < farthest; within += at[most] {
		most++
	}
	c.found = slices.DeleteFunc(found, func(x coded) bool { return x.distance > most })
	return c.found
}

// passPlain fills in for each block of codes which of them differ from x in no
// more than most of their first signs.
func passPlain(passed, first, second []uint64, x [2]uint64, most int) {
	for i := range passed {
		block := uint64(0)
		others := second[perBlock*i : perBlock*(i+1)]
		for k, y := range first[perBlock*i : perBlock*(i+1)] {
			d := bits.OnesCount64(x[0]^y) + bits.OnesCount64(x[1]^others[k])
			block |= uint64(d-most-1) >> 63 << k
		}
		passed[i] = block
	}
}
