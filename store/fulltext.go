package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// IndexEntry is what search knows of a revision. What a term and a code are is
// decided by who made them (package search); here they are only kept and found.
type IndexEntry struct {
	// Made names the analyser and the model: what others made does not compare.
	Made         string
	Lang, Outlet string
	// Published is zero where no date is known.
	Published time.Time
	// Terms are all different.
	Terms    []Term
	Passages []Passage
}

// Term is a word in the form in which it is looked for, and how much it says of the
// article: 255 at most.
type Term struct {
	Text   string
	Impact uint8
}

// Passage is a sentence, with the code of what it means.
type Passage struct {
	Sentence uint16
	Code     Code
}

// Code is 256 bits, of which similar passages have many in common.
type Code [4]uint64

// An index of search is a log-structured one (O'Neil et al. 1996; segments as in
// Lucene): what is placed together becomes a segment, and small neighbouring
// segments are merged into larger ones. So placing an article costs the same in an
// archive of a million as in one of ten. A segment is never changed; revisions that are
// no longer the latest are named in search_dead and left out when their segment is
// merged.
//
// Keys of a segment, by their first letter:
//
//	c number           centroids of the cells, 256 bytes each
//	dr number          revisions of 1,024 documents
//	dt number          when they came out
//	fl language 0      postings: documents in a language
//	fo outlet 0        postings: documents of an outlet
//	p cell number      passages of a cell
//	t term 0 lang 0    postings: documents in a language that have a term
const (
	termKey   = 't'
	langKey   = "fl"
	outletKey = "fo"
	// maxTerm and maxName bound keys.
	maxTerm = 64
	maxName = 200
)

// indexing collects the entries of one transaction.
type indexing struct {
	tx      *sql.Tx
	last    int64 // the last revision that is indexed
	made    string
	docs    []document
	codes   []passage
	lists   map[string][]posting
	replace *sql.Stmt
}

// document is what an index keeps of a revision.
type document struct {
	revision  int64
	published uint32 // seconds since 1970, 0 where no date is known
}

// passage is a code with where it is from.
type passage struct {
	code     Code
	doc      uint32
	sentence uint16
}

func newIndexing(ctx context.Context, tx *sql.Tx) (*indexing, error) {
	x := &indexing{tx: tx, lists: map[string][]posting{}}
	err := tx.QueryRowContext(ctx, "SELECT coalesce(max(last), 0) FROM search_segment").Scan(&x.last)
	if err != nil {
		return nil, err
	}
	x.replace, err = tx.PrepareContext(ctx, "INSERT INTO search_dead SELECT n FROM revision WHERE article = ? AND n < ? ON CONFLICT DO NOTHING") // closed with the transaction
	return x, err
}

// put adds a revision, in the place of earlier ones of its article. Revisions ascend.
func (x *indexing) put(ctx context.Context, article, revision int64, e *IndexEntry) error {
	switch {
	case revision <= x.last:
		return fmt.Errorf("revision %d was indexed before", revision)
	case x.made != "" && x.made != e.Made: // a segment is of one making
		if err := x.done(ctx); err != nil {
			return err
		}
	}
	if _, err := x.replace.ExecContext(ctx, article, revision); err != nil {
		return err
	}
	x.made, x.last = e.Made, revision
	doc := uint32(len(x.docs)) //nolint:gosec // batches are small
	x.docs = append(x.docs, document{revision, seconds(e.Published)})
	for key, impact := range e.keys() {
		x.lists[key] = append(x.lists[key], posting{doc, impact})
	}
	for _, p := range e.Passages {
		x.codes = append(x.codes, passage{p.Code, doc, p.Sentence})
	}
	return nil
}

// keys gives what a document is found by.
func (e *IndexEntry) keys() func(yield func(string, uint8) bool) {
	return func(yield func(string, uint8) bool) {
		primary := primaryLang(e.Lang)
		names := map[string]bool{langKey + primary + "\x00": true, langKey + plainKey(e.Lang, maxName) + "\x00": true}
		if e.Outlet != "" {
			names[outletKey+plainKey(e.Outlet, maxName)+"\x00"] = true
		}
		for key := range names {
			if !yield(key, 255) {
				return
			}
		}
		for _, t := range e.Terms {
			if text := plainKey(t.Text, maxTerm); text != "" && !yield(string(termKey)+text+"\x00"+primary+"\x00", t.Impact) {
				return
			}
		}
	}
}

// primaryLang is the language of a tag without its script and region.
func primaryLang(lang string) string {
	primary, _, _ := strings.Cut(lang, "-")
	return plainKey(primary, 8)
}

// plainKey brings a name to the form that it has in a key.
func plainKey(s string, most int) string {
	s = strings.ToLower(s)
	if i := strings.IndexByte(s, 0); i >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s[:min(len(s), most)]
}

// seconds is a date as a segment keeps it. What came out before 1970 is of its first second.
func seconds(t time.Time) uint32 {
	if t.IsZero() {
		return 0
	}
	return uint32(max(1, min(t.Unix(), 1<<32-1))) //nolint:gosec // bounded
}

// done writes the segment of what was put, and merges segments where there are many.
func (x *indexing) done(ctx context.Context) error {
	if len(x.docs) == 0 {
		return nil
	}
	keys := slices.Sorted(maps.Keys(x.lists))
	err := writeSegment(ctx, x.tx, x.made, x.docs, x.codes, func(put func(key []byte, list []posting) error) error {
		for _, key := range keys {
			list := x.lists[key]
			// Terms that were cut to one length are one.
			list = slices.CompactFunc(list, func(a, b posting) bool { return a.doc == b.doc })
			if err := put([]byte(key), list); err != nil {
				return err
			}
		}
		return nil
	})
	x.docs, x.codes, x.made = nil, nil, ""
	clear(x.lists)
	if err != nil {
		return err
	}
	return mergeSegments(ctx, x.tx)
}

// segment is the row of a segment.
type segment struct {
	n               int64
	made            string
	docs            int
	first, last     int64
	passages, cells int
	rows            int
	row             int64
	directory       directory

	reading sync.Mutex
	means   []int8 // nil until they are asked for
}

// writeSegment writes a segment. lists gives the postings in the order of their keys.
func writeSegment(ctx context.Context, tx *sql.Tx, made string, docs []document, codes []passage, lists func(put func([]byte, []posting) error) error) error {
	s := segment{made: made, docs: len(docs), first: docs[0].revision, last: docs[len(docs)-1].revision, passages: len(codes)}
	if err := tx.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) + 1 FROM search_row").Scan(&s.row); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO search_row (n, data) VALUES (?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	w := &rowWriter{}
	w.put = func(row []byte) error {
		_, err := insert.ExecContext(ctx, s.row+int64(w.rows)-1, row)
		return err
	}
	cells := cellsOf(codes)
	s.cells = len(cells.centroids)
	if err := writeColumns(w, cells, docs); err != nil {
		return err
	}
	var passagesDone bool
	passages := func() error {
		passagesDone = true
		return writePassages(w, cells, codes)
	}
	err = lists(func(key []byte, list []posting) error {
		if key[0] == termKey && !passagesDone {
			if err := passages(); err != nil {
				return err
			}
		}
		return addPostings(w, key, list)
	})
	if err == nil && !passagesDone {
		err = passages()
	}
	if err == nil {
		err = w.flush()
	}
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO search_segment (n, made, docs, first, last, passages, cells, rows, row, directory)
		VALUES ((SELECT coalesce(max(n), 0) + 1 FROM search_segment), ?, ?, ?, ?, ?, ?, ?, ?, ?)`, s.made, s.docs, s.first, s.last, s.passages, s.cells, w.rows, s.row, w.directory)
	return err
}

// columnDocs is how many documents a value of a column has.
const columnDocs = 1024

func writeColumns(w *rowWriter, cells cells, docs []document) error {
	if err := cells.write(w); err != nil {
		return err
	}
	column := func(name string, append1 func([]byte, document) []byte) error {
		for i := 0; i < len(docs); i += columnDocs {
			var value []byte
			for _, d := range docs[i:min(i+columnDocs, len(docs))] {
				value = append1(value, d)
			}
			if err := w.add(columnKey(name, i/columnDocs), value); err != nil {
				return err
			}
		}
		return nil
	}
	if err := column("dr", func(b []byte, d document) []byte { return binary.LittleEndian.AppendUint64(b, uint64(d.revision)) }); err != nil { //nolint:gosec // positive
		return err
	}
	return column("dt", func(b []byte, d document) []byte { return binary.LittleEndian.AppendUint32(b, d.published) })
}

func columnKey(name string, i int) []byte {
	return binary.BigEndian.AppendUint32([]byte(name), uint32(i)) //nolint:gosec // few
}

// readSegments reads the rows of segments, in the order of their revisions.
func readSegments(ctx context.Context, q querier, known func(n int64) *segment) ([]*segment, error) {
	rows, err := q.QueryContext(ctx, "SELECT n, made, docs, first, last, passages, cells, rows, row FROM search_segment")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*segment
	for rows.Next() {
		s := new(segment)
		if err := rows.Scan(&s.n, &s.made, &s.docs, &s.first, &s.last, &s.passages, &s.cells, &s.rows, &s.row); err != nil {
			return nil, err
		}
		if k := known(s.n); k != nil && k.same(s) {
			s = k
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *segment) int { return cmp.Compare(a.first, b.first) })
	return all, rows.Err()
}

// same says whether a segment is the one that was read before, and not another that took its
// number when the index was made anew.
func (s *segment) same(o *segment) bool {
	return s.made == o.made && s.docs == o.docs && s.first == o.first && s.last == o.last &&
		s.passages == o.passages && s.cells == o.cells && s.rows == o.rows && s.row == o.row
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// open reads the directory of a segment that has not been read.
func (s *segment) open(ctx context.Context, q querier) error {
	if s.directory.ends != nil {
		return nil
	}
	var b []byte
	if err := q.QueryRowContext(ctx, "SELECT directory FROM search_segment WHERE n = ?", s.n).Scan(&b); err != nil {
		return err
	}
	var err error
	s.directory, err = readDirectory(b, s.rows)
	return err
}
