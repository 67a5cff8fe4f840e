package claim_test

import (
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/link"
	"github.com/stemma-news/stemma/text"
)

// FuzzCompare: a change's score is a share from the threshold up, and its spans
// stand in the texts and in the sentences that it names.
func FuzzCompare(f *testing.F) {
	f.Add("About 12,000 people (7 miles, 11 km) fled on 3 May 2021.\nNot 2-3 of them returned.", "It claims about 12 thousand people (12 km) fled 32 years ago.\nSome 20–30 returned.", "en", "en")
	f.Add("على الأقل 12 ألفا فروا", "一万二千人 逃离 2021年5月3日", "ar", "zh")
	f.Fuzz(func(t *testing.T, a, b, langA, langB string) {
		if len(a) > 2000 || len(b) > 2000 {
			return
		}
		docs := []*text.Document{
			text.Read(stemma.Article{ID: "a", Lang: langA, Text: a}),
			text.Read(stemma.Article{ID: "b", Lang: langB, Text: b}),
		}
		links, err := link.Find(t.Context(), docs, nil, link.Options{})
		if err != nil {
			t.Fatal(err)
		}
		attributions, sources, err := attribution.Find(t.Context(), docs, attribution.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range claim.Compare(claim.Story{
			Docs: docs, Links: links, Claims: claim.Join(docs, links), Edges: []stemma.Edge{{Parent: "a", Child: "b", Primary: true}},
			Attributions: attributions, Sources: sources,
		}) {
			for _, ch := range c.Changes {
				if ch.Score < claim.Threshold || ch.Score > 1 {
					t.Errorf("score %v", ch.Score)
				}
				checkSide(t, docs[0], ch.BeforeSpan, ch.FromSentence)
				checkSide(t, docs[1], ch.AfterSpan, ch.ToSentence)
			}
		}
	})
}

func checkSide(t *testing.T, d *text.Document, s *stemma.Span, sentence *int) {
	t.Helper()
	if s == nil {
		return
	}
	if s.Start < 0 || s.Start >= s.End || s.End > len(d.Article.Text) || sentence == nil || d.Sentences[*sentence].Overlap(*s) == 0 {
		t.Errorf("span %v", *s)
	}
}
