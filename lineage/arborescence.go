package lineage

import "math"

// arc is a possible edge between two nodes of the graph, and what it would
// add to the score of a tree.
type arc struct {
	from, to int
	score    float64
}

// arborescence returns the maximum spanning arborescence of a graph of n nodes
// grown from root: for each node the index of its arc, -1 for the root and for
// nodes that cannot be reached. Between arcs of equal score the earlier wins.
//
// This is the algorithm of Chu and Liu (1965) and Edmonds (1967) in its plain
// form: take the best arc into every node, contract the cycles that this
// makes, solve the smaller graph, and open the cycles where an arc enters.
// It is O(nodes × arcs) at worst; stories need one or two rounds.
func arborescence(n, root int, arcs []arc) []int {
	best := bestInto(n, root, arcs)
	group, groups, cyclic := contract(n, arcs, best)
	if groups == n {
		return best
	}
	var inner []arc
	var outer []int // inner arc → arc
	for i, a := range arcs {
		from, to := group[a.from], group[a.to]
		if from == to || a.to == root {
			continue
		}
		score := a.score
		if cyclic[a.to] {
			score -= arcs[best[a.to]].score
		}
		inner = append(inner, arc{from, to, score})
		outer = append(outer, i)
	}
	for _, i := range arborescence(groups, group[root], inner) {
		if i >= 0 {
			entered := outer[i]
			best[arcs[entered].to] = entered
		}
	}
	return best
}

// bestInto returns the best arc into each node, -1 where there is none.
func bestInto(n, root int, arcs []arc) []int {
	best := make([]int, n)
	score := make([]float64, n)
	for v := range best {
		best[v], score[v] = -1, math.Inf(-1)
	}
	for i, a := range arcs {
		if a.to != root && a.from != a.to && a.score > score[a.to] {
			best[a.to], score[a.to] = i, a.score
		}
	}
	return best
}

// contract numbers the nodes so that all nodes of a cycle among the best arcs
// share a number, and says which nodes lie on one.
func contract(n int, arcs []arc, best []int) (group []int, groups int, cyclic []bool) {
	group, cyclic = make([]int, n), make([]bool, n)
	walk := make([]int, n) // the walk that visited a node, plus one
	for v := range n {
		u := v
		for walk[u] == 0 {
			walk[u] = v + 1
			if best[u] < 0 {
				break
			}
			u = arcs[best[u]].from
		}
		if walk[u] != v+1 || best[u] < 0 {
			continue
		}
		for !cyclic[u] {
			cyclic[u] = true
			group[u] = v + 1 // a mark until the numbers are known
			u = arcs[best[u]].from
		}
	}
	number := map[int]int{}
	for v := range n {
		if !cyclic[v] {
			group[v], groups = groups, groups+1
			continue
		}
		mark := group[v]
		if _, ok := number[mark]; !ok {
			number[mark], groups = groups, groups+1
		}
		group[v] = number[mark]
	}
	return group, groups, cyclic
}
