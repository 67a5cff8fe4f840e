package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
)

// segmentReader reads a segment within one transaction.
type segmentReader struct {
	ctx     context.Context //nolint:containedctx // lives for one call
	q       querier
	segment *segment
	// What a view has, and others have not: prepared queries, and what it remembers.
	get, some *sql.Stmt
	cache     *rowCache
}

func newSegmentReader(ctx context.Context, q querier, s *segment) *segmentReader {
	return &segmentReader{ctx: ctx, q: q, segment: s}
}

const (
	rowQuery   = "SELECT data FROM search_row WHERE n = ?"
	fetchQuery = "SELECT r.n, r.data FROM json_each(?) k CROSS JOIN search_row r ON r.n = k.value"
	rowsQuery  = "SELECT r.data FROM json_each(?) k CROSS JOIN search_row r ON r.n = k.value"
)

// row reads a row by its number in the segment. It is not to be changed.
func (r *segmentReader) row(i int) ([]byte, error) {
	var data []byte
	n := r.segment.row + int64(i)
	if r.cache == nil {
		err := r.q.QueryRowContext(r.ctx, rowQuery, n).Scan(&data)
		return data, err
	}
	if data = r.cache.get(r.segment, i); data != nil {
		return data, nil
	}
	err := r.get.QueryRowContext(r.ctx, n).Scan(&data)
	if err == nil {
		r.cache.put(r.segment, i, data)
	}
	return data, err
}

// fetch reads rows that will be wanted one by one, so that each is there when it is: of a database each would else cost a way to the
// server and back.
func (r *segmentReader) fetch(wanted []int) error {
	if r.cache == nil {
		return nil
	}
	var list numbers
	for _, i := range wanted {
		if r.cache.get(r.segment, i) == nil {
			list = append(list, r.segment.row+int64(i))
		}
	}
	if len(list) < 2 {
		return nil
	}
	rows, err := r.q.QueryContext(r.ctx, fetchQuery, list)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var data []byte
		if err := rows.Scan(&n, &data); err != nil {
			return err
		}
		r.cache.put(r.segment, int(n-r.segment.row), data)
	}
	return rows.Err()
}

// rows calls each with rows by their ascending numbers in the segment. They are valid during the call only.
func (r *segmentReader) rows(wanted []int, each func(row []byte) error) error {
	if len(wanted) == 0 {
		return nil
	}
	list := make(numbers, len(wanted))
	for i, n := range wanted {
		list[i] = r.segment.row + int64(n)
	}
	var rows *sql.Rows
	var err error
	if r.some != nil { // compiling the query takes longer than reading a cell
		rows, err = r.some.QueryContext(r.ctx, list)
	} else {
		rows, err = r.q.QueryContext(r.ctx, rowsQuery, list)
	}
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var row sql.RawBytes
		if err := rows.Scan(&row); err != nil {
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// scan walks over entries in the order of their keys.
type scan struct {
	reader *segmentReader
	row    int
	from   []byte
	in     rowReader
}

// scan begins before the first entry that is not before the key.
func (r *segmentReader) scan(from []byte) *scan {
	return &scan{reader: r, row: r.segment.directory.row(from) - 1, from: from}
}

func (s *scan) key() []byte   { return s.in.key }
func (s *scan) value() []byte { return s.in.value }

func (s *scan) next() (bool, error) {
	for {
		for s.in.next() {
			if s.from == nil || bytes.Compare(s.in.key, s.from) >= 0 {
				s.from = nil
				if len(s.in.key) < 5 {
					return false, errIndexDamaged
				}
				return true, nil
			}
		}
		if s.in.bad {
			return false, errIndexDamaged
		}
		if s.row++; s.row >= s.reader.segment.rows {
			return false, nil
		}
		data, err := s.reader.row(s.row)
		if err != nil {
			return false, err
		}
		s.in = rowReader{data: data}
	}
}

// seek goes on from the first entry that is not before a key behind the present one.
func (s *scan) seek(key []byte) {
	s.from = append([]byte(nil), key...)
	if row := s.reader.segment.directory.row(key); row > s.row {
		s.row, s.in = row-1, rowReader{}
	}
}

// under calls each with the entries whose keys begin with prefix.
func (r *segmentReader) under(prefix []byte, each func(key, value []byte) error) error {
	s := r.scan(prefix)
	for {
		ok, err := s.next()
		if err != nil || !ok || !bytes.HasPrefix(s.key(), prefix) {
			return err
		}
		if err := each(s.key(), s.value()); err != nil {
			return err
		}
	}
}

// documents reads what a segment keeps of its documents.
func (r *segmentReader) documents() ([]document, error) {
	docs := make([]document, 0, r.segment.docs)
	err := r.under([]byte("dr"), func(_, value []byte) error {
		for ; len(value) >= 8; value = value[8:] {
			docs = append(docs, document{revision: int64(binary.LittleEndian.Uint64(value))}) //nolint:gosec // as written
		}
		return nil
	})
	i := 0
	if err == nil {
		err = r.under([]byte("dt"), func(_, value []byte) error {
			for ; len(value) >= 4 && i < len(docs); value, i = value[4:], i+1 {
				docs[i].published = binary.LittleEndian.Uint32(value)
			}
			return nil
		})
	}
	if err == nil && (len(docs) != r.segment.docs || i != len(docs)) {
		err = errIndexDamaged
	}
	return docs, err
}
