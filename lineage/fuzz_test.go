package lineage

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// disorder makes small stories that are wrong in every way that types allow.
type disorder struct{ *rand.Rand }

func (d disorder) of(list ...string) string { return list[d.IntN(len(list))] }

// article is the id of an article, or of none.
func (d disorder) article() string { return d.of("a", "b", "c", "d", "e", "f", "g", "nobody") }

func (d disorder) source() string { return d.of("s0", "s1", "s2", "s3", "inferred1", "nobody") }

// places are sentences, some of them not there, some of them twice.
func (d disorder) places() []int {
	var list []int
	for range d.IntN(4) {
		list = append(list, d.IntN(11)-2)
	}
	return list
}

func (d disorder) span() stemma.Span { return stemma.Span{Start: d.IntN(60) - 4, End: d.IntN(60) - 4} }

func (d disorder) date() time.Time {
	start := time.Date(2031, 5, 6, 8, 0, 0, 0, time.UTC)
	switch d.IntN(8) {
	case 0:
		return time.Time{}
	case 1:
		return time.Unix(0, 0)
	case 2:
		return start.AddDate(d.IntN(9000)-2000, 0, 0)
	}
	return start.Add(time.Duration(d.IntN(200_000)) * time.Second)
}

func (d disorder) document(id string) (*text.Document, [][]float32) {
	doc := &text.Document{Article: stemma.Article{
		ID: id, Outlet: d.of("", "Tarn Echo", "Kabar Tarn", "صدى المرفأ"), Lang: d.of("", "en", "id", "ar"), Title: d.of("", "Locks fail"),
		Published: d.date(), Updated: d.date(), URL: d.of("", "https://tarn.example/locks", "::"),
		PublishedPrecision: stemma.Precision(d.of("", "none", "year", "month", "day", "minute", "second", "odd")),
	}}
	var vectors [][]float32
	for range d.IntN(8) {
		s := text.Sentence{Boilerplate: d.IntN(9) == 0}
		for range d.IntN(9) {
			s.Words = append(s.Words, text.Word{Form: d.of("locks", "tarn", "harbour", "closed", "", "echo", "12")})
		}
		for range d.IntN(3) {
			s.Numbers = append(s.Numbers, text.Number{Span: d.span(), Value: float64(d.IntN(5)), High: float64(d.IntN(5))})
		}
		s.Text, s.Span = d.of("", "The locks closed. ", "Kabar Tarn melaporkan. "), d.span()
		doc.Article.Text += s.Text
		doc.Article.Sentences = append(doc.Article.Sentences, s.Span)
		doc.Sentences = append(doc.Sentences, s)
		vectors = append(vectors, []float32{d.Float32(), d.Float32()}[:d.IntN(3)])
	}
	return doc, vectors
}

func (d disorder) story() Story {
	var s Story
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g"}[:d.IntN(8)] {
		doc, vectors := d.document(id)
		s.Docs, s.Vectors = append(s.Docs, doc), append(s.Vectors, vectors)
	}
	if d.IntN(4) == 0 {
		s.Vectors = s.Vectors[:d.IntN(len(s.Vectors)+1)]
	}
	for range d.IntN(12) {
		var c stemma.Claim
		for range d.IntN(6) {
			c.Passages = append(c.Passages, stemma.Passage{Article: d.article(), Sentences: d.places()})
		}
		s.Claims = append(s.Claims, c)
	}
	if d.IntN(3) == 0 {
		s.Claims = nil
	}
	for range d.IntN(20) {
		s.Links = append(s.Links, stemma.Link{
			A: d.article(), B: d.article(), ASentences: d.places(), BSentences: d.places(), Score: d.Float64(), Common: d.Float64(),
		})
	}
	for k := range d.IntN(5) {
		s.Sources = append(s.Sources, stemma.Source{
			ID: "s" + strconv.Itoa(k), Name: d.of("", "Tarn Echo", "Peatland Agency", "an official"), Article: d.of("", "", "", d.article()),
			Kind: stemma.SourceKind(d.of("outlet", "unnamed", "person", "odd")), CitedBy: []string{d.article()}, Cites: []string{d.source(), d.source()}[:d.IntN(3)],
		})
	}
	for range d.IntN(12) {
		s.Attributions = append(s.Attributions, stemma.Attribution{
			Article: d.article(), Sentence: d.IntN(11) - 2, Kind: stemma.AttributionKind(d.of("direct", "indirect", "hearsay", "credit", "odd")),
			Source: stemma.Role{Span: d.span(), Source: d.source()}, Cue: stemma.Role{Span: d.span()}, Certainty: stemma.Certainty(d.of("", "asserted")),
		})
	}
	return s
}

// FuzzInfer draws trees of random stories, most of them broken. Whatever they
// are, what comes out is a tree with shares between 0 and 1, and the same again.
func FuzzInfer(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed, uint8(seed%8))
	}
	f.Fuzz(func(t *testing.T, seed uint64, rounds uint8) {
		s, o := disorder{rand.New(rand.NewPCG(seed, 6))}.story(), Options{Rounds: int(rounds % 8), Seed: seed}
		if o.Rounds == 0 {
			o.Rounds = -1 // none; 0 is the default, which is slow
		}
		tree, err := Infer(t.Context(), s, o)
		if err != nil {
			t.Fatal(err)
		}
		checkTree(t, s, tree)
		again, err := Infer(t.Context(), s, o) // of what the first left of the story
		if err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, tree), asJSON(t, again); a != b {
			t.Errorf("twice the same story, two trees:\n%s\n%s", a, b)
		}
	})
}

// asJSON fails where a number is none.
func asJSON(t *testing.T, tree Tree) string {
	t.Helper()
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// checkTree says what of a tree is not one.
func checkTree(t *testing.T, s Story, tree Tree) {
	t.Helper()
	known, parent := map[string]bool{}, map[string]string{}
	for _, d := range s.Docs {
		known[d.Article.ID] = true
	}
	for _, x := range tree.Sources {
		known[x.ID] = true
	}
	share := func(of string, x float64) {
		if x < 0 || x > 1 {
			t.Errorf("%s is %v", of, x)
		}
	}
	for _, e := range tree.Edges {
		if !known[e.Parent] || !known[e.Child] || e.Parent == e.Child {
			t.Errorf("an edge from %q to %q", e.Parent, e.Child)
		}
		if _, ok := parent[e.Child]; ok && e.Primary {
			t.Errorf("%s has two first parents", e.Child)
		}
		if e.Primary {
			parent[e.Child] = e.Parent
		}
		share("support", e.Support)
		share("reversed", e.Reversed)
		share("rootless", e.Rootless)
		for _, a := range e.Alternatives {
			share("an alternative", a.Support)
			if !known[a.Parent] {
				t.Errorf("an alternative %q", a.Parent)
			}
		}
	}
	for v := range parent {
		for steps := 0; v != ""; v = parent[v] {
			if steps++; steps > len(known)+1 {
				t.Fatalf("a ring through %s", v)
			}
		}
	}
	if len(tree.Roots) != tree.Origins {
		t.Errorf("%d roots, %d origins", len(tree.Roots), tree.Origins)
	}
	for _, r := range tree.Roots {
		share("a root", r.Support)
		if _, ok := parent[r.Origin]; ok || !known[r.Origin] {
			t.Errorf("%s is no root", r.Origin)
		}
	}
	if len(s.Docs) > 0 && tree.Origins == 0 {
		t.Error("a tree without a root")
	}
	for _, d := range tree.Descents {
		all := d.Own
		for _, x := range d.From {
			share("a share", x.Share)
			all += x.Share
		}
		share("what is its own", d.Own)
		if all > 1+1e-6 {
			t.Errorf("%s is made of %v texts", d.Article, all)
		}
	}
}

func TestTwoArticlesOfOneID(t *testing.T) {
	s := write([]report{
		{"a", "Marsh Herald", "en", "08:00", "1 2 3"},
		{"b", "Fen Mirror", "en", "09:00", "1 2"},
		{"a", "Kabar Rawa", "id", "10:00", "1 3"},
	}, nil)
	if _, err := Infer(t.Context(), s, Options{Rounds: -1}); !errors.Is(err, ErrSameID) {
		t.Errorf("error %v, want %v", err, ErrSameID)
	}
}
