package batch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestWeeksAloneAndAmongAYear: what is found in three weeks does not depend on what else was read
// with them.
func TestWeeksAloneAndAmongAYear(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
	o := Comparison{Days: 4, StoryDays: 4, Members: 16}
	s := spanOf(o.Days)
	today := DayOf(new(article("", 0, "")))
	own, _ := s.own(today)
	first := int(own*s.window) - int(today)
	var weeks, year []stemma.Article
	for i := range 200 {
		weeks = append(weeks, ferry(fmt.Sprint("w", i), first+i%20, i))
	}
	for i := range 500 { // before and after
		day := first - 1 - i%150
		if i%2 == 0 {
			day = first + 20 + i%150
		}
		year = append(year, ferry(fmt.Sprint("y", i), day, i+i%3))
	}
	alone := relateHere(t, weeks, o, 1)
	among := relateHere(t, append(year, weeks...), o, 2)
	last := Day(first) + today + Day(s.window)
	links, edges := alone.from(today+Day(first), last)
	if diff := cmp.Diff([]any{links, edges}, func() []any { l, e := among.from(today+Day(first), last); return []any{l, e} }()); diff != "" {
		t.Error(diff)
	}
	kinds := map[EdgeKind]int{}
	for _, e := range edges {
		kinds[e.Kind]++
	}
	if len(links) < 100 || kinds[EdgePassage] < 50 || kinds[EdgeStory] < 20 {
		t.Errorf("%d links, %v: too few to tell", len(links), kinds)
	}
}

// ferry is one of three on a matter, with a passage that some others have and one that many have.
func ferry(id string, day, i int) stemma.Article {
	matter := i / 3
	name := func(n int) string {
		syllables := strings.Fields("vel mo ra kas tro dorn burg fel kamp iri na sul")
		h := hash(fmt.Sprint(matter, " ", n))
		s := syllables[h%12] + syllables[h>>8%12] + syllables[h>>16%12]
		return strings.ToUpper(s[:1]) + s[1:]
	}
	a := article(id, day, fmt.Sprintf("Two ferries collided off %s on Tuesday, harbour master %s %s said in %s. %s %s %s",
		name(1), name(2), name(3), name(4), prose(1000+i, 3), prose(5000+i%20, 2), prose(9000+i%4, 2)))
	a.Title = "Ferries collide off " + name(1)
	return a
}

// from are the links and edges of which the first day is one of these.
func (r *related) from(first, last Day) (links []Link, edges []Edge) {
	within := func(a, b Day) bool { return min(a, b) >= first && min(a, b) < last }
	for _, l := range r.Links {
		if within(l.DayA, l.DayB) {
			links = append(links, l)
		}
	}
	for _, e := range r.Edges {
		if within(e.DayA, e.DayB) {
			edges = append(edges, e)
		}
	}
	return links, edges
}

// TestWindowSizes: an article counts in each of its windows, and what is counted is read as it was.
func TestWindowSizes(t *testing.T) {
	var articles []stemma.Article
	for day := range 16 {
		articles = append(articles, article(fmt.Sprint(day), day, ""))
	}
	articles = append(articles, stemma.Article{ID: "undated"})
	sizes := sizesHere(articles, 4, rand.New(rand.NewPCG(1, 1)))
	var read windowSizes
	must(t, read.read(sizes.all()))
	want := windowSizes{int32(Undated): 1}
	for _, a := range articles[:16] {
		for _, w := range spanOf(4).windows(DayOf(&a)) {
			want[w]++
		}
	}
	if diff := cmp.Diff(want, read); diff != "" || len(want) < 3 {
		t.Error(diff)
	}
	if err := new(windowSizes).read(sizesOf{"first": 1}.all()); err == nil {
		t.Error("a window that is no number is read")
	}
}

// TestLongestDays: windows of any length that is asked for have one.
func TestLongestDays(t *testing.T) {
	for _, days := range []int{1 << 30, 600_000_000, 1<<63 - 1} {
		o := Comparison{Days: days, StoryDays: days}.withDefaults()
		if s := spanOf(o.Days); o.StoryDays != o.Days || s.window <= 0 || len(s.windows(20_000)) == 0 {
			t.Errorf("%d days: %+v", days, s)
		}
	}
}
