package cluster

import "slices"

// What is left alone at the end gets a second chance: an article is harder to
// place than a group, and one that is nearer to one story than to any other by
// far belongs to it.
const (
	// secondChance is how far below the threshold its similarity may be, and
	// byFar how far it must be above that to the next story.
	secondChance = 0.03
	byFar        = 0.2
)

// rescue puts articles that are alone into groups of two and more.
func (m measure) rescue(nodes []node) {
	type move struct{ article, group int }
	var moves []move // decided on before any is made, so that their order has no part in it
	for n := range nodes {
		if nodes[n].gone || nodes[n].size > 1 {
			continue
		}
		if group, ok := m.refuge(nodes, n); ok {
			moves = append(moves, move{n, group})
		}
	}
	for _, x := range moves {
		nodes[x.group].members = slices.Concat(nodes[x.group].members, nodes[x.article].members)
		nodes[x.article] = node{gone: true}
	}
}

// refuge returns the group that a lone article belongs to, if there is one.
func (m measure) refuge(nodes []node, alone int) (group int, ok bool) {
	best, second := merge{b: -1, score: threshold - secondChance}, -1.0
	for n := range nodes[alone].near { // neither maximum depends on the order but for ties
		x := m.merge(nodes, alone, n)
		switch {
		case x.score > best.score || x.score == best.score && n < best.b:
			second, best = max(second, best.score), x
		default:
			second = max(second, x.score)
		}
	}
	if best.b < 0 || nodes[best.b].size < 2 {
		return 0, false
	}
	return best.b, best.score-second >= byFar
}
