package transformer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// onnx finds the weights in a model that was exported from Python. The graph is not run: its architecture is known.
// Biases and norms keep their Python names in an export; a weight matrix is the constant of the multiplication whose
// product its bias is added to, and is stored with the inputs first.
type onnx map[string]tensor

func (o onnx) find(name string) (tensor, bool) {
	t, ok := o[name]
	return t, ok
}

// Numbers of the fields in onnx.proto that are read here.
const (
	modelGraph      = 7
	graphNode       = 1
	graphConstant   = 5
	nodeInput       = 1
	nodeOutput      = 2
	nodeOp          = 4
	tensorDims      = 1
	tensorType      = 2
	tensorFloats    = 4
	tensorName      = 8
	tensorRaw       = 9
	tensorLocation  = 14
	maxNode         = 1 << 20 // bytes of a node; constants can be attributes of nodes
	maxName         = 1 << 12
	maxDims         = 8
	onnxFloat       = 1
	onnxHalf        = 10
	onnxBrainFloat  = 16
	locatedOutside  = 1
	weightSuffix    = ".weight"
	biasSuffix      = ".bias"
	operatorProduct = "MatMul"
)

var errOutside = errors.New("the weights are in a second file (external data): export the model in one file, or use model.safetensors")

// readONNX reads where an ONNX file of the given size has its constants, and which weights they are.
func readONNX(r io.ReaderAt, size int64) (onnx, error) {
	all := onnx{}
	products := map[string]string{} // name of a product → its constant
	sums := [][2]string{}           // what is added to what
	for f, err := range fields(r, 0, size) {
		if err != nil {
			return nil, fmt.Errorf("onnx: %w", err)
		}
		if f.number != modelGraph || f.kind != wireBytes {
			continue
		}
		for g, err := range fields(r, f.at, f.at+f.n) {
			if err == nil && g.kind == wireBytes {
				switch g.number {
				case graphConstant:
					err = all.add(r, g)
				case graphNode:
					sums, err = addNode(r, g, products, sums)
				}
			}
			if err != nil {
				return nil, fmt.Errorf("onnx: %w", err)
			}
		}
	}
	all.nameWeights(products, sums)
	return all, nil
}

// nameWeights gives the constants of products the names that their biases tell.
func (o onnx) nameWeights(products map[string]string, sums [][2]string) {
	for _, s := range sums {
		for i, bias := range s {
			name, ok := strings.CutSuffix(bias, biasSuffix)
			if !ok {
				continue
			}
			t, ok := o[products[s[1-i]]]
			if !ok || len(t.shape) != 2 {
				continue
			}
			t.transposed = true
			o[name+weightSuffix] = t
		}
	}
}

// addNode notes a product or a sum.
func addNode(r io.ReaderAt, node field, products map[string]string, sums [][2]string) ([][2]string, error) {
	if node.n > maxNode {
		return sums, nil // with a constant in it; none of ours
	}
	raw, err := node.bytes(r, maxNode)
	if err != nil {
		return sums, err
	}
	var in []string
	var out, op string
	text := bytes.NewReader(raw)
	for f, err := range fields(text, 0, int64(len(raw))) {
		if err != nil {
			return sums, err
		}
		if f.kind != wireBytes || f.n > maxName {
			continue
		}
		s := string(raw[f.at : f.at+f.n])
		switch f.number {
		case nodeInput:
			in = append(in, s)
		case nodeOutput:
			out = s
		case nodeOp:
			op = s
		}
	}
	switch {
	case op == operatorProduct && len(in) == 2:
		products[out] = in[1]
	case op == "Add" && len(in) == 2:
		sums = append(sums, [2]string{in[0], in[1]})
	}
	return sums, nil
}

// add notes a constant if it has a type that weights have.
func (o onnx) add(r io.ReaderAt, constant field) error {
	t := tensor{file: r}
	var name string
	var length int64
	for f, err := range fields(r, constant.at, constant.at+constant.n) {
		if err != nil {
			return err
		}
		switch {
		case f.number == tensorDims:
			err = t.dim(r, f)
		case f.number == tensorType:
			t.kind = map[uint64]dtype{onnxFloat: float32s, onnxHalf: float16s, onnxBrainFloat: bfloat16s}[f.value]
		case f.number == tensorName:
			var b []byte
			b, err = f.bytes(r, maxName)
			name = string(b)
		case f.number == tensorLocation && f.value == locatedOutside:
			err = errOutside
		case f.kind == wireBytes && (f.number == tensorRaw || f.number == tensorFloats):
			t.at, length = f.at, f.n
		}
		if err != nil {
			return fmt.Errorf("constant %q: %w", name, err)
		}
	}
	n, ok := elements(t.shape)
	if t.kind == 0 || !ok || length != int64(n)*int64(t.kind.size()) {
		return nil // a number of the graph, or one stored in a way that no export uses
	}
	o[name] = t
	return nil
}

// dim adds dimensions, which are written one by one or packed.
func (t *tensor) dim(r io.ReaderAt, f field) error {
	dims := []uint64{f.value}
	if f.kind == wireBytes {
		raw, err := f.bytes(r, maxDims*binary.MaxVarintLen64)
		if err != nil {
			return err
		}
		dims = dims[:0]
		for len(raw) > 0 {
			v, n := binary.Uvarint(raw)
			if n <= 0 {
				return errWire
			}
			dims, raw = append(dims, v), raw[n:]
		}
	}
	for _, d := range dims {
		if len(t.shape) == maxDims || d > maxElements {
			return fmt.Errorf("%w %v", errShape, t.shape)
		}
		t.shape = append(t.shape, int(d))
	}
	return nil
}
