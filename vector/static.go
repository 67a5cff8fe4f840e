package vector

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"sync"

	"github.com/stemma-news/stemma/vector/feature"
)

// The table's file, all numbers little-endian:
//
//	offset  size          what
//	0       8             magic "stemvec\n"
//	8       4             version of this format and of package feature, 2
//	12      4             dimensions, a multiple of 8
//	16      4             logarithm of the number of feature buckets (feature.Bits)
//	20      4             rows
//	24      4             bits per value: 2 or 8
//	28      4             zero
//	32      32            SHA-256 of everything that follows
//	64      4096          codebook: 256 blocks of 4 values, as floats of 32 bits
//	4160    buckets/8     bitmap: bit b is set if bucket b has a row
//	…       rows          scale of each row, a logarithm (scaleOf)
//	…       rows*dim*bits/8  values: with 2 bits, a byte for 4 values, its block's number; with 8, signed bytes
//
// The row of a bucket is the number of set bits before it. That takes half a byte a bucket less than any hash table
// of keys, and a look that misses, the common one, touches one cache line.
const (
	magic      = "stemvec\n"
	version    = 2
	headerSize = 64
	bookSize   = 256 * 4 * 4
)

// Static is the table in use. It is safe for concurrent use.
type Static struct {
	dim, rows, bits int
	bookFile        []byte
	bitmap          []byte
	ranks           []rank // by block of 512 buckets
	scales          []byte
	values          []byte
	stride          int // bytes of a row's values
	book            *codebook
	scaleOf         [256]float32
	digest          string
	workers         sync.Pool // of *worker: their caches cost more to make than one sentence to encode
}

// Parse reads a table from the bytes of its file, which it keeps and does not copy. It checks the header and the
// lengths, so that no table, however broken, makes Vectors read outside it; Verify checks the rest.
func Parse(file []byte) (*Static, error) {
	if len(file) < headerSize || string(file[:8]) != magic {
		return nil, fmt.Errorf("vector table: not a table (%d bytes without the mark %q)", len(file), magic)
	}
	word := func(i int) int { return int(binary.LittleEndian.Uint32(file[i:])) }
	if v := word(8); v != version {
		return nil, fmt.Errorf("vector table: format version %d, this program reads %d", v, version)
	}
	s := &Static{dim: word(12), rows: word(20), bits: word(24), digest: hex.EncodeToString(file[32:64])}
	if word(16) != feature.Bits {
		return nil, fmt.Errorf("vector table: made for 2^%d buckets, this program has 2^%d", word(16), feature.Bits)
	}
	if s.dim < 8 || s.dim > 4096 || s.dim%8 != 0 || s.rows < 1 || s.rows > 1<<feature.Bits || s.bits != 2 && s.bits != 8 {
		return nil, fmt.Errorf("vector table: impossible header (%d dimensions, %d rows, %d bits)", s.dim, s.rows, s.bits)
	}
	s.stride = s.dim * s.bits / 8
	const mapSize = 1 << feature.Bits / 8
	want := headerSize + bookSize + mapSize + int64(s.rows)*int64(1+s.stride) // an int of 32 bits would overflow
	if int64(len(file)) != want {
		return nil, fmt.Errorf("vector table: %d bytes, its header says %d: cut short or damaged", len(file), want)
	}
	s.bookFile, file = file[headerSize:headerSize+bookSize], file[headerSize+bookSize:]
	s.bitmap, file = file[:mapSize], file[mapSize:]
	s.scales, s.values = file[:s.rows], file[s.rows:]
	if err := s.rank(); err != nil {
		return nil, err
	}
	if s.book = readCodebook(s.bookFile); !s.book.finite() {
		return nil, errors.New("vector table: a block of its codebook is no number: damaged")
	}
	for b := range s.scaleOf {
		s.scaleOf[b] = scaleOf(byte(b))
	}
	return s, nil
}

// rank is the number of set bits before a block, and how many of the block's are before each of its words but the
// first, in 9 bits each (rank9, Vigna 2008): what a loop over the words counts, and its end cannot be foretold.
type rank struct{ before, within uint64 }

// rank counts the set bits; 0.3 ms that save 512 KB of the file and a source of errors.
func (s *Static) rank() error {
	s.ranks = make([]rank, 1<<feature.Bits/512)
	n := uint64(0)
	for i := range s.ranks {
		r := &s.ranks[i]
		r.before = n
		for j := range 8 {
			if j > 0 {
				r.within |= (n - r.before) << (9 * (j - 1))
			}
			n += uint64(bits.OnesCount64(binary.LittleEndian.Uint64(s.bitmap[i*64+j*8:])))
		}
	}
	if n != uint64(s.rows) {
		return fmt.Errorf("vector table: %d buckets for %d rows: damaged", n, s.rows)
	}
	return nil
}

// Verify compares the whole table with the digest in its header.
func (s *Static) Verify() error {
	h := sha256.New()
	for _, part := range [][]byte{s.bookFile, s.bitmap, s.scales, s.values} {
		h.Write(part)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != s.digest {
		return fmt.Errorf("vector table: digest %.12s, its header says %.12s: damaged", got, s.digest)
	}
	return nil
}

// Name identifies the model and its table: vectors under different names do not compare.
func (s *Static) Name() string { return "static-" + s.digest[:12] }

// Dim returns the number of dimensions.
func (s *Static) Dim() int { return s.dim }

// row returns the row of a bucket, or -1.
func (s *Static) row(bucket uint32) int {
	w := binary.LittleEndian.Uint64(s.bitmap[bucket>>6<<3:])
	if w>>(bucket&63)&1 == 0 {
		return -1
	}
	r := &s.ranks[bucket>>9]
	words := r.within >> (9 * ((bucket>>6 - 1) & 7)) & 511 // of the first one the top bit, which is 0
	return int(r.before + words + uint64(bits.OnesCount64(w&(1<<(bucket&63)-1))))
}

// scale returns what the values of a row are to be multiplied by.
func (s *Static) scale(row int) float32 { return s.scaleOf[s.scales[row]] }

// add adds the values of a row, times weight, to sum.
func (s *Static) add(sum []float32, row int, weight float32) {
	codes := s.values[row*s.stride:][:s.stride]
	if s.bits == 2 {
		s.book.add(sum, codes, weight)
		return
	}
	for i, c := range codes {
		sum[i] += weight * float32(int8(c))
	}
}

// scaleOf reads a scale: steps of 1/16 of a doubling, from 2^-14 to 4.
func scaleOf(b byte) float32 { return float32(math.Exp2((float64(b) - 224) / 16)) }
