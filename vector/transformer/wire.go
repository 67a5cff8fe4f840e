package transformer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
)

// A field is one entry of a message in Protocol Buffers' wire format: a number, or where the file has a string of
// bytes. Two formats are read by it, ONNX and SentencePiece; of both, a handful of fields.
type field struct {
	number int
	kind   int // of the wire: 0 varint, 1 and 5 fixed, 2 bytes
	value  uint64
	at, n  int64 // of bytes
}

const (
	wireVarint = 0
	wire64     = 1
	wireBytes  = 2
	wire32     = 5
)

var errWire = errors.New("not a protocol buffer, or cut off")

// fields walks over the message between two places of a file. It ends after the first error.
func fields(r io.ReaderAt, at, end int64) iter.Seq2[field, error] {
	return func(yield func(field, error) bool) {
		for at < end {
			f, next, err := readField(r, at, end)
			if err != nil {
				yield(f, fmt.Errorf("byte %d: %w", at, err))
				return
			}
			if !yield(f, nil) {
				return
			}
			at = next
		}
	}
}

// readField reads the field at a place and returns where the next begins.
func readField(r io.ReaderAt, at, end int64) (field, int64, error) {
	var room [2 * binary.MaxVarintLen64]byte
	raw := room[:min(int64(len(room)), end-at)]
	if n, err := r.ReadAt(raw, at); n < len(raw) {
		return field{}, 0, err
	}
	key, n := binary.Uvarint(raw)
	if n <= 0 || key>>3 == 0 || key>>3 > 1<<29-1 {
		return field{}, 0, errWire
	}
	f := field{number: int(key >> 3), kind: int(key & 7)}
	raw, at = raw[n:], at+int64(n)
	switch f.kind {
	case wireVarint, wireBytes:
		v, n := binary.Uvarint(raw)
		if n <= 0 {
			return f, 0, errWire
		}
		f.value, at = v, at+int64(n)
	case wire64:
		if len(raw) < 8 {
			return f, 0, errWire
		}
		f.value, at = binary.LittleEndian.Uint64(raw), at+8
	case wire32:
		if len(raw) < 4 {
			return f, 0, errWire
		}
		f.value, at = uint64(binary.LittleEndian.Uint32(raw)), at+4
	default:
		return f, 0, errWire
	}
	if f.kind == wireBytes {
		if f.value > uint64(end-at) {
			return f, 0, errWire
		}
		f.at, f.n = at, int64(f.value)
		at += f.n
	}
	return f, at, nil
}

// bytes returns a field's string, if it is one of at most limit bytes.
func (f field) bytes(r io.ReaderAt, limit int64) ([]byte, error) {
	if f.kind != wireBytes || f.n > limit {
		return nil, fmt.Errorf("field %d of %d bytes: %w", f.number, f.n, errWire)
	}
	b := make([]byte, f.n)
	if n, err := r.ReadAt(b, f.at); n < len(b) {
		return nil, err
	}
	return b, nil
}
