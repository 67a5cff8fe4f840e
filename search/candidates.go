package search

import (
	"context"
	"slices"

	"github.com/stemma-news/stemma/store"
)

// passages are what is near to a claim, and what has nearly all of its words; more says that there may be more
// that is near. No view is open when it returns: what is asked of the archive
// later needs a connection, and who waits for one must not have another.
func (s *Searcher) passages(ctx context.Context, st *Statement, m *memory, o Options) (all []found, more bool, err error) {
	scope, err := s.scope(ctx, o)
	if err != nil {
		return nil, false, err
	}
	v, err := s.index.View(ctx, s.indexer.made)
	if err != nil {
		return nil, false, err
	}
	defer v.Close()
	in, err := v.In(scope)
	if err != nil {
		return nil, false, err
	}
	near, more, err := s.byVector(ctx, v, st, m, in)
	if err != nil {
		return nil, false, err
	}
	worded, err := s.byWording(ctx, v, st, in, near)
	if err != nil {
		return nil, false, err
	}
	if err := st.weigh(ctx, m, worded); err != nil {
		return nil, false, err
	}
	return append(worded, near...), more, nil
}

// byVector finds the passages whose vectors are near to that of the claim. Those near by their codes are read so many at
// a time, until none among these can say it: reading is most of the work.
func (s *Searcher) byVector(ctx context.Context, v *store.View, st *Statement, m *memory, in *store.Scoped) (all []found, more bool, err error) {
	near, err := v.Near(store.Target{Code: codeOf(st.vector), Vector: st.vector}, in, claimed)
	if err != nil {
		return nil, false, err
	}
	more = len(near) == claimed
	for part := range slices.Chunk(foundBy(near), claimedStep) {
		if err := s.liken(ctx, v, st.vector, part); err != nil {
			return nil, false, err
		}
		part = slices.DeleteFunc(part, func(f found) bool { return f.alike < aboutCosine })
		if err := st.weigh(ctx, m, part); err != nil {
			return nil, false, err
		}
		all = append(all, part...)
		if !slices.ContainsFunc(part, func(f found) bool { return f.most >= saysFrom }) {
			more = false
			break
		}
	}
	slices.SortStableFunc(all, nearer)
	return all, more, nil
}

// weigh sets how likely passages are to say the claim at the most, on all cores, once for those of the same words.
func (s *Statement) weigh(ctx context.Context, m *memory, passages []found) error {
	type key struct{ lang, text string }
	at := map[key]int{}
	same := make([]int, len(passages))
	var first []int
	for i := range passages {
		text, _ := sentence(&passages[i].article, passages[i].passage)
		k := key{passages[i].article.Lang, text}
		n, known := at[k]
		if !known {
			n = len(first)
			at[k] = n
			first = append(first, i)
		}
		same[i] = n
	}
	most := make([]float64, len(first))
	err := onCores(ctx, len(first), func(n int) error {
		f := &passages[first[n]]
		text, _ := sentence(&f.article, f.passage)
		most[n] = s.most(m, f.article, text)
		return nil
	})
	for i := range passages {
		passages[i].most = most[same[i]]
	}
	return err
}
