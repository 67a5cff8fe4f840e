package trace_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// disguise writes a text so that no word of it is the same for a program, and all
// are for a reader.
func disguise(s string) string {
	return strings.NewReplacer("a", "а", "e", "е\u200b", "o", "\u2060о", "ra", "r\u200ba").Replace(s)
}

// TestDisguisedCopy: a copy whose letters were exchanged for others that look the
// same is found as the copy that a reader sees; its offsets are those of the text
// that came; and the result says so.
func TestDisguisedCopy(t *testing.T) {
	articles := demo(t)
	i := slices.IndexFunc(articles, func(a stemma.Article) bool { return strings.HasPrefix(a.Lang, "en") || a.Lang == "" && isASCII(a.Text) })
	if i < 0 {
		t.Fatal("no report in English")
	}
	plain := articles[i]
	plain.ID, plain.Outlet, plain.URL, plain.Title = "plain-copy", "Brede Post", "", ""
	plain.Published = plain.Published.AddDate(0, 0, 3)
	hidden := plain
	hidden.Text = disguise(hidden.Text)
	o := trace.Options{OneStory: true}
	want := traced(t, append(slices.Clone(articles), plain), o)
	have := traced(t, append(slices.Clone(articles), hidden), o)
	checkResult(t, have)
	checkReports(t, have)
	if w, h := parentsOf(want.Stories[0], sourceNames(want)), parentsOf(have.Stories[0], sourceNames(have)); !slices.Equal(w[plain.ID], h[plain.ID]) || len(h[plain.ID]) == 0 {
		t.Errorf("the disguised copy derives from %v, the plain one from %v", h[plain.ID], w[plain.ID])
	}
	if n, m := len(want.Stories[0].Links), len(have.Stories[0].Links); n != m {
		t.Errorf("%d links with the disguised copy, %d with the plain one", m, n)
	}
	var kinds []stemma.DistrustKind
	for _, d := range have.Distrusted {
		if d.Article != hidden.ID || len(d.Spans) == 0 {
			t.Errorf("%+v", d)
		}
		kinds = append(kinds, d.Kind)
	}
	if !slices.Equal(kinds, []stemma.DistrustKind{stemma.DistrustHidden, stemma.DistrustHidden}) {
		t.Errorf("distrusted: %+v", have.Distrusted)
	}
	last := have.Articles[len(have.Articles)-1]
	if last.Text != hidden.Text || len(last.Sentences) != len(want.Articles[len(articles)].Sentences) {
		t.Errorf("text changed, or %d sentences, want %d", len(last.Sentences), len(want.Articles[len(articles)].Sentences))
	}
	for _, s := range last.Sentences {
		if strings.HasPrefix(last.Text[s.Start:s.End], "\u200b") {
			t.Errorf("sentence %q", last.Text[s.Start:s.End])
		}
	}
	if s := trace.NewStory(trace.Options{}); true {
		sameResult(t, have, update(t, s, append(slices.Clone(articles), hidden)))
		sameResult(t, have, update(t, s, append(slices.Clone(articles), hidden))) // nothing that it remembers was moved
	}
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x2fff || 0x80 <= r && r < 0x2000 })
}

// TestDisguisedSides: two reports side by side, one of them disguised.
func TestDisguisedSides(t *testing.T) {
	const text = "The ferry Alva ran aground on the Skerry reef off Larn on Saturday with 83 passengers aboard. All of them were taken off by lifeboats within two hours, and nobody was hurt. The captain said the steering had failed."
	a := stemma.Article{ID: "a", Outlet: "Larn Herald", Text: text}
	b := stemma.Article{ID: "b", Outlet: "Brede Post", Text: disguise(strings.ReplaceAll(text, "83", "38"))}
	r, err := trace.Compare(t.Context(), a, b, trace.Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkResult(t, r)
	checkReports(t, r)
	found := false
	for _, c := range r.Stories[0].Claims {
		for _, ch := range c.Changes {
			if ch.Kind == stemma.ChangeNumber && ch.AfterSpan != nil {
				found = r.Articles[1].Text[ch.AfterSpan.Start:ch.AfterSpan.End] != "" && strings.Contains(r.Articles[1].Text[ch.AfterSpan.Start:ch.AfterSpan.End], "38")
			}
		}
	}
	if !found {
		t.Errorf("no change from 83 to 38 at its place: %+v", r.Stories[0].Claims)
	}
}

// TestAnotherOutletsName: a report that bears an agency's name and stands on the
// site of a paper of the story is not taken for the agency's.
func TestAnotherOutletsName(t *testing.T) {
	const said = "A fire destroyed a grain hall at the docks of Pellmar early on Monday, Norlink reported. Fourteen workers were taken to hospital with burns, Norlink said."
	herald := stemma.Article{ID: "herald", Outlet: "Pellmar Herald", URL: "https://pellmar-herald.example/1", Text: said}
	posing := stemma.Article{ID: "posing", Outlet: "Norlink", URL: "https://pellmar-herald.example/2", Text: strings.ReplaceAll(said, "Norlink", "the port")}
	own := posing
	own.URL = "https://norlink.example/2"
	lost := func(second stemma.Article) bool {
		r := traced(t, []stemma.Article{herald, second}, trace.Options{OneStory: true})
		checkResult(t, r)
		for _, s := range r.Sources {
			if s.Name == "Norlink" {
				return s.Article == ""
			}
		}
		t.Fatalf("no source Norlink: %+v", r.Sources)
		return false
	}
	if lost(own) {
		t.Error("Norlink's own report is not taken for its")
	}
	if !lost(posing) {
		t.Error("a report on the Herald's site is taken for Norlink's")
	}
}
