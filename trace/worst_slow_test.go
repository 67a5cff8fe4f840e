//go:build slow && unix

package trace_test

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/internal/hostile"
)

// alike are attacks on what compares texts: their sentences have words in common,
// are as long as the text, or are too many.
func alike() []attack {
	return []attack{
		{name: "every other word in common", partial: true},
		{name: "every other word in common, no stops"},
		{name: "two words at random"},
		{name: "one sentence again and again", partial: true},
		{name: "many sentences", partial: true},
	}
}

const (
	// enough is what the processor may take for an attack and all forms of its report:
	// three times what the slowest one took.
	enough = 25 * time.Second
	// room is the memory: twice what the largest one had, 900 MiB.
	room = 2 << 30
)

// TestWorst has every attack at the size that is promised: a word of 1,000,000
// characters, as many overrides and characters without width, 100,000 quotation marks
// and as deep a nest of them, and texts that make the comparison long. The time is
// that of the processor, since tests run beside each other.
func TestWorst(t *testing.T) {
	const n = 1_000_000
	for _, x := range attacks() {
		t.Run(x.name, func(t *testing.T) {
			x.partial = x.partial || x.large
			x.bounded(t, x.articles(n))
		})
	}
	all := hostile.Texts()
	for _, x := range alike() {
		at := slices.IndexFunc(all, func(h hostile.Attack) bool { return h.Name == x.name })
		t.Run(x.name, func(t *testing.T) { x.bounded(t, all[at].Articles(n)) })
	}
}

func (x attack) bounded(t *testing.T, articles []stemma.Article) {
	t.Helper()
	runtime.GC()
	before, stop, top := heapNow(), make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		for {
			select {
			case <-stop:
				top <- most - before
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, heapNow())
			}
		}
	}()
	start := processorTime()
	x.suffer(t, articles)
	took := processorTime() - start
	close(stop)
	peak := <-top
	t.Logf("%v, %d MiB", took.Round(time.Millisecond), peak>>20)
	if took > enough || peak > room {
		t.Errorf("%v of the processor and %d MiB", took, peak>>20)
	}
}

func heapNow() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
