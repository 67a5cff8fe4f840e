package store

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// The codes of passages lie in cells, so that a search looks into the cells near to
// what is looked for and not at all of them (an inverted file: Jégou, Douze & Schmid
// 2011). The cells are those of a segment: their centroids are learnt from its codes
// when it is written, by spherical k-means (Dhillon & Modha 2001) on the codes as
// vectors of 1 and -1, so that they fit whatever an archive is about, and an archive
// needs none before it is large. A segment of few passages is one cell. Centroids that are
// codes themselves (majorities) save nothing and find less: in an eighth of the cells
// 89% of the translations of a sentence, and not 94%.
//
// A value holds, of up to 400 passages:
//
//	count     uvarint
//	passages  document (uvarint, to the one before), sentence (uvarint) …
//	codes     32 bytes each
const (
	passageKey = 'p'
	// undivided is up to how many passages are looked at one by one: 1 ms.
	undivided = 32768
	// cellSize is how many passages a cell has on the average: those of a few
	// rows, which are read in one go.
	cellSize = 2048
	maxCells = 1024
	perValue = 400
)

func (c *Code) distance(d *Code) int {
	return bits.OnesCount64(c[0]^d[0]) + bits.OnesCount64(c[1]^d[1]) + bits.OnesCount64(c[2]^d[2]) + bits.OnesCount64(c[3]^d[3])
}

func (c *Code) append(b []byte) []byte {
	for _, w := range c {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b
}

func readCode(b []byte) Code {
	_ = b[31]
	return Code{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])}
}

// cells are the cells of a segment, and which of its passages are in which.
type cells struct {
	centroids []centroid
	of        []uint16
}

// centroid is the mean of the codes of a cell, brought to one length for all.
type centroid struct {
	mean [256]int8
	code Code // the signs of the mean
}

// cellsOf divides passages into cells; into none where they are few.
func cellsOf(codes []passage) cells {
	if len(codes) <= undivided {
		return cells{}
	}
	const perCell, rounds = 24, 6 // of the sample; the means settle fast
	k := min(maxCells, len(codes)/cellSize)
	sample := spread(codes, k*perCell)
	centroids := make([]centroid, k)
	for i, c := range spread(codes, k) {
		var sum [256]int32
		vote(&sum, &c)
		centroids[i] = meanOf(&sum)
	}
	sums := make([][256]int32, k)
	of := make([]uint16, len(sample))
	for range rounds {
		assign(of, centroids, func(i int) *Code { return &sample[i] })
		clear(sums)
		for i := range sample {
			vote(&sums[of[i]], &sample[i])
		}
		for i := range centroids {
			centroids[i] = meanOf(&sums[i])
		}
	}
	c := cells{centroids: centroids, of: make([]uint16, len(codes))}
	assign(c.of, centroids, func(i int) *Code { return &codes[i].code })
	return c
}

// spread takes n codes from all over the passages.
func spread(codes []passage, n int) []Code {
	out := make([]Code, n)
	for i := range out {
		out[i] = codes[i*len(codes)/n].code
	}
	return out
}

// assign finds the nearest centroid of each code, on all cores.
func assign(of []uint16, centroids []centroid, code func(int) *Code) {
	const least = 4096
	parallel(len(of), least, func(from, to int) {
		apart := make([]int, len(centroids))
		for i := from; i < to; i++ {
			of[i] = uint16(nearestCentroid(code(i), centroids, apart)) //nolint:gosec // below maxCells
		}
	})
}

// nearestCentroid compares the means only of the centroids whose codes are nearly as near as
// the nearest: the others are not the nearest, and cost thirty times as much.
func nearestCentroid(c *Code, centroids []centroid, apart []int) int {
	const nearly = 14
	least := 256
	for i := range centroids {
		apart[i] = c.distance(&centroids[i].code)
		least = min(least, apart[i])
	}
	signs := c.signs()
	best, most := 0, int32(-1<<31)
	for i := range centroids {
		if apart[i] > least+nearly {
			continue
		}
		var dot int32
		for j, m := range &centroids[i].mean {
			dot += int32(m) * signs[j]
		}
		if dot > most {
			best, most = i, dot
		}
	}
	return best
}

// signs are the bits of a code, as 1 and -1.
func (c *Code) signs() (s [256]int32) {
	for i := range s {
		s[i] = int32(c[i>>6]>>(i&63)&1)*2 - 1 //nolint:gosec // a bit
	}
	return s
}

// vote adds a code to a sum.
func vote(sum *[256]int32, c *Code) {
	for i, s := range c.signs() {
		sum[i] += s
	}
}

// meanOf brings a sum of codes to the length of all centroids.
func meanOf(sum *[256]int32) (c centroid) {
	const length = 1000 // so that what half of the bits agree on fits into a byte
	var square float64
	for _, x := range sum {
		square += float64(x) * float64(x)
	}
	factor := length / math.Sqrt(max(1, square))
	for i, x := range sum {
		c.mean[i] = int8(max(-127, min(127, math.Round(factor*float64(x)))))
	}
	c.setCode()
	return c
}

func (c *centroid) setCode() {
	for i, m := range c.mean {
		if m > 0 {
			c.code[i>>6] |= 1 << (i & 63)
		}
	}
}

func (c *cells) write(w *rowWriter) error {
	const perRow = 60
	for i := 0; i < len(c.centroids); i += perRow {
		var value []byte
		for j := i; j < min(i+perRow, len(c.centroids)); j++ {
			for _, m := range c.centroids[j].mean {
				value = append(value, byte(m)) //nolint:gosec // as it is
			}
		}
		if err := w.add(columnKey("c", i/perRow), value); err != nil {
			return err
		}
	}
	return nil
}

// writePassages writes the passages cell by cell, in the order of documents.
func writePassages(w *rowWriter, c cells, codes []passage) error {
	counts := make([]int, max(1, len(c.centroids))+1)
	cell := func(i int) int {
		if c.of == nil {
			return 0
		}
		return int(c.of[i])
	}
	for i := range codes {
		counts[cell(i)+1]++
	}
	for i := 1; i < len(counts); i++ {
		counts[i] += counts[i-1]
	}
	order, at := make([]uint32, len(codes)), slices.Clone(counts)
	for i := range codes {
		order[at[cell(i)]] = uint32(i) //nolint:gosec // an index
		at[cell(i)]++
	}
	for n := range len(counts) - 1 {
		in := order[counts[n]:counts[n+1]]
		for i := 0; i < len(in); i += perValue {
			key := binary.BigEndian.AppendUint32(passageCell(n), uint32(i/perValue)) //nolint:gosec // few
			if err := w.add(key, packPassages(codes, in[i:min(i+perValue, len(in))])); err != nil {
				return err
			}
		}
	}
	return nil
}

// passageCell is how the keys of a cell begin.
func passageCell(n int) []byte {
	return binary.BigEndian.AppendUint16([]byte{passageKey}, uint16(n)) //nolint:gosec // below maxCells
}

func packPassages(codes []passage, in []uint32) []byte {
	b := binary.AppendUvarint(make([]byte, 0, len(in)*36), uint64(len(in)))
	last := uint32(0)
	for _, i := range in {
		b = binary.AppendUvarint(b, uint64(codes[i].doc-last))
		b = binary.AppendUvarint(b, uint64(codes[i].sentence))
		last = codes[i].doc
	}
	for _, i := range in {
		b = codes[i].code.append(b)
	}
	return b
}

// packed are the passages of a value.
type passageBlock struct {
	count int
	where []byte
	codes []byte
}

func cutPassages(value []byte) (passageBlock, bool) {
	count, n := binary.Uvarint(value)
	if n <= 0 || count > uint64(len(value))/32 {
		return passageBlock{}, false
	}
	codes := len(value) - int(count)*32 //nolint:gosec // just bounded
	if codes < n {
		return passageBlock{}, false
	}
	return passageBlock{count: int(count), where: value[n:codes], codes: value[codes:]}, true //nolint:gosec // just bounded
}

// places calls each with where the passages are from, until it returns false.
func (p *passageBlock) places(each func(i int, doc uint32, sentence uint16) bool) bool {
	at, doc := p.where, uint64(0)
	for i := range p.count {
		d, n := binary.Uvarint(at)
		if n <= 0 {
			return false
		}
		s, m := binary.Uvarint(at[n:])
		if m <= 0 {
			return false
		}
		doc, at = doc+d, at[n+m:]
		if !each(i, uint32(doc), uint16(s)) { //nolint:gosec // as written
			return true
		}
	}
	return true
}

// eachPassage reads all passages of a segment.
func (r *segmentReader) eachPassage(each func(passage)) error {
	return r.under([]byte{passageKey}, func(_, value []byte) error {
		p, ok := cutPassages(value)
		ok = ok && p.places(func(i int, doc uint32, sentence uint16) bool {
			each(passage{readCode(p.codes[32*i:]), doc, sentence})
			return true
		})
		if !ok {
			return errIndexDamaged
		}
		return nil
	})
}

// means are the centroids of a segment's cells, 256 numbers each. They are kept: that is
// 2 MB for a million articles.
func (r *segmentReader) means() ([]int8, error) {
	s := r.segment
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.means != nil || s.cells == 0 {
		return s.means, nil
	}
	means := make([]int8, 0, min(s.cells, maxCells)*256)
	err := r.under([]byte("c"), func(_, value []byte) error {
		for _, m := range value {
			means = append(means, int8(m)) //nolint:gosec // as written
		}
		return nil
	})
	if err == nil && len(means) != s.cells*256 {
		err = errIndexDamaged
	}
	if err == nil {
		s.means = means
	}
	return means, err
}
