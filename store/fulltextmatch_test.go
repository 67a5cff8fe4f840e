package store

import (
	"math"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
)

// scorer computes what Match must give, one by one.
func (x *indexed) scorer(words []Words) func(d *indexedDoc) float64 {
	n, df := map[string]float64{}, map[[2]string]float64{}
	for i := range x.docs {
		lang := primaryLang(x.docs[i].lang)
		n[lang]++
		for term := range x.docs[i].terms {
			df[[2]string{term, lang}]++
		}
	}
	often := func(term, lang string) bool { return df[[2]string{term, lang}] > max(10, tooFrequent*n[lang]) }
	frequent := true
	for _, w := range words {
		for _, f := range w.Forms {
			for lang := range n {
				frequent = frequent && (df[[2]string{f.Text, lang}] == 0 || often(f.Text, lang))
			}
		}
	}
	return func(d *indexedDoc) float64 {
		sum, lang := 0.0, primaryLang(d.lang)
		for _, w := range words {
			for _, f := range w.Forms {
				if often(f.Text, lang) && !frequent {
					continue
				}
				df := df[[2]string{f.Text, lang}]
				sum += max(1, math.Round(scale*math.Log1p((n[lang]-df+0.5)/(df+0.5)))) * float64(d.terms[f.Text])
			}
		}
		return sum / (255 * scale)
	}
}

// TestMatchIsExact: what is found is what a look at all documents finds, however the
// index is cut into segments.
func TestMatchIsExact(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	x := fillIndex(t, 1500)
	v := x.view(t)
	if n := len(v.segments); n < 3 || n > 20 {
		t.Fatalf("%d segments: they should be merged, and not all", n)
	}
	for _, query := range [][]Words{
		{word("w20")},
		{word("w20"), word("w30")},
		{word("w1"), word("w2")},
		{word("w1"), word("w35"), word("w12"), word("w3")},
		{word("own17")},
		{word("own17", "own1400"), word("w25")},
		{word("none")},
	} {
		for _, scope := range []Scope{
			{},
			{Filter: Filter{Langs: []string{"ar", "de"}, Outlets: []string{"Outlet 1", "outlet 2"}}},
			{Filter: Filter{From: someday.AddDate(0, 0, 30), To: someday.AddDate(0, 0, 60)}},
			{Only: []string{"a00017", "a00018", "a01234", "a01400", "zz"}},
			{Source: "nobody", Citing: []string{"a00017", "a01234", "zz"}},
			{Must: []Words{word("w7", "w9")}, MustNot: []Words{word("w2"), word("w11")}},
		} {
			in, err := v.In(scope)
			if err != nil {
				t.Fatal(err)
			}
			hits, err := v.Match(query, in, 25)
			if err != nil {
				t.Fatal(err)
			}
			want := x.best(query, &scope, 25)
			var docs []Doc
			for _, h := range hits {
				docs = append(docs, h.Doc)
			}
			if got := ids(t, v, docs); !slices.Equal(got, want) {
				t.Errorf("%v in %+v:\n%v, want\n%v", query, scope, got, want)
			}
		}
	}
}

func (x *indexed) best(query []Words, s *Scope, limit int) []string {
	type hit struct {
		id    string
		score float64
	}
	var all []hit
	score := x.scorer(query)
	for i := range x.docs {
		d := &x.docs[i]
		if score := score(d); score > 0 && d.in(s) {
			all = append(all, hit{d.id, score})
		}
	}
	slices.SortStableFunc(all, func(a, b hit) int {
		if math.Abs(a.score-b.score) < 1e-9 {
			return 0
		}
		if a.score > b.score {
			return -1
		}
		return 1
	})
	out := []string{}
	for _, h := range all[:min(len(all), limit)] {
		out = append(out, h.id)
	}
	return out
}

func (d *indexedDoc) in(s *Scope) bool {
	has := func(w Words) bool {
		return slices.ContainsFunc(w.Forms, func(f Form) bool { return d.terms[f.Text] > 0 })
	}
	return (s.Langs == nil || slices.Contains(s.Langs, primaryLang(d.lang))) &&
		(s.Outlets == nil || slices.ContainsFunc(s.Outlets, func(o string) bool { return plainKey(o, maxName) == plainKey(d.outlet, maxName) })) &&
		(d.published.IsZero() || !d.published.Before(s.From) && (s.To.IsZero() || d.published.Before(s.To))) &&
		(s.Only == nil || slices.Contains(s.Only, d.id)) && (s.Source == "" || slices.Contains(s.Citing, d.id)) &&
		!slices.ContainsFunc(s.Must, func(w Words) bool { return !has(w) }) && !slices.ContainsFunc(s.MustNot, has)
}

// TestRevisionReplaces: of an article that came anew only the latest revision is found, before
// and after segments are merged.
func TestRevisionReplaces(t *testing.T) {
	x := fillIndex(t, 40)
	ctx := t.Context()
	if _, err := x.Add(ctx, []stemma.Article{{ID: "a00017", URL: "https://courier.example/a00017", Text: "Another text"}}); err != nil {
		t.Fatal(err)
	}
	e := &IndexEntry{Made: "test", Lang: "en", Terms: []Term{{"new", 9}}, Passages: []Passage{{0, Code{1, 2, 3, 4}}}}
	if err := x.PutIndex(ctx, []Placed{{N: 41, Article: "a00017", Index: e}}); err != nil {
		t.Fatal(err)
	}
	look := func() {
		t.Helper()
		v := x.view(t)
		defer v.Close()
		in, err := v.In(Scope{})
		if err != nil {
			t.Fatal(err)
		}
		for term, want := range map[string]int{"own17": 0, "own16": 1, "new": 1} {
			hits, err := v.Match([]Words{word(term)}, in, 10)
			if err != nil || len(hits) != want {
				t.Errorf("%s: %d hits, %v, want %d", term, len(hits), err, want)
			}
		}
		for _, n := range must(v.Near(Target{Code: Code{1, 2, 3, 4}}, in, 100)) {
			if a := must(v.Articles([]Doc{n.Doc}))[n.Doc]; a.ID == "a00017" && (a.Text != "Another text" || n.Distance != 0) {
				t.Errorf("a passage of an old revision is found: %+v", n)
			}
		}
	}
	look()
	if err := x.dropDeadIndex(ctx); err != nil {
		t.Fatal(err)
	}
	look()
	var dead int
	if err := x.read.QueryRowContext(ctx, "SELECT count(*) FROM search_dead").Scan(&dead); err != nil || dead != 0 {
		t.Errorf("%d dead, %v", dead, err)
	}
	if err := x.PutIndex(ctx, []Placed{{N: 41, Article: "a00017", Index: e}}); err == nil {
		t.Error("one revision was indexed twice")
	}
}
