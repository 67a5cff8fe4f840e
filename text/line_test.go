package text

import (
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestLinesOfOneSentence: a text with a sentence a line keeps its lines, also
// where some end at a semicolon and the next begins in lower case.
func TestLinesOfOneSentence(t *testing.T) {
	lines := []string{
		"The mill at Orlow burnt down in the night;",
		"the fire brigade came from Larn and Brede;",
		"nobody was hurt.",
		"The owner had left the town on Friday.",
		"His brother said that he knew of no debts;",
		"the bank did not want to comment.",
		"The river was too low for the pumps.",
		"Rain is expected by the end of the week.",
	}
	lines = append(lines, lines...)
	lines = append(lines, lines...) // a few lines show no habit
	d := Read(stemma.Article{ID: "a", Lang: "en", Text: strings.Join(lines, "\n")})
	if len(d.Sentences) != len(lines) {
		t.Fatalf("%d sentences, want %d", len(d.Sentences), len(lines))
	}
	for i, s := range d.Sentences {
		if s.Text != lines[i] {
			t.Errorf("sentence %d is %q, want %q", i, s.Text, lines[i])
		}
	}
}
