package lineage

import (
	"cmp"
	"maps"
	"slices"
)

const (
	// maxAnchors is how many articles of a family groups are built around, and
	// maxGroup how many members one starts with.
	maxAnchors, maxGroup = 8, 32
	// sharedUnits is how many sentences that their parent lacks a member of a
	// group shares with the others at least.
	sharedUnits = 2
	// lackedUnits is how many of the sentences that the lost source must have
	// had each member lacks at least: with fewer, it may be what the others have
	// theirs from.
	lackedUnits = 2
)

// group is a set of articles that a lost source could be behind, and what the
// tree would gain by it at a first glance.
type group struct {
	children []int
	node     int // index of the lost source
	above    int
	gain     float64
}

// groups lists where to look for lost sources: among the children of one node,
// among an article and its children, and around the children of a lost source.
func (s *search) groups() []group {
	families := make([][]int, s.root()+1)
	for c := range s.read {
		families[s.parent[c]] = append(families[s.parent[c]], c)
	}
	var list []group
	for p, family := range families {
		switch {
		case len(family) == 0:
		case p == s.root():
			list = s.among(list, family, p)
		case p < len(s.read):
			list = s.among(list, family, p)
			if above := s.parent[p]; above < len(s.read) || above == s.root() {
				list = s.among(list, append(family, p), above)
			}
		default:
			list = s.around(list, p-len(s.read), family)
		}
	}
	return list
}

// among adds the groups that one family seems to have, whose members share what
// the node above them lacks.
func (s *search) among(list []group, family []int, above int) []group {
	if len(family) < 2 {
		return list
	}
	slices.Sort(family)
	fresh := s.innovations(family, above)
	anchors := slices.Clone(family)
	slices.SortStableFunc(anchors, func(a, b int) int { return cmp.Compare(len(fresh[b]), len(fresh[a])) })
	seen := map[string]bool{}
	for _, a := range anchors[:min(len(anchors), maxAnchors)] {
		mates := s.mates(a, family, fresh)
		for _, n := range []int{1, len(mates)} {
			if n > len(mates) || n == 1 && len(mates) == 0 {
				continue
			}
			x := group{children: append([]int{a}, mates[:n]...), node: len(s.lost) - 1, above: above}
			slices.Sort(x.children)
			if key := setOf(x.children); !seen[key] {
				seen[key] = true
				list = s.appraise(list, x)
			}
		}
	}
	return list
}

func setOf(list []int) string {
	b := make([]byte, 0, 4*len(list))
	for _, v := range list {
		b = append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24)) //nolint:gosec // its bytes, one by one
	}
	return string(b)
}

// innovations lists for each member of a family the units that another has too
// and the node above lacks.
func (s *search) innovations(family []int, above int) map[int][]int {
	count := map[int]int{}
	for _, c := range family {
		for _, o := range s.read[c].byUnit {
			count[o.unit]++
		}
	}
	out := map[int][]int{}
	for _, c := range family {
		for _, o := range s.read[c].byUnit {
			if count[o.unit] >= 2 && (above == s.root() || s.surelyLacks(above, c, o.unit)) {
				out[c] = append(out[c], o.unit)
			}
		}
	}
	return out
}

// mates are the members of a family that share innovations with a, those that
// share most first.
func (s *search) mates(a int, family []int, fresh map[int][]int) []int {
	shared := map[int]int{}
	for _, c := range family {
		if c == a {
			continue
		}
		for _, unit := range fresh[c] {
			if _, ok := slices.BinarySearch(fresh[a], unit); ok {
				shared[c]++
			}
		}
	}
	var mates []int
	for _, c := range family {
		if shared[c] >= sharedUnits {
			mates = append(mates, c)
		}
	}
	slices.SortStableFunc(mates, func(x, y int) int { return cmp.Compare(shared[y], shared[x]) })
	return mates[:min(len(mates), maxGroup-1)]
}

// around adds the groups of a lost source's children and the articles that have
// of its text what their parent lacks.
func (s *search) around(list []group, n int, children []int) []group {
	said := map[int]bool{}
	for _, c := range children {
		for _, o := range s.read[c].byUnit {
			said[o.unit] = true
		}
	}
	shared := map[int]int{}
	for _, unit := range slices.Sorted(maps.Keys(said)) {
		for _, m := range s.holders[unit] {
			if p := s.parent[m]; p != len(s.read)+n && s.isMissing(p, m, unit) {
				shared[m]++
			}
		}
	}
	var more []int
	for m := range s.read {
		if shared[m] >= sharedUnits {
			more = append(more, m)
		}
	}
	slices.SortStableFunc(more, func(a, b int) int { return cmp.Compare(shared[b], shared[a]) })
	more = more[:min(len(more), maxGroup)]
	node := len(s.read) + n
	for _, k := range []int{1, 2, len(more)} {
		if k > len(more) || k == 0 {
			continue
		}
		x := group{children: slices.Concat(children, more[:k]), node: n, above: s.parent[node]}
		for slices.Contains(x.children, x.above) {
			x.above = s.parent[x.above]
		}
		slices.Sort(x.children)
		list = s.appraise(list, x)
	}
	return list
}

// isMissing says that article m cannot have a unit from its parent: the parent
// lacks it, or there is none, or only an assumed one.
func (s *search) isMissing(parent, m, unit int) bool {
	switch {
	case parent == s.root():
		return true
	case parent < len(s.read):
		return s.surelyLacks(parent, m, unit)
	}
	return s.isInferred(parent - len(s.read))
}

// appraise adds a group if the tree may gain by it, which is judged by the
// edges into and out of the lost source alone.
func (s *search) appraise(list []group, x group) []group {
	l := s.lost[x.node]
	l.children = x.children
	if s.isInferred(x.node) {
		l.given = s.givenFrom(x.above, x.children)
		if s.hasModel(x.children, l.given) {
			return list
		}
	}
	s.settleTime(&l)
	said := s.said(&l)
	for _, c := range x.children {
		if s.compareLost(c, &l, said, &s.t) {
			k := s.candidate(0, &s.t)
			x.gain += max(0, k.score-s.scoreOf(s.parent[c], c))
		}
	}
	if x.gain <= 0 {
		return list
	}
	if x.node == len(s.lost)-1 {
		x.gain += s.weights[fInferredNode]
	}
	return append(list, x)
}

// hasModel says that one of the articles has what the lost source must have
// had, and may have come out before all others: it is what they derive from.
func (s *search) hasModel(children []int, from *given) bool {
	l := &lostSource{children: children, given: from}
	said := s.said(l)
	text := l.text(said)
	for _, m := range children {
		if s.isAfter(m, children) {
			continue
		}
		lacks := 0
		for _, unit := range text {
			if s.surelyLacks(m, s.holderOf(unit, children), unit) {
				lacks++
			}
		}
		if lacks < lackedUnits {
			return true
		}
	}
	return false
}

// isAfter says that one of the articles came out before article m.
func (g *graph) isAfter(m int, articles []int) bool {
	return slices.ContainsFunc(articles, func(c int) bool { return g.read[m].when.later(g.read[c].when) })
}

// holderOf returns the first of the articles that has a unit.
func (g *graph) holderOf(unit int, articles []int) int {
	k := slices.IndexFunc(articles, func(c int) bool { return g.read[c].find(unit) != nil })
	return articles[k]
}
