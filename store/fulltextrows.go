package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"sort"
)

// The keys of a segment are sorted and put into rows, each of which fits into a page of
// the database beside its own head:
//
//	entry  shared uvarint   bytes in common with the key before it in the row
//	       rest   uvarint, bytes
//	       value  uvarint, bytes
//
// What is longer than a row is cut by those who write it, under keys that go on
// with a number. The directory of a segment has the shortest key by which each row
// can be told from the row before it, so that a key is found with one look into
// memory and one into the file. Keys end with a number of four bytes.
const rowSize = 16000

var errIndexDamaged = errors.New("the index of search is damaged: make it anew (stemma archive reindex)")

// rowWriter puts sorted entries into rows.
type rowWriter struct {
	put       func(row []byte) error
	row       []byte
	last      []byte // the last key written
	first     []byte // what the directory has for the row
	before    []byte // the last key of the row before
	directory []byte
	rows      int
}

// add writes an entry. Keys must ascend, and a key and its value fit into a row.
func (w *rowWriter) add(key, value []byte) error {
	if len(w.row) > 0 && len(w.row)+len(key)+len(value)+9 > rowSize {
		if err := w.flush(); err != nil {
			return err
		}
	}
	shared := 0
	if len(w.row) == 0 {
		w.first = append(w.first[:0], separator(w.before, key)...)
	} else {
		shared = common(w.last, key)
	}
	w.row = binary.AppendUvarint(w.row, uint64(shared))
	w.row = binary.AppendUvarint(w.row, uint64(len(key)-shared))
	w.row = append(w.row, key[shared:]...)
	w.row = binary.AppendUvarint(w.row, uint64(len(value)))
	w.row = append(w.row, value...)
	w.last = append(w.last[:0], key...)
	return nil
}

// room is how long a value may be that goes into the present row, at most one row.
func (w *rowWriter) room(key []byte) int {
	const least = rowSize / 8 // of a row that has less left, none is used
	if left := rowSize - len(w.row) - len(key) - 9; left >= least {
		return left
	}
	return rowSize - len(key) - 9
}

func (w *rowWriter) flush() error {
	if len(w.row) == 0 {
		return nil
	}
	w.directory = binary.AppendUvarint(w.directory, uint64(len(w.first)))
	w.directory = append(w.directory, w.first...)
	w.before = append(w.before[:0], w.last...)
	w.rows++
	err := w.put(w.row)
	w.row = w.row[:0]
	return err
}

// separator is the shortest beginning of key that lies behind the key before, and the
// whole where they differ in their numbers only.
func separator(before, key []byte) []byte {
	n := common(before, key) + 1
	if n > len(key)-4 {
		return key
	}
	return key[:n]
}

func common(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// directory finds the row of a key.
type directory struct {
	bytes []byte
	ends  []uint32
}

func readDirectory(b []byte, rows int) (directory, error) {
	d := directory{bytes: make([]byte, 0, len(b)), ends: make([]uint32, 0, min(rows, len(b)))}
	for len(b) > 0 {
		key, rest, ok := cutBytes(b)
		if !ok {
			return d, errIndexDamaged
		}
		d.bytes = append(d.bytes, key...)
		d.ends = append(d.ends, uint32(len(d.bytes))) //nolint:gosec // far below 4 GiB
		b = rest
	}
	if len(d.ends) != rows {
		return d, errIndexDamaged
	}
	return d, nil
}

func (d *directory) key(i int) []byte {
	if i == 0 {
		return d.bytes[:d.ends[0]]
	}
	return d.bytes[d.ends[i-1]:d.ends[i]]
}

// row is the last row that begins at or before key.
func (d *directory) row(key []byte) int {
	return max(0, sort.Search(len(d.ends), func(i int) bool { return bytes.Compare(d.key(i), key) > 0 })-1)
}

// rowReader reads the entries of one row.
type rowReader struct {
	data, key, value []byte
	bad              bool
}

// next goes to the next entry. Its value is valid as long as the row is, its key
// until the next call.
func (r *rowReader) next() bool {
	if len(r.data) == 0 || r.bad {
		return false
	}
	shared, n := binary.Uvarint(r.data)
	if n <= 0 || shared > uint64(len(r.key)) {
		r.bad = true
		return false
	}
	rest, after, ok := cutBytes(r.data[n:])
	value, after, ok2 := cutBytes(after)
	if !ok || !ok2 {
		r.bad = true
		return false
	}
	r.key = append(r.key[:shared], rest...)
	r.value, r.data = value, after
	return true
}

// cutBytes cuts off bytes that their number stands before.
func cutBytes(b []byte) (head, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	b = b[size:]
	return b[:n], b[n:], true
}
