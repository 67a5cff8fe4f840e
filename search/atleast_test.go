package search

import (
	"testing"

	"github.com/stemma-news/stemma"
)

// TestAtLeast: what only has the names and figures of a claim is no sign that more reports say it.
func TestAtLeast(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.NewStatement(t.Context(), "The banker Petar Solm was arrested in Velm.", "en")
	if err != nil {
		t.Fatal(err)
	}
	near := func(sentence, story string) judged {
		a := stemma.Article{ID: "report", Lang: "en"}
		c := s.compare(newMemory(s), a, sentence, 1)
		c.miss(s.unnamed(newMemory(s), c, ""))
		j, _ := s.judged(a, c)
		j.Relation = Near
		return judged{found: found{story: story}, Judgement: j}
	}
	says := []ClaimReport{{Story: "one"}}
	for _, c := range []struct {
		near judged
		want bool
	}{
		{near("Petar Solm opened a concert hall in Velm.", "other"), false},
		{near("Petar Solm opened a concert hall in Velm.", "one"), true},
		{near("Petar Solm of Velm, a banker, was taken away after he had been arrested.", "other"), true},
		{near("A banker was arrested.", "one"), false},
	} {
		if got := atLeast(says, []judged{c.near}); got != c.want {
			t.Errorf("%+v: %v", c.near, got)
		}
	}
}
