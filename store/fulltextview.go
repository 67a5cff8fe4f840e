package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Index searches an archive. It remembers where things are, so that a further search
// is faster. Its methods may be called by many goroutines.
type Index struct {
	archive  *Archive
	mu       sync.Mutex
	segments map[int64]*segment
	cache    rowCache
}

// Index returns what an archive is searched by.
func (a *Archive) Index() *Index {
	x := &Index{archive: a, segments: map[int64]*segment{}}
	x.cache.most = cachedRows
	if a.Shared() {
		x.cache.most = cachedOfFar
	}
	return x
}

// View is the index as it was at one moment. It is for one search, whose goroutines may
// share it, and to be closed.
type View struct {
	index    *Index
	ctx      context.Context //nolint:containedctx // a view lives for one search
	segments []*segment
	dead     []map[int64]bool
	open     []*lane
	free     chan *lane
	spared   int // how many lanes are of those that the archive can spare
}

// View opens the index of what made says made it: entries of other makings do not
// compare, and are left out.
func (x *Index) View(ctx context.Context, made string) (*View, error) {
	v := &View{index: x, ctx: ctx, free: make(chan *lane, maxLanes)}
	err := v.begin(made)
	if err != nil {
		v.Close()
		return nil, fmt.Errorf("search the archive %s: %w", x.archive.name, explain(err))
	}
	return v, nil
}

func (v *View) begin(made string) error {
	l, all, err := v.index.newLane(v.ctx)
	if err != nil {
		return err
	}
	v.open = append(v.open, l)
	if err := v.index.remember(v.ctx, l, all); err != nil {
		return err
	}
	for _, s := range all {
		if s.made == made {
			v.segments = append(v.segments, s)
		}
	}
	if v.dead, err = deadOf(v.ctx, l.tx, v.segments); err != nil {
		return err
	}
	if err := l.open(v.ctx, v.segments, &v.index.cache); err != nil {
		return err
	}
	v.free <- l
	return v.widen(all)
}

// remember reads the directories of segments that are new, and forgets segments that are gone.
func (x *Index) remember(ctx context.Context, l *lane, all []*segment) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	clear(x.segments)
	for _, s := range all {
		if err := s.open(ctx, l.tx); err != nil {
			return err
		}
		x.segments[s.n] = s
	}
	return nil
}

// Size says how many documents a view has, and how many passages.
func (v *View) Size() (docs, passages int) {
	for _, s := range v.segments {
		docs += s.docs
		passages += s.passages
	}
	return docs, passages
}

// Scope says which documents may be found. The zero Scope has all.
type Scope struct {
	Filter
	// Only are the articles that are taken, by their ids; all where nil.
	Only []string
	// Story leaves the articles of a story, by its whole id or that of one that was merged into it
	// (Archive.Story knows it by its beginning); Source those that cite a source, by its key, and
	// Citing are ids of further ones that do.
	Story, Source string
	Citing        []string
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
	var only [][]int64
	err := v.with(func(l *lane) (err error) {
		only, err = v.lists(l, &s)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &Scoped{sets: make([]set, len(v.segments))}
	return out, v.share(len(v.segments), func(l *lane, i int) (err error) {
		out.sets[i], err = v.scope(i, l.readers[i], &s, only)
		return err
	})
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

// ofStory are the latest revisions of a story's articles, by its id or that of one merged into it.
const ofStory = "SELECT a.latest FROM story s JOIN member m ON m.story = coalesce(s.merged, s.n) JOIN article a ON a.n = m.article WHERE s.id = ?"

// lists are the sorted lists of revisions that a scope is bound to. What is asked for them is asked on
// the lane: the archive would need another connection, and other searches may have all of them.
func (v *View) lists(l *lane, s *Scope) ([][]int64, error) {
	var all [][]int64
	if s.Only != nil {
		list, err := v.revisionsOf(l, s.Only)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	if s.Story != "" {
		list, err := v.numbers(l, ofStory, s.Story)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	if s.Source != "" {
		list, err := v.numbers(l, "SELECT a.latest FROM cite c JOIN article a ON a.n = c.article WHERE c.key = ?", s.Source)
		if err != nil {
			return nil, err
		}
		more, err := v.revisionsOf(l, s.Citing)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
		slices.Sort(list)
		all = append(all, slices.Compact(list))
	}
	return all, nil
}

// numbers are what a query gives, sorted.
func (v *View) numbers(l *lane, query string, arg any) ([]int64, error) {
	rows, err := l.tx.QueryContext(v.ctx, query, arg)
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
func (v *View) revisionsOf(l *lane, ids []string) ([]int64, error) {
	out := make([]int64, 0, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	get, err := l.tx.PrepareContext(v.ctx, "SELECT latest FROM article WHERE id = ?")
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
