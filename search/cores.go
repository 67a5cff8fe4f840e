package search

import (
	"context"
	"runtime"

	"github.com/stemma-news/stemma/internal/crew"
)

// onCores does n things on all cores, until one fails.
func onCores(ctx context.Context, n int, do func(i int) error) error {
	g, ctx := crew.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return do(i)
		})
	}
	return g.Wait()
}
