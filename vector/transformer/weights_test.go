package transformer

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

func TestSafetensorsHeaders(t *testing.T) {
	file := func(head string, data int) []byte {
		return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(head))), []byte(head), make([]byte, data))
	}
	for _, c := range []struct {
		name, want string
		raw        []byte
	}{
		{"a good one", "", file(`{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}`, 24)},
		{"a number", "", file(`{"a":{"dtype":"F16","shape":[],"data_offsets":[4,6]}}`, 24)},
		{"integers are passed over", "", file(`{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}`, 16)},
		{"cut off", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}`, 23)},
		{"wrong length", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}`, 24)},
		{"backwards", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[0],"data_offsets":[8,4]}}`, 24)},
		{"before the data", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`, 24)},
		{"a product that overflows", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}`, 24)},
		{"negative", "cut off or damaged", file(`{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}`, 24)},
		{"a header longer than the file", "cut off, or another format", append(bytes.Repeat([]byte{0xff}, 8), 1)},
		{"nothing", "no safetensors header", nil},
		{"no JSON", "invalid character", file(`<`, 0)},
	} {
		_, err := readSafetensors(bytes.NewReader(c.raw), int64(len(c.raw)))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestONNXWithWeightsOutside(t *testing.T) {
	constant := slices.Concat(pbVarint(tensorDims, 4), pbVarint(tensorType, onnxFloat), pbBytes(tensorName, []byte("a.weight")), pbVarint(tensorLocation, locatedOutside))
	raw := pbBytes(modelGraph, pbBytes(graphConstant, constant))
	if _, err := readONNX(bytes.NewReader(raw), int64(len(raw))); err == nil || !strings.Contains(err.Error(), "external data") {
		t.Error(err)
	}
}

func FuzzSafetensors(f *testing.F) {
	f.Add(newTiny(8, 2, 8).safetensors("F16"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := readSafetensors(bytes.NewReader(raw), int64(len(raw)))
		if err == nil {
			readAll(t, s, raw)
		}
	})
}

func FuzzONNX(f *testing.F) {
	small := newTiny(8, 2, 8)
	f.Add(small.onnx(false))
	f.Add(small.onnx(true))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := readONNX(bytes.NewReader(raw), int64(len(raw)))
		if err == nil {
			readAll(t, s, raw)
		}
	})
}

// readAll reads every tensor that a file claims to have: what passed the checks must be there.
func readAll(t *testing.T, s map[string]tensor, raw []byte) {
	var buf []byte
	for name, at := range s {
		n, ok := elements(at.shape)
		if !ok || n > len(raw) {
			t.Fatalf("%s: %v of a file of %d bytes", name, at.shape, len(raw))
		}
		if err := at.read(make([]float32, n), 0, &buf); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}
