package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stemma-news/stemma"
)

// indexed is an archive with made-up entries, and what is in them.
type indexed struct {
	*Archive
	docs []indexedDoc
}

type indexedDoc struct {
	id, lang, outlet string
	published        time.Time
	terms            map[string]uint8
	codes            []Code
}

var someday = time.Date(2025, 5, 1, 0, 0, 0, 0, time.UTC)

// fillIndex indexes n articles in batches of irregular sizes. Term "w3" is in every third of the
// articles and so on, and each has one of its own.
func fillIndex(t *testing.T, n int) *indexed {
	t.Helper()
	a, err := Create(t.Context(), filepath.Join(t.TempDir(), "archive"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	x := &indexed{Archive: a}
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	for len(x.docs) < n {
		var batch []stemma.Article
		var placed []Placed
		for range min(1+r.IntN(60), n-len(x.docs)) {
			d := madeUp(r, len(x.docs))
			x.docs = append(x.docs, d)
			batch = append(batch, stemma.Article{ID: d.id, URL: "https://courier.example/" + d.id, Text: "Text of " + d.id, Published: d.published})
			placed = append(placed, Placed{N: int64(len(x.docs)), Article: d.id, Index: d.entry()})
		}
		if _, err := a.Add(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		if err := a.PutIndex(t.Context(), placed); err != nil {
			t.Fatal(err)
		}
	}
	return x
}

func madeUp(r *rand.Rand, i int) indexedDoc {
	d := indexedDoc{
		id: fmt.Sprintf("a%05d", i), lang: []string{"en", "ar", "de-CH"}[r.IntN(3)], outlet: fmt.Sprintf("Outlet %d", r.IntN(7)),
		published: someday.Add(time.Duration(i) * time.Hour), terms: map[string]uint8{fmt.Sprintf("own%d", i): 200},
	}
	if i%11 == 0 {
		d.published = time.Time{}
	}
	for k := 1; k < 40; k++ {
		if r.IntN(k) == 0 {
			d.terms[fmt.Sprintf("w%d", k)] = uint8(1 + r.IntN(255)) //nolint:gosec // at most 255
		}
	}
	for range r.IntN(6) {
		d.codes = append(d.codes, Code{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()})
	}
	return d
}

func (d *indexedDoc) entry() *IndexEntry {
	e := &IndexEntry{Made: "test", Lang: d.lang, Outlet: d.outlet, Published: d.published}
	for t, impact := range d.terms {
		e.Terms = append(e.Terms, Term{t, impact})
	}
	for i, c := range d.codes {
		e.Passages = append(e.Passages, Passage{uint16(i), c}) //nolint:gosec // few
	}
	return e
}

func (x *indexed) view(t *testing.T) *View {
	t.Helper()
	v, err := x.Index().View(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	return v
}

// ids are the articles of documents.
func ids(t *testing.T, v *View, docs []Doc) []string {
	t.Helper()
	articles, err := v.Articles(docs)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = articles[d].ID
	}
	return out
}

func word(texts ...string) Words {
	var w Words
	for _, s := range texts {
		w.Forms = append(w.Forms, Form{Text: s})
	}
	return w
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// target is one whose vector is the code's signs.
func target(c Code) Target {
	t := Target{Code: c, Vector: make([]float32, 256)}
	for i := range t.Vector {
		t.Vector[i] = float32(c[i>>6]>>(i&63)&1)*2 - 1
	}
	return t
}
