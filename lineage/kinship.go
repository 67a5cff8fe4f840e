package lineage

// How nodes stand to each other in the tree as it stands.

// top is the origin that a node goes back to by main parents.
func (g *graph) top(node int) int {
	for g.parent[node] != g.root() {
		node = g.parent[node]
	}
	return node
}

// reaches says that a node is v or derives from it, by main or further parents.
func (g *graph) reaches(node, v int, further [][]int) bool {
	seen := make([]bool, g.root()+1)
	todo := []int{node}
	for len(todo) > 0 {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if x == v {
			return true
		}
		if x == g.root() || seen[x] {
			continue
		}
		seen[x] = true
		todo = append(append(todo, g.parent[x]), further[x]...)
	}
	return false
}

// gives says that a node could have given article c a unit: it has the unit,
// or, being lost, has another child that does.
func (g *graph) gives(node, c, unit int) bool {
	if node < len(g.read) {
		return g.read[node].find(unit) != nil
	}
	for _, h := range g.holders[unit] {
		if h != c && g.parent[h] == node {
			return true
		}
	}
	return false
}

// isBehind says that article c has its text from article p by way of an
// inferred source, which is there for what p does not have.
func (g *graph) isBehind(p, c int) bool {
	v := g.parent[c]
	if v < len(g.read) || v == g.root() || g.parent[v] != p {
		return false
	}
	return g.story.Sources[g.lost[v-len(g.read)].source].Inferred
}

// descends says that a node is v or derives from it.
func (g *graph) descends(node, v int) bool {
	for ; node != g.root(); node = g.parent[node] {
		if node == v {
			return true
		}
	}
	return false
}
