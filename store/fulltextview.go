package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/stemma-news/stemma"
)

// Index searches an archive. It remembers where things are, so that a further search
// is faster. Its methods may be called by many goroutines.
type Index struct {
	archive  *Archive
	mu       sync.Mutex
	segments map[int64]*segment
}

// Index returns what an archive is searched by.
func (a *Archive) Index() *Index { return &Index{archive: a, segments: map[int64]*segment{}} }

// View is the index as it was at one moment. It is for one goroutine, and to be closed.
type View struct {
	index   *Index
	ctx     context.Context //nolint:containedctx // a view lives for one search
	tx      *sql.Tx
	get     *sql.Stmt
	readers []*segmentReader
	dead    []map[int64]bool
}

// View opens the index of what made says made it: entries of other makings do not
// compare, and are left out.
func (x *Index) View(ctx context.Context, made string) (*View, error) {
	tx, err := x.archive.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("search the archive %s: %w", x.archive.dir, explain(err))
	}
	v := &View{index: x, ctx: ctx, tx: tx}
	if err := v.open(made); err != nil {
		v.Close()
		return nil, fmt.Errorf("search the archive %s: %w", x.archive.dir, explain(err))
	}
	return v, nil
}

// Close ends a view.
func (v *View) Close() { _ = v.tx.Rollback() } // nothing was written

func (v *View) open(made string) error {
	var err error
	if v.get, err = v.tx.PrepareContext(v.ctx, rowQuery); err != nil { // closed with the transaction
		return err
	}
	x := v.index
	x.mu.Lock()
	defer x.mu.Unlock()
	all, err := readSegments(v.ctx, v.tx, func(n int64) *segment { return x.segments[n] })
	if err != nil {
		return err
	}
	clear(x.segments)
	for _, s := range all {
		if err := s.open(v.ctx, v.tx); err != nil {
			return err
		}
		x.segments[s.n] = s
		if s.made != made {
			continue
		}
		dead, err := deadIn(v.ctx, v.tx, s)
		if err != nil {
			return err
		}
		r := newSegmentReader(v.ctx, v.tx, s)
		r.get = v.get
		v.readers, v.dead = append(v.readers, r), append(v.dead, dead)
	}
	return nil
}

// Size says how many documents a view has, and how many passages.
func (v *View) Size() (docs, passages int) {
	for _, r := range v.readers {
		docs += r.segment.docs
		passages += r.segment.passages
	}
	return docs, passages
}

// Scope says which documents may be found. The zero Scope has all.
type Scope struct {
	Filter
	// Only are the articles that are taken, by their ids; all where nil.
	Only []string
	// Story leaves the articles of a story, named as for Archive.Story; Source those that cite a
	// source, by its key.
	Story, Source string
	// Must and MustNot are words: a document has one of each of Must, and none of MustNot.
	Must, MustNot []Words
}

// set is a set of the documents of a segment.
type set []uint64

func newSet(docs int) set         { return make(set, (docs+63)/64) }
func (s set) has(doc uint32) bool { return s == nil || s[doc>>6]>>(doc&63)&1 == 1 }
func (s set) add(doc uint32)      { s[doc>>6] |= 1 << (doc & 63) }
func (s set) intersect(other set) set {
	if s == nil {
		return other
	}
	for i := range s {
		s[i] &= other[i]
	}
	return s
}

// Scoped is a scope, worked out for a view: the documents of each segment.
type Scoped struct{ sets []set }

// In works out a scope.
func (v *View) In(s Scope) (*Scoped, error) {
	only, err := v.lists(&s)
	if err != nil {
		return nil, fmt.Errorf("search: %w", explain(err))
	}
	out := &Scoped{sets: make([]set, len(v.readers))}
	for i, r := range v.readers {
		in, err := v.scope(i, r, &s, only)
		if err != nil {
			return nil, fmt.Errorf("search: %w", explain(err))
		}
		out.sets[i] = in
	}
	return out, nil
}

func (v *View) scope(i int, r *segmentReader, s *Scope, only [][]int64) (in set, err error) {
	either := func(keys []string) error {
		if len(keys) == 0 {
			return nil
		}
		some := newSet(r.segment.docs)
		for _, key := range keys {
			if err := r.addTo(some, []byte(key)); err != nil {
				return err
			}
		}
		in = in.intersect(some)
		return nil
	}
	var langs, outlets []string
	for _, l := range s.Langs {
		langs = append(langs, langKey+plainKey(l, maxName)+"\x00")
	}
	for _, o := range s.Outlets {
		outlets = append(outlets, outletKey+plainKey(o, maxName)+"\x00")
	}
	if err := either(langs); err != nil {
		return nil, err
	}
	if err := either(outlets); err != nil {
		return nil, err
	}
	if len(only) > 0 || !s.From.IsZero() || !s.To.IsZero() || len(v.dead[i]) > 0 {
		docs, err := r.documents()
		if err != nil {
			return nil, err
		}
		in = in.intersect(chosen(docs, s, only, v.dead[i]))
	}
	return in, v.words(r, s, &in)
}

// words brings a set down to the documents with and without the words of a scope.
func (v *View) words(r *segmentReader, s *Scope, in *set) error {
	for _, w := range s.Must {
		some := newSet(r.segment.docs)
		if err := r.eachList(w, func(_, at []byte) error { return r.addTo(some, at) }); err != nil {
			return err
		}
		*in = in.intersect(some)
	}
	for _, w := range s.MustNot {
		some := newSet(r.segment.docs)
		if err := r.eachList(w, func(_, at []byte) error { return r.addTo(some, at) }); err != nil {
			return err
		}
		for i := range some {
			some[i] = ^some[i]
		}
		*in = in.intersect(some)
	}
	return nil
}

// chosen are the documents of a time and of all lists of revisions that are not dead.
func chosen(docs []document, s *Scope, only [][]int64, dead map[int64]bool) set {
	out := newSet(len(docs))
	from, to := seconds(s.From), uint32(1<<32-1)
	if !s.From.IsZero() {
		from = seconds(time.Unix(ceil(s.From), 0))
	}
	if !s.To.IsZero() {
		to = seconds(time.Unix(ceil(s.To), 0))
	}
	for i, d := range docs {
		if d.published != 0 && (d.published < from || d.published >= to) || dead[d.revision] {
			continue
		}
		if !slices.ContainsFunc(only, func(list []int64) bool {
			_, found := slices.BinarySearch(list, d.revision)
			return !found
		}) {
			out.add(uint32(i)) //nolint:gosec // an index
		}
	}
	return out
}

// lists are the sorted lists of revisions that a scope is bound to.
func (v *View) lists(s *Scope) ([][]int64, error) {
	var all [][]int64
	if s.Only != nil {
		list, err := v.revisionsOf(s.Only)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	if s.Story != "" {
		n, err := v.index.archive.storyNumber(v.ctx, s.Story)
		if err != nil {
			return nil, err
		}
		list, err := v.numbers("SELECT a.latest FROM member m JOIN article a ON a.n = m.article WHERE m.story = ?", n)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	if s.Source != "" {
		list, err := v.numbers("SELECT a.latest FROM cite c JOIN article a ON a.n = c.article WHERE c.key = ?", s.Source)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	return all, nil
}

// numbers are what a query gives, sorted.
func (v *View) numbers(query string, arg any) ([]int64, error) {
	rows, err := v.tx.QueryContext(v.ctx, query, arg)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out, rows.Err()
}

// revisionsOf are the latest revisions of articles, sorted.
func (v *View) revisionsOf(ids []string) ([]int64, error) {
	out := make([]int64, 0, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	get, err := v.tx.PrepareContext(v.ctx, "SELECT latest FROM article WHERE id = ?")
	if err != nil {
		return nil, err
	}
	defer get.Close()
	for _, id := range ids {
		var n int64
		switch err := get.QueryRowContext(v.ctx, id).Scan(&n); {
		case err == nil:
			out = append(out, n)
		case err != sql.ErrNoRows:
			return nil, err
		}
	}
	slices.Sort(out)
	return out, nil
}

// Doc is a document of a view.
type Doc struct {
	segment int
	number  uint32
}

// Before orders documents by their arrival.
func (d Doc) Before(e Doc) bool {
	return d.segment < e.segment || d.segment == e.segment && d.number < e.number
}

// Compare orders documents by their arrival.
func (d Doc) Compare(e Doc) int {
	switch {
	case d == e:
		return 0
	case d.Before(e):
		return -1
	}
	return 1
}

// Articles reads the articles of documents, in the order given. One whose record is
// damaged is left out, and so is one that was taken out of the archive.
func (v *View) Articles(docs []Doc) (map[Doc]stemma.Article, error) {
	get, err := v.tx.PrepareContext(v.ctx, "SELECT a.id, r.record FROM revision r JOIN article a ON a.n = r.article WHERE r.n = ?")
	if err != nil {
		return nil, fmt.Errorf("search: %w", explain(err))
	}
	defer get.Close()
	order := slices.Clone(docs)
	slices.SortFunc(order, Doc.Compare)
	out := make(map[Doc]stemma.Article, len(docs))
	var column revisions
	for _, d := range slices.Compact(order) {
		n, err := v.revision(d, &column)
		if err != nil {
			return nil, fmt.Errorf("search: %w", explain(err))
		}
		var id string
		var record []byte
		switch err := get.QueryRowContext(v.ctx, n).Scan(&id, &record); {
		case err == sql.ErrNoRows:
			continue
		case err != nil:
			return nil, fmt.Errorf("search: %w", explain(err))
		}
		if a, err := v.index.archive.article(row{id: id, record: record}); err == nil {
			out[d] = a
		}
	}
	return out, nil
}

// revisions is a piece of a segment's column of revisions.
type revisions struct {
	segment, piece int
	value          []byte
}

// revision is the revision of a document. The piece of the column that was read last is kept.
func (v *View) revision(d Doc, c *revisions) (int64, error) {
	piece := int(d.number) / columnDocs
	if c.value == nil || c.segment != d.segment || c.piece != piece {
		*c = revisions{segment: d.segment, piece: piece}
		err := v.readers[d.segment].under(columnKey("dr", piece), func(_, value []byte) error {
			c.value = value
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	at := int(d.number) % columnDocs * 8
	if at+8 > len(c.value) {
		return 0, errIndexDamaged
	}
	return int64(binary.LittleEndian.Uint64(c.value[at:])), nil //nolint:gosec // as written
}
