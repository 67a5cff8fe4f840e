package cluster

import (
	"math/bits"
	"slices"
)

// codes finds vectors that are near one another by the signs of their
// dimensions: of two at an angle, the share of signs that differ is about the
// angle over 180° (Charikar 2002). A code takes 32 bytes, and a look through
// 50,000 of them 0.1 ms: most are passed over after their first eight bytes.
type codes struct {
	first []uint64 // by place
	rest  [][3]uint64
	live  []bool
	found []coded
}

const (
	// surePrefix is how many of the first 64 signs may differ for a look at the
	// others: half of them do in unrelated articles, with a deviation of four.
	surePrefix = 26
	// plain is how many codes are looked through without that.
	plain = 4096
	// similarCodes is how many of the nearest codes are compared by vector.
	similarCodes = 32
)

// set keeps the code of a vector at a place.
func (c *codes) set(place int32, v []float32) {
	for int(place) >= len(c.first) {
		c.first, c.rest, c.live = append(c.first, 0), append(c.rest, [3]uint64{}), append(c.live, false)
	}
	c.first[place], c.rest[place] = codeOf(v)
	c.live[place] = true
}

// codeOf is the signs of a vector's first 256 dimensions.
func codeOf(v []float32) (first uint64, rest [3]uint64) {
	for k, x := range v[:min(len(v), 256)] {
		if x <= 0 {
			continue
		}
		if k < 64 {
			first |= 1 << k
		} else {
			rest[k/64-1] |= 1 << (k % 64)
		}
	}
	return first, rest
}

// coded is a place and how many signs differ there.
type coded struct{ place, distance int32 }

// near returns the places with the codes nearest to the one at a place: as many
// as asked for, and all that are as near as the last of them. The list is good
// until the next call. live is how many there are: how many places there ever
// were is another number after a restart.
func (c *codes) near(place int32, n, live int) []coded {
	cut := surePrefix
	if live <= plain {
		cut = 64
	}
	first, rest := c.first[place], c.rest[place]
	found := c.found[:0]
	var at [257]int // how many lie at a distance
	far := horizon{distance: 256, enough: n}
	for p, x := range c.first {
		d := bits.OnesCount64(x ^ first)
		if d > cut || !c.live[p] {
			continue
		}
		r := &c.rest[p]
		d += bits.OnesCount64(r[0]^rest[0]) + bits.OnesCount64(r[1]^rest[1]) + bits.OnesCount64(r[2]^rest[2])
		if d > far.distance {
			continue
		}
		found = append(found, coded{int32(p), int32(d)})
		at[d]++
		far.draw(&at)
	}
	c.found = slices.DeleteFunc(found, func(x coded) bool { return int(x.distance) > far.distance })
	return c.found
}

// horizon is the distance within which as many codes lie as are asked for.
type horizon struct{ distance, within, enough int }

// draw takes note of a code within the horizon, and draws it nearer if there
// are enough without those on it.
func (h *horizon) draw(at *[257]int) {
	h.within++
	for h.within-at[h.distance] >= h.enough {
		h.within -= at[h.distance]
		h.distance--
	}
}
