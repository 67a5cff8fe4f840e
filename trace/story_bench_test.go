//go:build unix

package trace_test

import (
	"strconv"
	"syscall"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// BenchmarkStory compares a whole trace of a story of reports of 3 kB with an
// update in which one came and another went; whole traces that fall due are
// counted in. The figure to look at is cpu-ms/op, which other work on the machine
// hardly changes.
func BenchmarkStory(b *testing.B) {
	for _, n := range []int{200, 500} {
		articles := generated(b, n, 6, 2)
		b.Run("whole/"+strconv.Itoa(n), func(b *testing.B) {
			defer cpu(b)()
			for b.Loop() {
				whole(b, articles)
			}
		})
		b.Run("one/"+strconv.Itoa(n), func(b *testing.B) {
			s := trace.NewStory(trace.Options{})
			update(b, s, articles[1:])
			defer cpu(b)()
			for i := 0; b.Loop(); i++ {
				out := i % len(articles)
				left := append([]stemma.Article{}, articles[:out]...)
				update(b, s, append(left, articles[out+1:]...))
			}
		})
	}
}

// cpu starts a clock of processor time; what it returns reports it.
func cpu(b *testing.B) func() {
	used := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	start := used()
	return func() { b.ReportMetric(float64(used()-start)/1e6/float64(b.N), "cpu-ms/op") }
}
