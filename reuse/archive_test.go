package reuse

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// vocabulary is words that mean nothing.
func vocabulary(n int) []string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("%c%c%s", 'a'+i%26, 'a'+i/26%26, []string{"lor", "men", "tak", "vis"}[i/676%4])
	}
	return words
}

func sentence(r *rand.Rand, words []string, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(words[int(float64(len(words))*r.Float64()*r.Float64())]) // some are frequent
	}
	return b.String() + "."
}

// archive is n made-up articles; every tenth copies a sentence of another,
// and a share of them has a formula.
func archive(n int, formulas float64) []Text {
	r, words := rand.New(rand.NewPCG(1, 2)), vocabulary(2000)
	texts := make([]Text, n)
	for i := range texts {
		var all []string
		for range 12 {
			all = append(all, sentence(r, words, 20))
		}
		if i%10 == 9 {
			other := strings.SplitAfter(texts[i-5].Text, ".")
			all[5] = strings.TrimSpace(other[r.IntN(12)])
		}
		if r.Float64() < formulas {
			all = append(all, "Readers who saw anything strange that night may write to the desk or ring the bell at the gate.")
		}
		texts[i] = Text{ID: fmt.Sprintf("t%06d", i), Text: strings.Join(all, " ")}
	}
	return texts
}
