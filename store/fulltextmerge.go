package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"math/bits"
)

// A segment of n documents is of tier log4(n). Four neighbours of one tier become
// one, so that a document is written again at most eight times, and an archive of a
// million has about twenty segments. Those of 65,536 documents and more stay: merging
// takes a transaction, which is thereby bounded to some seconds.
const (
	mergeWidth = 4
	largest    = 8 // tier: 4^8 documents
)

func tier(docs int) int { return (bits.Len(uint(docs)) - 1) / 2 }

// toMerge returns from which segment on the last ones are to be merged; all are
// left if that is behind the last.
func toMerge(docs []int, joined func(i, j int) bool) int {
	begin := len(docs)
	sizes := append([]int(nil), docs...)
	for t := range largest {
		run, same := len(sizes), 0
		for run > 0 && tier(sizes[run-1]) <= t && (run == len(sizes) || joined(run-1, run)) {
			run--
			if tier(sizes[run]) == t {
				same++
			}
		}
		if same < mergeWidth {
			continue
		}
		total := 0
		for _, n := range sizes[run:] {
			total += n
		}
		begin, sizes = run, append(sizes[:run], total)
	}
	return begin
}

// mergeSegments merges the last segments where there are enough of a size.
func mergeSegments(ctx context.Context, tx *sql.Tx) error {
	all, err := readSegments(ctx, tx, func(int64) *segment { return nil })
	if err != nil {
		return err
	}
	docs := make([]int, len(all))
	for i, s := range all {
		docs[i] = s.docs
	}
	begin := toMerge(docs, func(i, j int) bool { return all[i].made == all[j].made })
	if begin >= len(all) {
		return nil
	}
	return merge(ctx, tx, all[begin:])
}

// merge writes one segment in the place of several neighbours.
func merge(ctx context.Context, tx *sql.Tx, segments []*segment) error {
	m := merging{tx: tx}
	for _, s := range segments {
		if err := m.take(ctx, s); err != nil {
			return err
		}
	}
	var err error
	if len(m.docs) > 0 {
		err = writeSegment(ctx, tx, segments[0].made, m.docs, m.codes, m.lists)
	}
	for _, s := range segments {
		for _, statement := range []struct {
			sql  string
			a, b int64
		}{
			{"DELETE FROM search_row WHERE n >= ? AND n < ?", s.row, s.row + int64(s.rows)},
			{"DELETE FROM search_dead WHERE revision >= ? AND revision <= ?", s.first, s.last},
			{"DELETE FROM search_segment WHERE n >= ? AND n <= ?", s.n, s.n},
		} {
			if err == nil {
				_, err = tx.ExecContext(ctx, statement.sql, statement.a, statement.b)
			}
		}
	}
	return err
}

// merging is what is gathered of the segments that are merged.
type merging struct {
	tx    *sql.Tx
	docs  []document
	codes []passage
	from  []*cursorOver
}

// take reads of a segment all but its postings.
func (m *merging) take(ctx context.Context, s *segment) error {
	if err := s.open(ctx, m.tx); err != nil {
		return err
	}
	r := newSegmentReader(ctx, m.tx, s)
	dead, err := deadIn(ctx, m.tx, s)
	if err != nil {
		return err
	}
	docs, err := r.documents()
	if err != nil {
		return err
	}
	numbers := make([]int64, len(docs)) // in the new segment, -1 where dead
	for i, d := range docs {
		if dead[d.revision] {
			numbers[i] = -1
			continue
		}
		numbers[i] = int64(len(m.docs))
		m.docs = append(m.docs, d)
	}
	number := func(doc uint32) (uint32, bool) {
		if int(doc) >= len(numbers) || numbers[doc] < 0 {
			return 0, false
		}
		return uint32(numbers[doc]), true //nolint:gosec // an index
	}
	err = r.eachPassage(func(p passage) {
		if doc, alive := number(p.doc); alive {
			m.codes = append(m.codes, passage{p.code, doc, p.sentence})
		}
	})
	m.from = append(m.from, &cursorOver{reader: r, number: number})
	return err
}

// deadIn returns the revisions of a segment that are no longer the latest.
func deadIn(ctx context.Context, q querier, s *segment) (map[int64]bool, error) {
	dead, err := deadOf(ctx, q, []*segment{s})
	if err != nil {
		return nil, err
	}
	return dead[0], nil
}

// deadOf is deadIn of several segments, in their order: in a database a question takes longer than its answer.
func deadOf(ctx context.Context, q querier, segments []*segment) ([]map[int64]bool, error) {
	dead := make([]map[int64]bool, len(segments))
	if len(segments) == 0 {
		return dead, nil
	}
	rows, err := q.QueryContext(ctx, "SELECT revision FROM search_dead WHERE revision >= ? AND revision <= ? ORDER BY revision", segments[0].first, segments[len(segments)-1].last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for at := 0; rows.Next(); {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		for n > segments[at].last { // the last segment has the last of all
			at++
		}
		if n < segments[at].first { // of a segment of another making
			continue
		}
		if dead[at] == nil {
			dead[at] = map[int64]bool{}
		}
		dead[at][n] = true
	}
	return dead, rows.Err()
}

// lists gives the postings of all segments in the order of their keys.
func (m *merging) lists(put func([]byte, []posting) error) error {
	for _, c := range m.from {
		if err := c.start(); err != nil {
			return err
		}
	}
	var key []byte
	var list []posting
	for {
		var least *cursorOver
		for _, c := range m.from {
			if c.key != nil && (least == nil || bytes.Compare(c.key, least.key) < 0) {
				least = c
			}
		}
		if least == nil {
			return nil
		}
		key, list = append(key[:0], least.key...), list[:0]
		for _, c := range m.from { // in the order of documents
			if c.key == nil || !bytes.Equal(c.key, key) {
				continue
			}
			var err error
			if list, err = c.take(list); err != nil {
				return err
			}
		}
		if err := put(key, list); err != nil {
			return err
		}
	}
}

// cursorOver walks over the lists of postings of a segment.
type cursorOver struct {
	reader *segmentReader
	number func(uint32) (uint32, bool)
	scan   *scan
	key    []byte // of the present list, without the number; nil at the end
}

// start goes to the first list.
func (c *cursorOver) start() error {
	c.scan = c.reader.scan([]byte("f"))
	return c.next()
}

// next goes to the next entry of a list, past the passages.
func (c *cursorOver) next() error {
	ok, err := c.scan.next()
	if ok && c.scan.key()[0] == passageKey {
		c.scan = c.reader.scan([]byte{termKey})
		ok, err = c.scan.next()
	}
	c.key = nil
	if ok {
		c.key = c.scan.key()[:len(c.scan.key())-4]
	}
	return err
}

// take appends the postings of the present list, and goes to the next.
func (c *cursorOver) take(list []posting) ([]posting, error) {
	key := append([]byte(nil), c.key...)
	for first := true; c.key != nil && bytes.Equal(c.key, key); first = false {
		value := c.scan.value()
		if first {
			var ok bool
			if _, value, ok = cutListHead(value); !ok {
				return list, errIndexDamaged
			}
		}
		base := binary.BigEndian.Uint32(c.scan.key()[len(key):])
		var ok bool
		if list, ok = appendPostings(list, value, base, c.number); !ok {
			return list, errIndexDamaged
		}
		if err := c.next(); err != nil {
			return list, err
		}
	}
	return list, nil
}
