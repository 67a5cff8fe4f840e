package store

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
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

// scorer computes what Match must give, one by one.
func (x *indexed) scorer(words []Words) func(d *indexedDoc) float64 {
	n, df := map[string]float64{}, map[[2]string]float64{}
	for i := range x.docs {
		lang := primaryLang(x.docs[i].lang)
		n[lang]++
		for term := range x.docs[i].terms {
			df[[2]string{term, lang}]++
		}
	}
	often := func(term, lang string) bool { return df[[2]string{term, lang}] > max(10, tooFrequent*n[lang]) }
	frequent := true
	for _, w := range words {
		for _, f := range w.Forms {
			for lang := range n {
				frequent = frequent && (df[[2]string{f.Text, lang}] == 0 || often(f.Text, lang))
			}
		}
	}
	return func(d *indexedDoc) float64 {
		sum, lang := 0.0, primaryLang(d.lang)
		for _, w := range words {
			for _, f := range w.Forms {
				if often(f.Text, lang) && !frequent {
					continue
				}
				df := df[[2]string{f.Text, lang}]
				sum += max(1, math.Round(scale*math.Log1p((n[lang]-df+0.5)/(df+0.5)))) * float64(d.terms[f.Text])
			}
		}
		return sum / (255 * scale)
	}
}

// TestMatchIsExact: what is found is what a look at all documents finds, however the
// index is cut into segments.
func TestMatchIsExact(t *testing.T) {
	x := fillIndex(t, 1500)
	v := x.view(t)
	if n := len(v.segments); n < 3 || n > 20 {
		t.Fatalf("%d segments: they should be merged, and not all", n)
	}
	for _, query := range [][]Words{
		{word("w20")},
		{word("w20"), word("w30")},
		{word("w1"), word("w2")},
		{word("w1"), word("w35"), word("w12"), word("w3")},
		{word("own17")},
		{word("own17", "own1400"), word("w25")},
		{word("none")},
	} {
		for _, scope := range []Scope{
			{},
			{Filter: Filter{Langs: []string{"ar", "de"}, Outlets: []string{"Outlet 1", "outlet 2"}}},
			{Filter: Filter{From: someday.AddDate(0, 0, 30), To: someday.AddDate(0, 0, 60)}},
			{Only: []string{"a00017", "a00018", "a01234", "a01400", "zz"}},
			{Must: []Words{word("w7", "w9")}, MustNot: []Words{word("w2"), word("w11")}},
		} {
			in, err := v.In(scope)
			if err != nil {
				t.Fatal(err)
			}
			hits, err := v.Match(query, in, 25)
			if err != nil {
				t.Fatal(err)
			}
			want := x.best(query, &scope, 25)
			var docs []Doc
			for _, h := range hits {
				docs = append(docs, h.Doc)
			}
			if got := ids(t, v, docs); !slices.Equal(got, want) {
				t.Errorf("%v in %+v:\n%v, want\n%v", query, scope, got, want)
			}
		}
	}
}

func (x *indexed) best(query []Words, s *Scope, limit int) []string {
	type hit struct {
		id    string
		score float64
	}
	var all []hit
	score := x.scorer(query)
	for i := range x.docs {
		d := &x.docs[i]
		if score := score(d); score > 0 && d.in(s) {
			all = append(all, hit{d.id, score})
		}
	}
	slices.SortStableFunc(all, func(a, b hit) int {
		if math.Abs(a.score-b.score) < 1e-9 {
			return 0
		}
		if a.score > b.score {
			return -1
		}
		return 1
	})
	out := []string{}
	for _, h := range all[:min(len(all), limit)] {
		out = append(out, h.id)
	}
	return out
}

func (d *indexedDoc) in(s *Scope) bool {
	has := func(w Words) bool {
		return slices.ContainsFunc(w.Forms, func(f Form) bool { return d.terms[f.Text] > 0 })
	}
	return (s.Langs == nil || slices.Contains(s.Langs, primaryLang(d.lang))) &&
		(s.Outlets == nil || slices.ContainsFunc(s.Outlets, func(o string) bool { return plainKey(o, maxName) == plainKey(d.outlet, maxName) })) &&
		(d.published.IsZero() || !d.published.Before(s.From) && (s.To.IsZero() || d.published.Before(s.To))) &&
		(s.Only == nil || slices.Contains(s.Only, d.id)) &&
		!slices.ContainsFunc(s.Must, func(w Words) bool { return !has(w) }) && !slices.ContainsFunc(s.MustNot, has)
}

// TestNearIsExact: in segments without cells every passage is looked at.
func TestNearIsExact(t *testing.T) {
	x := fillIndex(t, 800)
	v := x.view(t)
	in, err := v.In(Scope{Filter: Filter{Langs: []string{"en"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range x.docs[:50] {
		if x.docs[i].lang != "en" || len(x.docs[i].codes) == 0 {
			continue
		}
		code := x.docs[i].codes[0]
		code[0] ^= 0xf0f
		near, err := v.Near(Target{Code: code}, in, 10)
		if err != nil {
			t.Fatal(err)
		}
		var all []int
		for j := range x.docs {
			if x.docs[j].lang == "en" {
				for k := range x.docs[j].codes {
					all = append(all, code.distance(&x.docs[j].codes[k]))
				}
			}
		}
		slices.Sort(all)
		var got []int
		for _, n := range near {
			got = append(got, n.Distance)
		}
		if !slices.Equal(got, all[:10]) {
			t.Errorf("%v, want %v", got, all[:10])
		}
		if id := ids(t, v, []Doc{near[0].Doc})[0]; id != x.docs[i].id || near[0].Sentence != 0 || near[0].Distance != 8 {
			t.Errorf("nearest %s %+v", id, near[0])
		}
	}
}

// TestRevisionReplaces: of an article that came anew only the latest revision is found, before
// and after segments are merged.
func TestRevisionReplaces(t *testing.T) {
	x := fillIndex(t, 40)
	ctx := t.Context()
	if _, err := x.Add(ctx, []stemma.Article{{ID: "a00017", URL: "https://courier.example/a00017", Text: "Another text"}}); err != nil {
		t.Fatal(err)
	}
	e := &IndexEntry{Made: "test", Lang: "en", Terms: []Term{{"new", 9}}, Passages: []Passage{{0, Code{1, 2, 3, 4}}}}
	if err := x.PutIndex(ctx, []Placed{{N: 41, Article: "a00017", Index: e}}); err != nil {
		t.Fatal(err)
	}
	look := func() {
		t.Helper()
		v := x.view(t)
		defer v.Close()
		in, err := v.In(Scope{})
		if err != nil {
			t.Fatal(err)
		}
		for term, want := range map[string]int{"own17": 0, "own16": 1, "new": 1} {
			hits, err := v.Match([]Words{word(term)}, in, 10)
			if err != nil || len(hits) != want {
				t.Errorf("%s: %d hits, %v, want %d", term, len(hits), err, want)
			}
		}
		for _, n := range must(v.Near(Target{Code: Code{1, 2, 3, 4}}, in, 100)) {
			if a := must(v.Articles([]Doc{n.Doc}))[n.Doc]; a.ID == "a00017" && (a.Text != "Another text" || n.Distance != 0) {
				t.Errorf("a passage of an old revision is found: %+v", n)
			}
		}
	}
	look()
	if err := x.dropDeadIndex(ctx); err != nil {
		t.Fatal(err)
	}
	look()
	var dead int
	if err := x.read.QueryRowContext(ctx, "SELECT count(*) FROM search_dead").Scan(&dead); err != nil || dead != 0 {
		t.Errorf("%d dead, %v", dead, err)
	}
	if err := x.PutIndex(ctx, []Placed{{N: 41, Article: "a00017", Index: e}}); err == nil {
		t.Error("one revision was indexed twice")
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// TestCells: in a segment that is divided into cells, most of what is near is found.
func TestCells(t *testing.T) {
	x := fillIndex(t, 1)
	ctx, r := t.Context(), rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same each time
	changed := func(c Code, bits int) Code {
		for range bits {
			c[r.IntN(4)] ^= 1 << r.IntN(64)
		}
		return c
	}
	subjects := make([]Code, 100)
	for i := range subjects {
		subjects[i] = Code{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()}
	}
	tx := must(x.write.BeginTx(ctx, nil))
	defer tx.Rollback() //nolint:errcheck // nothing is kept
	var docs []document
	var codes []passage
	for doc := range uint32(400) {
		docs = append(docs, document{revision: int64(doc) + 2})
		for s := range uint16(100) {
			codes = append(codes, passage{changed(subjects[r.IntN(len(subjects))], 70), doc, s})
		}
	}
	if err := writeSegment(ctx, tx, "test", docs, codes, func(func([]byte, []posting) error) error { return nil }); err != nil {
		t.Fatal(err)
	}
	all := must(readSegments(ctx, tx, func(int64) *segment { return nil }))
	s := all[len(all)-1]
	if s.cells != len(codes)/cellSize || s.open(ctx, tx) != nil {
		t.Fatalf("%d cells", s.cells)
	}
	found := 0
	for range 300 {
		p := codes[r.IntN(len(codes))]
		n := newNearest(target(changed(p.code, 50)), 5)
		r := newSegmentReader(ctx, tx, s)
		cells := nearestCells([][]float32{must(n.cellsOf(r))})
		if err := n.collect(0, r, nil, cells[0]); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(n.result(), func(n Near) bool { return n.Doc.number == p.doc && n.Sentence == int(p.sentence) }) {
			found++
		}
	}
	if found < 250 {
		t.Errorf("%d of 300 were found", found)
	}
}

func TestToMerge(t *testing.T) {
	always := func(int, int) bool { return true }
	for _, c := range []struct {
		docs []int
		want int
	}{
		{[]int{3}, 1},
		{[]int{1, 1, 1, 1}, 0},
		{[]int{500, 500, 500}, 3},
		{[]int{500, 500, 500, 500}, 0},
		{[]int{2000, 500, 500, 500, 500}, 1},
		{[]int{2000, 2000, 2000, 500, 500, 500, 500}, 0},
		{[]int{70000, 70000, 70000, 70000}, 4},
		{[]int{500, 500, 3, 500, 500}, 0},
		{[]int{2000, 500, 500, 500, 3}, 5},
	} {
		if got := toMerge(c.docs, always); got != c.want {
			t.Errorf("%v: from %d, want %d", c.docs, got, c.want)
		}
	}
}

func TestPostings(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same each time
	for _, n := range []int{1, 2, 8, 9, 127, 128, 129, 1000, 50000} {
		var list []posting
		doc := uint32(r.IntN(3))
		for range n {
			list = append(list, posting{doc, uint8(r.IntN(256))}) //nolint:gosec // a byte
			doc += 1 + uint32(r.IntN(1+r.IntN(300)))              //nolint:gosec // small
		}
		var rows [][]byte
		w := &rowWriter{put: func(row []byte) error {
			if len(row) > rowSize {
				t.Errorf("a row of %d bytes", len(row))
			}
			rows = append(rows, slices.Clone(row))
			return nil
		}}
		if err := addPostings(w, []byte("tword\x00en\x00"), list); err != nil {
			t.Fatal(err)
		}
		if err := w.flush(); err != nil {
			t.Fatal(err)
		}
		var got []posting
		for i, row := range rows {
			for in := (rowReader{data: row}); in.next(); {
				value := in.value
				if len(got) == 0 {
					_, value, _ = cutListHead(value)
				}
				base := uint32(in.key[9])<<24 | uint32(in.key[10])<<16 | uint32(in.key[11])<<8 | uint32(in.key[12])
				var ok bool
				if got, ok = appendPostings(got, value, base, func(d uint32) (uint32, bool) { return d, true }); !ok {
					t.Fatalf("row %d is damaged", i)
				}
			}
		}
		if !slices.Equal(got, list) {
			t.Errorf("%d postings: %d came back", n, len(got))
		}
	}
}

// FuzzRow: whatever is in a file, reading it ends, and reads nothing beyond it.
func FuzzRow(f *testing.F) {
	f.Add([]byte("\x00\x05twordxxxx\x03\x01\xff\x00\x00\x07"))
	f.Add([]byte{0, 5, 't', 0, 0, 0, 0, 8, 20, 255, 19, 200, 5, 9, 1, 1})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(_ *testing.T, data []byte) {
		for in := (rowReader{data: data}); in.next(); {
			if _, value, ok := cutListHead(in.value); ok {
				appendPostings(nil, value, 0, func(d uint32) (uint32, bool) { return d, true })
			}
			if p, ok := cutPassages(in.value); ok {
				p.places(func(int, uint32, uint16) bool { return true })
			}
		}
		_, _ = readDirectory(data, 3)
	})
}

// TestCheckIndex: damage is told of.
func TestCheckIndex(t *testing.T) {
	x := fillIndex(t, 600)
	faults := func() []string {
		c := checking{Archive: x.Archive}
		if err := c.index(context.Background()); err != nil {
			t.Fatal(err)
		}
		return c.faults
	}
	if f := faults(); len(f) > 0 {
		t.Fatalf("faults of a sound index: %v", f)
	}
	if _, err := x.write.ExecContext(t.Context(), "UPDATE search_row SET data = substr(data, 1, 100) WHERE n = (SELECT min(n) FROM search_row)"); err != nil {
		t.Fatal(err)
	}
	if f := faults(); len(f) != 1 {
		t.Errorf("faults: %v", f)
	}
}

// target is one whose vector is the code's signs.
func target(c Code) Target {
	t := Target{Code: c, Vector: make([]float32, 256)}
	for i := range t.Vector {
		t.Vector[i] = float32(c[i>>6]>>(i&63)&1)*2 - 1
	}
	return t
}
