package claim

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
)

// TestAlarms counts what Compare finds in made-up stories in which nothing was
// changed: every change is a false alarm. It asserts nothing: scores that are
// not fitted were set by what it prints (see the package's comment). Run with -fit.
func TestAlarms(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit")
	}
	corpora := readCorpora(t)
	r := rand.New(rand.NewPCG(2, 2))
	count, rows := map[[2]string]int{}, map[string]int{}
	for n := range *fitStories {
		same, languages := n%4 == 0, "two languages"
		if same {
			languages = "one language"
		}
		s := corpora[n%len(corpora)].retellAs(r, same, 0)
		if s == nil {
			continue
		}
		rows[languages] += storyRows
		for _, alarm := range alarms(t, s) {
			count[[2]string{languages, alarm}]++
		}
	}
	byName := func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }
	for _, k := range slices.SortedFunc(maps.Keys(count), byName) {
		t.Logf("%-13s %-50s %4d, %.1f in 1000 sentences", k[0], k[1], count[k], 1000*float64(count[k])/float64(rows[k[0]]))
	}
}

// alarms describes the changes that are found in a story.
func alarms(t *testing.T, s *retelling) (out []string) {
	t.Helper()
	var err error
	if s.Attributions, s.Sources, err = attribution.Find(t.Context(), s.Docs, attribution.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range Compare(s.Story) {
		for _, ch := range c.Changes {
			alarm := fmt.Sprintf("%-12s %-18s", ch.Kind, ch.Detail)
			if ch.Kind == stemma.ChangeHedge {
				alarm += fmt.Sprintf(" %s%s %.2f", ch.BeforeValue, ch.AfterValue, ch.Score)
			}
			out = append(out, alarm)
		}
	}
	return out
}
