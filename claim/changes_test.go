package claim_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/attribution"
	"github.com/stemma-news/stemma/claim"
	"github.com/stemma-news/stemma/text"
)

// block is a pair of passages of testdata/changes, whose README.md says how it
// is written.
type block struct {
	title string
	langs [2]string
	lines [2][]string
	want  []string // "kind: before -> after"; none where nothing changed
}

func blocks(t *testing.T, path string) []block {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	for part := range strings.SplitSeq(string(b), "\n\n") {
		var x block
		for l := range strings.SplitSeq(part, "\n") {
			switch lang, s, ok := cutSide(l); {
			case l == "" || strings.HasPrefix(l, "#") || l == "same":
			case ok >= 0:
				x.langs[ok], x.lines[ok] = lang, append(x.lines[ok], s)
			case x.title == "":
				x.title = l
			default:
				x.want = append(x.want, l)
			}
		}
		if x.title != "" {
			out = append(out, x)
		}
	}
	return out
}

// cutSide reads "en < text" (side 0) and "en > text" (side 1), else -1.
func cutSide(l string) (lang, s string, side int) {
	for side, sign := range []string{" < ", " > "} {
		if lang, s, ok := strings.Cut(l, sign); ok && len(lang) <= 7 {
			return lang, s, side
		}
	}
	return "", "", -1
}

// compare returns what Compare finds in a block, read as a whole report each.
func (x *block) compare(t *testing.T) []stemma.Change {
	t.Helper()
	var docs []*text.Document
	for k, id := range []string{"a", "b"} {
		docs = append(docs, document(id, x.langs[k], x.lines[k]...))
	}
	attributions, sources, err := attribution.Find(t.Context(), docs, attribution.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var links []stemma.Link
	if len(x.lines[0]) == len(x.lines[1]) {
		for i := range x.lines[0] {
			links = append(links, join("a", i, "b", i, 0.95))
		}
	} else {
		l := stemma.Link{A: "a", B: "b", Kind: stemma.LinkTranslation, Score: 0.95}
		for i := range x.lines[0] {
			l.ASentences = append(l.ASentences, i)
		}
		for i := range x.lines[1] {
			l.BSentences = append(l.BSentences, i)
		}
		links = append(links, l)
	}
	var out []stemma.Change
	for _, c := range claim.Compare(claim.Story{
		Docs: docs, Links: links, Claims: claim.Join(docs, links), Edges: []stemma.Edge{{Parent: "a", Child: "b", Primary: true}},
		Attributions: attributions, Sources: sources,
	}) {
		out = append(out, c.Changes...)
	}
	return out
}

// TestPairs compares the pairs of testdata/changes.
func TestPairs(t *testing.T) {
	paths, err := filepath.Glob("testdata/changes/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no pairs", err)
	}
	langs, unchanged, all := map[string]bool{}, 0, 0
	for _, path := range paths {
		for _, x := range blocks(t, path) {
			all++
			langs[x.langs[0]], langs[x.langs[1]] = true, true
			if len(x.want) == 0 {
				unchanged++
			}
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt")+"/"+x.title, func(t *testing.T) { x.check(t) })
		}
	}
	if all < 80 || len(langs) < 15 || 3*unchanged < all {
		t.Errorf("%d pairs in %d languages, %d without a change", all, len(langs), unchanged)
	}
}

func (x *block) check(t *testing.T) {
	found := x.compare(t)
	for _, w := range x.want {
		k := -1
		for i := range found {
			if meets(w, &found[i]) {
				k = i
				break
			}
		}
		if k < 0 {
			t.Errorf("not found: %s", w)
			continue
		}
		found = append(found[:k:k], found[k+1:]...)
	}
	for _, c := range found {
		if c.Kind != stemma.ChangeWording {
			t.Errorf("found besides: %s (%s, %.2f)", change(c), c.Detail, c.Score)
		}
	}
}

// meets says that a change is the one that a line of a block asks for.
func meets(want string, c *stemma.Change) bool {
	kind, words, _ := strings.Cut(want, ":")
	before, after, _ := strings.Cut(words, "->")
	alike := func(x, y string) bool {
		x = strings.TrimSpace(x)
		return (x == "") == (y == "") && (strings.Contains(x, y) || strings.Contains(y, x))
	}
	return kind == string(c.Kind) && alike(before, c.Before) && alike(after, c.After)
}

// TestSpans checks that a change points to the words that it shows.
func TestSpans(t *testing.T) {
	a := document("a", "en", "One line before.", "The storm killed 31 people in Orvel.")
	b := document("b", "es", "La tormenta mató a 13 personas en Orvel.")
	got := changes(a, b, join("a", 1, "b", 0, .9))
	if len(got) != 1 {
		t.Fatalf("changes %v", got)
	}
	c := got[0]
	if was, is := a.Article.Text[c.BeforeSpan.Start:c.BeforeSpan.End], b.Article.Text[c.AfterSpan.Start:c.AfterSpan.End]; was != c.Before || is != c.After {
		t.Errorf("spans of %q and %q, want %q and %q", was, is, c.Before, c.After)
	}
	if have := fmt.Sprint(c.BeforeValue, " ", c.AfterValue); have != "31 13" || c.Score < claim.Threshold || c.Score > 1 {
		t.Errorf("values %s with the score %v", have, c.Score)
	}
}

// TestCompareTwice compares random stories several times: maps must not show.
func TestCompareTwice(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 10 {
		docs, links := random(r)
		s := claim.Story{Docs: docs, Links: links, Claims: claim.Join(docs, links)}
		for i := range docs {
			if i > 0 {
				s.Edges = append(s.Edges, stemma.Edge{Parent: docs[r.IntN(i)].Article.ID, Child: docs[i].Article.ID, Primary: true})
			}
		}
		want := claim.Compare(s)
		for range 5 {
			if diff := cmp.Diff(want, claim.Compare(s)); diff != "" {
				t.Fatalf("(-first +again)\n%s", diff)
			}
		}
	}
}

// TestCompareLong compares sentences of many figures, names and words, which
// must not take the square of their number.
func TestCompareLong(t *testing.T) {
	const n = 3000
	var a, b strings.Builder
	for i := range n {
		fmt.Fprintf(&a, "Port %d Selm saw %d boats on 12 May, ", i, 7*i)
		fmt.Fprintf(&b, "Port %d Karv saw %d boats on 13 May, ", i, 7*i+1)
	}
	from, to := document("a", "en", a.String()), document("b", "en", b.String())
	start := time.Now()
	changes(from, to, join("a", 0, "b", 0, .9))
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
