package transformer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// A dtype is how a file stores numbers.
type dtype int

const (
	float32s dtype = iota + 1
	float16s
	bfloat16s
)

func (d dtype) size() int {
	if d == float32s {
		return 4
	}
	return 2
}

// A tensor is where a file has an array of numbers. They are read when they are needed: the rows of the word
// embeddings, four fifths of a multilingual model, stay in the file but for the words that occur.
type tensor struct {
	shape []int
	kind  dtype
	file  io.ReaderAt
	at    int64
	// transposed: the file has inputs by outputs instead of outputs by inputs; shape is the file's.
	transposed bool
}

// A source finds tensors by the names that the Python library gives them.
type source interface {
	find(name string) (tensor, bool)
}

var errShape = errors.New("unexpected shape")

// maxElements bounds what a shape may ask for; the largest array of the models meant is 250,037 × 1024.
const maxElements = 1 << 30

// elements returns how many numbers a shape has, or false where that is absurd.
func elements(shape []int) (int, bool) {
	n := 1
	for _, d := range shape {
		if d < 0 || d > maxElements || n > maxElements/max(d, 1) {
			return 0, false
		}
		n *= d
	}
	return n, true
}

// read sets dst to the numbers from the given one on.
func (t *tensor) read(dst []float32, from int, buf *[]byte) error {
	const chunk = 1 << 16
	size := t.kind.size()
	for at := 0; at < len(dst); at += chunk {
		part := dst[at:min(at+chunk, len(dst))]
		if cap(*buf) < len(part)*size {
			*buf = make([]byte, min(len(dst), chunk)*size)
		}
		raw := (*buf)[:len(part)*size]
		if n, err := t.file.ReadAt(raw, t.at+int64(from+at)*int64(size)); n < len(raw) {
			return fmt.Errorf("read weights: %w", err)
		}
		t.kind.decode(part, raw)
	}
	return nil
}

func (d dtype) decode(dst []float32, raw []byte) {
	switch d {
	case float32s:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		}
	case float16s:
		for i := range dst {
			dst[i] = fromHalf(binary.LittleEndian.Uint16(raw[2*i:]))
		}
	case bfloat16s:
		for i := range dst {
			dst[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(raw[2*i:])) << 16)
		}
	}
}

// fromHalf widens a number of IEEE 754 binary16.
func fromHalf(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0:
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | fraction<<13)
}

// load returns the tensor of that name and shape as outputs by inputs.
func load(s source, name string, shape ...int) ([]float32, error) {
	t, err := need(s, name, shape...)
	if err != nil {
		return nil, err
	}
	n, _ := elements(shape)
	all := make([]float32, n)
	var buf []byte
	if err := t.read(all, 0, &buf); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if t.transposed {
		all = transpose(all, shape[0], shape[1])
	}
	return all, nil
}

// need finds a tensor and holds it against the shape that the configuration asks for.
func need(s source, name string, shape ...int) (tensor, error) {
	t, ok := s.find(name)
	if !ok {
		return t, fmt.Errorf("no tensor %s: not a BERT or XLM-RoBERTa encoder with weights of 16 or 32 bits, or one that an optimiser has merged", name)
	}
	want := shape
	if t.transposed && len(shape) == 2 {
		want = []int{shape[1], shape[0]}
	}
	if !slices.Equal(t.shape, want) {
		return t, fmt.Errorf("%s: %w %v, %v by config.json: weights and configuration are not of the same model", name, errShape, t.shape, want)
	}
	return t, nil
}

// transpose returns the outputs×inputs matrix of one that is stored as inputs×outputs.
func transpose(m []float32, outputs, inputs int) []float32 {
	t := make([]float32, len(m))
	for i := range inputs {
		for o := range outputs {
			t[o*inputs+i] = m[i*outputs+o]
		}
	}
	return t
}
