package ingest

import (
	"context"
	"iter"
	"math"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
)

// Entries reads the articles of a feed's entries, for those who got the feed themselves and know which of them they
// want, which are f.Entries: an entry that has the whole article is one, and the pages of the others are fetched, all of
// them, as Each does for a feed. from is the answer that the feed was in: where it was, and when; its body is not read.
// Item.File is the address, and Item.At has the number of the entry, counted from 1. The error is that of ctx, and comes
// last.
func Entries(ctx context.Context, f *feed.Feed, from *fetch.Response, o Options) iter.Seq2[Item, error] {
	o.MaxPages = math.MaxInt
	return each(ctx, o, lookBack, func(ctx context.Context, r *reader) error {
		name := withoutUser(from.URL)
		p := &part{
			sink: sink{file: &file{input: name, address: from.URL, size: -1}, input: name, o: r.o, visit: visit{address: from.URL, latest: from.Fetched, outside: !from.Private}},
			size: -1, q: r.q, depth: 1,
		}
		_ = p.guard(func() error {
			p.entries(ctx, f)
			return nil
		})
		p.outs = append(p.outs, out{file: p.file, pos: End()})
		p.flush(ctx)
		return ctx.Err()
	})
}
