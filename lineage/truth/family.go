package truth

import (
	"cmp"
	"slices"

	"github.com/stemma-news/stemma"
)

// lostPrefix keeps the names of lost sources apart from article ids.
const lostPrefix = "L:"

// unconnected is the tree distance of two articles without a path.
const unconnected = 99

// family is a family tree, known or inferred. Parents of articles and of lost
// sources (whose names begin with lostPrefix) come primary first.
type family struct {
	articles []string
	parents  map[string][]string
	support  map[string]float64    // of an article's primary edge
	second   map[[2]string]float64 // the same of an article and its second parent
	origins  int
	// counted are the articles that count as children; nil for all.
	counted map[string]bool
}

func newFamily() *family {
	return &family{parents: map[string][]string{}, support: map[string]float64{}, second: map[[2]string]float64{}}
}

// predicted returns the tree that the result draws over the given articles.
func predicted(articles []string, r *stemma.Result) *family {
	f := newFamily()
	f.articles = articles
	known, placed := set(articles), map[string]bool{}
	sources := map[string]stemma.Source{}
	for _, s := range r.Sources {
		sources[s.ID] = s
	}
	for _, s := range r.Stories {
		f.origins += s.Origins
		for _, a := range s.Articles {
			placed[a] = true
		}
		for _, e := range strongestFirst(s.Edges) {
			f.addEdge(e, known, sources)
		}
	}
	for _, a := range articles {
		if !placed[a] {
			f.origins++
		}
	}
	return f
}

func strongestFirst(edges []stemma.Edge) []stemma.Edge {
	edges = slices.Clone(edges)
	slices.SortStableFunc(edges, func(a, b stemma.Edge) int {
		if a.Primary != b.Primary {
			if a.Primary {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.Support, a.Support)
	})
	return edges
}

func (f *family) addEdge(e stemma.Edge, known map[string]bool, sources map[string]stemma.Source) {
	parent := e.Parent
	if a := sources[parent].Article; known[a] {
		parent = a
	}
	_, childIsSource := sources[e.Child]
	switch {
	case known[e.Child]:
		if !known[parent] {
			parent = lostPrefix + parent
		}
		f.parents[e.Child] = append(f.parents[e.Child], parent)
		if len(f.parents[e.Child]) == 1 {
			f.support[e.Child] = e.Support
		} else {
			f.second[[2]string{e.Child, parent}] = e.Support
		}
	case childIsSource && known[parent]:
		child := lostPrefix + e.Child
		f.parents[child] = append(f.parents[child], parent)
	}
}

// primary returns a node's primary parent, or "".
func (f *family) primary(id string) string {
	if p := f.parents[id]; len(p) > 0 {
		return p[0]
	}
	return ""
}

// children returns the articles that count and have the parent as their primary one.
func (f *family) children(parent string) map[string]bool {
	c := map[string]bool{}
	for _, a := range f.articles {
		if f.primary(a) == parent && (f.counted == nil || f.counted[a]) {
			c[a] = true
		}
	}
	return c
}

// ancestors returns the pairs (article, ancestor) among the articles.
func (f *family) ancestors() map[[2]string]bool {
	known, pairs := set(f.articles), map[[2]string]bool{}
	for _, a := range f.articles {
		seen := map[string]bool{a: true}
		for queue := f.parents[a]; len(queue) > 0; queue = queue[1:] {
			p := queue[0]
			if seen[p] {
				continue
			}
			seen[p] = true
			if known[p] {
				pairs[[2]string{a, p}] = true
			}
			queue = append(slices.Clone(queue), f.parents[p]...)
		}
	}
	return pairs
}

// distances returns the number of primary edges between each two articles.
func (f *family) distances() map[[2]string]int {
	near := map[string][]string{}
	for id := range f.parents {
		if p := f.primary(id); p != "" {
			near[id] = append(near[id], p)
			near[p] = append(near[p], id)
		}
	}
	out := map[[2]string]int{}
	for _, a := range f.articles {
		d := map[string]int{a: 0}
		for queue := []string{a}; len(queue) > 0; queue = queue[1:] {
			for _, n := range near[queue[0]] {
				if _, ok := d[n]; !ok {
					d[n] = d[queue[0]] + 1
					queue = append(queue, n)
				}
			}
		}
		for _, b := range f.articles {
			out[[2]string{a, b}] = unconnected
			if n, ok := d[b]; ok {
				out[[2]string{a, b}] = n
			}
		}
	}
	return out
}

func set(ids []string) map[string]bool {
	m := make(map[string]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
}
