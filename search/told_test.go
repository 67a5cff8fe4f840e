package search_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/search"
	"github.com/stemma-news/stemma/store"
)

// TestTold: who asks for a name takes it for that of an agency, so that whom somebody "told" something is cited; what the
// archive has as citing it, and what only has the name, is not among it.
func TestTold(t *testing.T) {
	a, s := archived(
		t,
		stemma.Article{ID: "en", Published: day, Text: "A goods train derailed near Harlund on Sunday, a railway official told Norlink. The line stays closed."},
		stemma.Article{ID: "fr", Published: day, Text: "Un train de marchandises a déraillé dimanche près de Harlund, ont déclaré des responsables à Norlink."},
		stemma.Article{ID: "owner", Published: day, Text: "A goods train of Norlink derailed near Harlund on Sunday, police said. Nobody was hurt."},
		stemma.Article{ID: "kept", Published: day, Text: "Norlink reported that a goods train derailed near Harlund on Sunday."},
		stemma.Article{ID: "reuters", Published: day, Text: "A goods train derailed near Harlund on Sunday, a railway official told Reuters."},
		stemma.Article{ID: "other", Published: day, Text: "The council of Orvel passed a budget of 40 million crowns on Sunday."},
	)
	if err := a.Update(t.Context(), store.Update{Cites: []store.Cites{{Article: "kept", N: 4, Sources: []stemma.Source{{ID: "src1", Name: "Norlink", Kind: stemma.SourceOutlet}}}}}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"Norlink": {"en", "fr"}, "norlink": {"en", "fr"}, "Reuters": nil, "Harlund": nil, "Nobody": nil, "nowhere": nil, "": nil} {
		all, err := s.Told(t.Context(), name, nil)
		var ids []string
		for i := range all {
			ids = append(ids, all[i].Article.ID)
		}
		slices.Sort(ids)
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%q: %q, %v, want %q", name, ids, err, want)
		}
	}
	if all, err := s.Told(t.Context(), "Norlink", new(attribution.Outlets)); err != nil || len(all) != 2 {
		t.Errorf("%d, %v", len(all), err)
	}
	r, err := s.Find(t.Context(), must(search.Parse("train")), search.Options{Source: "Norlink", Citing: []string{"en", "fr"}})
	if have := articles(r.Hits); err != nil || len(have) != 3 || slices.Contains(have, "owner") {
		t.Errorf("%q, %v", have, err)
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// BenchmarkTold reads reports of some 300 words for whether they cite a name that no table has: time is of one.
func BenchmarkTold(b *testing.B) {
	const reports = 50
	all := make([]stemma.Article, reports)
	for i := range all {
		all[i] = stemma.Article{ID: fmt.Sprint("report", i), Published: day, Text: fmt.Sprintf("A goods train derailed near Harlund on Sunday, a railway official told Norlink, report %d. ", i) +
			strings.Repeat("The line stays closed until the wagons have been lifted, the council of Orvel said, and the town pays for the buses. ", 13)}
	}
	_, s := archived(b, all...)
	for b.Loop() {
		if told, err := s.Told(b.Context(), "Norlink", nil); err != nil || len(told) != reports {
			b.Fatal(len(told), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*reports), "µs/report")
}
