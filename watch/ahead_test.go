package watch

import (
	"fmt"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/store"
)

// TestReadAhead: what is read while the batch before is placed ends in the same stories as what is read behind it, also
// where an article changes between.
func TestReadAhead(t *testing.T) {
	const n, batch = 200, 20
	var have [2]string
	for i := range have {
		a := archive(t, t.TempDir())
		defer a.Close()
		reports := moulded(n)
		for k := range reports {
			reports[k].URL = fmt.Sprintf("https://outlet%d.example/%d", k%37, k)
		}
		if _, err := a.Add(t.Context(), reports); err != nil {
			t.Fatal(err)
		}
		p, err := newPlacer(t.Context(), a, CatchUpOptions{batch: batch})
		if err != nil {
			t.Fatal(err)
		}
		taken := 0
		for round := 0; ; round++ {
			arrivals, err := a.Unplaced(t.Context(), batch)
			if err != nil {
				t.Fatal(err)
			}
			if len(arrivals) == 0 {
				break
			}
			arrivals = toBorder(arrivals, batch)
			if i == 1 {
				p.stopAhead()
			} else if p.next != nil {
				taken++
			}
			if err := p.batch(t.Context(), arrivals, &Placed{}); err != nil {
				t.Fatal(err)
			}
			if round == 2 {
				revise(t, a, reports[3*batch+7])
			}
		}
		p.stopAhead()
		if i == 0 && taken < n/batch-1 {
			t.Errorf("%d batches were read ahead, want %d", taken, n/batch-1)
		}
		have[i] = stories(t, a)
	}
	if have[0] != have[1] {
		t.Errorf("read ahead:\n%s\n\nnot:\n%s", have[0], have[1])
	}
}

// revise changes a report.
func revise(t *testing.T, a *store.Archive, r stemma.Article) {
	t.Helper()
	r.Text += " The ferry of Alva sank with 212 aboard, the harbour master of Larn said."
	if added, err := a.Add(t.Context(), []stemma.Article{r}); err != nil || added.Changed != 1 {
		t.Fatalf("%+v, %v", added, err)
	}
}
