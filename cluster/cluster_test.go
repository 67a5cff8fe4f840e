package cluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
	"github.com/stemma-news/stemma/vector"
)

// report is an article in short: its vector points to a topic, more or less.
type report struct {
	topic   int
	noise   float64
	names   []string
	numbers []float64
	day     float64 // below 0: undated
	outlet  string
	says    []string
}

func write(reports []report) ([]*text.Document, [][][]float32) {
	const dim = 16
	rng := rand.New(rand.NewPCG(1, 1))
	var docs []*text.Document
	var vecs [][][]float32
	start := time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC)
	for i, r := range reports {
		s := text.Sentence{}
		for _, n := range r.names {
			s.Names = append(s.Names, text.Name{Key: n})
		}
		for _, n := range r.numbers {
			s.Numbers = append(s.Numbers, text.Number{Value: n})
		}
		for _, w := range r.says {
			s.Words = append(s.Words, text.Word{Form: w})
		}
		a := stemma.Article{ID: strconv.Itoa(i), Outlet: r.outlet, PublishedPrecision: stemma.PrecisionNone}
		if r.day >= 0 {
			a.Published = start.Add(time.Duration(r.day * 24 * float64(time.Hour)))
			a.PublishedPrecision = stemma.PrecisionMinute
		}
		v := make([]float32, dim)
		for k := range v {
			v[k] = float32(rng.NormFloat64() * r.noise)
		}
		v[0] += 0.6 // what all news has in common
		if r.topic >= 0 {
			v[1+r.topic%(dim-1)]++
		}
		vector.Normalise(v)
		docs = append(docs, &text.Document{Article: a, Sentences: []text.Sentence{s}})
		vecs = append(vecs, [][]float32{v})
	}
	return docs, vecs
}

func TestGroup(t *testing.T) {
	for _, x := range []struct {
		name    string
		reports []report
		want    [][]int
	}{
		{"nothing", nil, nil},
		{"one", []report{{}}, [][]int{{0}}},
		{"two stories by what they say", []report{
			{topic: 1, noise: 0.05}, {topic: 2, noise: 0.05}, {topic: 1, noise: 0.05}, {topic: 2, noise: 0.05},
		}, [][]int{{0, 2}, {1, 3}}},
		{"one story only", []report{
			{topic: 1, noise: 0.05}, {topic: 1, noise: 0.05}, {topic: 1, noise: 0.05},
		}, [][]int{{0, 1, 2}}},
		{"one event again after weeks", []report{
			{topic: 1, noise: 0.25, day: 1, names: []string{"port selm", "judith halm"}},
			{topic: 1, noise: 0.25, day: 1.5, names: []string{"port selm", "otto kranz"}},
			{topic: 1, noise: 0.25, day: 20, names: []string{"port selm", "gerda brunk"}},
		}, [][]int{{0, 1}, {2}}},
		{"rare names and numbers bring two together, common ones do not", []report{
			{topic: 1, noise: 0.05, names: []string{"port selm", "mirela tosk"}, numbers: []float64{617}, day: -1},
			{topic: 2, noise: 0.05, names: []string{"mirelah tuskk", "port selm"}, numbers: []float64{617}, day: -1},
			{topic: 3, noise: 0.05, names: []string{"port", "judith halm", "gerda brunk", "otto kranz"}, day: -1},
		}, [][]int{{0, 1}, {2}}},
		{"a name in a script without capitals", []report{
			{topic: 1, noise: 0.05, names: []string{"lundmar norlink", "kestrel", "valmora"}, numbers: []float64{617}, day: -1},
			{topic: 2, noise: 0.05, says: []string{"محطة", "لوندمار", "نورلينك", "كيستريل", "فالمورا"}, numbers: []float64{617}, day: -1},
			{topic: 3, noise: 0.05, says: []string{"محطة"}, day: -1},
		}, [][]int{{0, 1}, {2}}},
	} {
		t.Run(x.name, func(t *testing.T) {
			docs, vecs := write(x.reports)
			got, err := Group(t.Context(), docs, vecs, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Errorf("groups (-want +have)\n%s", diff)
			}
		})
	}
}

func TestSkeleton(t *testing.T) {
	for _, x := range []struct{ a, b string }{
		{"Lundmar", "لوندمار"}, {"Norlink", "Норлинк"}, {"Kestrel", "كيستريل"}, {"Valmora", "Вальмора"},
	} {
		if a, b := skeleton(text.Romanise(x.a)), skeleton(text.Romanise(x.b)); a != b {
			t.Errorf("%s is %q, %s is %q", x.a, a, x.b, b)
		}
	}
}

func TestOutletNamed(t *testing.T) {
	docs, _ := write([]report{
		{outlet: "Suara Pesisir"},
		{says: []string{"لصحيفة", "سوارا", "بيسيسير"}},
		{says: []string{"لصحيفة", "سوارا"}},
	})
	articles := make([]article, len(docs))
	credit(articles, docs)
	for i, want := range []int{0, 1, 0} {
		if got := len(articles[i].named); got != want {
			t.Errorf("article %d names %d outlets, want %d", i, got, want)
		}
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	docs, vecs := write(many(100))
	if _, err := Group(ctx, docs, vecs, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// TestEveryArticleOnce also holds that two runs give the same.
func TestEveryArticleOnce(t *testing.T) {
	docs, vecs := write(many(300))
	groups, err := Group(t.Context(), docs, vecs, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Concat(groups...)
	slices.Sort(all)
	for i, v := range all {
		if i != v {
			t.Fatalf("article %d is missing or twice", i)
		}
	}
	again, err := Group(t.Context(), docs, vecs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(groups, again); diff != "" {
		t.Errorf("second run differs:\n%s", diff)
	}
}

// TestOneLargeStory holds that an input which is one story is not taken for the
// background of all news and split.
func TestOneLargeStory(t *testing.T) {
	var reports []report
	for range 150 {
		reports = append(reports, report{topic: 1, noise: 0.15, day: -1})
	}
	docs, vecs := write(reports)
	groups, err := Group(t.Context(), docs, vecs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(groups) != 1 {
		t.Errorf("%d groups, want 1", len(groups))
	}
}

// many makes stories of ten articles, a new one each half day.
func many(n int) []report {
	var out []report
	for i := range n {
		story := i / 10
		out = append(out, report{
			topic: story, noise: 0.1, day: float64(story) / 2,
			names: []string{fmt.Sprintf("n%dkrt%d", story, story), "brt"}, numbers: []float64{float64(100 + story)},
		})
	}
	return out
}

func BenchmarkGroup(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		docs, vecs := write(many(n))
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := Group(b.Context(), docs, vecs, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
