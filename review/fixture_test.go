package review

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// reports of a story: the Larn Herald has it from an agency, the Breder Bote from the Herald, the Taka Haber from an unnamed source.
const (
	heraldText = "The ferry Alva ran aground off Larn. Nobody was hurt, Ines Karo said.\n\nIt had 212 passengers aboard."
	boteText   = "Die Fähre Alva lief vor Larn auf Grund. Niemand wurde verletzt. Sie hatte 212 Passagiere an Bord."
	takaText   = "Alva feribotu Larn açıklarında karaya oturdu. Kimse yaralanmadı."
)

// article cuts a text after each full stop.
func article(id, text string) stemma.Article {
	a := stemma.Article{ID: id, Text: text}
	at := 0
	for part := range strings.SplitAfterSeq(text, ".") {
		begin := at + len(part) - len(strings.TrimLeft(part, " \n"))
		if at += len(part); begin < at {
			a.Sentences = append(a.Sentences, stemma.Span{Start: begin, End: at})
		}
	}
	return a
}

// ferry is the story as it is traced first.
func ferry() *stemma.Result {
	return &stemma.Result{
		Articles: []stemma.Article{article("herald", heraldText), article("bote", boteText), article("taka", takaText)},
		Sources: []stemma.Source{
			{ID: "s1", Name: "Norlink", Aliases: []string{"Norlink Agency"}, Kind: stemma.SourceOutlet, Lost: true, CitedBy: []string{"herald", "bote"}},
			{ID: "s2", Name: "an informed source", Kind: stemma.SourceUnnamed, Lost: true, CitedBy: []string{"taka"}},
			{ID: "s3", Name: "Ines Karo", Kind: stemma.SourcePerson, CitedBy: []string{"herald"}},
		},
		Stories: []stemma.Story{{
			ID: "1", Articles: []string{"herald", "bote", "taka"}, Sources: []string{"s1", "s2", "s3"},
			Edges: []stemma.Edge{
				{Parent: "s1", Child: "herald", Primary: true}, {Parent: "herald", Child: "bote", Primary: true, Alternatives: []stemma.Alternative{{Parent: "taka", Support: 0.2}}}, {Parent: "s2", Child: "taka", Primary: true},
			},
			Links: []stemma.Link{
				{A: "herald", ASentences: []int{0}, B: "bote", BSentences: []int{0}},
				{A: "herald", ASentences: []int{1}, B: "bote", BSentences: []int{1}},
				{A: "bote", ASentences: []int{2}, B: "herald", BSentences: []int{2}},
			},
		}},
	}
}

// minute is a moment of the day on which the tests' verdicts are given.
func minute(n int) time.Time { return time.Date(2025, 3, 2, 9, n, 0, 0, time.UTC) }

// given is a verdict of a reviewer on a result.
func given(t *testing.T, r *stemma.Result, reviewer string, at int, d Draft) Verdict {
	t.Helper()
	d.Reviewer = reviewer
	v, err := New(r, d)
	if err != nil {
		t.Fatal(err)
	}
	v.ID, v.At = newID(), minute(at)
	return v
}

func onEdge(opinion Opinion, parent, child, redirect string) Draft {
	return Draft{Opinion: opinion, Parent: parent, Child: child, Redirect: redirect}
}

func isInvalid(err error, field string) bool {
	wrong, ok := errors.AsType[*Invalid](err)
	return ok && wrong.Field == field
}
