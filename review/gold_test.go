package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestGold: what reviewers agree on is gold, and the rest is not judged.
func TestGold(t *testing.T) {
	confirmed, rejected := onEdge(Confirmed, "herald", "bote", ""), onEdge(Rejected, "herald", "bote", "")
	taka := onEdge(Redirected, "herald", "bote", "taka")
	type by struct {
		reviewer string
		Draft
	}
	for _, c := range []struct {
		name   string
		given  []by
		change func([]stemma.Article)
		want   string // "child<parent" of each that is judged
	}{
		{name: "nobody"},
		{name: "confirmed", given: []by{{"Ada", confirmed}, {"Ben", confirmed}}, want: "bote<herald"},
		{name: "rejected", given: []by{{"Ada", rejected}}},
		{name: "redirected", given: []by{{"Ada", rejected}, {"Ben", taka}}, want: "bote<taka"},
		{name: "to nothing", given: []by{{"Ada", onEdge(Redirected, "herald", "bote", "")}}, want: "bote<"},
		{name: "two minds", given: []by{{"Ada", confirmed}, {"Ben", taka}}},
		{name: "rejected by another", given: []by{{"Ada", confirmed}, {"Ben", rejected}}},
		{name: "a change of mind", given: []by{{"Ada", confirmed}, {"Ada", taka}}, want: "bote<taka"},
		{name: "two parents", given: []by{{"Ada", confirmed}, {"Ada", onEdge(Confirmed, "taka", "bote", "")}}},
		{name: "a lost source", given: []by{{"Ada", onEdge(Confirmed, "s1", "herald", "")}, {"Ben", onEdge(Redirected, "herald", "bote", "s1")}}, want: "herald<lost-1 bote<lost-1"},
		{name: "two lost sources", given: []by{{"Ada", onEdge(Confirmed, "s1", "herald", "")}, {"Ada", onEdge(Confirmed, "s2", "taka", "")}}, want: "herald<lost-1 taka<lost-2"},
		{name: "another text by now", given: []by{{"Ada", confirmed}}, change: func(a []stemma.Article) { a[0].Text += "!" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ferry()
			var all []Verdict
			for i, g := range c.given {
				all = append(all, given(t, r, g.reviewer, i, g.Draft))
			}
			if c.change != nil {
				c.change(r.Articles)
			}
			var have []string
			if tree := Gold("ferry", r.Articles, all); tree != nil {
				for _, a := range tree.Articles {
					if slices.Contains(tree.Judged, a.ID) {
						have = append(have, fmt.Sprintf("%s<%s", a.ID, strings.Join(a.Parents, "+")))
					}
				}
				for _, l := range tree.Lost {
					if len(l.Children) == 0 || l.Outlet == "" {
						t.Errorf("%+v", l)
					}
				}
			}
			if strings.Join(have, " ") != c.want {
				t.Errorf("have %s, want %s", have, c.want)
			}
		})
	}
}
