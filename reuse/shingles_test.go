package reuse_test

import (
	"testing"

	"github.com/stemma-news/stemma/reuse"
)

// TestShingles: equal words have equal shingles, whatever their case, punctuation and
// figures, and where they stand.
func TestShingles(t *testing.T) {
	a, words := reuse.Shingles("The mill burnt 12 barns.")
	b, _ := reuse.Shingles("“The mill burnt 300 barns”, she said")
	if words != 5 || len(a) != 2 || len(b) != 4 || a[0].Hash != b[0].Hash || a[1].Hash != b[1].Hash {
		t.Errorf("%d words, %v, %v", words, a, b)
	}
	if s := a[1]; s.Start != 4 || s.End != 23 {
		t.Errorf("the second stands at %v", s.Span)
	}
	han, words := reuse.Shingles("两艘渡轮在港口外相撞")
	if len(han) != 2 || words != 5 || han[0].Len() != 27 {
		t.Errorf("%d words, %v", words, han)
	}
	if got, _ := reuse.Shingles("too short it"); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestRarity: from what two have to what all have.
func TestRarity(t *testing.T) {
	if reuse.Rarity(2, 10) != 1 || reuse.Rarity(5000, 5000) != 0 || reuse.Rarity(1000, 10) != 0 {
		t.Error("the ends of the scale are not 1 and 0")
	}
	if r := reuse.Rarity(50, 5000); r < 0.5 || r > 0.7 {
		t.Errorf("50 of 5,000: %.2f", r)
	}
}
