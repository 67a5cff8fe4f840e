package store

import (
	"context"
	"fmt"
	"iter"
)

// addressPage is how many addresses are read at a time, for the reason of page.
const addressPage = 4096

// Addresses gives the addresses of all articles that have one, each as in the
// article's latest revision, in the order in which they first came. The error comes
// last.
func (a *Archive) Addresses(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		var after int64
		for more := true; more; {
			rows, err := a.addresses(ctx, after)
			if err != nil {
				yield("", fmt.Errorf("read the addresses in the archive %s: %w", a.dir, explain(err)))
				return
			}
			for _, r := range rows {
				if r.id != "" && !yield(r.id, nil) {
					return
				}
				after = r.n
			}
			more = len(rows) == addressPage
		}
	}
}

// addresses are rows with an address as their id.
func (a *Archive) addresses(ctx context.Context, after int64) ([]row, error) {
	return a.page(ctx, "SELECT n, url, x'' FROM article WHERE n > ? ORDER BY n LIMIT ?", after, addressPage)
}
