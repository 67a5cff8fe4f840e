package vector

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/stemma-news/stemma/vector/feature"
)

// Row is a bucket's trained vector.
type Row struct {
	Bucket uint32
	Vector []float32
}

// Encode writes rows as a table with the given bits per value (2 or 8). Rows are sorted by bucket in place.
func Encode(w io.Writer, rows []Row, bits int) error {
	if len(rows) == 0 || bits != 2 && bits != 8 {
		return fmt.Errorf("encode vector table: %d rows of %d bits", len(rows), bits)
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Bucket, b.Bucket) })
	dim := len(rows[0].Vector)
	if dim == 0 || dim%8 != 0 {
		return fmt.Errorf("encode vector table: %d dimensions are not a multiple of 8", dim)
	}
	bitmap := make([]byte, 1<<feature.Bits/8)
	for i, r := range rows {
		if i > 0 && rows[i-1].Bucket == r.Bucket || r.Bucket >= 1<<feature.Bits || len(r.Vector) != dim {
			return fmt.Errorf("encode vector table: bucket %d twice, out of range, or of %d dimensions", r.Bucket, len(r.Vector))
		}
		bitmap[r.Bucket/8] |= 1 << (r.Bucket % 8)
	}
	book := new(codebook) // of no use to values of 8 bits
	if bits == 2 {
		book = fitCodebook(sample(rows))
	}
	scales, values := quantise(rows, bits, book)
	body := slices.Concat(book.bytes(), bitmap, scales, values)
	sum := sha256.Sum256(body)
	var head bytes.Buffer
	head.WriteString(magic)
	for _, v := range []int{version, dim, feature.Bits, len(rows), bits, 0} {
		head.Write(binary.LittleEndian.AppendUint32(nil, uint32(v)))
	}
	head.Write(sum[:])
	if _, err := w.Write(append(head.Bytes(), body...)); err != nil {
		return fmt.Errorf("encode vector table: %w", err)
	}
	return nil
}

// Rows returns the rows of the table, to write them again with other bits.
func (s *Static) Rows() []Row {
	rows := make([]Row, 0, s.rows)
	all := make([]float32, s.rows*s.dim)
	for b := range uint32(1 << feature.Bits) {
		i := s.row(b)
		if i < 0 {
			continue
		}
		v := all[i*s.dim : (i+1)*s.dim : (i+1)*s.dim]
		s.add(v, i, s.scale(i))
		rows = append(rows, Row{Bucket: b, Vector: v})
	}
	return rows
}

// sample returns blocks of the rows, brought to deviation 1, at most a quarter of a million of them.
func sample(rows []Row) []block {
	const most = 1 << 18
	var out []block
	total := len(rows) * len(rows[0].Vector) / len(block{})
	stride := max(1, total/most) | 1 // odd: falls on all places in turn
	skip := 0
	for _, r := range rows {
		dev := deviation(r.Vector)
		for i := 0; i+4 <= len(r.Vector); i += 4 {
			if skip++; skip%stride == 0 && dev > 0 {
				v := r.Vector[i:]
				out = append(out, block{v[0] / dev, v[1] / dev, v[2] / dev, v[3] / dev})
			}
		}
	}
	return out
}

// deviation is the root of the mean square.
func deviation(v []float32) float32 {
	return float32(math.Sqrt(float64(Dot(v, v)) / float64(len(v))))
}

// quantise returns the scales and the codes of the rows, computed on all cores.
func quantise(rows []Row, bits int, book *codebook) (scales, values []byte) {
	stride := len(rows[0].Vector) * bits / 8
	scales, values = make([]byte, len(rows)), make([]byte, len(rows)*stride)
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(rows); i += n {
				scales[i] = quantiseRow(values[i*stride:(i+1)*stride], rows[i].Vector, bits, book)
			}
		})
	}
	wg.Wait()
	return scales, values
}

// quantiseRow writes the codes of a row and returns its scale, the best one for these codes.
func quantiseRow(dst []byte, v []float32, bits int, book *codebook) byte {
	if bits == 8 {
		peak := float32(0)
		for _, x := range v {
			peak = max(peak, x, -x)
		}
		code := scaleCode(float64(peak) / 126) // a scale rounded down must not clip the peak
		for i, x := range v {
			dst[i] = byte(int8(max(-127, min(127, math.Round(float64(x/scaleOf(code)))))))
		}
		return code
	}
	dev := max(deviation(v), 1e-9)
	var dot, energy float64
	for i := range dst {
		x := v[4*i:]
		dst[i] = book.nearest(block{x[0] / dev, x[1] / dev, x[2] / dev, x[3] / dev})
		for j, y := range book[dst[i]] {
			dot += float64(x[j]) * float64(y)
			energy += float64(y) * float64(y)
		}
	}
	return scaleCode(dot / max(energy, 1e-9))
}

// scaleCode is the inverse of scaleOf.
func scaleCode(scale float64) byte {
	return byte(max(0, min(255, math.Round(math.Log2(max(scale, 1e-9))*16)+224)))
}
