package cluster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// profileVersion is the first byte of a written profile. One of wordlessVersion
// does not know how many words names have, and is as good otherwise.
const (
	profileVersion  = 3
	wordlessVersion = 2
)

// What a written profile may claim to hold: a damaged one must not ask for
// memory.
const (
	mostDims  = 1 << 14
	mostTerms = 1 << 12
)

// AppendBinary appends the profile's written form to b: a version, the time,
// names, words and outlets by their hashes in ascending order as differences,
// and the vectors with a byte a dimension. The error is always nil.
func (p *Profile) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, profileVersion)
	if p.dated {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = append(b, byte(p.script))
	b = binary.AppendVarint(b, p.from)
	b = binary.AppendVarint(b, p.to)
	b = appendCounts(b, p.names)
	b = appendCounts(b, p.words)
	b = binary.AppendUvarint(b, uint64(p.outlet))
	b = appendHashes(b, p.named)
	return appendVectors(appendVectors(b, []small{p.dense}), p.lines), nil
}

// MarshalBinary is AppendBinary to nothing.
func (p *Profile) MarshalBinary() ([]byte, error) { return p.AppendBinary(nil) }

// appendVectors writes vectors of one dimension.
func appendVectors(b []byte, vectors []small) []byte {
	b = binary.AppendUvarint(b, uint64(len(vectors)))
	if len(vectors) == 0 {
		return b
	}
	b = binary.AppendUvarint(b, uint64(len(vectors[0].values)))
	for _, v := range vectors {
		b = v.append(b)
	}
	return b
}

func (v small) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v.scale))
	for _, x := range v.values {
		b = append(b, byte(x))
	}
	return b
}

func appendCounts(b []byte, counts []count) []byte {
	b = binary.AppendUvarint(b, uint64(len(counts)))
	last := uint32(0)
	for _, c := range counts {
		b = binary.AppendUvarint(b, uint64(c.feature-last))
		b = append(b, c.n|c.words<<6)
		last = c.feature
	}
	return b
}

func appendHashes(b []byte, hashes []uint32) []byte {
	b = binary.AppendUvarint(b, uint64(len(hashes)))
	last := uint32(0)
	for _, h := range hashes {
		b = binary.AppendUvarint(b, uint64(h-last))
		last = h
	}
	return b
}

// UnmarshalBinary reads what AppendBinary wrote. Errors say what is wrong with
// it; such a profile must be made anew from the article.
func (p *Profile) UnmarshalBinary(b []byte) error {
	r := reader{b: b}
	v := r.byte()
	if r.err == nil && v != profileVersion && v != wordlessVersion {
		return fmt.Errorf("profile of version %d: this program reads version %d; make it anew from the article", v, profileVersion)
	}
	var q Profile
	q.dated = r.byte() == 1
	if q.script = script(r.byte()); q.script >= scripts {
		r.fail(fmt.Errorf("script %d", q.script))
	}
	q.from, q.to = r.varint(), r.varint()
	q.names, q.words = r.counts(v), r.counts(v)
	q.outlet = uint32(r.upTo(math.MaxUint32))
	q.named = r.hashes()
	if dense := r.vectors(); len(dense) == 1 {
		q.dense = dense[0]
	} else {
		r.fail(errors.New("it has no vector of the whole"))
	}
	q.lines = r.vectors()
	if r.err == nil && len(r.b) > 0 {
		r.err = fmt.Errorf("%d bytes too many", len(r.b))
	}
	if r.err != nil {
		return fmt.Errorf("damaged profile: %w; make it anew from the article", r.err)
	}
	*p = q
	return nil
}

var errShort = errors.New("it ends too early")

// reader takes values off the front of bytes; after the first error it yields
// zeros.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail(errShort)
		return 0
	}
	x := r.b[0]
	r.b = r.b[1:]
	return x
}

func (r *reader) varint() int64 {
	x, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail(errShort)
		return 0
	}
	r.b = r.b[n:]
	return x
}

// upTo reads a number that must not be above most.
func (r *reader) upTo(most uint64) uint64 {
	x, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail(errShort)
		return 0
	}
	if x > most {
		r.fail(fmt.Errorf("a number of %d where at most %d can be", x, most))
		return 0
	}
	r.b = r.b[n:]
	return x
}

func (r *reader) counts(version byte) []count {
	out := make([]count, r.upTo(mostTerms))
	last := uint64(0)
	for i := range out {
		last = r.next(last)
		n, words := r.byte(), uint8(0)
		if version == profileVersion {
			n, words = n&mostCounted, n>>6
		}
		if n == 0 && r.err == nil {
			r.fail(errors.New("a name or word that is there no time"))
		}
		out[i] = count{uint32(last), min(n, mostCounted), words} // earlier versions counted up to 255
	}
	return out
}

func (r *reader) hashes() []uint32 {
	out := make([]uint32, r.upTo(mostTerms))
	last := uint64(0)
	for i := range out {
		last = r.next(last)
		out[i] = uint32(last)
	}
	return out
}

// next reads a hash that is written as the difference from the last one.
func (r *reader) next(last uint64) uint64 { return last + r.upTo(math.MaxUint32-last) }

func (r *reader) vectors() []small {
	n := int(r.upTo(mostTerms))
	if n == 0 {
		return nil
	}
	dims := int(r.upTo(mostDims))
	if len(r.b) < n*(4+dims) { // before memory is asked for
		r.fail(errShort)
		return nil
	}
	values, out := make([]int8, n*dims), make([]small, n)
	for i := range out {
		out[i] = r.vector(values[i*dims : (i+1)*dims : (i+1)*dims])
		if r.err != nil {
			return nil
		}
	}
	return out
}

// vector reads one with as many values as are to be filled in.
func (r *reader) vector(values []int8) small {
	v := small{scale: math.Float32frombits(binary.LittleEndian.Uint32(r.b)), values: values}
	if !(v.scale >= 0 && v.scale <= 1) { // NaN too
		r.fail(fmt.Errorf("a vector scaled by %v", v.scale))
		return small{}
	}
	for k := range v.values {
		v.values[k] = int8(r.b[4+k])
	}
	r.b = r.b[4+len(values):]
	return v
}
