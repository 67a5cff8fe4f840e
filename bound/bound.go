// Package bound limits what a piece of work may take, and keeps what was left
// out because of it.
//
// A step asks between pieces of work whether the bound is spent. Once it is, the
// step begins no other piece, returns what it has, and says what it left out: an
// answer in part, and marked so, is worth more than none.
package bound

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/stemma-news/stemma"
)

// Bound is a limit on one piece of work, for any number of goroutines. A nil Bound
// is none: it is never spent.
type Bound struct {
	over  func() bool
	spent atomic.Bool

	mu   sync.Mutex
	left []stemma.Partial
}

// New returns a bound that is spent as soon as over has said so once. Over is
// called from many goroutines: a clock, or in tests a count.
func New(over func() bool) *Bound { return &Bound{over: over} }

// Spent says whether no further piece of work is to be begun.
func (b *Bound) Spent() bool {
	if b == nil {
		return false
	}
	if !b.spent.Load() && b.over != nil && b.over() {
		b.spent.Store(true)
	}
	return b.spent.Load()
}

// LeftOut notes what a step left out.
func (b *Bound) LeftOut(p stemma.Partial) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = append(b.left, p)
}

// Partial returns what was left out, in an order that does not depend on which
// goroutine came first.
func (b *Bound) Partial() []stemma.Partial {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.SortedFunc(slices.Values(b.left), func(x, y stemma.Partial) int {
		return cmp.Or(cmp.Compare(x.Story, y.Story), cmp.Compare(x.Step, y.Step), slices.Compare(x.Articles, y.Articles), cmp.Compare(x.Detail, y.Detail))
	})
}
