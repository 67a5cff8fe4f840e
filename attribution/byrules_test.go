package attribution_test

import (
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/text"
)

// TestFindByRules: who is cited by name is found without the model, in English as elsewhere.
func TestFindByRules(t *testing.T) {
	for body, want := range map[string]string{
		"The ferry ran aground off Larn on Saturday, the news agency Reuters reported. Nobody was hurt.": "Reuters",
		"Die Fähre lief am Samstag vor Larn auf Grund, meldet Reuters. Niemand wurde verletzt.":          "Reuters",
		"The mayor said that nobody was hurt, according to Agence France-Presse.":                        "AFP",
	} {
		d := text.Read(stemma.Article{ID: "a", Text: body})
		attributions, sources, err := attribution.FindByRules(t.Context(), d, attribution.Options{})
		if err != nil || len(attributions) == 0 || !slices.ContainsFunc(sources, func(s stemma.Source) bool { return s.Name == want || slices.Contains(s.Aliases, want) }) {
			t.Errorf("%s: %+v, %v", body, sources, err)
		}
	}
}
