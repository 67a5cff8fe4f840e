package reuse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// patience is fifty times what the slowest of these takes; work that grew with
// the square of their 100,000 words and more would take longer.
const patience = 40 * time.Second

func TestHostileTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	two := func() string {
		var b strings.Builder
		for range 100_000 {
			b.WriteString([]string{"ka ", "mo "}[r.IntN(2)])
		}
		return b.String()
	}
	for _, tt := range []struct {
		name  string
		texts []string
		least int // passages at least
	}{
		{"one word", []string{strings.Repeat("word ", 200_000), strings.Repeat("word ", 200_000)}, 1},
		{"one word without spaces", []string{strings.Repeat("x", 1<<20) + "1", strings.Repeat("x", 1<<20) + "2"}, 1},
		{"one character", []string{strings.Repeat("渡", 150_000), strings.Repeat("渡", 100_000)}, 1},
		{"two words", []string{two(), two()}, 1},
		{"figures", []string{strings.Repeat("1 ", 100_000), strings.Repeat("2 ", 100_000)}, 0},
		{"marks", []string{strings.Repeat("́", 100_000), strings.Repeat("́", 100_000)}, 0},
		{"no UTF-8", []string{strings.Repeat("\xff\xfe ", 100_000), strings.Repeat("\xff\xfe ", 100_000)}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			var texts []Text
			for i, s := range tt.texts {
				texts = append(texts, Text{ID: fmt.Sprint(i), Text: s})
			}
			have := len(find(t, texts, Options{Groups: true}).Passages)
			if have < tt.least || have > maxStretches*len(texts)*len(texts) {
				t.Errorf("%d passages", have)
			}
			if d := time.Since(begun); d > patience {
				t.Errorf("took %v", d)
			}
		})
	}
}

// TestManyCopies: a text in thousands of outlets is linear work and one group.
func TestManyCopies(t *testing.T) {
	const n = 3000
	s := sentence(rand.New(rand.NewPCG(7, 8)), vocabulary(500), 120)
	texts := make([]Text, n)
	for i := range texts {
		texts[i] = Text{ID: fmt.Sprint(i), Series: fmt.Sprint("outlet", i%50), Text: s}
	}
	r := find(t, texts, Options{Groups: true})
	if have := len(r.Passages); have < n || have > n*reach {
		t.Errorf("%d passages", have)
	}
	if len(r.Groups) != 1 || len(r.Groups[0].Articles) != n {
		t.Errorf("%d groups", len(r.Groups))
	}
}
