//go:build unix

package watch

import (
	"bytes"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch/alert"
)

// TestFlood: a feed with very many entries of nearly one text is one story, told of once, with one tree; four times the
// entries cost at most eight times the work.
func TestFlood(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes long")
	}
	least := func(entries, times int) time.Duration {
		best := flood(t, entries)
		for range times - 1 {
			best = min(best, flood(t, entries))
		}
		return best
	}
	few, many := least(floodEntries/4, 2), least(floodEntries, 1)
	if allowed := 8*few + time.Second; many > allowed { // 16 times if it grew as the square
		t.Errorf("%d entries took %v, and %d took %v: at most %v", floodEntries/4, few, floodEntries, many, allowed)
	}
	t.Logf("%d entries: %v; %d: %v", floodEntries/4, few, floodEntries, many)
}

// flood watches a feed of so many entries of nearly one text for one round, and returns the time that the processors worked.
func flood(t *testing.T, entries int) time.Duration {
	t.Helper()
	const address = "https://flood.example/feed"
	var items []string
	for i := range entries {
		items = append(items, item(fmt.Sprintf("flood-%d", i), "Ferry Alva aground off Larn", fmt.Sprintf("%s This is copy %d.", ferry, i), noon.Add(time.Duration(i)*time.Second)))
	}
	w := newWeb()
	w.feeds[address] = func(v fetch.Validators) (*fetch.Response, error) {
		return answer(address, rss("Flood", items...), v), nil
	}
	a := archive(t, t.TempDir())
	defer a.Close()
	before, lines := worked(t), bytes.Buffer{}
	sum, err := Run(t.Context(), Options{
		Archive: a, Web: w, Lists: NewLists([]string{address}), Once: true, Alerts: &lines,
		Rules: func() ([]alert.Rule, error) { return []alert.Rule{{Name: "ten", Kind: alert.Reach, Articles: 10}}, nil },
	})
	took := worked(t) - before
	told := bytes.Count(lines.Bytes(), []byte("\n"))
	if err != nil || sum.New != entries || sum.Traced != 1 || told != 1 {
		t.Errorf("%+v, %v, %d alerts", sum, err, told)
	}
	if all, err := a.Stories(t.Context(), store.StoryFilter{}); err != nil || len(all) != 1 || all[0].Articles != entries {
		t.Errorf("%d stories, %v", len(all), err)
	}
	return took
}

// worked is how long the processors have worked for this process.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
