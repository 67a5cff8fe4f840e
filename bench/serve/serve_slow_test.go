//go:build slow

package main

import (
	"net/http"
	"testing"
	"time"
)

// TestReaders: 200 readers at once, each of whom looks at a page for a second, wait 150 ms at the most for 19 of 20 pages of a
// story, while stemma watch writes into the archive. Another program that takes the processor for a moment is not to count,
// so one of three times is enough.
func TestReaders(t *testing.T) {
	const most, tries = 150 * time.Millisecond, 3
	o := options{readers: 200, tracers: 2, seconds: 4, think: time.Second, reports: 100, every: 500 * time.Millisecond, only: "a story's page"}
	for try := 1; ; try++ {
		all, err := run(t.Context(), &o)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d kinds: %v", len(all), err)
		}
		page := all[0]
		if n := page.statuses[http.StatusOK]; n < 400 || n != len(page.times) || page.failed > 0 {
			t.Fatalf("answers: %v, %d failed", page.statuses, page.failed)
		}
		if took := page.within(.95); took <= most {
			return
		} else if try == tries {
			t.Errorf("19 of 20 pages take up to %v, and may take %v", took, most)
			return
		}
	}
}
