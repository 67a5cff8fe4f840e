package batch

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma"
)

// TestElements: what is sent is what comes.
func TestElements(t *testing.T) {
	x := Shared{Kind: EdgeStory, DayA: -1, DayB: Undated, Among: 300, Distance: 7, Names: 2, Twos: 1, N: 3, Keys: []heldKey{{1, 2}, {1 << 60, 9}}}
	check(t, encodeShared, decodeShared, x)
	check(t, encodeHolders, decodeHolders, Holders{N: 3, Members: []Member{{Order: 9, ID: "é", Day: 3, Sketch: 1}, {ID: "b", Day: Undated, Code: [2]uint64{1, 2}}}})
	check(t, encodePartners, decodePartners, Partners{List: []Partner{{"a", x}, {"b", Shared{Kind: EdgePassage}}}})
	check(t, encodeHalf, decodeHalf, Half{Body{"a", "text"}, x})
	check(t, encodeBody, decodeBody, Body{"a", ""})
	check(t, encodeTaking, decodeTaking, taking{`"2031-03-04T05:06:07Z"`, "a.warc.gz#12"})
	check(t, encodeLink, decodeLink, Link{A: "a", B: "b", DayA: 5, DayB: Undated, ASpan: stemma.Span{Start: 1, End: 2}, Words: 6, Same: 0.5, Weight: 1, Score: 3})
	check(t, encodeEdge, decodeEdge, Edge{A: "a", B: "b", DayA: 5, DayB: 6, Kind: EdgeCopy, Score: 0.25})
	a := stemma.Article{
		ID: "a", Input: "f#1", URL: "https://news.example/1", Outlet: "Vela Post", Title: "T", Byline: "B", Lang: "pt", Text: "Olá",
		Published: time.Date(2031, 3, 4, 5, 6, 7, 8, time.FixedZone("", 3*3600)), PublishedPrecision: stemma.PrecisionSecond,
		Extra: map[string]json.RawMessage{"captured": json.RawMessage(`"2031"`)},
	}
	for _, a := range []stemma.Article{a, {}} {
		b, err := encodeArticle(a)
		must(t, err)
		got, err := decodeArticle(b)
		if diff := cmp.Diff(a, got); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
}

func check[E any](t *testing.T, encode func(E) []byte, decode func([]byte) (E, error), e E) {
	t.Helper()
	b := encode(e)
	got, err := decode(b)
	if diff := cmp.Diff(e, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := decode(b[:len(b)-1]); err == nil {
		t.Errorf("%T: what is cut off is read", e)
	}
}

// FuzzPairElements: damaged elements give errors, whatever is in them.
func FuzzPairElements(f *testing.F) {
	f.Add(encodeHolders(Holders{N: 1, Members: []Member{{ID: "a"}}}))
	f.Add(encodePartners(Partners{List: []Partner{{ID: "a", Shared: Shared{Keys: []heldKey{{1, 2}}}}}}))
	f.Add(encodeLink(Link{A: "a", B: "b"}))
	f.Fuzz(readAny)
}

// readAny reads bytes as elements of every kind; what is one comes back as it was.
func readAny(t *testing.T, b []byte) {
	if h, err := decodeHolders(b); err == nil {
		check(t, encodeHolders, decodeHolders, h)
	}
	if p, err := decodePartners(b); err == nil {
		check(t, encodePartners, decodePartners, p)
	}
	_, _ = decodeArticle(b)
	_, _ = decodeHalf(b)
	_, _ = decodeBody(b)
	_, _ = decodeTaking(b)
	_, _ = decodeLink(b)
	_, _ = decodeEdge(b)
	_, _, _ = keyOf(b)
	_, _, _ = pairOf(b)
}

// TestDamagedElements: a part of what FuzzPairElements does, each time: with Beam in
// it that takes minutes to build.
func TestDamagedElements(t *testing.T) {
	x := Shared{Kind: EdgeStory, DayA: -1, DayB: Undated, N: 3, Keys: []heldKey{{1, 2}, {1 << 60, 9}}}
	article, err := encodeArticle(stemma.Article{ID: "a", Text: "text", Published: time.Unix(1e9, 0), Extra: map[string]json.RawMessage{"captured": json.RawMessage(`"2031"`)}})
	must(t, err)
	whole := [][]byte{
		encodeHolders(Holders{N: 3, Members: []Member{{Order: 9, ID: "a", Sketch: 1}, {ID: "b", Code: [2]uint64{1, 2}}}}),
		encodePartners(Partners{List: []Partner{{"a", x}, {"b", x}}}), encodeHalf(Half{Body{"a", "text"}, x}), article,
		encodeLink(Link{A: "a", B: "b", DayA: 5}), keyed{keyName, 7}.in(3), pairKey(EdgeStory, "a", "b"),
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		b := bytes.Clone(whole[chance.IntN(len(whole))])
		for range 1 + chance.IntN(3) {
			b[chance.IntN(len(b))] = byte(chance.Uint32())
		}
		readAny(t, b[:chance.IntN(len(b)+1)])
	}
}
