package history

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/ingest"
	"github.com/stemma-news/stemma/trace"
)

func day(n int) time.Time { return time.Date(2025, 3, n, 0, 0, 0, 0, time.UTC) }

// article is a report of one sentence for each text.
func article(id, lang string, published time.Time, texts ...string) stemma.Article {
	a := stemma.Article{ID: id, Outlet: "Outlet " + id, Lang: lang, Published: published, PublishedPrecision: stemma.PrecisionDay}
	if published.IsZero() {
		a.PublishedPrecision = stemma.PrecisionNone
	}
	for _, s := range texts {
		a.Sentences = append(a.Sentences, stemma.Span{Start: len(a.Text), End: len(a.Text) + len(s)})
		a.Text += s + " "
	}
	return a
}

func at(article string, n int) stemma.Passage {
	return stemma.Passage{Article: article, Sentences: []int{n}}
}

// fire is a story of four reports and two claims; the third claim is of one report alone.
func fire() *stemma.Result {
	change := stemma.Change{From: "a", To: "b", Kind: stemma.ChangeNumber, Before: "Zwölf", After: "Ten", Score: 0.9}
	left := stemma.Change{From: "b", To: "c", Kind: stemma.ChangeOmission, Before: "Ten were hurt.", Score: 1}
	return &stemma.Result{
		Articles: []stemma.Article{
			article("a", "de", day(1), "Zwölf wurden verletzt.", "Es brannte im Hafen."), article("b", "en", day(2), "Ten were hurt.", "The harbour burned."),
			article("c", "en", day(3), "A fire was in the harbour."), article("d", "fr", time.Time{}, "Douze blessés.", "Le port a brûlé.", "Il pleuvait."),
		},
		Stories: []stemma.Story{{
			ID: "s1", Title: "Fire", Articles: []string{"a", "b", "c", "d"}, Origins: 1,
			Edges: []stemma.Edge{{Parent: "a", Child: "b", Kind: stemma.EdgeTranslation, Primary: true, Support: 0.8}, {Parent: "b", Child: "c", Kind: stemma.EdgeRewrite, Primary: true, Support: 0.7}},
			Claims: []stemma.Claim{
				{ID: "c1", Text: "Il pleuvait.", Passages: []stemma.Passage{at("d", 2)}},
				{ID: "c2", Text: "Zwölf wurden verletzt.", Passages: []stemma.Passage{at("d", 0), at("b", 0), at("a", 0), at("gone", 0), at("c", 7)}, Changes: []stemma.Change{change, left}},
				{ID: "c3", Text: "Es brannte im Hafen.", Passages: []stemma.Passage{at("a", 1), at("b", 1), at("c", 0), at("d", 1)}},
			},
		}},
	}
}

// TestOf: reports come in the order of time with the sentences and what changed on the way to them.
func TestOf(t *testing.T) {
	r := fire()
	r.Stories[0].Claims[1].Passages = r.Stories[0].Claims[1].Passages[:3] // c leaves it out
	h, err := Of(r, "1")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range h.Reports {
		ids = append(ids, p.Article)
	}
	if !slices.Equal(ids, []string{"a", "b", "d"}) || !slices.Equal(h.First, []string{"a"}) || h.ID != "c2" || h.Number != 1 || h.English != "Ten were hurt." {
		t.Errorf("%+v", h)
	}
	b := h.Reports[1]
	if b.Parent != "a" || b.Support != 0.8 || len(b.Changes) != 1 || b.Sentences[0].Text != "Ten were hurt." || len(h.Reports[0].Changes) != 0 {
		t.Errorf("%+v", b)
	}
	if len(h.LeftOut) != 1 || h.LeftOut[0].To != "c" {
		t.Errorf("left out: %+v", h.LeftOut)
	}
}

// TestNames: a claim is found by its number among those of several reports, and by its id; the second of two stories by both numbers.
func TestNames(t *testing.T) {
	one, two := fire(), fire()
	second := fire().Stories[0]
	second.ID = "s2"
	for i := range second.Claims {
		second.Claims[i].ID += "x"
	}
	two.Stories = append(two.Stories, second)
	for _, c := range []struct {
		result     *stemma.Result
		name, want string
	}{
		{one, "1", "c2"},
		{one, "2", "c3"},
		{one, "c1", "c1"},
		{one, "3", ""},
		{one, "0", ""},
		{one, "", ""},
		{one, "1-1", ""},
		{one, "-1", ""},
		{two, "1", "c2"},
		{two, "1-2", "c3"},
		{two, "2-2", "c3x"},
		{two, "2-3", ""},
		{two, "c1x", "c1x"},
		{&stemma.Result{}, "1", ""},
	} {
		h, err := Of(c.result, c.name)
		switch {
		case c.want == "" && !errors.Is(err, ErrUnknown):
			t.Errorf("%q: %v, %v", c.name, h, err)
		case c.want != "" && (err != nil || h.ID != c.want):
			t.Errorf("%q: %v, %v; want %s", c.name, h, err, c.want)
		}
	}
}

// TestOddResult: what a result should not have is left out, and does no harm.
func TestOddResult(t *testing.T) {
	r := fire()
	r.Articles[0].Sentences[0].End = 10_000
	h, err := Of(r, "c2")
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Reports) != 4 || len(h.Reports[0].Sentences) != 0 || len(h.Reports[2].Sentences) != 0 {
		t.Errorf("%+v", h.Reports)
	}
}

// TestDemo: of the story that ships with the program, every claim has a history that begins with one of its reports.
func TestDemo(t *testing.T) {
	batch, err := ingest.ReadFS(t.Context(), trace.Demo(), ".", ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := trace.Run(t.Context(), batch.Articles, trace.Options{Rounds: 5})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, cl := range r.Stories[0].Claims {
		h, err := Of(r, cl.ID)
		if err != nil || len(h.Reports) != len(cl.Passages) || len(h.First) == 0 || !slices.ContainsFunc(h.Reports, func(p Report) bool { return p.Article == h.First[0] }) {
			t.Errorf("%s: %+v, %v", cl.ID, h, err)
			continue
		}
		for _, p := range h.Reports {
			changed += len(p.Changes)
		}
	}
	if changed == 0 {
		t.Error("no changes")
	}
}
