package reuse

import (
	"math/bits"
	"sync/atomic"
)

// filter tells, with few mistakes and all on one side, what was added at least
// twice: two bits for every place that a hash can have.
type filter struct {
	once, more []uint64
	mask       uint64
}

// newFilter returns a filter for as many hashes as there are words.
func newFilter(words int) *filter {
	places := uint64(1) << max(10, min(32, bits.Len(uint(words)*4)))
	return &filter{make([]uint64, places/64), make([]uint64, places/64), places - 1}
}

func (f *filter) add(hash uint64) {
	at := hash & f.mask
	bit := uint64(1) << (at % 64)
	if atomic.OrUint64(&f.once[at/64], bit)&bit != 0 {
		atomic.OrUint64(&f.more[at/64], bit)
	}
}

func (f *filter) twice(hash uint64) bool {
	at := hash & f.mask
	return f.more[at/64]>>(at%64)&1 != 0
}
