package lineage

import (
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// labels are what a reader knows the nodes by: no two articles by the same.
func (g *graph) labels() []string {
	out := make([]string, g.root())
	same := map[string][]int{}
	for n := range g.lost {
		out[len(g.read)+n] = shortened(g.story.Sources[g.lost[n].source].Name)
	}
	for c := range g.read {
		out[c] = nameOf(&g.story.Docs[c].Article)
		same[foldName(out[c])] = append(same[foldName(out[c])], c)
	}
	for _, list := range same {
		if len(list) > 1 {
			g.tellSameApart(list, out)
		}
	}
	return out
}

// tellSameApart adds to the names of articles that share one what is the first
// to differ between all of them.
func (g *graph) tellSameApart(list []int, names []string) {
	for _, trait := range []func(a *stemma.Article) string{
		func(a *stemma.Article) string { return a.Lang },
		func(a *stemma.Article) string {
			if a.Published.IsZero() {
				return ""
			}
			return a.Published.UTC().Format(time.DateOnly + " 15:04")
		},
		func(a *stemma.Article) string { return path.Base(filepath.ToSlash(a.Input)) },
		func(a *stemma.Article) string { return a.ID },
	} {
		seen := map[string]bool{}
		for _, c := range list {
			seen[trait(&g.story.Docs[c].Article)] = true
		}
		if len(seen) < len(list) || seen[""] {
			continue
		}
		for _, c := range list {
			names[c] += " (" + trait(&g.story.Docs[c].Article) + ")"
		}
		return
	}
}

func nameOf(a *stemma.Article) string {
	switch {
	case a.Outlet != "":
		return shortened(a.Outlet)
	case a.Title != "":
		return "“" + shortened(a.Title) + "”"
	case a.Input != "":
		return path.Base(filepath.ToSlash(a.Input))
	}
	return a.ID
}

// longestName is how many characters of an outlet or a title stand for an article.
const longestName = 48

func shortened(title string) string {
	runes := []rune(title)
	if len(runes) <= longestName {
		return title
	}
	return strings.TrimSpace(string(runes[:longestName])) + "…"
}

// maxFigures is how many numbers are listed.
const maxFigures = 4

// figures lists numbers as a reader of English writes them.
func figures(values []float64) string {
	values = slices.Clone(values)
	slices.Sort(values)
	values = slices.Compact(values)
	var out []string
	for i, v := range values {
		if i == maxFigures {
			out = append(out, "…")
			break
		}
		out = append(out, figure(v))
	}
	return strings.Join(out, ", ")
}

// figure sets commas between the thousands from 10,000 on: 2,021 is no year.
func figure(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	whole, fraction, broken := strings.Cut(s, ".")
	if len(whole) < 5 || strings.HasPrefix(whole, "-") {
		return s
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		return whole + "." + fraction
	}
	return whole
}
