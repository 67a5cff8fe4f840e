package search

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stemma-news/stemma"
)

// statement is a claim with its names and a figure.
func statement(t *testing.T) *Statement {
	t.Helper()
	x, err := NewIndexer()
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.NewStatement(t.Context(), "Police in Larsk detained 12 supporters of Vera Holm on Sunday.", "en")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestMemory: what was remembered of other sentences changes no judgement, and a memory is bounded.
func TestMemory(t *testing.T) {
	s := statement(t)
	m := newMemory(s)
	for i := range maxRemembered + 100 {
		m.sense(fmt.Sprintf("word%d", i))
		for range 10 {
			m.isWord("vera holm", fmt.Sprintf("word%d", i))
		}
	}
	if len(m.words) > maxRemembered || len(m.pairs) > maxPairs {
		t.Errorf("%d words and %d pairs", len(m.words), len(m.pairs))
	}
	for _, sentence := range []string{
		"Twelve supporters of Vera Holm were detained by police in Larsk on Sunday.",
		"Police in Larsk detained 40 supporters of Vera Holm on Sunday.",
		"Police in Larsk did not detain 12 supporters of Vera Holm on Sunday.",
		"Die Polizei in Larsk nahm am Sonntag zwölf Anhänger von Vera Holm fest.",
		"The orchestra of Brede opens its season with an evening of songs.",
	} {
		a := stemma.Article{ID: "report", Lang: "en"}
		vectors, err := s.model.Vectors(t.Context(), []string{sentence})
		if err != nil {
			t.Fatal(err)
		}
		want, near := s.Judge(a, sentence, vectors[0])
		for range 2 {
			if got, ok := s.judge(m, a, sentence, vectors[0]); ok != near || !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", sentence, got, want)
			}
		}
	}
}

// TestCopies: passages of the same words are judged as each by itself is, whatever their articles' titles
// name.
func TestCopies(t *testing.T) {
	s := statement(t)
	const sentence = "Police detained 12 supporters of the opposition leader in the city on Sunday."
	vectors, err := s.model.Vectors(t.Context(), []string{sentence})
	if err != nil {
		t.Fatal(err)
	}
	titles := []string{"", "Rain expected", "Detentions in Larsk", "Larsk: supporters of Vera Holm detained", sentence}
	var near []found
	for _, title := range titles {
		a := stemma.Article{ID: "a", Lang: "en", Title: title, Text: sentence, Sentences: []stemma.Span{{End: len(sentence)}}}
		near = append(near, found{article: a, alike: 0.6, vector: vectors[0]})
	}
	all := passagesOf(near, hasDates(s.doc))
	if err := judgeAll(t.Context(), s, all); err != nil {
		t.Fatal(err)
	}
	scores := map[string]bool{}
	for i, title := range titles {
		want, _ := s.Judge(stemma.Article{ID: "a", Lang: "en", Title: title}, sentence, vectors[0])
		got := all[i].of.titles[title]
		if all[i].of != all[0].of || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, want %+v", title, got, want)
		}
		scores[fmt.Sprintf("%.3f", got.Score)] = true
	}
	if len(scores) != 3 {
		t.Errorf("the scores are %v: the titles name two names, one, and none", scores)
	}
}

// TestCanBeNear: what is dropped by its words alone is not near when it is read.
func TestCanBeNear(t *testing.T) {
	s := statement(t)
	m := newMemory(s)
	if s.canBeNear(m, "en", "The orchestra of Brede opens its season with an evening of songs.") {
		t.Error("what is about something else is read")
	}
	for _, sentence := range []string{
		"12 detained in Larsk.", "Police detained twelve supporters.", "On Sunday police in Larsk detained 12 supporters of Vera Holm, " + strings.Repeat("2 5 7 ", 30),
	} {
		c := s.compare(m, stemma.Article{ID: "report", Lang: "en"}, sentence, 1)
		c.miss(nil)
		if j, near := s.judged(stemma.Article{}, c); near && !s.canBeNear(m, "en", sentence) {
			t.Errorf("%s is not read, and its score is %.2f", sentence, j.Score)
		}
	}
}
