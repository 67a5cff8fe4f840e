package copies

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// few is how many articles the tests make.
const few = 500

// made returns a corpus as a user reads it: texts by id, and the gold.
func made(t *testing.T, c *Corpus) (map[string]string, []goldPair) {
	t.Helper()
	var articles, gold bytes.Buffer
	if err := c.WriteArticles(&articles); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteGold(&gold); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, r := range lines[record](t, &articles) {
		texts[r.ID] = r.Text
	}
	return texts, lines[goldPair](t, &gold)
}

func lines[T any](t *testing.T, r io.Reader) []T {
	t.Helper()
	var all []T
	for dec := json.NewDecoder(r); dec.More(); {
		var x T
		if err := dec.Decode(&x); err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	return all
}

func TestSameSeedGivesTheSameBytes(t *testing.T) {
	write := func(seed uint64) string {
		var b bytes.Buffer
		c := New(200, Options{Seed: seed, CJK: true})
		if err := c.WriteArticles(&b); err != nil {
			t.Fatal(err)
		}
		if err := c.WriteGold(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if first, again := write(7), write(7); first != again {
		t.Error("two runs with one seed differ")
	}
	if write(7) == write(8) {
		t.Error("two seeds give the same")
	}
}

func TestArticlesAreAsLongAsNews(t *testing.T) {
	texts, _ := made(t, New(few, Options{Seed: 1}))
	words := 0
	for id, text := range texts {
		if !utf8.ValidString(text) || strings.TrimSpace(text) != text {
			t.Errorf("%s is not clean text", id)
		}
		words += len(strings.Fields(text))
	}
	if mean := words / len(texts); mean < 300 || mean > 420 {
		t.Errorf("articles have %d words on average, not 300 to 420", mean)
	}
}

// What the gold says is shared is what is there, up to the edits it names.
func TestGoldSpansHoldTheSharedText(t *testing.T) {
	texts, gold := made(t, New(few, Options{Seed: 1}))
	seen := map[kind]int{}
	for _, p := range gold {
		seen[p.Kind]++
		for _, s := range p.Spans {
			a := cut(t, texts[p.A], s.A)
			if p.Kind == formulaKind {
				continue
			}
			b := cut(t, texts[p.B], s.B)
			if len(p.Edits) == 0 && strings.Fields(a)[0] != strings.Fields(b)[0] {
				t.Errorf("%s %s–%s without edits begins with %q and %q", p.Kind, p.A, p.B, a, b)
			}
			if p.Kind == clause && alike(a, b) < 0.6 {
				t.Errorf("clause of %s and %s: %q and %q", p.A, p.B, a, b)
			}
		}
		if p.Kind == oneSent && len(p.Edits) == 0 && cut(t, texts[p.A], p.Spans[0].A) != cut(t, texts[p.B], p.Spans[0].B) {
			t.Errorf("sentence of %s and %s is edited, and the gold does not say so", p.A, p.B)
		}
	}
	for _, k := range []kind{wholeCopy, family, paragraph, oneSent, clause, formulaKind} {
		if seen[k] < 20 {
			t.Errorf("%d of kind %s: too few to measure", seen[k], k)
		}
	}
}

// cut returns the text of a span, which must begin and end with a word or its
// punctuation.
func cut(t *testing.T, text string, s span) string {
	t.Helper()
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		t.Fatalf("span %v in a text of %d bytes", s, len(text))
	}
	out := text[s.Start:s.End]
	if !utf8.ValidString(out) || strings.TrimSpace(out) != out {
		t.Errorf("span %v cuts %q", s, out)
	}
	return out
}

// alike is the share of a's words that are in b.
func alike(a, b string) float64 {
	words, in := strings.Fields(a), 0
	for _, w := range words {
		if slices.Contains(strings.Fields(b), w) {
			in++
		}
	}
	return float64(in) / float64(len(words))
}

// The longer a run of words, the less it is shared by chance: at 100,000
// articles, 200 times as many, the longest has six words.
func TestBackgroundSharesNoLongRuns(t *testing.T) {
	if run := New(few, Options{Seed: 1}).LongestChanceRun(); run > 6 {
		t.Errorf("a run of %d words is shared by chance", run)
	}
}

func TestFamilyIsPrintedByMany(t *testing.T) {
	for _, n := range []int{1000, 5000, 20000} {
		families := 0
		for _, g := range plan(n, familySize(n), New(100, Options{Seed: 1}).random(streamPlan)) {
			if g.kind == family {
				families++
				if len(g.members()) != familySize(n) {
					t.Errorf("a family of %d in %d articles, not %d", len(g.members()), n, familySize(n))
				}
			}
		}
		if want := max(1, n/10000); families != want {
			t.Errorf("%d families in %d articles, not %d", families, n, want)
		}
	}
}

// Units that follow each other in both are one stretch; an order that was
// changed, or a sentence of one's own between, begins another.
func TestPairOfJoinsNeighbours(t *testing.T) {
	at := func(units ...unit) written {
		var w written
		for i, u := range units {
			w.units = append(w.units, mark{unit: u, start: 10 * i, end: 10*i + 9})
		}
		return w
	}
	tests := []struct {
		name string
		x, y written
		want string
	}{
		{"same order", at(1, 2, 3), at(1, 2, 3), "[0,29) [0,29)"},
		{"swapped", at(1, 2, 3), at(2, 1, 3), "[0,9) [10,19), [10,19) [0,9), [20,29) [20,29)"},
		{"one left out", at(1, 2, 3), at(1, 3), "[0,9) [0,9), [20,29) [10,19)"},
		{"nothing", at(1), at(2), ""},
	}
	for _, test := range tests {
		p := pairOf(wholeCopy, carrier{id: "x", written: test.x}, carrier{id: "y", written: test.y})
		var got []string
		for _, s := range p.Spans {
			got = append(got, fmt.Sprintf("[%d,%d) [%d,%d)", s.A.Start, s.A.End, s.B.Start, s.B.End))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %v, want %s", test.name, got, test.want)
		}
	}
}
