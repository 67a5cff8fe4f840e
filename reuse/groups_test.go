package reuse

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drift is a chain of n articles, each of which is mostly the one before it;
// those ten apart have nothing in common.
func drift(n int) (texts []Text) {
	r, words := rand.New(rand.NewPCG(9, 10)), vocabulary(2000)
	var parts []string
	for range n + 10 {
		parts = append(parts, sentence(r, words, 15))
	}
	for i := range n {
		texts = append(texts, Text{ID: fmt.Sprintf("%02d", i), Text: strings.Join(parts[i:i+10], " ")})
	}
	return texts
}

func TestGroupsDoNotChain(t *testing.T) {
	texts := drift(20)
	groups := find(t, texts, Options{Groups: true}).Groups
	if len(groups) < 2 {
		t.Errorf("%d groups", len(groups))
	}
	in := map[int]bool{}
	for _, g := range groups {
		for _, a := range g.Articles {
			if in[a] {
				t.Errorf("article %d is in two groups", a)
			}
			in[a] = true
			if d := a - g.Core; d < -5 || d > 5 {
				t.Errorf("articles %d and %d are in one group", a, g.Core)
			}
		}
	}
}

func TestGroupsNeedMoreThanAPassage(t *testing.T) {
	r, words := rand.New(rand.NewPCG(11, 12)), vocabulary(2000)
	shared, whole := sentence(r, words, 20), sentence(r, words, 80)
	texts := []Text{
		{ID: "1", Text: whole},
		{ID: "2", Text: sentence(r, words, 80) + " " + shared},
		{ID: "3", Text: shared + " " + sentence(r, words, 80)},
		{ID: "4", Text: "By our own reporter. " + whole},
	}
	have := find(t, texts, Options{Groups: true})
	if len(have.Passages) != 2 {
		t.Errorf("%d passages, want 2", len(have.Passages))
	}
	if d := cmp.Diff([]Group{{Core: have.Groups[0].Core, Articles: []int{0, 3}}}, have.Groups); d != "" {
		t.Error(d)
	}
}
