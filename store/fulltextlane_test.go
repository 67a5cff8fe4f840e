package store

import (
	"bytes"
	"reflect"
	"runtime"
	"testing"

	"github.com/stemma-news/stemma"
)

// TestRowCache: a row is found until as many others were put as two generations have, again when it was
// asked for meanwhile, and under its own segment only.
func TestRowCache(t *testing.T) {
	c := rowCache{most: cachedRows}
	a, b := new(segment), new(segment)
	fill := func() {
		for i := range cachedRows {
			c.put(b, i, []byte{1})
		}
	}
	c.put(a, 7, []byte("row"))
	if c.get(b, 7) != nil || c.get(a, 8) != nil {
		t.Error("a row that was not put")
	}
	for range 3 {
		fill()
		if got := c.get(a, 7); !bytes.Equal(got, []byte("row")) {
			t.Fatalf("%q, though it is asked for again and again", got)
		}
	}
	fill()
	fill()
	if c.get(a, 7) != nil {
		t.Error("what was not asked for is still there")
	}
	if n := len(c.young) + len(c.old); n > 2*cachedRows {
		t.Errorf("%d rows are kept", n)
	}
}

// TestLaneOfAnotherState: a connection that sees what was written after a view was opened takes no
// part in it.
func TestLaneOfAnotherState(t *testing.T) {
	x := fillIndex(t, 300)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	v := x.view(t)
	in := must(v.In(Scope{}))
	query := []Words{word("w20"), word("w3")}
	want := must(v.Match(query, in, 25))

	if _, err := x.Add(t.Context(), []stemma.Article{{ID: "late", URL: "https://courier.example/late", Text: "Late"}}); err != nil {
		t.Fatal(err)
	}
	e := &IndexEntry{Made: "test", Lang: "en", Terms: []Term{{"w20", 255}, {"w3", 255}}}
	if err := x.PutIndex(t.Context(), []Placed{{N: 301, Article: "late", Index: e}}); err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(2)
	if err := v.widen(v.segments); err != nil {
		t.Fatal(err)
	}
	if len(v.open) != 2 || len(v.free) != 1 || len(x.spare) != 1 {
		t.Fatalf("%d connections, %d of use, %d borrowed", len(v.open), len(v.free), len(x.spare))
	}
	for range 4 {
		if got := must(v.Match(query, in, 25)); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	v.Close()
	if len(x.spare) != 0 {
		t.Errorf("%d connections are not given back", len(x.spare))
	}
	late := x.view(t)
	if len(late.free) != 2 {
		t.Errorf("%d connections of use", len(late.free))
	}
	if got := must(late.Match(query, must(late.In(Scope{})), 25)); reflect.DeepEqual(got, want) {
		t.Error("the new article is not found")
	}
}

// TestFirstRowsComeAtOnce: where the lists of words begin is read before they are looked for, and what is found is the same without.
func TestFirstRowsComeAtOnce(t *testing.T) {
	x := fillIndex(t, 600)
	v := x.view(t)
	words := []Words{word("own1", "own20"), word("own333"), word("own555", "w3"), word("none")}
	one := must(v.open[0].tx.PrepareContext(t.Context(), rowQuery))
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	several := 0
	for i, s := range v.segments {
		l := <-v.free
		plain, r := newSegmentReader(t.Context(), l.tx, s), l.readers[i]
		first := r.firstRows(words)
		if len(first) > 1 {
			several++
			r.get = one // no row can be read by itself
		}
		found := must(r.lists(words))
		if want := must(plain.lists(words)); !reflect.DeepEqual(keysOf(found), keysOf(want)) {
			t.Errorf("segment %d: lists %q, want %q", i, keysOf(found), keysOf(want))
		}
		v.free <- l
	}
	if several == 0 {
		t.Error("no segment has lists that begin in several rows: nothing was tried")
	}
}

func keysOf(lists []*list) (out []string) {
	for _, l := range lists {
		out = append(out, string(l.key))
	}
	return out
}
