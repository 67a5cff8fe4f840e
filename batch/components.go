package batch

import (
	"cmp"
	"slices"
	"strings"
)

// Articles that have something in common belong into one block, so that the steps
// which find stories see them side by side. Which do is a matter of connected
// components, and over all the web's news there is only one of those: from any
// report a chain of agency texts, formulas and names leads to any other. So what is
// joined is bounded in size, the surest ties first: single linkage (Florek et al.
// 1951) in the order of Kruskal (1956), in which a tie that would make a component
// of more than the allowed size is left out. The order is total, and so the same
// ties give the same components, in whatever order they come.
//
// A window of days is joined by one worker, since that needs little: 24 bytes a tie
// and about 200 an article, and of ties only those of some forests come to it (forests.go).
// Rounds of label propagation (hash to min, Rastogi et al.
// 2013) would need no such worker, but shuffle every tie in each of ten rounds, and
// know no bound of size: the giant would first be made and then be cut.

// tie joins two articles of a window, by their numbers in it.
type tie struct {
	a, b  int32
	score float64
	kind  byte
}

// sureness orders the kinds of edges, the surest first. What two stories share is
// often a passage of background, and so passages come last: they bring together
// what there is room for.
func sureness(k EdgeKind) byte {
	switch k {
	case EdgeCopy:
		return 0
	case EdgeStory:
		return 1
	}
	return 2
}

// surer orders ties as they are joined.
func surer(x, y tie) int {
	return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(y.score, x.score), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

// member is an article of a component.
type member struct {
	ID  string
	Day Day
}

// earlier orders articles, undated ones last.
func earlier(x, y member) int {
	if x.Day != y.Day && (x.Day == Undated || y.Day == Undated) {
		return cmp.Compare(y.Day, x.Day)
	}
	return cmp.Or(cmp.Compare(x.Day, y.Day), strings.Compare(x.ID, y.ID))
}

// component are articles that ties join, the earliest first: it names the component.
type component struct {
	Members []member
}

func (c component) name() string { return c.Members[0].ID }
func (c component) day() Day     { return c.Members[0].Day }

// size is how many bytes it takes on its way, about.
func (c component) size() (n int64) {
	for _, m := range c.Members {
		n += int64(len(m.ID)) + 4
	}
	return n
}

// edgeSize is how many bytes an edge takes on its way, about.
func edgeSize(e *Edge) int64 { return int64(len(e.A)+len(e.B)+len(e.Kind)) + 17 }

// window is the number of a period of days.
type window int64

// undatedWindow is the one of articles without a day. Where there are too many of them for one
// worker, further ones come before it (Placing.window).
const undatedWindow = window(Undated)

// dated reports a window of days.
func (w window) dated() bool { return w > undatedWindow }

// windowOf is the window of so many days that a day is in.
func windowOf(d Day, days int) window {
	if d == Undated {
		return undatedWindow
	}
	w := int64(d) / int64(days)
	if int64(d)%int64(days) < 0 {
		w-- // before 1970
	}
	return window(w)
}

// pool gathers the articles and ties of a window.
type pool struct {
	members []member
	number  map[string]int32
	ties    []tie
}

func newPool() *pool { return &pool{number: map[string]int32{}} }

func (p *pool) article(id string, d Day) int32 {
	n, ok := p.number[id]
	if !ok {
		n = int32(len(p.members)) //nolint:gosec // a window has fewer articles than that
		p.number[id] = n
		p.members = append(p.members, member{ID: id, Day: d})
	}
	return n
}

func (p *pool) tie(e *Edge) {
	p.ties = append(p.ties, tie{a: p.article(e.A, e.DayA), b: p.article(e.B, e.DayB), score: e.Score, kind: sureness(e.Kind)})
}

// sort numbers the articles in their order, whatever order they came in.
func (p *pool) sort() {
	slices.SortFunc(p.members, earlier)
	to := make([]int32, len(p.members))
	for n, m := range p.members {
		to[p.number[m.ID]] = int32(n) //nolint:gosec // as above
	}
	for i := range p.ties {
		t := &p.ties[i]
		t.a, t.b = to[t.a], to[t.b]
		if t.b < t.a {
			t.a, t.b = t.b, t.a
		}
	}
	for n, m := range p.members {
		p.number[m.ID] = int32(n) //nolint:gosec // as above
	}
}

// components joins the articles to components of at most size. They come in the
// order of their first articles, and of is the one of each article by its number;
// cut is how many ties were left out for the size.
func (p *pool) components(size int) (out []component, of []int, cut int) {
	p.thin()
	joined := newSets(len(p.members))
	for _, t := range p.ties {
		if !joined.join(t.a, t.b, size) {
			cut++
		}
	}
	of, at := make([]int, len(p.members)), map[int32]int{}
	for i, m := range p.members {
		root := joined.find(int32(i)) //nolint:gosec // as above
		n, ok := at[root]
		if !ok {
			n = len(out)
			at[root] = n
			out = append(out, component{})
		}
		of[i] = n
		out[n].Members = append(out[n].Members, m)
	}
	return out, of, cut
}

// sets are disjoint sets of numbers (Tarjan 1975).
type sets struct {
	parent []int32
	size   []int32
}

func newSets(n int) *sets {
	s := &sets{parent: make([]int32, n), size: make([]int32, n)}
	for i := range s.parent {
		s.parent[i], s.size[i] = int32(i), 1 //nolint:gosec // see pool.article
	}
	return s
}

func (s *sets) find(i int32) int32 {
	for s.parent[i] != i {
		s.parent[i] = s.parent[s.parent[i]]
		i = s.parent[i]
	}
	return i
}

// joins makes one of the sets of two numbers, and says whether they were two.
func (s *sets) joins(a, b int32) bool {
	return s.find(a) != s.find(b) && s.join(a, b, len(s.parent))
}

// join joins the sets of two numbers, if what comes of it has at most so many. It
// says whether they are one now.
func (s *sets) join(a, b int32, most int) bool {
	a, b = s.find(a), s.find(b)
	if a == b {
		return true
	}
	if int(s.size[a])+int(s.size[b]) > most {
		return false
	}
	if s.size[a] < s.size[b] || s.size[a] == s.size[b] && b < a {
		a, b = b, a
	}
	s.parent[b] = a
	s.size[a] += s.size[b]
	return true
}
