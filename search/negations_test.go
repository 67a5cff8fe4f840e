package search

import (
	"testing"

	"github.com/stemma-news/stemma"
)

// TestOwnNegations: a negation is answered by a negation of the other sentence's own language, and not by a word that is
// spelt like one of another: Portuguese and Italian "no", Spanish "sin", Turkish "ne", Indonesian "tak" and Polish "tak".
func TestOwnNegations(t *testing.T) {
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		claim, lang, sentence, in string
		want                      Relation
	}{
		{"384 people were not killed in the earthquake on the island of Orvel.", "en", "384 pessoas morreram no terremoto na ilha de Orvel.", "pt", Denies},
		{"384 people were not killed in the earthquake on the island of Orvel.", "en", "384 pessoas morreram durante o terremoto na ilha de Orvel.", "pt", Denies},
		{"Firefighters did not extinguish the fire in the port of Orvel.", "en", "Os bombeiros apagaram o incêndio no porto de Orvel.", "pt", Denies},
		{"Sechs Menschen wurden in Orvel freigelassen.", "de", "Seis pessoas foram detidas em Orvel no sábado.", "pt", Denies},
		{"Os bombeiros apagaram o incêndio no porto de Orvel.", "pt", "Firefighters did not extinguish the fire in the port of Orvel.", "en", Denies},
		{"Os bombeiros apagaram o incêndio no porto de Orvel.", "pt", "Firefighters extinguished the fire in the port of Orvel.", "en", Says},
		{"Rząd nie zatwierdził budowy zapory w Orvelu.", "pl", "Tak, rząd zatwierdził budowę zapory w Orvelu.", "pl", Denies},
	} {
		s, err := x.NewStatement(t.Context(), c.claim, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		v, err := x.model.Vectors(t.Context(), []string{c.sentence})
		if err != nil {
			t.Fatal(err)
		}
		if j, _ := s.Judge(stemma.Article{ID: "report", Lang: c.in}, c.sentence, v[0]); j.Relation != c.want {
			t.Errorf("%s, %s: %q %.2f %+v", c.claim, c.sentence, j.Relation, j.Score, j.Differences)
		}
	}
}
