package family

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// storyOf is a story of reports and edges, written "parent child" ("- root" is a report without a parent), in this order.
func storyOf(lines ...string) *stemma.Result {
	r := &stemma.Result{Stories: []stemma.Story{{ID: "s"}}}
	s := &r.Stories[0]
	for _, l := range lines {
		parent, child, _ := strings.Cut(l, " ")
		child, when, _ := strings.Cut(child, " ")
		a := stemma.Article{ID: child, Outlet: child, Text: child, Sentences: []stemma.Span{{End: len(child)}}}
		if t, err := time.Parse("15:04", when); err == nil {
			a.Published, a.PublishedPrecision = time.Date(2025, 6, 3, t.Hour(), t.Minute(), 0, 0, time.UTC), stemma.PrecisionMinute
		} else if when != "" {
			a.Published, a.PublishedPrecision = time.Date(2025, 6, 3, 0, 0, 0, 0, time.UTC), stemma.PrecisionDay
		}
		r.Articles, s.Articles = append(r.Articles, a), append(s.Articles, child)
		if parent != "-" {
			s.Edges = append(s.Edges, stemma.Edge{Parent: parent, Child: child, Kind: stemma.EdgeRewrite, Primary: true, Support: 1})
		}
	}
	return r
}

func familyOf(r *stemma.Result) *Family { return New(NewIndex(r), &r.Stories[0], 0) }

// TestCirclesAreOpened: of edges that lead in a circle the one into the first member is left out of the tree, and kept as another parent.
func TestCirclesAreOpened(t *testing.T) {
	for _, c := range []struct {
		name   string
		lines  []string
		parent string // of each, in order
	}{
		{"none", []string{"- a", "a b", "b c"}, "-ab"},
		{"two", []string{"b a", "a b", "b c"}, "-ab"},
		{"three, and what hangs on them", []string{"b x", "c a", "a b", "b c", "x y"}, "b-abx"},
		{"two circles", []string{"b a", "a b", "d c", "c d"}, "-a-c"},
	} {
		f := familyOf(storyOf(c.lines...))
		got := ""
		for _, id := range f.Story.Articles {
			if up := f.Parent(f.ByID[id]); up != nil {
				got += up.ID
			} else {
				got += "-"
			}
		}
		if got != c.parent {
			t.Errorf("%s: parents %s, want %s", c.name, got, c.parent)
		}
		if n := f.Reports(); n != len(c.lines) {
			t.Errorf("%s: %d reports", c.name, n)
		}
	}
}

// TestLongChain: a chain of many reports is climbed once, not once for each.
func TestLongChain(t *testing.T) {
	lines := []string{"- r0"}
	for i := 1; i < 20_000; i++ {
		lines = append(lines, fmt.Sprint("r", i-1, " r", i))
	}
	r := storyOf(lines...)
	begun := time.Now()
	f := familyOf(r)
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("%v", took)
	}
	if n := f.Reports(); n != len(lines) {
		t.Errorf("%d reports", n)
	}
}

// TestFirstOf: a claim may have begun with all that have it from none of the others, unless they were certainly later.
func TestFirstOf(t *testing.T) {
	for _, c := range []struct {
		name        string
		lines       []string
		makes, want string
	}{
		{"a parent before its child", []string{"- a 08:00", "a b 09:00"}, "ab", "a"},
		{"by way of one that leaves it out", []string{"- a 08:00", "a b 09:00", "b c 10:00"}, "ac", "a"},
		{"an addition", []string{"- a 08:00", "a b 09:00", "b c 10:00"}, "bc", "b"},
		{"the earlier of two origins", []string{"- a 08:00", "- b 09:00"}, "ab", "a"},
		{"two on one day", []string{"- a day", "- b 09:00"}, "ab", "ab"},
		{"an undated one may be the first", []string{"- a 08:00", "- b"}, "ab", "ab"},
		{"nobody", []string{"- a 08:00"}, "", ""},
	} {
		r := storyOf(c.lines...)
		cl := &stemma.Claim{ID: "c"}
		for _, id := range c.makes {
			cl.Passages = append(cl.Passages, stemma.Passage{Article: string(id), Sentences: []int{0}})
		}
		var got []string
		for _, m := range familyOf(r).FirstOf(cl) {
			got = append(got, m.ID)
		}
		slices.Sort(got)
		if s := strings.Join(got, ""); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestByTime(t *testing.T) {
	f := familyOf(storyOf("- a 09:00", "- b", "- c 08:00", "c d 08:00"))
	got := ""
	for _, m := range f.ByTime() {
		got += m.ID
	}
	if got != "cdab" {
		t.Error(got)
	}
}
