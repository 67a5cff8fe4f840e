package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma/report/display"
	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// mixture says which sentences come from which of several parents.
func (t *explained) mixture() {
	edges := t.edges()
	if t.m.Article == nil || len(edges) < 2 || !slices.ContainsFunc(edges, func(e *stemma.Edge) bool { return len(e.Sentences) > 0 }) {
		return
	}
	t.heading("Which sentences are from whom", "by number")
	taken := make(map[int]bool)
	width := 0
	for _, e := range edges {
		width = max(width, display.Columns(t.ByID[e.Parent].Plain()))
	}
	width = min(width, family.MaxName)
	for _, e := range edges {
		for _, i := range e.Sentences {
			taken[i] = true
		}
		t.hang("   "+display.Pad(display.Cut(t.ByID[e.Parent].Plain(), width), width)+"  ", numbered(e.Sentences), plain, 3)
	}
	var own []int
	skip := family.Boilerplate(t.m.Article)
	for i := range t.m.Article.Sentences {
		if !taken[i] && !skip[i] {
			own = append(own, i)
		}
	}
	if len(own) > 0 {
		t.hang("   "+display.Pad(display.Cut("neither", width), width)+"  ", numbered(own), faint, 3)
	}
}

// numbered writes sentence numbers, counted from 1, with runs as ranges.
func numbered(at []int) string {
	if len(at) == 0 {
		return "none"
	}
	var parts []string
	for i := 0; i < len(at); {
		j := i
		for j+1 < len(at) && at[j+1] == at[j]+1 {
			j++
		}
		if j > i {
			parts = append(parts, fmt.Sprintf("%d–%d", at[i]+1, at[j]+1))
		} else {
			parts = append(parts, strconv.Itoa(at[i]+1))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
