package attribution

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/bound"
	"github.com/stemma-news/stemma/text"
)

// after is a bound that is spent when it is asked for the n-th time and later.
func after(n int) *bound.Bound {
	return bound.New(func() bool { n--; return n <= 0 })
}

// TestBound: articles that there is no time to read are noted, have no
// attributions, and are still those of their outlets; the next time they are read.
func TestBound(t *testing.T) {
	var docs []*text.Document
	for k, outlet := range []string{"Orlen Bulletin", "Selm Courier", "Tarner Kurier"} {
		docs = append(docs, text.Read(stemma.Article{
			ID: fmt.Sprint("a", k), Outlet: outlet, Lang: "en",
			Text: "The bridge at Tarn is closed, Tarner Kurier reported on Monday. It will take six weeks, the mayor said.",
		}))
	}
	whole, sources, err := Find(t.Context(), docs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for asked, read := range map[int]int{1: 0, 2: 1, 3: 2, 4: 3} {
		var first []stemma.Attribution
		for _, cores := range []int{1, 4} {
			before := runtime.GOMAXPROCS(cores)
			b, m := after(asked), &Memory{}
			found, have, err := m.Find(t.Context(), docs, Options{Bound: b})
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = found
			}
			if diff := cmp.Diff(first, found); diff != "" || len(found) != read*len(whole)/3 {
				t.Errorf("spent after %d: %d attributions, want %d (-one core +four)\n%s", asked, len(found), read*len(whole)/3, diff)
			}
			for i := range have {
				if have[i].Name == "Tarner Kurier" && have[i].Article != "a2" {
					t.Errorf("spent after %d: %s has the article %q, want a2", asked, have[i].Name, have[i].Article)
				}
			}
			var want []stemma.Partial
			if read < 3 {
				want = []stemma.Partial{{
					Articles: []string{"a0", "a1", "a2"}[read:], Step: stemma.StepAttribution,
					Detail: fmt.Sprintf("%d of 3 articles were not read for whom they cite: the time for the story was over", 3-read),
				}}
			}
			if diff := cmp.Diff(want, b.Partial()); diff != "" {
				t.Errorf("spent after %d: what was left out (-want +have)\n%s", asked, diff)
			}
			found, have, err = m.Find(t.Context(), docs, Options{})
			if diff := cmp.Diff(whole, found) + cmp.Diff(sources, have); err != nil || diff != "" {
				t.Errorf("spent after %d, and made up for: %v (-at once +have)\n%s", asked, err, diff)
			}
		}
	}
}

// ending is a context that ends when it is asked for the n-th time.
type ending struct {
	context.Context
	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestEndsInsideAnArticle: no article is so long that the end of the context waits
// for it, neither in the rules nor in the model.
func TestEndsInsideAnArticle(t *testing.T) {
	const sentences = 200
	d := text.Read(stemma.Article{ID: "a", Lang: "en", Text: strings.Repeat("The mayor said that 40 houses had burnt down in Orvik. ", sentences)})
	know, err := loadKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	r, err := know.read(d, know.outlets.with(nil))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.attributions(&ending{t.Context(), 10})); n == 0 || n > 10 {
		t.Errorf("the rules found %d attributions in 10 sentences", n)
	}
	if n := len(r.tagger.Find(&ending{t.Context(), sentences + 10}, r.text, d.Article.Sentences)); n == 0 || n > 10 {
		t.Errorf("the model found %d attributions of 10 cues", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Find(ctx, []*text.Document{d}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
