package vector

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/stemma-news/stemma/vector/feature"
)

// Row is a bucket's trained vector.
type Row struct {
	Bucket uint32
	Vector []float32
}

// Encode writes rows as a table with the given bits per value (2, 4 or 8). Rows are sorted by bucket in place.
func Encode(w io.Writer, rows []Row, bits int) error {
	if len(rows) == 0 || bits != 2 && bits != 4 && bits != 8 {
		return fmt.Errorf("encode vector table: %d rows of %d bits", len(rows), bits)
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Bucket, b.Bucket) })
	dim := len(rows[0].Vector)
	if dim == 0 || dim%8 != 0 {
		return fmt.Errorf("encode vector table: %d dimensions are not a multiple of 8", dim)
	}
	bitmap := make([]byte, 1<<feature.Bits/8)
	scales := make([]byte, len(rows))
	values := make([]byte, 0, len(rows)*dim*bits/8)
	for i, r := range rows {
		if i > 0 && rows[i-1].Bucket == r.Bucket || r.Bucket >= 1<<feature.Bits || len(r.Vector) != dim {
			return fmt.Errorf("encode vector table: bucket %d twice, out of range, or of %d dimensions", r.Bucket, len(r.Vector))
		}
		bitmap[r.Bucket/8] |= 1 << (r.Bucket % 8)
		scales[i], values = appendRow(values, r.Vector, bits)
	}
	body := slices.Concat(bitmap, scales, values)
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
		s.add(v, i, 1)
		rows = append(rows, Row{Bucket: b, Vector: v})
	}
	return rows
}

// appendRow quantises one row. The scale is tried around the row's deviation, as the best one depends on the tails.
func appendRow(dst []byte, v []float32, bits int) (byte, []byte) {
	var energy float64
	var peak float64
	for _, x := range v {
		energy += float64(x) * float64(x)
		peak = max(peak, math.Abs(float64(x)))
	}
	start := math.Sqrt(energy / float64(len(v)))
	if bits == 8 {
		start = peak / 127
	}
	guess := int(math.Round(math.Log2(max(start, 1e-9))*16)) + 224
	best, bestErr := byte(0), math.Inf(1)
	for b := max(guess-4, 0); b <= max(min(guess+4, 255), 0); b++ {
		if e := rowError(v, scaleOf(byte(b)), bits); e < bestErr {
			best, bestErr = byte(b), e
		}
	}
	scale := scaleOf(best)
	var acc, n uint
	for _, x := range v {
		code, _ := quantise(x, scale, bits)
		acc |= uint(code) << n
		if n += uint(bits); n == 8 {
			dst = append(dst, byte(acc))
			acc, n = 0, 0
		}
	}
	return best, dst
}

func rowError(v []float32, scale float32, bits int) float64 {
	var sum float64
	for _, x := range v {
		_, y := quantise(x, scale, bits)
		sum += float64(x-y) * float64(x-y)
	}
	return sum
}

// quantise returns the code of the level nearest to x, and its value.
func quantise(x, scale float32, bits int) (byte, float32) {
	x /= scale
	if bits == 8 {
		c := max(-127, min(127, math.Round(float64(x))))
		return byte(int8(c)), float32(c) * scale
	}
	levels := levels4[:]
	if bits == 2 {
		levels = levels2[:]
	}
	at := 0
	for at+1 < len(levels) && x > (levels[at]+levels[at+1])/2 {
		at++
	}
	return byte(at), levels[at] * scale
}
