package lineage

// A text that draws on two others has what the first did not give it from the
// second: contamination, to those who study manuscripts.

// What speaks for a second parent. Too few texts of the development data have
// one to learn from; these were set by a sweep on them.
const (
	secondRun   = 1.0 // per sentence that it explains next to another one
	secondAlone = 0.3 // per other sentence that it explains
	secondCited = 2.0
	secondPrice = -2.9
)

// second is a possible second parent of an article.
type second struct {
	child, parent int
	terms         []weighed
	fixed         float64
}

// gain is what the second parent explains beyond its price.
func (s *second) gain(d *draw) float64 {
	sum := s.fixed
	for _, t := range s.terms {
		if d == nil {
			sum += t.add
		} else {
			sum += t.add * d.units[t.unit]
		}
	}
	return sum
}

// seconds finds for each article that has a parent the best second one, if it
// is worth its price.
func (g *graph) seconds() []second {
	var list []second
	for c := range g.read {
		if g.parent[c] == g.root() {
			continue
		}
		var best second
		for i := range g.near[c] {
			p := g.near[c][i].from
			if p == g.root() || p == g.parent[c] || g.descends(p, c) || g.isBehind(p, c) {
				continue
			}
			if s := g.explain(c, p); s.gain(nil) > 0 && (best.terms == nil || s.gain(nil) > best.gain(nil)) {
				best = s
			}
		}
		if best.terms != nil {
			list = append(list, best)
		}
	}
	return list
}

// explain weighs what article p could have given c that c's parent could not.
// Who adds from a second text adds in one piece; single sentences are more
// often mere gaps in what was found of the first.
func (g *graph) explain(c, p int) second {
	s := second{child: c, parent: p, fixed: secondPrice}
	seq := g.read[c].seq
	explains := make([]bool, len(seq)+2) // of the sentence before, this and the next
	for k, o := range seq {
		explains[k+1] = g.read[p].find(o.unit) != nil && !g.gives(g.parent[c], c, o.unit)
	}
	for k, o := range seq {
		switch {
		case !explains[k+1]:
		case explains[k] || explains[k+2]:
			s.terms = append(s.terms, weighed{o.unit, secondRun})
		default:
			s.terms = append(s.terms, weighed{o.unit, secondAlone})
		}
	}
	if len(s.terms) > 0 && len(g.citing(p, c)) > 0 {
		s.fixed += secondCited
	}
	return s
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
