package variant

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"
)

// bookOf numbers words that are spelt like their number, so that none is like
// another but by chance.
func bookOf(words int) *Book {
	b := NewBook()
	for i := 1; i <= words; i++ {
		b.Number("w" + strconv.Itoa(i*7919))
	}
	return b
}

// run is n words of the book, drawn from the first kinds of it.
func run(r *rand.Rand, n, kinds int) []int32 {
	words := make([]int32, n)
	for i := range words {
		words[i] = int32(1 + r.IntN(kinds))
	}
	return words
}

// checkTable says what is wrong with a collation: every passage must be found in
// it word for word, in order, and no column may be empty.
func checkTable(columns []column, passages [][]int32) string {
	for w, p := range passages {
		var got []int32
		for i := range columns {
			if len(columns[i].row) != len(passages) {
				return "a column has a row for some passagees only"
			}
			if word := columns[i].row[w]; word != NoWord {
				got = append(got, word)
			}
		}
		if !slices.Equal(got, p) {
			return "passage " + strconv.Itoa(w) + " does not come back"
		}
	}
	for i := range columns {
		held := len(passages) - countWord(columns[i].row, NoWord)
		if held == 0 || held != columns[i].held {
			return "column " + strconv.Itoa(i) + " is held by others than it says"
		}
	}
	return ""
}

func countWord(row []int32, word int32) int {
	n := 0
	for _, x := range row {
		if x == word {
			n++
		}
	}
	return n
}

// TestAlignKeepsTheTexts: whatever the lengths of the passages, each can be
// read in the table.
func TestAlignKeepsTheTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	tests := map[string][]int{
		"nothing":             {0},
		"one word":            {1, 1, 0},
		"alike in length":     {40, 41, 38, 40},
		"one short, one long": {1, 3000},
		"few short, one long": {6, 5, 6, 6000},
		"one long, few short": {6000, 5, 6, 5},
		"steep":               {3, 700, 20, 12000},
		"at the band's edge":  {1, 2*alignBand - 1, 2 * alignBand, 2*alignBand + 1},
	}
	for name, lengths := range tests {
		for _, kinds := range []int{1, 3, 50, 20000} {
			var passages [][]int32
			for _, n := range lengths {
				passages = append(passages, run(r, n, kinds))
				if n > 1 && n < 100 { // what the short ones share makes them be aligned first
					passages[len(passages)-1] = append(passages[len(passages)-1], int32(kinds+1), int32(kinds+2))
				}
			}
			columns, err := align(t.Context(), passages, bookOf(kinds+2), math.MaxInt)
			if err != nil {
				t.Fatalf("%s, of %d words: %v", name, kinds, err)
			}
			if wrong := checkTable(columns, passages); wrong != "" {
				t.Errorf("%s, of %d words: %s", name, kinds, wrong)
			}
		}
	}
}

// TestAlignSteep: of a long text and a few words of its end, the words stand
// where they belong.
func TestAlignSteep(t *testing.T) {
	long := make([]int32, 4000)
	for i := range long {
		long[i] = int32(i + 1)
	}
	columns, err := align(t.Context(), [][]int32{{1, 2, 3998, 4000}, long}, bookOf(4000), math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	if len(columns) != len(long) {
		t.Errorf("%d columns for %d words, all in one text", len(columns), len(long))
	}
}

func FuzzAlign(f *testing.F) {
	f.Add([]byte("abc\nabd\nab"))
	f.Add([]byte("\n\na"))
	f.Add([]byte("abc defg\nhgfed cba\nabcabcabcabcabcabcabcabcabcabcabc"))
	f.Add([]byte("abcd\nbcde\ncdefg\n\x00\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		passages := [][]int32{nil}
		for _, c := range data[:min(len(data), 4000)] {
			last := len(passages) - 1
			if c == '\n' && last < 12 {
				passages = append(passages, nil)
			} else {
				passages[last] = append(passages[last], int32(c)+1)
			}
		}
		columns, err := align(t.Context(), passages, bookOf(257), math.MaxInt)
		if err != nil {
			t.Fatal(err)
		}
		if wrong := checkTable(columns, passages); wrong != "" {
			t.Error(wrong)
		}
	})
}

// TestAlignIsBounded: texts of the same words in any order, which nothing but
// comparing all with all could align, are given up.
func TestAlignIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var passages [][]int32
	for range 12 {
		passages = append(passages, run(r, 1500, 200))
	}
	book := bookOf(200)
	if _, err := align(t.Context(), passages, book, 1<<22); !errors.Is(err, ErrTooLarge) {
		t.Errorf("error %v, want that it is too much", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := align(ctx, passages, book, math.MaxInt); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v when the time is up", err)
	}
}

func TestBand(t *testing.T) {
	for _, n := range []int{1, 2, 3, 6, 40, 599, 600, 601, 5000} {
		for _, m := range []int{1, 2, 40, 599, 600, 601, 602, 3000, 20000} {
			b := bandOf(n, m)
			if b.low(0) != 0 || b.low(n)+b.width != m+1 {
				t.Errorf("%d columns, %d words: the band goes from %d to %d", n, m, b.low(0), b.low(n)+b.width-1)
			}
			for i := 1; i <= n; i++ {
				if b.low(i) < b.low(i-1) || b.low(i) >= b.low(i-1)+b.width {
					t.Errorf("%d columns, %d words: row %d does not touch row %d", n, m, i, i-1)
				}
			}
		}
	}
}

func TestStraight(t *testing.T) {
	if got, want := straight(2, 1), []step{stepColumn, stepColumn, stepWord}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := straight(0, 0); len(got) != 0 {
		t.Errorf("%v of nothing", got)
	}
}
