package watch

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/stemma-news/stemma/store"
)

// index fills the index of search with what was placed and is not in it, as after an archive came from elsewhere.
// An index that another version of the program made does not compare, and is made anew.
func (p *placer) index(ctx context.Context, sum *Placed) error {
	switch stale, err := p.archive.StaleIndex(ctx, p.indexer.Made()); {
	case err != nil:
		return err
	case stale > 0:
		if err := p.archive.DropIndex(ctx); err != nil {
			return err
		}
	}
	var lost unindexed
	defer func() { lost.tell(p) }()
	for limit := cmp.Or(p.o.batch, batchArrivals); ; {
		arrivals, err := p.archive.Unindexed(ctx, limit)
		if err != nil || len(arrivals) == 0 {
			return err
		}
		all, err := p.readEach(ctx, arrivals)
		if err != nil {
			return err
		}
		read := slices.DeleteFunc(slices.Clone(all), func(r reading) bool { return r.Err != nil })
		switch {
		case len(read) > 0: // what is damaged behind the last comes again
			err = p.indexBatch(ctx, read, lost.note(all[:slices.IndexFunc(all, func(r reading) bool { return r.N == read[len(read)-1].N })]), sum)
		case len(arrivals) < limit:
			return p.indexBatch(ctx, nil, lost.note(all), sum)
		default: // all are damaged: what comes behind them is not
			limit *= 2
		}
		if err != nil {
			return err
		}
	}
}

// indexBatch puts some into the index, and notes the faults of the program at others.
func (p *placer) indexBatch(ctx context.Context, read []reading, faults []Failure, sum *Placed) error {
	placed, besides := make([]store.Placed, len(read)), store.Update{Lead: true, State: map[string][]byte{}}
	for i := range read {
		placed[i] = store.Placed{N: read[i].N, Article: read[i].Article.ID, Index: read[i].index}
		read[i].keep(&besides)
	}
	if err := p.failing(&Placed{faults: faults}, nil, besides.State); err != nil {
		return err
	}
	// Before the index: what is in that does not come again.
	if err := p.archive.Update(context.WithoutCancel(ctx), besides); err != nil || len(read) == 0 {
		return err
	}
	if err := p.archive.PutIndex(context.WithoutCancel(ctx), placed); err != nil {
		return err
	}
	sum.Indexed += len(placed)
	if p.o.Progress != nil {
		p.o.Progress(*sum)
	}
	return nil
}

// unindexed are reports that are in stories, and that could not be read for search.
type unindexed struct {
	n     int
	first string
}

// note counts those of some that could not be read, and returns those that the program failed at. Those in no story were
// told of when their turn came.
func (u *unindexed) note(all []reading) []Failure {
	var faults []Failure
	for i := range all {
		r := &all[i]
		if r.Err == nil || r.Story == "" {
			continue
		}
		problem := r.Err.Error() + ": import it again (stemma import --again)"
		if f, ok := r.Err.(*fault); ok { //nolint:errorlint // it is made here, and never wrapped
			problem = fmt.Sprintf("a fault of stemma itself (%.200v): please report it with this report", f.cause)
			faults = append(faults, Failure{Article: r.Article.ID, Problem: fmt.Sprintf("%.200v", f.cause), Unindexed: true})
		}
		if u.n++; u.n == 1 {
			u.first = r.Article.ID + ": " + problem
		}
	}
	return faults
}

func (u *unindexed) tell(p *placer) {
	if u.n > 0 {
		p.warn(fmt.Sprintf("%d reports could not be read and are not searched, first %s", u.n, u.first))
	}
}
