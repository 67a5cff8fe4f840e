//go:build slow && unix

package lineage_test

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/internal/hostile"
)

// square are the steps that take the square of the number of articles where it is
// meant to be so: what a sentence that all of them have says about each of them is
// asked of all others. A tree has 3,000 articles at most in an archive, and so many
// copies take some ten seconds.
var square = map[string]bool{"copies: tree": true, "one sentence each: tree": true, "copies: stories": true, "one sentence each: stories": true}

// TestWorstCases has every attack four times as large and holds every step to it:
// four times as much takes at most nine times as long, where the square would be
// sixteen. Time is that of the processor, since tests run
// beside each other; what is short is noise. WORST=name runs the attacks whose names
// contain it, and WORST_N=1048576 has texts of that size.
func TestWorstCases(t *testing.T) {
	const patience = 150 * time.Millisecond
	for _, x := range hostile.Attacks() {
		if !strings.Contains(x.Name, os.Getenv("WORST")) {
			continue
		}
		n := 64 << 10
		if x.Many {
			n = 75
		}
		if s := os.Getenv("WORST_N"); s != "" && !x.Many {
			if _, err := fmt.Sscan(s, &n); err != nil {
				t.Fatal(err)
			}
		}
		t.Run(x.Name, func(t *testing.T) {
			once, more := costs(t, x, n), costs(t, x, 4*n)
			for again := 0; again < 2 && slower(once, more, patience); again++ { // a pause of the collector may fall into one of them
				for k, c := range costs(t, x, 4*n) {
					more[k].time = min(more[k].time, c.time)
				}
				for k, c := range costs(t, x, n) {
					once[k].time = max(once[k].time, c.time)
				}
			}
			for k, c := range more {
				ratio, most := float64(c.time)/float64(max(once[k].time, time.Millisecond)), 9.0
				if square[x.Name+": "+c.step] {
					most = 25
				}
				t.Logf("%-28s %-12s %8v %5.1f times %4d MiB", x.Name, c.step, c.time.Round(time.Millisecond), ratio, c.peak>>20)
				if c.time > patience && ratio > most {
					t.Errorf("%s: %v for %d, and %v for four times as much", c.step, once[k].time, n, c.time)
				}
				if room := uint64(192 << 20); !x.Many && c.peak > room+2000*uint64(n) {
					t.Errorf("%s: %d MiB for two texts of %d KiB", c.step, c.peak>>20, 4*n>>10)
				}
			}
		})
	}
}

func slower(once, more []cost, patience time.Duration) bool {
	for k, c := range more {
		if c.time > patience && c.time > 9*once[k].time {
			return true
		}
	}
	return false
}

// cost is what a step took of the processor, and of memory at its peak.
type cost struct {
	step string
	time time.Duration
	peak uint64
}

func costs(t *testing.T, x hostile.Attack, n int) (out []cost) {
	t.Helper()
	articles := x.Articles(n)
	for i := range articles {
		articles[i].Lang = cmp.Or(articles[i].Lang, "en") // its model is the dearest
	}
	for _, s := range path(articles) {
		runtime.GC()
		before, start := heapNow(), processorTime()
		stop, top := make(chan struct{}), make(chan uint64)
		go func() {
			most := before
			for {
				select {
				case <-stop:
					top <- most
					return
				case <-time.After(5 * time.Millisecond):
					most = max(most, heapNow())
				}
			}
		}()
		err := s.run(t.Context())
		took := processorTime() - start
		close(stop)
		peak := <-top - before
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		out = append(out, cost{s.name, took, peak})
	}
	return out
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
