package claim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// TestWholeSentences: a sentence that no link was found for is left out or
// added, unless the other report tells it in a longer one or has just one other
// sentence in its place that may be it.
func TestWholeSentences(t *testing.T) {
	const (
		first = "The ferry Halvora sank off Larsk on Monday with 40 people on board."
		last  = "The search will go on until 12 June."
		erste = "Die Fähre Halvora ist am Montag vor Larsk mit 40 Menschen an Bord gesunken."
		ende  = "Die Suche dauert noch bis zum 12. Juni."
	)
	tests := map[string]struct {
		lang          string
		before, after []string
		links         []stemma.Link
		want          []string
	}{
		"left out": {
			"de",
			[]string{first, "The captain was questioned by the police.", last},
			[]string{erste, ende},
			[]stemma.Link{join("a", 0, "b", 0, .9), join("a", 2, "b", 1, .9)},
			[]string{"omission The captain was questioned by the police. → "},
		},
		"told in other words": {
			"de",
			[]string{first, "Neither owner wished to comment.", last},
			[]string{erste, "Beide Eigner schwiegen dazu am Abend.", ende},
			[]stemma.Link{join("a", 0, "b", 0, .9), join("a", 2, "b", 2, .9)},
			nil,
		},
		"another one in its place": {
			"de",
			[]string{first, "The ship was built in 1987.", last},
			[]string{erste, "Das Schiff war 62 Meter lang.", ende},
			[]stemma.Link{join("a", 0, "b", 0, .9), join("a", 2, "b", 2, .9)},
			[]string{"omission The ship was built in 1987. → ", "addition  → Das Schiff war 62 Meter lang."},
		},
		"joined": {
			"en",
			[]string{first, "Divers found the wreck at a depth of 31 metres."},
			[]string{"The ferry Halvora sank off Larsk on Monday with 40 people on board, and divers found the wreck at a depth of 31 metres."},
			[]stemma.Link{join("a", 0, "b", 0, .9)},
			nil,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			docs := []*text.Document{document("a", "en", tt.before...), document("b", tt.lang, tt.after...)}
			var got []string
			for _, c := range claim.Compare(claim.Story{Docs: docs, Claims: claim.Join(docs, tt.links), Edges: []stemma.Edge{{Parent: "a", Child: "b", Primary: true}}}) {
				for _, ch := range c.Changes {
					got = append(got, change(ch))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
}
