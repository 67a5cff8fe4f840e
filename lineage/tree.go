package lineage

import (
	"math"
	"slices"
	"strconv"

	"github.com/stemma-news/stemma"
)

// verbatimShare is the share of the common sentences that are word for word
// from which a text is a copy.
const verbatimShare = 0.5

// tree writes down the best tree.
func (g *graph) tree(v *votes, seconds []second) Tree {
	used := g.used()
	g.numberUnknown(used)
	t := Tree{Edges: []stemma.Edge{}, OriginCounts: v.originCounts(), Sources: g.sources(used)}
	for c := range g.root() {
		if c >= len(g.read) && !used[c] {
			continue
		}
		p := g.parent[c]
		if p == g.root() {
			t.Origins++
			t.Roots = append(t.Roots, g.rootOf(v, c, used))
			continue
		}
		t.Edges = append(t.Edges, stemma.Edge{
			Parent: g.id(p), Child: g.id(c), Kind: g.kind(p, c), Primary: true,
			Support: rounded(g.support(v, c, p)), Evidence: g.evidence(p, c),
			DirectionUncertain: v.isUncertain(p, c), Reversed: rounded(v.of(p, c)),
			Alternatives: g.alternatives(v, c, p, used), Rootless: rounded(g.supportOfOther(v, c, g.root(), p)),
		})
		for i := range seconds {
			if s := &seconds[i]; s.child == c {
				t.Edges = append(t.Edges, stemma.Edge{
					Parent: g.id(s.parent), Child: g.id(c), Kind: g.kind(s.parent, c),
					Support: rounded(g.supportOfSecond(v, c, s.parent)), Evidence: g.evidenceOfSecond(s),
				})
			}
		}
	}
	return t
}

// rounded keeps three digits of a share: no round of so few tells more.
func rounded(share float64) float64 { return math.Round(1000*share) / 1000 }

// numberUnknown tells the sources apart that nobody cites, where there are
// several: from the roots of the tree on.
func (g *graph) numberUnknown(used []bool) {
	below := make([][]int, g.root()+1)
	for v := range g.root() {
		if v < len(g.read) || used[v] {
			below[g.parent[v]] = append(below[g.parent[v]], v)
		}
	}
	var unknown []*stemma.Source
	for todo := slices.Clone(below[g.root()]); len(todo) > 0; {
		v := todo[0]
		todo = append(todo[1:], below[v]...)
		if v < len(g.read) {
			continue
		}
		if s := &g.story.Sources[g.lost[v-len(g.read)].source]; s.Inferred {
			unknown = append(unknown, s)
		}
	}
	for i, s := range unknown {
		if len(unknown) > 1 {
			s.Name = "unknown source " + strconv.Itoa(i+1)
		}
	}
	g.names = nil
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
	if len(g.names) != g.root() {
		g.names = g.labels()
	}
	return g.names[node]
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
	windows := g.windows()
	for n := range g.lost {
		if x := &out[g.lost[n].source]; used[len(g.read)+n] {
			x.Lost, x.Window = true, windows[n]
		}
	}
	g.markSupposed(out)
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
