package search

import (
	"testing"

	"github.com/stemma-news/stemma"
)

// TestHalfDenied: a claim that says two things is denied by who denies one of them, and not by who denies something
// that only some of its words are about.
func TestHalfDenied(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	const ferry, bank = "The ferry Marenka ran aground on rocks off Tolvik, injuring 14 passengers.", "Police in Velm arrested the banker Petar Solm and searched the offices of Norlink, a spokesman said on Friday."
	for _, c := range []struct {
		claim, lang, sentence string
		denies                bool
	}{
		{ferry, "en", "The ferry Marenka did not run aground on rocks off Tolvik.", true},
		{ferry, "en", "The ferry Marenka did not run aground on rocks off Tolvik, its owner said on Tuesday.", true},
		{ferry, "en", "The ferry Marenka ran aground on rocks off Tolvik.", false},
		{ferry, "en", "Nobody was injured on the ferry Marenka off Tolvik.", true},
		{ferry, "en", "The owner of the Marenka did not speak to reporters.", false},
		{bank, "en", "Police in Velm did not arrest the banker Petar Solm.", true},
		{bank, "en", "Petar Solm was not arrested in Velm.", true},
		{bank, "de", "Der Bankier Petar Solm wurde nicht verhaftet.", true},
		{bank, "en", "A spokesman said nothing on Friday.", false},
	} {
		s, err := x.NewStatement(t.Context(), c.claim, "en")
		if err != nil {
			t.Fatal(err)
		}
		v, err := x.model.Vectors(t.Context(), []string{c.sentence})
		if err != nil {
			t.Fatal(err)
		}
		if j, _ := s.Judge(stemma.Article{ID: "report", Lang: c.lang}, c.sentence, v[0]); (j.Relation == Denies) != c.denies {
			t.Errorf("%s, %s: %q %.2f %+v", c.claim, c.sentence, j.Relation, j.Score, j.Differences)
		}
	}
}

// TestTellsMore: which of two passages of an article counts.
func TestTellsMore(t *testing.T) {
	passage := func(r Relation, number int) *judged {
		return &judged{found: found{passage: number}, Judgement: Judgement{Relation: r}, text: "x"}
	}
	for _, c := range []struct{ more, less *judged }{
		{passage(Denies, 3), passage(Says, titleSentence)},
		{passage(Says, 3), passage(Denies, titleSentence)},
		{passage(Says, 3), passage(Denies, 4)},
		{passage(Says, 3), passage(Says, titleSentence)},
		{passage(Denies, titleSentence), passage(Near, 2)},
		{passage(Differs, 2), passage(Near, titleSentence)},
	} {
		if !c.more.tellsMore(c.less) || c.less.tellsMore(c.more) {
			t.Errorf("%s in %d, %s in %d", c.more.Relation, c.more.passage, c.less.Relation, c.less.passage)
		}
	}
}
