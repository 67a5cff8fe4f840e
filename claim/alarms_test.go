package claim

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
)

// TestAlarms counts what Compare finds in made-up stories in which nothing
// was changed: every change is a false alarm. Run with -fit.
func TestAlarms(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	corpora := readCorpora(t)
	r := rand.New(rand.NewPCG(2, 2))
	count := map[string]int{}
	pairs := [2]int{}
	for n := range *fitStories {
		same := n%4 == 0
		s := corpora[n%len(corpora)].retellAs(r, same, 0)
		if s == nil {
			continue
		}
		var err error
		if s.Attributions, s.Sources, err = attribution.Find(t.Context(), s.Docs, attribution.Options{}); err != nil {
			t.Fatal(err)
		}
		k := "cross"
		pairs[0] += storyRows
		if same {
			k = "same"
			pairs[0] -= storyRows
			pairs[1] += storyRows
		}
		for _, c := range Compare(s.Story) {
			for _, ch := range c.Changes {
				key := fmt.Sprintf("%-6s %-12s %-18s %s%s %.2f", k, ch.Kind, ch.Detail, ch.BeforeValue, ch.AfterValue, ch.Score)
				if ch.Kind != stemma.ChangeHedge {
					key = fmt.Sprintf("%-6s %-12s %-18s", k, ch.Kind, ch.Detail)
				}
				count[key]++
				if os.Getenv("SHOW") == string(ch.Kind) {
					fmt.Printf("%s %.2f %q → %q (%s)\n", k, ch.Score, ch.Before, ch.After, ch.Detail)
					if ch.FromSentence != nil && ch.ToSentence != nil {
						fmt.Printf("    %s\n    %s\n", s.Docs[0].Sentences[*ch.FromSentence].Text, s.Docs[1].Sentences[*ch.ToSentence].Text)
					}
				}
			}
		}
	}
	for k, v := range count {
		n := pairs[0]
		if k[:4] == "same" {
			n = pairs[1]
		}
		t.Logf("%-60s %4d, %.1f in 1000 sentences", k, v, 1000*float64(v)/float64(n))
	}
}
