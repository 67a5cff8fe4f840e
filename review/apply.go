package review

import (
	"slices"

	"github.com/stemma-news/stemma"
)

// Reviewed is a result with the verdicts on it. The methods of a nil one say that there are none.
type Reviewed struct {
	Result *stemma.Result
	find   *finder
	// edges are what was said of each edge, links of the sentences of two articles, the last first; children are the
	// edges that were said to be there, by their child.
	edges    map[edge][]*saying
	links    map[edge][]*saying
	children map[string][]*saying
	all      []Verdict // that count, the last first
	open     []Verdict
	earlier  map[string]bool
	sayings  map[string][]*saying // by the id of the verdict
}

// edge is a pair of ids, of parent and child or of two articles. A parent whose place the result has not is told by a name
// that no id has.
type edge struct{ parent, child string }

// saying is what a verdict says of one edge or link: that it is there, or that it is not. To redirect is to say both.
type saying struct {
	*Verdict
	is        bool
	edge      edge
	as, bs    []int // of a link
	overruled bool  // the reviewer said something else of the same edge or link later
}

// Apply finds the edges and links of a result that verdicts are about. It changes nothing of the result.
func Apply(r *stemma.Result, all []Verdict) *Reviewed {
	x := &Reviewed{
		Result: r, find: newFinder(r), edges: map[edge][]*saying{}, links: map[edge][]*saying{}, children: map[string][]*saying{},
		earlier: map[string]bool{}, sayings: map[string][]*saying{},
	}
	all = slices.Clone(all)
	slices.Reverse(all)                                                              // of the same moment, too
	slices.SortStableFunc(all, func(a, b Verdict) int { return b.At.Compare(a.At) }) // the last first
	for i := range all {
		v := &all[i]
		if v.Withdrawn != nil {
			continue
		}
		x.all = append(x.all, *v)
		place := x.placeEdge
		if v.Subject == Link {
			place = x.placeLink
		}
		if !place(v) {
			x.open = append(x.open, *v)
		}
		x.earlier[v.ID] = x.find.isEarlier(&v.From) || x.find.isEarlier(&v.To) || v.Redirect != nil && x.find.isEarlier(v.Redirect)
	}
	return x
}

// placeEdge notes what a verdict says of edges, and whether that can be shown on the tree.
func (x *Reviewed) placeEdge(v *Verdict) bool {
	child, ok := x.find.end(&v.To, "")
	if !ok {
		return false
	}
	parent := x.parent(&v.From, child)
	placed := x.find.has(parent, child)
	overruled := x.say(&saying{Verdict: v, is: v.Opinion == Confirmed, edge: edge{parent, child}})
	if v.Redirect != nil {
		x.say(&saying{Verdict: v, is: true, edge: edge{x.parent(v.Redirect, child), child}, overruled: overruled})
	}
	// What is said to be there is shown beside the child, also where the tree has it otherwise.
	return placed || v.Opinion != Rejected && x.find.parents[child] != nil
}

// parent is the id of an end, "" for none, and a name that no id has for what the result has not.
func (x *Reviewed) parent(e *End, child string) string {
	if e.IsZero() {
		return ""
	}
	if id, ok := x.find.end(e, child); ok {
		return id
	}
	return "\x00" + e.Article + "\x00" + nameKey(e.Source)
}

// say notes what a verdict says of an edge, and whether the reviewer said something else later: verdicts come the last first. That
// a child is an origin and that it has a parent unsay each other.
func (x *Reviewed) say(s *saying) (overruled bool) {
	unsays := func(later *saying) bool { return later.Reviewer == s.Reviewer && later.Verdict != s.Verdict }
	s.overruled = s.overruled || slices.ContainsFunc(x.edges[s.edge], unsays) || s.is && slices.ContainsFunc(x.children[s.edge.child], func(later *saying) bool {
		return unsays(later) && (later.edge.parent == "") != (s.edge.parent == "")
	})
	x.edges[s.edge] = append(x.edges[s.edge], s)
	x.sayings[s.ID] = append(x.sayings[s.ID], s)
	if s.is {
		x.children[s.edge.child] = append(x.children[s.edge.child], s)
	}
	return s.overruled
}

// placeLink does so for links: a verdict can be shown where the result has one between these sentences.
func (x *Reviewed) placeLink(v *Verdict) bool {
	placed, overruled := x.sayLink(v, &v.From, v.Opinion == Confirmed, false)
	if v.Redirect != nil && !v.Redirect.IsZero() {
		also, _ := x.sayLink(v, v.Redirect, true, overruled)
		placed = placed || also
	}
	return placed
}

func (x *Reviewed) sayLink(v *Verdict, from *End, is, unsaid bool) (placed, overruled bool) {
	a, b := x.find.articles[from.Article], x.find.articles[v.To.Article]
	if a == nil || b == nil {
		return false, unsaid
	}
	s := &saying{Verdict: v, is: is, edge: edge{a.ID, b.ID}, as: x.find.sentences(a, from), bs: x.find.sentences(b, &v.To)}
	if len(s.as) == 0 || len(s.bs) == 0 {
		return false, unsaid
	}
	s.overruled = unsaid || slices.ContainsFunc(x.onLink(s.edge.parent, s.as, s.edge.child, s.bs), func(later *saying) bool {
		return later.Reviewer == s.Reviewer && later.Verdict != v
	})
	x.links[s.edge] = append(x.links[s.edge], s)
	x.sayings[s.ID] = append(x.sayings[s.ID], s)
	return slices.ContainsFunc(x.find.between(a.ID, b.ID), func(l *stemma.Link) bool { return s.on(l.A, l.ASentences, l.B, l.BSentences) }), s.overruled
}

// on says whether it is about sentences of both sides.
func (s *saying) on(a string, as []int, b string, bs []int) bool {
	return s.edge == edge{a, b} && meet(s.as, as) && meet(s.bs, bs) ||
		s.edge == edge{b, a} && meet(s.as, bs) && meet(s.bs, as)
}

func meet(a, b []int) bool {
	return slices.ContainsFunc(a, func(n int) bool { return slices.Contains(b, n) })
}

// onLink returns what was said of links between sentences of two articles, the last first.
func (x *Reviewed) onLink(a string, as []int, b string, bs []int) []*saying {
	var all []*saying
	for _, key := range []edge{{a, b}, {b, a}} {
		for _, s := range x.links[key] {
			if s.on(a, as, b, bs) {
				all = append(all, s)
			}
		}
		if a == b {
			break
		}
	}
	slices.SortStableFunc(all, func(s, t *saying) int { return t.At.Compare(s.At) })
	return all
}
