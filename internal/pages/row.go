package pages

import (
	"encoding/binary"
	"errors"
	"math"
)

// Row is a row of a table, or an entry of an index, whose key is then 0. Values are nil, int64, float64, string or []byte; the column
// that is another name of the key is nil.
type Row struct {
	Key    int64
	Values []any
	// Page and Cell are where it is: Again reads it there.
	Page uint32
	Cell int
}

var errDamaged = errors.New("a page is damaged")

const (
	// maxColumns is more than any table of ours has.
	maxColumns = 100
	// maxRow is more bytes than any row of ours has.
	maxRow = 1 << 29
)

// node is a page of a tree, taken apart.
type node struct {
	n     uint32
	kind  byte
	b     []byte
	cells []int // where they begin
	right uint32
}

// parse takes a page of a tree apart.
func (f *File) parse(n uint32, b []byte) (node, error) {
	at := 0
	if n == 1 {
		at = headSize
	}
	p := node{n: n, kind: b[at], b: b[:f.usable]}
	head := 8
	switch p.kind {
	case innerIndex, innerTable:
		head, p.right = 12, binary.BigEndian.Uint32(b[at+8:])
	case leafIndex, leafTable:
	default:
		return node{}, errDamaged
	}
	count, first := int(binary.BigEndian.Uint16(b[at+3:])), at+head
	if first+2*count > f.usable {
		return node{}, errDamaged
	}
	for i := range count {
		cell := int(binary.BigEndian.Uint16(b[first+2*i:]))
		if cell < first+2*count || cell+4 > f.usable {
			return node{}, errDamaged
		}
		p.cells = append(p.cells, cell)
	}
	return p, nil
}

// child is the page that a cell of an inner page leads to.
func (p *node) child(i int) uint32 {
	if i == len(p.cells) {
		return p.right
	}
	return binary.BigEndian.Uint32(p.b[p.cells[i]:])
}

// row reads the row of a cell.
func (f *File) row(p *node, i int) (Row, error) {
	r := Row{Page: p.n, Cell: i}
	b := p.b[p.cells[i]:]
	if p.kind == innerIndex {
		b = b[4:]
	}
	size, k := varint(b)
	if k == 0 || size > min(maxRow, uint64(f.count)*uint64(f.size)) { //nolint:gosec // sizes are positive
		return r, errDamaged
	}
	b = b[k:]
	if p.kind == leafTable {
		key, k := varint(b)
		if k == 0 {
			return r, errDamaged
		}
		r.Key, b = int64(key), b[k:] //nolint:gosec // two's complement
	}
	payload, err := f.payload(b, int(size), p.kind == leafTable) //nolint:gosec // bounded by the file
	if err != nil {
		return r, err
	}
	r.Values, err = record(payload)
	return r, err
}

// payload gathers what a cell holds, over the pages that it goes on in (section 1.6, "overflow").
func (f *File) payload(b []byte, size int, table bool) ([]byte, error) {
	most := (f.usable-12)*64/255 - 23
	if table {
		most = f.usable - 35
	}
	if size <= most {
		if size > len(b) {
			return nil, errDamaged
		}
		return b[:size], nil
	}
	least := (f.usable-12)*32/255 - 23
	here := least + (size-least)%(f.usable-4)
	if here > most {
		here = least
	}
	if here+4 > len(b) {
		return nil, errDamaged
	}
	out := append(make([]byte, 0, min(size, 1<<20)), b[:here]...)
	next, page := binary.BigEndian.Uint32(b[here:]), make([]byte, f.size)
	for len(out) < size {
		if next == 0 || f.read(next, page) != nil {
			return nil, errDamaged
		}
		out = append(out, page[4:4+min(f.usable-4, size-len(out))]...)
		next = binary.BigEndian.Uint32(page)
	}
	return out, nil
}

// record reads the values of a row (section 2.1).
func record(b []byte) ([]any, error) {
	size, k := varint(b)
	if k == 0 || size > uint64(len(b)) || size < uint64(k) { //nolint:gosec // lengths are positive
		return nil, errDamaged
	}
	types, body := b[k:size], b[size:]
	var values []any
	for len(types) > 0 {
		t, k := varint(types)
		if k == 0 || len(values) == maxColumns {
			return nil, errDamaged
		}
		types = types[k:]
		v, n, err := value(t, body)
		if err != nil {
			return nil, err
		}
		values, body = append(values, v), body[n:]
	}
	if len(body) > 0 {
		return nil, errDamaged
	}
	return values, nil
}

// value reads a value of a type, and returns how many bytes it has.
func value(t uint64, b []byte) (v any, size int, err error) {
	sizes := [...]int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}
	switch {
	case t < uint64(len(sizes)):
		size = sizes[t]
	case t < 12 || (t-12)/2 > uint64(len(b)): // 10 and 11 are for SQLite's own use
		return nil, 0, errDamaged
	default:
		size = int((t - 12) / 2) //nolint:gosec // at most that of the body
	}
	if size > len(b) {
		return nil, 0, errDamaged
	}
	switch b = b[:size]; {
	case t == 0:
		return nil, 0, nil
	case t < 7:
		n := int64(int8(b[0])) //nolint:gosec // two's complement
		for _, c := range b[1:] {
			n = n<<8 | int64(c)
		}
		return n, size, nil
	case t == 7:
		return math.Float64frombits(binary.BigEndian.Uint64(b)), size, nil
	case t < 10:
		return int64(t) - 8, 0, nil //nolint:gosec // 0 or 1
	case t%2 == 0:
		return append([]byte{}, b...), size, nil
	}
	return string(b), size, nil
}

// varint reads a number of up to nine bytes, and returns how many it has, 0 if it is cut off.
func varint(b []byte) (n uint64, size int) {
	for i := range min(9, len(b)) {
		if i == 8 {
			return n<<8 | uint64(b[8]), 9
		}
		n = n<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return n, i + 1
		}
	}
	return 0, 0
}
