package trace_test

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/trace"
)

// TestCompare: the changes are from the first to the second, be it that the second came out before it, or that both have
// one id.
func TestCompare(t *testing.T) {
	a := stemma.Article{ID: "a", Lang: "en", Text: "The ferry Marenka ran aground off Tolvik on Monday. Fourteen passengers were injured, the harbour master said."}
	b := a
	b.Text = "The ferry Marenka ran aground off Tolvik on Monday. Forty passengers were injured, the harbour master said."
	changes := func(x, y stemma.Article) (from, to string) {
		t.Helper()
		r, err := trace.Compare(t.Context(), x, y, trace.Options{})
		if err != nil || len(r.Articles) != 2 || r.Articles[0].Text != x.Text || r.Articles[1].Text != y.Text || r.Articles[0].ID == r.Articles[1].ID {
			t.Fatalf("%+v, %v", r, err)
		}
		for _, c := range r.Stories[0].Claims {
			if i := slices.IndexFunc(c.Changes, func(c stemma.Change) bool { return c.Kind == stemma.ChangeNumber }); i >= 0 {
				if c.Changes[i].From != r.Articles[0].ID || c.Changes[i].To != r.Articles[1].ID {
					t.Errorf("%+v", c.Changes[i])
				}
				return c.Changes[i].Before, c.Changes[i].After
			}
		}
		return "", ""
	}
	if from, to := changes(a, b); from != "Fourteen" || to != "Forty" {
		t.Errorf("%q, %q", from, to)
	}
	if from, to := changes(b, a); from != "Forty" || to != "Fourteen" {
		t.Errorf("%q, %q", from, to)
	}
}
