// Package arborescence finds the best tree of a directed graph: the maximum
// spanning arborescence of Chu and Liu (1965) and Edmonds (1967). Take the best
// arc into every node, contract the cycles that this makes, go on with the
// smaller graph, and open the cycles where an arc enters. Done here as Gabow,
// Galil, Spencer and Tarjan (1986) do it: one path grows backwards from a node
// until it bites itself, which is a cycle, or reaches what is finished; the arcs
// into a node are a heap, and heaps merge when nodes do. That is O(arcs × log arcs)
// whatever the cycles: among a thousand copies of one text there are hundreds, one
// within the other. A node's heap is made when a cycle takes the node in: in a
// story with dates few are in any, and of the arcs into the others only the best is
// looked for.
package arborescence

import "slices"

// Arc is a possible edge from one node of a graph to another.
type Arc struct{ From, To int }

// Graph is a graph whose arcs stay while their scores change. Its nodes are
// numbered from 0.
type Graph struct {
	n, root int
	arcs    []Arc
	usable  []int // arcs that can be part of an arborescence, by the node that they lead to
	into    []int // node → where its arcs begin in usable; one more at the end
}

// New returns the graph of n nodes whose trees grow from root. The arcs are kept.
func New(n, root int, arcs []Arc) *Graph {
	net := &Graph{n: n, root: root, arcs: arcs, into: make([]int, n+1)}
	reached := reachable(n, root, arcs)
	for i, a := range arcs {
		if a.To != root && a.From != a.To && reached[a.From] {
			net.usable = append(net.usable, i)
			net.into[a.To+1]++
		}
	}
	slices.SortStableFunc(net.usable, func(i, j int) int { return arcs[i].To - arcs[j].To })
	for v := range n {
		net.into[v+1] += net.into[v]
	}
	return net
}

// arcsInto lists the usable arcs into a node.
func (net *Graph) arcsInto(v int) []int { return net.usable[net.into[v]:net.into[v+1]] }

// reachable marks the nodes to which a way leads from root.
func reachable(n, root int, arcs []Arc) []bool {
	out := make([][]int, n)
	for _, a := range arcs {
		out[a.From] = append(out[a.From], a.To)
	}
	reached := make([]bool, n)
	reached[root] = true
	for todo := []int{root}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, w := range out[v] {
			if !reached[w] {
				reached[w] = true
				todo = append(todo, w)
			}
		}
	}
	return reached
}

const none = -1

// Solver finds arborescences of one graph, one score after the other, in the
// memory of the first. It is for one goroutine at a time.
type Solver struct {
	// Score holds what each arc adds to the score of a tree, for the caller to
	// fill in before Solve.
	Score []float64

	net   *Graph
	heaps arcHeaps

	// Nodes from net.n on are contracted cycles.
	heap     []int32 // node → its heap of arcs, from when a cycle took it in
	in       []int   // node → arc
	up       []int   // node → the cycle that swallowed it
	top      []int   // node → a node nearer to the one that holds it now
	first    []int   // cycle → first of its members
	next     []int   // member → next member of its cycle
	place    []int   // node → its place on the path, or finished
	nodes    int
	path     []int
	unopened []int
}

// finished is the place of nodes that are part of the tree.
const finished = -2

// NewSolver returns a solver for the graph, in which all arcs score 0.
func NewSolver(net *Graph) *Solver {
	s := &Solver{net: net, Score: make([]float64, len(net.arcs)), heaps: make(arcHeaps, len(net.arcs))}
	s.heap = make([]int32, 2*net.n)
	for _, list := range []*[]int{&s.in, &s.up, &s.top, &s.first, &s.next, &s.place} {
		*list = make([]int, 2*net.n)
	}
	return s
}

// Solve returns the maximum spanning arborescence for the scores as they stand:
// for each node the index of its arc, -1 for the root and for nodes that cannot
// be reached. Between arcs of equal score the earlier wins. The result is
// overwritten by the next one.
func (s *Solver) Solve() []int {
	s.reset()
	for v := range s.net.n {
		if len(s.net.arcsInto(v)) > 0 {
			s.grow(v)
		}
	}
	return s.open()
}

func (s *Solver) reset() {
	s.nodes = s.net.n
	for v := range s.heap {
		s.heap[v], s.in[v], s.up[v], s.top[v], s.place[v] = none, none, none, v, none
	}
	s.place[s.net.root] = finished
}

// grow adds to the tree what a path backwards from v meets.
func (s *Solver) grow(v int) {
	s.path = s.path[:0]
	for u := s.holder(v); s.place[u] != finished; {
		s.place[u] = len(s.path)
		s.path = append(s.path, u)
		from := s.enter(u)
		if p := s.place[from]; p >= 0 {
			from = s.contract(p)
		}
		u = from
	}
	for _, u := range s.path {
		s.place[u] = finished
	}
}

// enter chooses the best arc into u from outside, charges it to the others, and
// returns where it comes from.
func (s *Solver) enter(u int) int {
	if u < s.net.n {
		s.in[u] = s.best(u)
		return s.holder(s.net.arcs[s.in[u]].From)
	}
	for {
		i := s.heap[u]
		s.heap[u] = s.heaps.pop(i)
		if from := s.holder(s.net.arcs[i].From); from != u {
			s.in[u] = int(i)
			s.heaps.charge(s.heap[u], s.heaps[i].key)
			return from
		}
	}
}

// best returns the best arc into a node that is no cycle, the first of several.
func (s *Solver) best(v int) int {
	arcs := s.net.arcsInto(v)
	best := arcs[0]
	for _, i := range arcs[1:] {
		if s.Score[i] > s.Score[best] {
			best = i
		}
	}
	return best
}

// heapOf makes the heap of a node that is no cycle, without the arc that was
// chosen, which is charged to the others.
func (s *Solver) heapOf(v int) int32 {
	heap := int32(none)
	for _, i := range s.net.arcsInto(v) {
		s.heaps.put(i, s.Score[i])
		heap = s.heaps.merge(heap, int32(i))
	}
	rest := s.heaps.pop(heap)
	s.heaps.charge(rest, s.heaps[heap].key)
	return rest
}

// contract makes one node of the path from place p on, which is a cycle.
func (s *Solver) contract(p int) int {
	c := s.nodes
	s.nodes++
	s.first[c] = none
	for _, u := range s.path[p:] {
		if u < s.net.n {
			s.heap[u] = s.heapOf(u)
		}
		s.heap[c] = s.heaps.merge(s.heap[c], s.heap[u])
		s.up[u], s.top[u] = c, c
		s.next[u], s.first[c] = s.first[c], u
	}
	s.path = s.path[:p]
	return c
}

// holder is the outermost cycle that has swallowed v, or v.
func (s *Solver) holder(v int) int {
	for s.top[v] != v {
		s.top[v] = s.top[s.top[v]]
		v = s.top[v]
	}
	return v
}

// open opens the cycles, outermost first: the member that the arc into a cycle
// leads to loses its arc within it, the others keep theirs.
func (s *Solver) open() []int {
	s.unopened = s.unopened[:0]
	for v := range s.nodes {
		if s.up[v] == none && s.in[v] != none {
			s.unopened = append(s.unopened, v)
		}
	}
	for len(s.unopened) > 0 {
		v := s.unopened[len(s.unopened)-1]
		s.unopened = s.unopened[:len(s.unopened)-1]
		to := s.net.arcs[s.in[v]].To
		s.in[to] = s.in[v]
		for u := to; u != v; u = s.up[u] {
			for w := s.first[s.up[u]]; w != none; w = s.next[w] {
				if w != u {
					s.unopened = append(s.unopened, w)
				}
			}
		}
	}
	return s.in[:s.net.n]
}

// arcHeaps are leftist heaps of arcs (Crane 1972), by the arc's index, the best
// on top. What is charged to a whole heap waits at its top until someone looks
// below.
type arcHeaps []heapArc

type heapArc struct {
	key, owed   float64
	left, right int32
	rank        int32 // length of the way down the right, which is short
}

// put makes arc i a heap of its own.
func (h arcHeaps) put(i int, key float64) {
	h[i] = heapArc{key: key, left: none, right: none, rank: 1}
}

// charge takes an amount from every arc of a heap.
func (h arcHeaps) charge(i int32, amount float64) {
	if i != none {
		h[i].key -= amount
		h[i].owed += amount
	}
}

// settle hands on to the arcs below what is owed.
func (h arcHeaps) settle(i int32) {
	if a := &h[i]; a.owed != 0 {
		h.charge(a.left, a.owed)
		h.charge(a.right, a.owed)
		a.owed = 0
	}
}

// pop returns the heap without its top, i.
func (h arcHeaps) pop(i int32) int32 {
	h.settle(i)
	return h.merge(h[i].left, h[i].right)
}

func (h arcHeaps) merge(a, b int32) int32 {
	if a == none {
		return b
	}
	if b == none {
		return a
	}
	if h[b].key > h[a].key || h[b].key == h[a].key && b < a {
		a, b = b, a
	}
	h.settle(a)
	top := &h[a]
	top.right = h.merge(top.right, b)
	if top.left == none || h[top.left].rank < h[top.right].rank {
		top.left, top.right = top.right, top.left
	}
	top.rank = 1
	if top.right != none {
		top.rank += h[top.right].rank
	}
	return a
}
