package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/review"
)

// TestTextOfVerdicts: what reviewers say stands under the line that it is about, as theirs; what somebody unsaid does not.
func TestTextOfVerdicts(t *testing.T) {
	article := func(id, outlet, text string) stemma.Article {
		return stemma.Article{ID: id, Outlet: outlet, Lang: "en", Text: text, Sentences: []stemma.Span{{Start: 0, End: len(text)}}}
	}
	r := &stemma.Result{
		Articles: []stemma.Article{article("a", "Larn Herald", "The ferry Alva ran aground."), article("b", "Breder Bote", "The ferry Alva is aground."), article("c", "צופה לארן", "Alva, a ferry, ran aground.")},
		Sources:  []stemma.Source{{ID: "s1", Name: "Norlink", Kind: stemma.SourceOutlet, Lost: true, CitedBy: []string{"a"}}},
		Stories: []stemma.Story{{
			ID: "1", Title: "Ferry aground", Articles: []string{"a", "b", "c"}, Sources: []string{"s1"}, Origins: 1,
			Edges: []stemma.Edge{
				{Parent: "s1", Child: "a", Kind: stemma.EdgeCitation, Primary: true, Support: 1},
				{Parent: "a", Child: "b", Kind: stemma.EdgeRewrite, Primary: true, Support: 1},
				{Parent: "b", Child: "c", Kind: stemma.EdgeRewrite, Primary: true, Support: 1},
			},
			Links: []stemma.Link{{A: "a", ASentences: []int{0}, B: "b", BSentences: []int{0}}},
		}},
	}
	var all []review.Verdict
	give := func(reviewer string, d review.Draft) {
		d.Reviewer = reviewer
		v, err := review.New(r, d)
		if err != nil {
			t.Fatal(err)
		}
		v.ID, v.At = string(rune('a'+len(all))), time.Date(2025, 3, 1, 10, len(all), 0, 0, time.UTC)
		all = append(all, v)
	}
	give("Ben", review.Draft{Opinion: review.Rejected, Parent: "a", Child: "b"})
	give("Ben", review.Draft{Opinion: review.Confirmed, Parent: "a", Child: "b", Note: "it says so\x1b[31m itself"})
	give("", review.Draft{Opinion: review.Redirected, Parent: "b", Child: "c", RedirectName: "Quayside Radio"})
	give("דנה", review.Draft{Opinion: review.Redirected, Parent: "b", Child: "c"})
	give("Ada", review.Draft{Opinion: review.Confirmed, Parent: "s1", Child: "a"})
	give("Ada", review.Draft{Subject: review.Link, Opinion: review.Confirmed, A: "a", ASentences: []int{0}, B: "b", BSentences: []int{0}})
	r.Articles[2].Text = "Alva, an old ferry, ran aground."
	r.Articles[2].Sentences[0].End = len(r.Articles[2].Text)

	plain := string(asText(t, r, TextOptions{Width: 120}))
	have := string(asText(t, r, TextOptions{Width: 120, Reviewed: review.Apply(r, all)}))
	var added []string
	for line := range strings.Lines(have) {
		if !strings.Contains(plain, line) {
			added = append(added, strings.TrimLeft(line, " │"))
		}
	}
	want := `reviewer Ada: confirmed
reviewer Ben: confirmed: “it says so itself”
reviewer ` + "\u2067דנה\u2069" + `: redirected: an origin, not from B Breder Bote (of an earlier text)
a reviewer: redirected: from ◌ Quayside Radio, not from B Breder Bote (of an earlier text)
Reviewers gave 1 verdict on sentences, too: stemma verdicts lists them.
`
	if got := strings.Join(added, ""); got != want {
		t.Errorf("have\n%s\nwant\n%s\nin\n%s", got, want, have)
	}
}
