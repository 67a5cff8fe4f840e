package store

import (
	"encoding/binary"
	"slices"
)

// posting says that a document (by its number in the segment) has a term, and how
// much the term weighs in it.
type posting struct {
	doc    uint32
	impact uint8
}

// A list of postings is cut into blocks, and the blocks are put into values of at most a
// row. The first value begins with
//
//	postings uvarint   how many the whole list has
//	impact   byte      the highest of the list
//
// so that one look says how rare a term is. Then blocks, whose first document
// counts from the end of the one before, and from the number in the key at the
// beginning of a value:
//
//	count-1  byte      up to 127
//	impact   byte      the highest of the block          not in
//	span     uvarint   from the first to the last        blocks of
//	bytes    uvarint   of what follows                   up to 8
//	deltas   uvarint…  to the document before it, the first from the base
//	impacts  byte…
const (
	blockSize  = 128
	shortBlock = 8
)

func appendBlock(b []byte, block []posting, base uint32) []byte {
	var deltas [blockSize * binary.MaxVarintLen32]byte
	d := deltas[:0]
	highest := uint8(0)
	last := base
	for _, p := range block {
		d = binary.AppendUvarint(d, uint64(p.doc-last))
		last, highest = p.doc, max(highest, p.impact)
	}
	b = append(b, byte(len(block)-1)) //nolint:gosec // at most 127
	if len(block) > shortBlock {
		b = append(b, highest)
		b = binary.AppendUvarint(b, uint64(last-base))
		b = binary.AppendUvarint(b, uint64(len(d)+len(block)))
	}
	b = append(b, d...)
	for _, p := range block {
		b = append(b, p.impact)
	}
	return b
}

// addPostings writes a list under its key.
func addPostings(w *rowWriter, key []byte, list []posting) error {
	if len(list) == 0 {
		return nil
	}
	highest := uint8(0)
	for _, p := range list {
		highest = max(highest, p.impact)
	}
	value := binary.AppendUvarint(nil, uint64(len(list)))
	value = append(value, highest)
	for len(list) > 0 {
		first := list[0].doc
		last := first
		at := binary.BigEndian.AppendUint32(slices.Clip(key), first)
		room := w.room(at)
		for n := 0; len(list) > 0; n++ {
			block := list[:min(blockSize, len(list))]
			longer := appendBlock(value, block, last)
			if n > 0 && len(longer) > room {
				break
			}
			value, list, last = longer, list[len(block):], block[len(block)-1].doc
		}
		if err := w.add(at, value); err != nil {
			return err
		}
		value = value[:0]
	}
	return nil
}

// blocks walks over the blocks of a value.
type blocks struct {
	data []byte
	base uint32
	// Of the present block:
	count   int
	highest uint8
	last    uint32 // its last document; for short blocks found by decoding
	body    []byte
	docs    [blockSize]uint32
	impacts []byte
	decoded bool
}

// next goes to the next block of the value.
func (b *blocks) next() (ok, bad bool) {
	if len(b.data) == 0 {
		return false, false
	}
	if b.count > 0 {
		b.base = b.last
	}
	b.count, b.decoded = int(b.data[0])+1, false
	if b.count <= shortBlock {
		b.body, b.highest = b.data[1:], 255
		return b.decode(), !b.decoded
	}
	if len(b.data) < 2 || b.count > blockSize {
		return false, true
	}
	b.highest = b.data[1]
	span, n := binary.Uvarint(b.data[2:])
	if n <= 0 {
		return false, true
	}
	body, rest, ok := cutBytes(b.data[2+n:])
	if !ok {
		return false, true
	}
	b.last, b.body, b.data = b.base+uint32(span), body, rest //nolint:gosec // as written
	return true, false
}

// decode reads the documents of the present block.
func (b *blocks) decode() bool {
	if b.decoded {
		return true
	}
	doc, at := b.base, b.body
	for i := range b.count {
		if len(at) > 0 && at[0] < 0x80 {
			doc += uint32(at[0])
			at = at[1:]
		} else {
			d, n := binary.Uvarint(at)
			if n <= 0 {
				return false
			}
			doc += uint32(d) //nolint:gosec // as written
			at = at[n:]
		}
		b.docs[i] = doc
	}
	if len(at) < b.count {
		return false
	}
	b.impacts, b.decoded = at[:b.count], true
	if b.count <= shortBlock {
		b.data, b.last = at[b.count:], doc
	}
	return true
}

// listHead is what the first value of a list says of the whole.
type listHead struct {
	postings int
	highest  uint8
}

func cutListHead(value []byte) (listHead, []byte, bool) {
	n, size := binary.Uvarint(value)
	if size <= 0 || len(value) <= size {
		return listHead{}, nil, false
	}
	return listHead{postings: int(n), highest: value[size]}, value[size+1:], true //nolint:gosec // as written
}

// appendPostings decodes a value without a head, with the numbers of documents mapped.
func appendPostings(list []posting, value []byte, base uint32, number func(uint32) (uint32, bool)) ([]posting, bool) {
	b := blocks{data: value, base: base}
	for {
		ok, bad := b.next()
		if bad || ok && !b.decode() {
			return list, false
		}
		if !ok {
			return list, true
		}
		for i, doc := range b.docs[:b.count] {
			if to, alive := number(doc); alive {
				list = append(list, posting{to, b.impacts[i]})
			}
		}
	}
}
