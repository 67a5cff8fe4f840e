package lineage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// syllables of an invented language, by script.
var syllables = map[string][]string{
	"latin":      strings.Fields("ka lo mi ra ven su rin obe tar lin dos pel"),
	"arabic":     strings.Fields("با تو مي را سن كو لا نو فر دا شي هم"),
	"cyrillic":   strings.Fields("ка ло ми ра вен су рин обе тар лин дос пел"),
	"devanagari": strings.Fields("का लो मि रा वे सु री ओ ता ली दो पे"),
}

// model is a text of words made of syllables.
func model(r *rand.Rand, n int, of []string) []string {
	words := make([]string, n)
	for i := range words {
		for range 3 {
			words[i] += of[r.IntN(len(of))]
		}
	}
	return words
}

// copyOf changes every so many words, from one on, for others.
func copyOf(r *rand.Rand, words []string, from, every int, of []string) []string {
	words = slices.Clone(words)
	for i := from; i < len(words); i += every {
		words[i] = model(r, 1, of)[0]
	}
	return words
}

// tradition is a text a that was copied by hand, with the same errors each time it
// is told: b and c from a, d and e from b, f from c.
func tradition(of []string) map[string][]string {
	r := rand.New(rand.NewPCG(7, 7))
	t := map[string][]string{"a": model(r, 700, of)}
	t["b"] = copyOf(r, t["a"], 3, 29, of)
	t["c"] = copyOf(r, t["a"], 11, 31, of)
	t["d"] = copyOf(r, t["b"], 5, 37, of)
	t["e"] = copyOf(r, t["b"], 17, 41, of)
	t["f"] = copyOf(r, t["c"], 7, 43, of)
	return t
}

func storyOfTexts(texts map[string][]string, sep string, published func(i int) time.Time) Story {
	var s Story
	for i, id := range []string{"a", "b", "c", "d", "e", "f"} {
		a := stemma.Article{ID: id, Text: strings.Join(texts[id], sep), Lang: "und", PublishedPrecision: stemma.PrecisionNone}
		if published != nil {
			a.Published, a.PublishedPrecision = published(i), stemma.PrecisionSecond
		}
		s.Docs = append(s.Docs, text.Read(a))
	}
	return s
}

// neighbours are the edges of the tree without their direction.
func neighbours(edges []stemma.Edge) []string {
	var list []string
	for _, e := range edges {
		list = append(list, min(e.Parent, e.Child)+max(e.Parent, e.Child))
	}
	slices.Sort(list)
	return list
}

// TestWordsDecide: in every script the words of hand-copied texts show who was
// copied from whom.
func TestWordsDecide(t *testing.T) {
	for script, of := range syllables {
		tree, err := Infer(t.Context(), storyOfTexts(tradition(of), " ", nil), Options{Rounds: -1})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := neighbours(tree.Edges), []string{"ab", "ac", "bd", "be", "cf"}; !slices.Equal(got, want) {
			t.Errorf("%s: edges %q, want %q", script, got, want)
		}
		for _, e := range tree.Edges {
			if !slices.ContainsFunc(e.Evidence, func(x stemma.Evidence) bool { return strings.Contains(x.Detail, "in which these texts differ") }) {
				t.Errorf("%s: %s→%s does not say what decided: %+v", script, e.Parent, e.Child, e.Evidence)
			}
		}
	}
}

// TestDatesSwitchWordsOff: where dates tell who came first, words do not decide.
func TestDatesSwitchWordsOff(t *testing.T) {
	day := time.Date(2031, 5, 7, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name      string
		published func(i int) time.Time
		families  int
	}{
		{"undated", nil, 1},
		{"dated one after the other", func(i int) time.Time { return day.AddDate(0, 0, i) }, 0},
		{"all at one time", func(int) time.Time { return day }, 1},
	} {
		g, err := newGraph(t.Context(), storyOfTexts(tradition(syllables["latin"]), " ", tt.published))
		if err != nil {
			t.Fatal(err)
		}
		if err := g.grow(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(g.families) != tt.families {
			t.Errorf("%s: words decided in %d families, want %d", tt.name, len(g.families), tt.families)
		}
	}
}

// TestTallyByWords: what an explanation sums is what decided, and adds up to the
// candidate's score.
func TestTallyByWords(t *testing.T) {
	g, err := newGraph(t.Context(), storyOfTexts(tradition(syllables["arabic"]), " ", nil))
	if err != nil {
		t.Fatal(err)
	}
	var x tally
	if g.tallyByWords(0, 1, &x) {
		t.Error("words decided before they were asked")
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	for c := range g.pairs {
		for _, k := range g.pairs[c] {
			if !g.tallyByWords(c, k.from, &x) {
				t.Fatalf("words did not decide about %d and %d", c, k.from)
			}
			if again := g.candidate(k.from, &x); again.score != k.score {
				t.Errorf("%d from %d: %v tallied, %v decided", c, k.from, again.score, k.score)
			}
		}
	}
	e, ok := g.fewerApart(3, 1, 5)
	if want := "differs from b in 19 words, from f in"; !ok || !strings.HasPrefix(e.Detail, want) {
		t.Errorf("d is from b and not from f: %q, want %q", e.Detail, want)
	}
	if _, ok := g.fewerApart(3, 5, 1); ok {
		t.Error("d is nearer to b than to f")
	}
	if near, of, ok := g.wordsApart(1, 3); !ok || near == 0 || near >= of {
		t.Errorf("b and d: %d of %d places, %v", near, of, ok)
	}
}

// TestLongAndShort: articles of a few words and one of thousands, undated, with
// the same words.
func TestLongAndShort(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	texts := []string{strings.Join(model(r, 12000, []string{"alfa ", "beto ", "gamo "}), " ")}
	texts = append(texts, "alfa beto gamo yxa yxo", "gamo beto alfa yxo yxa", "beto gamo yxa alfa yxo")
	var s Story
	for i, x := range texts {
		s.Docs = append(s.Docs, text.Read(stemma.Article{ID: fmt.Sprint("a", i), Text: x, Lang: "und", PublishedPrecision: stemma.PrecisionNone}))
	}
	if _, err := Infer(t.Context(), s, Options{Rounds: -1}); err != nil {
		t.Fatal(err)
	}
}

// TestInferHearsTheContext: long texts of the same words in any order are given up
// when the time is up.
func TestInferHearsTheContext(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	kinds := model(r, 200, syllables["latin"])
	var s Story
	for i := range 30 {
		s.Docs = append(s.Docs, text.Read(stemma.Article{
			ID: fmt.Sprint("a", i), Text: strings.Join(model(r, 1000, withSpaces(kinds)), " "), Lang: "und", PublishedPrecision: stemma.PrecisionNone,
		}))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := Infer(ctx, s, Options{Rounds: -1})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("came back after %v", took)
	}
}

func withSpaces(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w + " "
	}
	return out
}
