package vector

import (
	"encoding/binary"
	"math"
)

// codebook holds the blocks of values that a byte of a row stands for: product quantisation (Jégou et al. 2011) with
// one book for all places, as the dimensions of a trained table are alike. Of rows of 2 bits a value it keeps 91% of
// the energy, where the best four levels for single values (Max 1960) keep 88%.
type codebook [256]block

type block [4]float32

func readCodebook(file []byte) *codebook {
	b := new(codebook)
	for i := range b {
		for j := range b[i] {
			b[i][j] = math.Float32frombits(binary.LittleEndian.Uint32(file[16*i+4*j:]))
		}
	}
	return b
}

// finite reports whether all values are numbers that rows can be built from.
func (b *codebook) finite() bool {
	for i := range b {
		for _, x := range b[i] {
			if !(math.Abs(float64(x)) < 1e6) {
				return false
			}
		}
	}
	return true
}

func (b *codebook) bytes() []byte {
	out := make([]byte, 0, bookSize)
	for i := range b {
		for _, x := range b[i] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	return out
}

// nearest returns the code of the block closest to x.
func (b *codebook) nearest(x block) byte {
	best, least := 0, float32(math.Inf(1))
	for i := range b {
		c := &b[i]
		p, q, r, s := x[0]-c[0], x[1]-c[1], x[2]-c[2], x[3]-c[3]
		if d := p*p + q*q + r*r + s*s; d < least {
			best, least = i, d
		}
	}
	return byte(best)
}

// levels are the four of least squared error for normally distributed values (Max 1960).
var levels = [4]float32{-1.510, -0.4528, 0.4528, 1.510}

// fitCodebook fits a book to blocks of deviation 1: Lloyd's algorithm, from the book of all combinations of levels.
func fitCodebook(blocks []block) *codebook {
	const rounds = 25
	b := new(codebook)
	for i := range b {
		for j := range b[i] {
			b[i][j] = levels[i>>(2*j)&3]
		}
	}
	for range rounds {
		var sums [256][4]float64
		var counts [256]float64
		for _, x := range blocks {
			c := b.nearest(x)
			counts[c]++
			for j := range x {
				sums[c][j] += float64(x[j])
			}
		}
		for i := range b {
			for j := range b[i] {
				if counts[i] > 0 {
					b[i][j] = float32(sums[i][j] / counts[i])
				}
			}
		}
	}
	return b
}
