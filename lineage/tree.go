package lineage

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
)

// verbatimShare is the share of the common sentences that are word for word
// from which a text is a copy.
const verbatimShare = 0.5

// tree writes down the best tree.
func (g *graph) tree(v *votes, seconds []second) Tree {
	used := g.used()
	t := Tree{Edges: []stemma.Edge{}, Sources: g.sources(used)}
	for c := range g.root() {
		if c >= len(g.read) && !used[c] {
			continue
		}
		p := g.parent[c]
		if p == g.root() {
			t.Origins++
			continue
		}
		t.Edges = append(t.Edges, stemma.Edge{
			Parent: g.id(p), Child: g.id(c), Kind: g.kind(p, c), Primary: true,
			Support: v.of(c, p), Evidence: g.evidence(p, c),
			DirectionUncertain: v.isUncertain(p, c), Alternatives: g.alternatives(v, c, p),
		})
		for i := range seconds {
			if s := &seconds[i]; s.child == c {
				t.Edges = append(t.Edges, stemma.Edge{
					Parent: g.id(s.parent), Child: g.id(c), Kind: g.kind(s.parent, c),
					Support: v.ofSecond(c, s.parent), Evidence: g.evidenceOfSecond(s),
				})
			}
		}
	}
	return t
}

// leastAlternative is the share of rounds from which another parent is named.
const leastAlternative = 0.05

// alternatives lists the parents other than p that node c had in some rounds.
func (g *graph) alternatives(v *votes, c, p int) []stemma.Alternative {
	var list []stemma.Alternative
	for o := range g.root() {
		if s := v.of(c, o); o != p && s >= leastAlternative {
			list = append(list, stemma.Alternative{Parent: g.id(o), Support: s})
		}
	}
	slices.SortStableFunc(list, func(a, b stemma.Alternative) int { return cmp.Compare(b.Support, a.Support) })
	return list
}

// used marks the lost sources that articles derive from.
func (g *graph) used() []bool {
	used := make([]bool, g.root()+1)
	for c := range g.read {
		for v := g.parent[c]; v != g.root() && !used[v]; v = g.parent[v] {
			used[v] = true
		}
	}
	return used
}

// id returns the article or source id of a node.
func (g *graph) id(node int) string {
	if node < len(g.read) {
		return g.story.Docs[node].Article.ID
	}
	return g.story.Sources[g.lost[node-len(g.read)].source].ID
}

// name returns what a reader knows a node by.
func (g *graph) name(node int) string {
	if node >= len(g.read) {
		return g.story.Sources[g.lost[node-len(g.read)].source].Name
	}
	a := &g.story.Docs[node].Article
	switch {
	case a.Outlet != "":
		return a.Outlet
	case a.Title != "":
		return "“" + shortened(a.Title) + "”"
	case a.Input != "":
		return path.Base(filepath.ToSlash(a.Input))
	}
	return a.ID
}

// longestName is how many characters of a title stand for an article.
const longestName = 40

func shortened(title string) string {
	runes := []rune(title)
	if len(runes) <= longestName {
		return title
	}
	return strings.TrimSpace(string(runes[:longestName])) + "…"
}

// sources brings the sources up to date with the tree.
func (g *graph) sources(used []bool) []stemma.Source {
	out := slices.Clone(g.story.Sources)
	index := articleIndex(g.story.Docs)
	for k := range out {
		if len(g.cite.targets[k]) > 0 && out[k].Article == "" {
			out[k].Article = g.story.Docs[g.cite.targets[k][0]].Article.ID
		}
		out[k].Lost = false
		if _, here := index[out[k].Article]; out[k].Article != "" && !here {
			out[k].Lost = g.story.Sources[k].Lost // of another story
		}
	}
	for n := range g.lost {
		out[g.lost[n].source].Lost = used[len(g.read)+n]
	}
	return slices.DeleteFunc(out, func(s stemma.Source) bool { return s.Inferred && !s.Lost })
}

func (g *graph) kind(parent, child int) stemma.EdgeKind {
	if parent >= len(g.read) || child >= len(g.read) {
		return stemma.EdgeCitation
	}
	a, b := &g.read[parent], &g.read[child]
	common, verbatim := 0, 0
	for _, o := range b.byUnit {
		if twin := a.find(o.unit); twin != nil {
			common++
			if o.wording == twin.wording {
				verbatim++
			}
		}
	}
	switch {
	case common == 0:
		return stemma.EdgeCitation
	case a.lang != b.lang:
		return stemma.EdgeTranslation
	case float64(verbatim) >= verbatimShare*float64(common):
		return stemma.EdgeCopy
	}
	return stemma.EdgeRewrite
}
