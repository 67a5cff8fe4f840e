package store

import (
	"math/rand/v2"
	"slices"
	"testing"
)

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

// TestCells: in a segment that is divided into cells, most of what is near is found.
func TestCells(t *testing.T) {
	if testing.Short() {
		t.Skip("it computes for long, one thing after the other")
	}
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
