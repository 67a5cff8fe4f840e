package lineage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// tableOf collates texts and writes each place as "word/word", omissions as "–",
// and what is silent as ".".
func tableOf(texts ...string) []string {
	words := newWordbook()
	var list []passage
	for i, s := range texts {
		d := text.Read(stemma.Article{Text: s, Lang: "en"})
		all := make([]int, len(d.Sentences))
		for j := range all {
			all[j] = j
		}
		said := words.of(d, all)
		list = append(list, passage{words: said, bag: said, who: []int{i}})
	}
	c, err := collate(context.Background(), list, words, maxEffort)
	if err != nil {
		panic(err)
	}
	var out []string
	for k := range c.places {
		p := &c.places[k]
		var row []string
		for _, r := range p.readings {
			switch {
			case r == lacuna:
				row = append(row, ".")
			case p.words[r] == noWord:
				row = append(row, "–")
			default:
				row = append(row, words.forms[p.words[r]])
			}
		}
		out = append(out, strings.Join(row, "/"))
	}
	return out
}

func TestCollate(t *testing.T) {
	tests := []struct {
		name  string
		texts []string
		want  []string
	}{
		{"another word", []string{"the ferry left at dawn", "the ferry left at noon", "the ferry left at dawn"}, []string{"dawn/noon/dawn"}},
		{"case and commas are no words", []string{"The ferry, they say, left", "the ferry they say left"}, nil},
		{"an omission is one decision", []string{"the old ferry of Arlow left at dawn", "the ferry left at dawn"}, []string{"old/–", "of/–"}},
		{"a misspelling stands under its word", []string{"forty passengers came ashore", "forty pasengers quickly came ashore"}, []string{"passengers/pasengers", "–/quickly"}},
		{"other scripts", []string{"паром ушёл на рассвете из Арлова", "паром ушел в полдень из Арлова"}, []string{"на/в", "рассвете/полдень"}},
	}
	for _, tt := range tests {
		if got := tableOf(tt.texts...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCollateOrder: a collation hangs on the texts and not on their order.
func TestCollateOrder(t *testing.T) {
	texts := []string{
		"the miller lent him a chair and the widow a blanket",
		"the miller lent hym a stool and the widow a blanket",
		"the miler lent him a stool and the old widow her blanket",
		"the miller lent him and the widow a blanket",
	}
	count := len(tableOf(texts...))
	for range 6 {
		rand.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		if got := len(tableOf(texts...)); got != count {
			t.Errorf("%d places, and %d in another order: %q", count, got, texts)
		}
	}
}

func TestAlike(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"passengers", "pasengers", true},
		{"colour", "color", true},
		{"паром", "паромъ", true},
		{"ferry", "lantern", false},
		{"on", "up", false},
		{"a", "blanket", false},
	}
	for _, tt := range tests {
		b := newWordbook()
		b.forms, b.spelt = append(b.forms, tt.a, tt.b), append(b.spelt, spellingOf(tt.a), spellingOf(tt.b))
		if got := b.alike(1, 2); got != tt.want {
			t.Errorf("alike(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

// readings of texts that differ at numbered places.
func textOf(places int, changed map[int]int16) []int16 {
	row := make([]int16, places)
	for k, r := range changed {
		row[k] = r
	}
	return row
}

// TestWordTree: a text that others were copied from stands between them, and
// where two copies share what their model does not read, a lost text does.
func TestWordTree(t *testing.T) {
	model := textOf(200, nil)
	chained := textOf(200, map[int]int16{1: 1, 2: 1, 3: 1})
	last := textOf(200, map[int]int16{1: 1, 2: 1, 3: 1, 40: 1, 41: 1})
	tree, err := drawWordTree(t.Context(), [][]int16{last, model, chained}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.words) != 3 || len(tree.near[2]) != 2 {
		t.Errorf("the copy that was copied stands between the two others: %v", tree.near)
	}

	shared := map[int]int16{}
	for k := range 12 {
		shared[100+k] = 1
	}
	one, two := textOf(200, shared), textOf(200, shared)
	for k := range 5 {
		one[20+k], two[30+k] = 1, 1
	}
	if tree, err = drawWordTree(t.Context(), [][]int16{model, one, two}, nil); err != nil {
		t.Fatal(err)
	}
	if len(tree.words) != 4 || len(tree.near[3]) != 3 {
		t.Fatalf("no lost text between model and copies: %v", tree.near)
	}
	if want := textOf(200, shared); !slices.Equal(tree.words[3], want) {
		t.Errorf("the lost text reads what its copies share")
	}
}

// TestReadAlone: only these two read “…”.
func TestReadAlone(t *testing.T) {
	g := storyOf(t,
		"The ferryman of Arlow bridge carried no one over the water for the ice had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had closed.",
		"The ferryman of Arlow bridge carried nobody over the water for the frost had come.",
		"The ferryman of Arlow bridge carried no one over the water for the ice had closed at last.",
	)
	got := g.readAlone([]int{1, 2})
	if got.places == 0 || !slices.Contains(got.quoted, "frost") {
		t.Errorf("the second and third alone read “frost”: %+v", got)
	}
	if got := g.readAlone([]int{0, 2}); got.places != 0 {
		t.Errorf("the first and third have nothing of their own: %+v", got)
	}
	e := g.evidenceOfWords(1, 2)
	if len(e) != 1 || !strings.Contains(e[0].Detail, "“frost”") || !strings.Contains(e[0].Detail, "only these two") {
		t.Errorf("evidence: %+v", e)
	}
}

func storyOf(t *testing.T, texts ...string) *graph {
	t.Helper()
	var s Story
	claim := stemma.Claim{}
	for i, x := range texts {
		a := stemma.Article{ID: fmt.Sprint("a", i), Text: x, Lang: "en", PublishedPrecision: stemma.PrecisionNone}
		s.Docs = append(s.Docs, text.Read(a))
		claim.Passages = append(claim.Passages, stemma.Passage{Article: a.ID, Sentences: []int{0}})
	}
	s.Claims = []stemma.Claim{claim}
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
