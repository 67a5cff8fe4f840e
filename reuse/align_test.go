package reuse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func wordsIn(s string) (words []word) {
	for f := range strings.FieldsSeq(s) {
		words = append(words, wordOf(f))
	}
	return words
}

func TestWordOf(t *testing.T) {
	for _, tt := range []struct {
		form          string
		figure, piece bool
	}{
		{"larn", false, false},
		{"83", true, false},
		{"83rd", true, false},
		{"渡轮", false, true},
		{"เร", false, true},
		{"アルヴァ", false, false},
		{"알바", false, false},
		{"नाव", false, false},
		{"", false, false},
	} {
		w := wordOf(tt.form)
		if w.isFigure() != tt.figure || (w.halves() == 1) != tt.piece {
			t.Errorf("%q: figure %v, %d halves", tt.form, w.isFigure(), w.halves())
		}
	}
	if wordOf("larn") == wordOf("lern") {
		t.Error("two words are one")
	}
}

func TestCommon(t *testing.T) {
	var l aligner
	for _, tt := range []struct {
		name, a, b string
		least      int
		want       []match
	}{
		{"inside", "x y a b c d e z", "a b c d e", 5, []match{{extent{2, 7}, extent{0, 5}, 5, 10}}},
		{"too short", "x y a b c d z", "a b c d", 5, nil},
		{"a word replaced", "a b c d X e f g h", "a b c d Y e f g h", 6, []match{{extent{0, 9}, extent{0, 9}, 8, 14}}},
		{"a word put in", "a b c d e f g h", "a b c d Y e f g h", 6, []match{{extent{0, 8}, extent{0, 9}, 8, 13}}},
		{"a number changed", "a b c 5 d e f", "a b c 6 d e f", 6, []match{{extent{0, 7}, extent{0, 7}, 6, 14}}},
		{"no dangling word", "a b c d e X Y f", "a b c d e V W f", 5, []match{{extent{0, 5}, extent{0, 5}, 5, 10}}},
		{"moved", "a b c d e f g h i j", "f g h i j a b c d e", 5, []match{{extent{0, 5}, extent{5, 10}, 5, 10}, {extent{5, 10}, extent{0, 5}, 5, 10}}},
		{"twice in one", "a b c d e", "a b c d e x a b c d e", 5, []match{{extent{0, 5}, extent{0, 5}, 5, 10}}},
		{"short least", "x a b c y", "z a b c w", 3, []match{{extent{1, 4}, extent{1, 4}, 3, 6}}},
	} {
		if d := cmp.Diff(tt.want, append([]match(nil), l.common(wordsIn(tt.a), wordsIn(tt.b), tt.least)...)); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

// TestExtendAgainstMatrix compares the greedy extension with the best score in
// a full matrix, on edited texts.
func TestExtendAgainstMatrix(t *testing.T) {
	var l aligner
	r := rand.New(rand.NewPCG(13, 14))
	for range 300 {
		a := make([]word, 30)
		for i := range a {
			a[i] = wordOf(fmt.Sprint("w", r.IntN(1000)))
		}
		var b []word
		for _, w := range a {
			switch r.IntN(12) {
			case 0: // left out
			case 1:
				b = append(b, wordOf(fmt.Sprint("w", r.IntN(1000))))
			case 2:
				b = append(b, w, wordOf(fmt.Sprint("w", r.IntN(1000))))
			default:
				b = append(b, w)
			}
		}
		_, _, _, score := l.extend(a, b, 0, 0, 1)
		if want := best(a, b); score != want {
			t.Fatalf("score %d, want %d: %v %v", score, want, a, b)
		}
	}
}

// best is the best score of an alignment that begins where both texts begin,
// by the recurrence of Needleman & Wunsch.
func best(a, b []word) (best int) {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = -3 * j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = -3 * (i + 1)
		for j := range b {
			step := -2
			if a[i] == b[j] {
				step = 2
			}
			next := max(diagonal+step, row[j]-3, row[j+1]-3)
			diagonal, row[j+1] = row[j+1], next
			best = max(best, next)
		}
	}
	return best
}
