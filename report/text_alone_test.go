package report

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestTextOfOneReport: a story of an archive that has one report so far shows it, whom it cites and how it begins.
func TestTextOfOneReport(t *testing.T) {
	text := "Chess players in Tarven chose Dora Venn, Norlink reported. Share this. Its 41 members meet every Tuesday."
	share := strings.Index(text, "Share")
	end := share + len("Share this.")
	r := &stemma.Result{
		Articles: []stemma.Article{{
			ID: "n1", Outlet: "Tarven Rook", Lang: "en", Title: "Chess club elects chairwoman", URL: "https://rook.example/s/0", Input: "https://rook.example/s/0",
			Text: text, Sentences: []stemma.Span{{Start: 0, End: share - 1}, {Start: share, End: end}, {Start: end + 1, End: len(text)}},
			Boilerplate: []stemma.Span{{Start: share, End: end}},
		}},
		Sources:  []stemma.Source{{ID: "s1", Name: "Norlink", Kind: stemma.SourceOutlet, CitedBy: []string{"n1"}}},
		Unplaced: []string{"n1"},
	}
	want := `━━ Chess club elects chairwoman
This story has one report so far: a tree needs a second one.

Tarven Rook, English, undated
   https://rook.example/s/0
   cites Norlink

   Chess players in Tarven chose Dora Venn, Norlink reported. Its 41 members meet every Tuesday.
`
	if have := string(asText(t, r, TextOptions{Kept: true})); have != want {
		t.Errorf("have\n%s\nwant\n%s", have, want)
	}
	if have := string(asText(t, r, TextOptions{})); !strings.HasPrefix(have, "No story found: 1 report alone") {
		t.Errorf("traced by itself: %s", have)
	}
}
