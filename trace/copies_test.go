package trace_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// printedBy returns the article as so many papers print it, an hour later each.
func printedBy(a stemma.Article, papers int) []stemma.Article {
	out := make([]stemma.Article, papers)
	for k := range out {
		out[k] = a
		out[k].ID, out[k].Outlet, out[k].URL = fmt.Sprintf("%s-copy-%03d", a.ID, k), fmt.Sprintf("Paper of Larn %d", k), ""
		out[k].Published = a.Published.Add(time.Duration(k+1) * time.Hour)
		out[k].Text = string([]byte(a.Text)) // read from elsewhere
	}
	return out
}

// TestCopiesAskNoModel: the model is asked once for each sentence, and for none of
// a report that is printed again.
func TestCopiesAskNoModel(t *testing.T) {
	articles := generated(t, 30, 1, 13)
	model := &turned{}
	s := trace.NewStory(trace.Options{Vectors: model})
	update(t, s, articles)
	asked := slices.Sorted(slices.Values(model.asked))
	if n := len(asked); len(slices.Compact(asked)) != n {
		t.Errorf("of %d sentences asked for %d are different", n, len(slices.Compact(asked)))
	}
	more := slices.Concat(articles, printedBy(articles[3], 2))
	update(t, s, more)
	if len(model.asked) != len(asked) {
		t.Errorf("the model was asked for %d sentences of copies", len(model.asked)-len(asked))
	}
}

// TestCopiesTakeLittleMemory: a report that many print takes a fifth of the memory
// of as many reports, and most of that is in the tree.
func TestCopiesTakeLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	articles := generated(t, 40, 3, 14)
	grown := slices.Clone(articles)
	for _, a := range articles[:5] {
		grown = append(grown, printedBy(a, 30)...)
	}
	alone, with := heldBy(t, articles), heldBy(t, grown)
	perReport, perCopy := alone/len(articles), (with-alone)/(len(grown)-len(articles))
	t.Logf("a report takes %d kB, a copy %d kB", perReport>>10, perCopy>>10)
	if 3*perCopy > perReport {
		t.Errorf("a copy takes %d kB and a report %d kB", perCopy>>10, perReport>>10)
	}
}

// heldBy is how much memory a story holds after its first trace. It is traced
// once before, so that what the process keeps for all stories counts for none.
func heldBy(t *testing.T, articles []stemma.Article) int {
	t.Helper()
	update(t, trace.NewStory(trace.Options{Rounds: 1}), articles)
	before := heap()
	s := trace.NewStory(trace.Options{Rounds: 1})
	update(t, s, articles)
	after := heap()
	runtime.KeepAlive(s)
	return after - before
}

// heap is how much is in use once nothing can be freed: what sync.Pool keeps is
// let go by the second collection, and what a finalizer held by the third.
func heap() int {
	for range 3 {
		runtime.GC()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
