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
			if a.Published = published(i); !a.Published.IsZero() {
				a.PublishedPrecision = stemma.PrecisionSecond
			}
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

// grown is the graph of a story with its best tree.
func grown(t *testing.T, s Story) *graph {
	t.Helper()
	g, err := newGraph(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.grow(t.Context()); err != nil {
		t.Fatal(err)
	}
	return g
}

// TestDatesSwitchWordsOff: where dates tell of most who came first, words do not
// decide.
func TestDatesSwitchWordsOff(t *testing.T) {
	day := time.Date(2031, 5, 7, 8, 0, 0, 0, time.UTC)
	first := func(n int) func(i int) time.Time { // that many have dates, one after the other
		return func(i int) time.Time {
			if i >= n {
				return time.Time{}
			}
			return day.AddDate(0, 0, i)
		}
	}
	for _, tt := range []struct {
		name      string
		published func(i int) time.Time
		families  int
	}{
		{"undated", nil, 1},
		{"two of six dated", first(2), 1},
		{"five of six dated", first(5), 0},
		{"dated one after the other", first(6), 0},
		{"all at one time", func(int) time.Time { return day }, 1},
	} {
		if g := grown(t, storyOfTexts(tradition(syllables["latin"]), " ", tt.published)); len(g.families) != tt.families {
			t.Errorf("%s: words decided in %d families, want %d", tt.name, len(g.families), tt.families)
		}
	}
}

// TestOtherTextsAside: words decide among copies although a few dated reports are
// in other words, and not where there are many such: those are news.
func TestOtherTextsAside(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for others, families := range map[int]int{0: 1, 2: 1, 5: 0} {
		s := storyOfTexts(tradition(syllables["latin"]), " ", nil)
		for i := range others {
			s.Docs = append(s.Docs, text.Read(stemma.Article{
				ID: fmt.Sprint("x", i), Text: strings.Join(model(r, 200, syllables["cyrillic"]), " "), Lang: "ru",
				Published: time.Date(2031, 5, 7+i, 8, 0, 0, 0, time.UTC), PublishedPrecision: stemma.PrecisionSecond,
			}))
		}
		if g := grown(t, s); len(g.families) != families {
			t.Errorf("%d others: words decided in %d families, want %d", others, len(g.families), families)
		}
	}
}

// TestEditedCopiesAreNoFamily: copies of which each leaves out sentences here and
// there are edited, and words do not decide; those that lack a piece were copied.
func TestEditedCopiesAreNoFamily(t *testing.T) {
	for _, tt := range []struct {
		name     string
		left     func(text, sentence int) bool
		families int
	}{
		{"from beginning to end", func(int, int) bool { return false }, 1},
		{"a leaf is lost", func(text, sentence int) bool { return text > 1 && sentence/6 == text%5 }, 1},
		{"edited", func(text, sentence int) bool { return text > 0 && (sentence+text)%4 == 0 }, 0},
	} {
		texts := tradition(syllables["latin"])
		var s Story
		claims := make([]stemma.Claim, 35)
		for i, id := range []string{"a", "b", "c", "d", "e", "f"} {
			said, n := "", 0
			for j := range claims {
				if !tt.left(i, j) {
					said += "The " + strings.Join(texts[id][20*j:20*j+20], " ") + ".\n"
					claims[j].Passages = append(claims[j].Passages, stemma.Passage{Article: id, Sentences: []int{n}})
					n++
				}
			}
			s.Docs = append(s.Docs, text.Read(stemma.Article{ID: id, Text: said, Lang: "und", PublishedPrecision: stemma.PrecisionNone}))
		}
		s.Claims = claims
		if g := grown(t, s); len(g.families) != tt.families {
			t.Errorf("%s: words decided in %d families, want %d", tt.name, len(g.families), tt.families)
		}
	}
}

// TestDatesHoldWhereWordsDecide: whichever of two texts is dated first, it does not
// derive from the other.
func TestDatesHoldWhereWordsDecide(t *testing.T) {
	for first := range 2 {
		g := grown(t, storyOfTexts(tradition(syllables["latin"]), " ", func(i int) time.Time {
			if i > 1 {
				return time.Time{}
			}
			return time.Date(2031, 5, 7+i*(1-2*first), 8, 0, 0, 0, time.UTC)
		}))
		if len(g.families) != 1 {
			t.Fatalf("words decided in %d families", len(g.families))
		}
		if g.descends(first, 1-first) {
			t.Errorf("%s, of the day before, derives from %s", g.name(first), g.name(1-first))
		}
	}
}

// creditedCopies are four undated texts: two of a text as Marsh Herald has it, and
// two with the same changes, of which Brede Blatt has a credit for Marsh Herald
// besides.
func creditedCopies() Story {
	r := rand.New(rand.NewPCG(11, 12))
	of := syllables["latin"]
	first := model(r, 300, of)
	changed := copyOf(r, first, 4, 19, of)
	var s Story
	for i, words := range [][]string{first, first, changed, changed} {
		var said string
		for from := 0; from < len(words); from += 10 {
			said += "The " + strings.Join(words[from:from+10], " ") + ".\n"
		}
		outlet := []string{"Marsh Herald", "Larn Post", "Selm Echo", "Brede Blatt"}[i]
		if outlet == "Brede Blatt" {
			said += "Marsh Herald reports.\n"
		}
		s.Docs = append(s.Docs, text.Read(stemma.Article{ID: outlet, Outlet: outlet, Text: said, Lang: "en", PublishedPrecision: stemma.PrecisionNone}))
	}
	s.credit("Brede Blatt", len(s.Docs[3].Sentences)-1, "Marsh Herald")
	for j := range s.Docs[0].Sentences {
		c := stemma.Claim{ID: fmt.Sprint("c", j)}
		for _, d := range s.Docs {
			c.Passages = append(c.Passages, stemma.Passage{Article: d.Article.ID, Sentences: []int{j}})
		}
		s.Claims = append(s.Claims, c)
	}
	return s
}

// credit makes a sentence of an article one that credits an outlet, which is an
// article too.
func (s *Story) credit(article string, sentence int, outlet string) {
	id := fmt.Sprint("src", len(s.Sources)+1)
	span := s.Docs[articleIndex(s.Docs)[article]].Sentences[sentence].Span
	s.Sources = append(s.Sources, stemma.Source{ID: id, Name: outlet, Kind: stemma.SourceOutlet, Article: outlet, CitedBy: []string{article}})
	s.Attributions = append(s.Attributions, stemma.Attribution{
		Article: article, Sentence: sentence, Kind: stemma.AttributionIndirect,
		Source: stemma.Role{Span: span, Source: id}, Cue: stemma.Role{Span: stemma.Span{Start: span.End, End: span.End}},
	})
}

// TestCitationsHoldWhereWordsDecide: of two texts with the same words, the one that
// credits what both were copied from was copied first.
func TestCitationsHoldWhereWordsDecide(t *testing.T) {
	g := grown(t, creditedCopies())
	if len(g.families) != 1 {
		t.Fatalf("words decided in %d families", len(g.families))
	}
	if g.parent[3] != 0 || g.parent[2] != 3 {
		t.Errorf("Brede Blatt, which credits Marsh Herald, is from %q, and Selm Echo, with the same words, from %q", g.name(g.parent[3]), g.name(g.parent[2]))
	}
	if e := g.evidence(0, 3); !slices.ContainsFunc(e, func(x stemma.Evidence) bool { return x.Kind == stemma.EvidenceCites }) {
		t.Errorf("the credit is not among the evidence: %+v", e)
	}
}

// TestFamilyFromElsewhere: what all copies derive from may be a report in another
// language, or be where that report is from.
func TestFamilyFromElsewhere(t *testing.T) {
	for _, credits := range []bool{true, false} {
		s := creditedCopies()
		r := rand.New(rand.NewPCG(1, 2))
		var said string
		for range s.Claims {
			said += strings.Join(model(r, 9, syllables["cyrillic"]), " ") + ".\n"
		}
		x := text.Read(stemma.Article{ID: "Vest", Outlet: "Vest", Text: said, Lang: "ru", PublishedPrecision: stemma.PrecisionNone})
		s.Docs = append(s.Docs, x)
		for j := range x.Sentences {
			s.Claims[j].Passages = append(s.Claims[j].Passages, stemma.Passage{Article: "Vest", Sentences: []int{j}})
		}
		if credits {
			s.credit("Marsh Herald", 0, "Vest")
		} else {
			s.credit("Vest", 0, "Marsh Herald")
		}
		g := grown(t, s)
		if got, want := g.top(3), map[bool]int{true: 4, false: 0}[credits]; len(g.families) != 1 || got != want {
			t.Errorf("Marsh Herald credits it: %v; all goes back to %s", credits, g.name(got))
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
