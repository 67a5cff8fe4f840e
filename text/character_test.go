package text

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
)

// TestCharacters: what is written down quickly of half of the plane is what its characters have.
func TestCharacters(t *testing.T) {
	for r := range rune(1 << 16) {
		if have, want := characterOf(r), describeAny(r); have != want {
			t.Fatalf("%U: %+v, want %+v", r, have, want)
		}
	}
}

// TestFoldEach: character by character a string is folded as it is whole, whatever stands side by side.
func TestFoldEach(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	for _, s := range somewhatRandom(r, 200_000) {
		if have, ok := foldEach(s); ok && have != foldAny(s) {
			t.Fatalf("%+q: %+q, want %+q", s, have, foldAny(s))
		}
	}
	for _, s := range []string{"\xff", "a\xc3", "\uFFFD", "e\u0301", "각\u11A8"} {
		if have, ok := foldEach(s); ok {
			t.Errorf("%+q: folded to %+q, but depends on what stands beside it", s, have)
		}
	}
}

// TestPlainWords: the words that are cut without the standard's rules are those that its rules cut.
func TestPlainWords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	for _, s := range somewhatRandom(r, 200_000) {
		c := cutter{text: s, base: 3}
		for it := words.FromString(s); it.Next(); {
			c.token(it.Value(), it.Start())
		}
		c.flush()
		if have := wordsOf(s, 3); !slices.Equal(have, c.out) {
			t.Fatalf("%+q: %+v, want %+v", s, have, c.out)
		}
	}
}

// somewhatRandom are strings of characters of all kinds, some of them next to each other in the plane, as in words.
func somewhatRandom(r *rand.Rand, n int) []string {
	signs := []rune("  .,:;'’\"“”״׳_-—()…،。、·・\u00a0\u00ad\u200c\u200d\u200e\u0301\u0640ーa1é\n\r")
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		near := rune(r.IntN(1 << 16))
		for range 1 + r.IntN(8) {
			switch r.IntN(8) {
			case 0:
				b.WriteRune(rune(r.IntN(1 << 17)))
			case 1, 2:
				b.WriteRune(signs[r.IntN(len(signs))])
			case 3:
				b.WriteRune(rune(r.IntN(0x700)))
			default:
				b.WriteRune(near + rune(r.IntN(0x30)))
			}
		}
		out[i] = b.String()
	}
	return out
}
