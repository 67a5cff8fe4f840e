package link

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// retellings are reports of one event, the later ones made from the first.
func retellings(t *testing.T) []*text.Document {
	t.Helper()
	texts := []string{
		"A freight train left the rails near Orlen on Tuesday. Eleven wagons with 400 tonnes of fertiliser tipped over. Nobody was hurt, the railway said.",
		"A freight train left the rails near Orlen on Tuesday. Eleven wagons with 400 tonnes of fertiliser tipped over.",
		"Near Orlen a freight train derailed on Tuesday, and eleven wagons tipped over. They carried 400 tonnes of fertiliser. Nobody was hurt, the railway said.",
		"In der Nähe von Orlen ist am Dienstag ein Güterzug entgleist. Elf Waggons mit 400 Tonnen Dünger kippten um. Verletzt wurde niemand, teilte die Bahn mit.",
		"Nobody was hurt, the railway said. A freight train left the rails near Orlen on Tuesday. The line stays closed until Friday.",
	}
	docs := make([]*text.Document, len(texts))
	for i, s := range texts {
		lang := "en"
		if i == 3 {
			lang = "de"
		}
		docs[i] = text.Read(stemma.Article{ID: string(rune('a' + i)), Lang: lang, Text: s})
	}
	return docs
}

func remember(t *testing.T, m *Memory, docs []*text.Document) []stemma.Link {
	t.Helper()
	links, err := m.Find(t.Context(), docs, vectorsOf(t, docs), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return links
}

// TestMemoryFindsWhatFindDoes where the last two reports come one by one, from
// whatever place.
func TestMemoryFindsWhatFindDoes(t *testing.T) {
	docs := retellings(t)
	want := remember(t, &Memory{}, docs)
	if len(want) < 12 {
		t.Fatalf("%d links: the test shows nothing", len(want))
	}
	for _, last := range [][2]int{{3, 4}, {0, 4}, {1, 2}, {0, 1}} {
		m, there := &Memory{}, slices.Clone(docs)
		there[last[0]], there[last[1]] = nil, nil
		have := remember(t, m, slices.DeleteFunc(slices.Clone(there), func(d *text.Document) bool { return d == nil }))
		for _, k := range last {
			there[k] = docs[k]
			have = remember(t, m, slices.DeleteFunc(slices.Clone(there), func(d *text.Document) bool { return d == nil }))
		}
		if diff := cmp.Diff(sides(want), sides(have)); diff != "" {
			t.Errorf("last %v: links (-at once +one by one)\n%s", last, diff)
		}
	}
}

// sides are links without their scores, which hang a little on what was known.
func sides(links []stemma.Link) []stemma.Link {
	out := slices.Clone(links)
	for i := range out {
		out[i].Score = 0
	}
	return out
}

// TestMemoryForgets the links of an article that left, and keeps all others as
// they were.
func TestMemoryForgets(t *testing.T) {
	docs := retellings(t)
	m := &Memory{}
	all := remember(t, m, docs)
	left := slices.Delete(slices.Clone(docs), 2, 3)
	want := slices.DeleteFunc(slices.Clone(all), func(l stemma.Link) bool { return l.A == "c" || l.B == "c" })
	if diff := cmp.Diff(want, remember(t, m, left)); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	if diff := cmp.Diff(sides(all), sides(remember(t, m, docs))); diff != "" {
		t.Errorf("when it came back (-before +after)\n%s", diff)
	}
	if have := remember(t, m, nil); len(have) != 0 {
		t.Errorf("links of no articles: %+v", have)
	}
}

// TestMemoryRestores links as they were, and compares what came since.
func TestMemoryRestores(t *testing.T) {
	docs := retellings(t)
	before := docs[:4]
	links := remember(t, &Memory{}, before)
	stray := append(slices.Clone(links), stemma.Link{A: "a", ASentences: []int{0}, B: "gone", BSentences: []int{0}})
	m := &Memory{}
	if err := m.Restore(t.Context(), before, vectorsOf(t, before), stray, Options{}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(links, remember(t, m, before)); diff != "" {
		t.Errorf("(-stored +restored)\n%s", diff)
	}
	if diff := cmp.Diff(sides(remember(t, &Memory{}, docs)), sides(remember(t, m, docs))); diff != "" {
		t.Errorf("with one more (-at once +restored)\n%s", diff)
	}
}

// TestMemoryOfVeryManyArticles: those that were there are not asked again, and
// keep their links.
func TestMemoryOfVeryManyArticles(t *testing.T) {
	var docs []*text.Document
	for k := range allAgain + 20 {
		body := fmt.Sprintf("The ferry to Larn was late on %d May. Its captain, Odo Larsen, blamed fog at pier %d.", k%7+1, k%11)
		docs = append(docs, text.Read(stemma.Article{ID: fmt.Sprintf("r%04d", k), Lang: "en", Text: body}))
	}
	vecs := vectorsOf(t, docs)
	m, n := &Memory{}, len(docs)-1
	before, err := m.Find(t.Context(), docs[:n], vecs[:n], Options{})
	if err != nil {
		t.Fatal(err)
	}
	after, err := m.Find(t.Context(), docs, vecs, Options{})
	if err != nil {
		t.Fatal(err)
	}
	last := docs[n].Article.ID
	of := func(l stemma.Link) bool { return l.A == last || l.B == last }
	if !slices.ContainsFunc(after, of) {
		t.Errorf("%s has no links", last)
	}
	if left := slices.DeleteFunc(slices.Clone(after), of); !cmp.Equal(before, left) {
		t.Errorf("%d links of the others, %d before", len(left), len(before))
	}
}
