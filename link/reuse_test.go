package link

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// pairOf compares two texts whose sentences are lines.
func pairOf(t testing.TB, lang, a, b string) ([]*text.Document, *matcher, finding) {
	t.Helper()
	docs := []*text.Document{document("a", lang, strings.Split(a, "\n")), document("b", lang, strings.Split(b, "\n"))}
	s, err := newStory(t.Context(), docs, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &matcher{story: s}
	m.set(&s.articles[0], &s.articles[1])
	found := m.reuse([]match{{a: run{0, m.na}, b: run{0, m.nb}}})
	return docs, m, found[0]
}

// texts returns what stretches say on either side.
func texts(docs []*text.Document, found []stemma.Stretch) []string {
	var out []string
	for _, s := range found {
		a, b := docs[0].Article.Text[s.A.Start:s.A.End], docs[1].Article.Text[s.B.Start:s.B.End]
		if a != b {
			a += " <> " + b
		}
		out = append(out, a)
	}
	return out
}

func TestEdits(t *testing.T) {
	langs := map[string]bool{}
	for _, c := range edits {
		langs[c.lang] = true
		t.Run(c.lang+"/"+c.name, func(t *testing.T) {
			docs, m, found := pairOf(t, c.lang, c.a, c.b)
			if found.kind != c.kind {
				t.Errorf("kind %q, want %q", found.kind, c.kind)
			}
			if diff := gocmp.Diff(c.shared, texts(docs, m.a.spansOf(m.b, found.stretches))); diff != "" {
				t.Errorf("(-want +have)\n%s", diff)
			}
		})
	}
	if len(edits) < 40 || len(langs) < 12 {
		t.Errorf("%d edits in %d languages", len(edits), len(langs))
	}
}

// TestEditsTurned wants the same of the two texts in the other order.
func TestEditsTurned(t *testing.T) {
	for _, c := range edits {
		_, _, found := pairOf(t, c.lang, c.b, c.a)
		if found.kind != c.kind || len(found.stretches) != len(c.shared) {
			t.Errorf("%s/%s: %q with %d stretches, want %q with %d", c.lang, c.name, found.kind, len(found.stretches), c.kind, len(c.shared))
		}
	}
}

// copies makes n articles in one language, each of sentences of one pool, some
// of them joined or shortened.
func copies(n, sentences int) []*text.Document {
	r := rand.New(rand.NewPCG(11, 11))
	pool := make([]string, 2*sentences)
	for k := range pool {
		var words []string
		for range 18 {
			words = append(words, invented(r, "en"))
		}
		pool[k] = strings.Join(words, " ")
	}
	docs := make([]*text.Document, n)
	for k := range docs {
		var lines []string
		for _, at := range r.Perm(len(pool))[:sentences] {
			line := pool[at]
			switch r.IntN(4) {
			case 0:
				line += ", " + pool[r.IntN(len(pool))]
			case 1:
				line = line[:len(line)/2]
			}
			lines = append(lines, line+".")
		}
		docs[k] = document(fmt.Sprintf("copy%03d", k), "en", lines)
	}
	return docs
}

// BenchmarkReuse links a story of 50 articles of 25 sentences that are all
// copies of each other: the most that there can be to align.
func BenchmarkReuse(b *testing.B) {
	docs := copies(50, 25)
	vecs := vectorsOf(b, docs)
	for b.Loop() {
		if _, err := Find(b.Context(), docs, vecs, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
