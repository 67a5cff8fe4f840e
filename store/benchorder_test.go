package store_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/store"
)

// BenchmarkOrderByDate brings reports of 3 kB into order that came as a thousand outlets one after the other, each with a
// year of its own: what it takes of time and, where the system tells, of memory. Give it -benchtime 1x: what is
// ordered here takes longer to be added.
func BenchmarkOrderByDate(b *testing.B) {
	for _, n := range []int{50_000, 200_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var seconds float64
			var peak int
			for b.Loop() {
				b.StopTimer()
				a := outletByOutlet(b, n)
				before := resident("VmRSS")
				resetPeak()
				b.StartTimer()
				began := time.Now()
				if done, err := a.OrderByDate(b.Context(), store.OrderOptions{Now: orderNow, Room: 1000}); err != nil || done.Revisions < int64(n)/2 {
					b.Fatal(done, err)
				}
				seconds, peak = seconds+time.Since(began).Seconds(), max(peak, resident("VmHWM")-before)
				if err := a.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/seconds, "reports/s")
			b.ReportMetric(float64(peak)/1024, "MB-more")
		})
	}
}

// outletByOutlet is an archive of n reports that are to be ordered.
func outletByOutlet(b *testing.B, n int) *store.Archive {
	b.Helper()
	a := create(b, b.TempDir())
	batch := generated(0, 500)
	const year = 365 * 24 * time.Hour
	each := n / 1000
	for k := 0; k < n; k += len(batch) {
		for i := range batch {
			at := k + i
			batch[i].ID, batch[i].URL = fmt.Sprintf("id-%d", at), fmt.Sprintf("https://courier.example/%d", at)
			batch[i].Outlet, batch[i].Published = fmt.Sprintf("Outlet %d", at/each), orderNow.Add(-year+year/time.Duration(each)*time.Duration(at%each))
		}
		if _, err := a.Add(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return a
}

// resetPeak has the kernel forget how much memory this process had at the most (proc(5), clear_refs).
func resetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// resident is how much memory this process has, in kB: VmRSS now, VmHWM at the most; 0 where the system does not tell.
func resident(what string) int {
	b, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(b), what+":")
	n, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kb, _ := strconv.Atoi(n)
	return kb
}
