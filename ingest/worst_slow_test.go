//go:build slow && unix

package ingest

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWorstCases reads what each reader of a format is slowest at, in two sizes: four
// times as much takes about four times as long, and no more than some seconds a
// megabyte. Time is that of the processor, since tests run beside each other.
// WORST=1048576 has the larger ones as large, WORST_OF=csv runs those of this name.
func TestWorstCases(t *testing.T) {
	large := 256 << 10
	if n, err := strconv.Atoi(os.Getenv("WORST")); err == nil {
		large = n
	}
	for _, c := range append(worstTexts(), append(worstPages(), append(worstRecords(), append(worstXML(), append(worstMails(), worstArchives()...)...)...)...)...) {
		if !strings.Contains(c.name, os.Getenv("WORST_OF")) {
			continue
		}
		small, _ := costOf(t, c, large/4)
		took, peak := costOf(t, c, large)
		t.Logf("%-22s %8v %8v %5.1f times, %4d MiB at most", c.name, small.Round(time.Millisecond), took.Round(time.Millisecond), float64(took)/float64(max(small, 1)), peak>>20)
		if took > 9*max(small, 100*time.Millisecond) {
			t.Errorf("%s: %v, and %v for four times as much", c.name, small, took)
		}
		if took > time.Duration(large)*40*time.Microsecond {
			t.Errorf("%s: %v for %d KiB", c.name, took, large>>10)
		}
		if peak > 250*uint64(large)+64<<20 {
			t.Errorf("%s: %d MiB for %d KiB", c.name, peak>>20, large>>10)
		}
	}
}

// costOf is how much time of the processor reading takes, and memory.
func costOf(t *testing.T, c worstCase, bytes int) (took time.Duration, peak uint64) {
	t.Helper()
	m := files(map[string]string{c.file: c.make(bytes)})
	runtime.GC()
	before := heapNow()
	stop, top := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
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
	begin := processor(t)
	if _, err := ReadFS(t.Context(), m, c.file, Options{}); err != nil {
		t.Errorf("%s: %v", c.name, err)
	}
	took = processor(t) - begin
	close(stop)
	return took, max(<-top, before) - before
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// processor is the time that this process has had.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
