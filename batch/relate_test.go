package batch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// prose is an invented text of so many sentences of fourteen words, which few other
// seeds have any of.
func prose(seed, sentences int) string {
	syllables := strings.Fields("ba re mo ti sul kan dor vi lem pas gru nel fo ster ock ain")
	var b strings.Builder
	for i := range sentences {
		n := hash(fmt.Sprint(seed, " ", i))
		for word := range 14 {
			for range 3 {
				n = mix(n + 1)
				b.WriteString(syllables[n%uint64(len(syllables))])
			}
			if word < 13 {
				b.WriteByte(' ')
			}
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

func article(id string, day int, s string) stemma.Article {
	return stemma.Article{
		ID: id, Lang: "en", Text: s, PublishedPrecision: stemma.PrecisionDay,
		Published: time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, day),
	}
}

// edges are the edges of texts, as "copy a b".
func (r *related) edges() (out []string) {
	for _, e := range r.Edges {
		if e.Kind != EdgeStory {
			out = append(out, fmt.Sprintf("%s %s %s", e.Kind, e.A, e.B))
		}
	}
	return out
}

// TestRelateTexts: a copy, a copy with changed words and a passage are found, within
// the days that are asked for, and nothing between texts that share nothing.
func TestRelateTexts(t *testing.T) {
	whole, passage := prose(1, 12), prose(99, 2)
	words := strings.Fields(whole)
	for i := 5; i < len(words); i += 20 {
		words[i] = "otherwise"
	}
	changed := strings.Join(words, " ")
	articles := []stemma.Article{
		article("whole", 0, whole), article("again", 1, whole), article("changed", 2, changed),
		article("late", 30, whole),
		article("left", 0, prose(2, 8)+" "+passage), article("right", 3, prose(3, 8)+" "+passage+" "+prose(4, 8)),
		article("other", 0, prose(5, 10)),
		{ID: "undated", Lang: "en", Text: whole},
	}
	r := relateHere(t, articles, Comparison{}, 1)
	want := []string{"copy again changed", "copy again whole", "copy changed whole", "passage left right"}
	if diff := cmp.Diff(want, r.edges()); diff != "" {
		t.Error(diff)
	}
	i := slices.IndexFunc(r.Links, func(l Link) bool { return l.A == "left" })
	if i < 0 {
		t.Fatal("no link between left and right")
	}
	if l := r.Links[i]; articles[4].Text[l.ASpan.Start:l.ASpan.End]+"." != passage || articles[5].Text[l.BSpan.Start:l.BSpan.End]+"." != passage || l.Same != 1 || l.Weight != 1 {
		t.Errorf("%+v: %q", l, articles[4].Text[l.ASpan.Start:l.ASpan.End])
	}
	all := relateHere(t, articles, Comparison{Days: -1}, 1)
	if got := all.edges(); len(got) != 11 {
		t.Errorf("without windows %d edges, want 10 among five copies, and one: %q", len(got), got)
	}
}

// TestOrderDoesNotMatter: whatever comes first and is merged first, the result is
// the same to the last bit.
func TestOrderDoesNotMatter(t *testing.T) {
	var articles []stemma.Article
	formula := prose(77, 2)
	for i := range 120 {
		articles = append(articles, article(fmt.Sprint("a", i), i%9, prose(i/4, 3)+" "+formula))
	}
	o := Comparison{Members: 16, Partners: 8}
	first := relateHere(t, articles, o, 1)
	if len(first.Links) == 0 || len(first.Formulas) == 0 {
		t.Fatalf("%d links, %d formulas", len(first.Links), len(first.Formulas))
	}
	for seed := range uint64(3) {
		if diff := cmp.Diff(first, relateHere(t, articles, o, seed+2)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestFormulaIsBounded: a passage that all have is told as a formula and leads to
// no more pairs than the bound; a family of copies holds together all the same.
func TestFormulaIsBounded(t *testing.T) {
	const n = 100
	var articles []stemma.Article
	family := prose(1000, 12)
	for i := range n {
		articles = append(articles, article(fmt.Sprint("page", i), 0, prose(i, 3)+" "+prose(77, 2)))
		articles = append(articles, article(fmt.Sprint("copy", i), 0, family))
	}
	r := relateHere(t, articles, Comparison{Members: 16, Days: -1}, 1)
	met := 0
	for _, l := range r.Links {
		if strings.HasPrefix(l.A, "page") && strings.HasPrefix(l.B, "page") {
			met++
		}
	}
	// All with all would be 4,950: each of the few keys leads to 120 pairs at most.
	if met == 0 || met > n*(n-1)/8 {
		t.Errorf("%d pairs of %d pages by what all have", met, n)
	}
	if !slices.ContainsFunc(r.Formulas, func(f Formula) bool { return f.Kind == "passage" && f.Articles == n }) {
		t.Errorf("no passage of %d articles among %d formulas", n, len(r.Formulas))
	}
	joined := forest{}
	degree := map[string]int{}
	for _, e := range r.Edges {
		if e.Kind == EdgeCopy {
			degree[e.A], degree[e.B] = degree[e.A]+1, degree[e.B]+1
			joined.join(e.A, e.B)
		}
	}
	for i := range n {
		if joined.of(fmt.Sprint("copy", i)) != joined.of("copy0") {
			t.Fatalf("copy%d hangs together with few of the family of %d", i, n)
		}
	}
	most := 0
	for _, d := range degree {
		most = max(most, d)
	}
	t.Logf("%d pairs by the formula, %d links, %d edges, at most %d copies of one", met, len(r.Links), len(r.Edges), most)
}

// TestStoryAcrossScripts: two reports that share no words meet by the names in them.
func TestStoryAcrossScripts(t *testing.T) {
	articles := []stemma.Article{
		{ID: "en", Lang: "en", Title: "Two ferries collide off Port Velmora", Text: "Two ferries collided off Port Velmora on Tuesday, harbour master Irina Kastrova said. Dozens of passengers were taken to the hospital in Velmora."},
		{ID: "ru", Lang: "ru", Title: "У порта Велмора столкнулись два парома", Text: "Во вторник у порта Велмора столкнулись два парома, сообщила капитан порта Ирина Кастрова. Десятки пассажиров доставлены в больницу Велморы."},
		{ID: "de", Lang: "de", Title: "Steuer auf Zucker beschlossen", Text: "Das Parlament in Dornburg hat am Montag eine Steuer auf Zucker beschlossen, sagte Minister Anton Feldkamp. Die Bäcker in Dornburg protestieren."},
	}
	for i := range articles {
		articles[i].Published, articles[i].PublishedPrecision = time.Date(2031, 3, 4+i, 9, 0, 0, 0, time.UTC), stemma.PrecisionMinute
	}
	r := relateHere(t, articles, Comparison{}, 1)
	var got []string
	for _, e := range r.Edges {
		got = append(got, fmt.Sprint(e.Kind, " ", e.A, " ", e.B))
	}
	if diff := cmp.Diff([]string{"story en ru"}, got); diff != "" {
		t.Error(diff)
	}
}
