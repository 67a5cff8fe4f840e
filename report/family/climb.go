package family

import (
	"slices"
	"time"
)

// climb hangs every member below its parent, makes roots of those without
// one, and counts the reports of each subtree. An edge that would close a
// circle is not drawn as descent but kept as a second parent.
func (f *Family) climb(order []*Member) {
	f.open(order)
	for _, m := range order {
		if m.Edge == nil {
			f.Roots = append(f.Roots, m)
			continue
		}
		up := f.ByID[m.Edge.Parent]
		up.Below = append(up.Below, m)
	}
	for _, m := range slices.Backward(f.descending()) { // children come before their parents
		if m.Article != nil {
			m.count(1, m.latest())
		}
		if up := f.Parent(m); up != nil {
			up.count(m.reports, m.first)
		}
	}
}

// count adds reports to a subtree, of which the first dated one came out at a time.
func (m *Member) count(reports int, when time.Time) {
	m.reports += reports
	if !when.IsZero() && (m.first.IsZero() || when.Before(m.first)) {
		m.first = when
	}
}

// open takes one edge out of every circle: that of the member of it that comes first. Every way up is gone once, for
// a chain of thousands of copies is a long way.
func (f *Family) open(order []*Member) {
	rank, way := make(map[*Member]int, len(order)), make(map[*Member]int, len(order))
	for i, m := range order {
		rank[m] = i
	}
	for i, m := range order {
		at := m
		for ; at != nil && way[at] == 0; at = f.Parent(at) {
			way[at] = i + 1
		}
		if at == nil || way[at] != i+1 {
			continue
		}
		first := at // a circle
		for o := f.Parent(at); o != at; o = f.Parent(o) {
			if rank[o] < rank[first] {
				first = o
			}
		}
		first.Also, first.Edge = append(first.Also, first.Edge), nil
	}
}

// descending are the members, parents before their children.
func (f *Family) descending() []*Member {
	all := slices.Clone(f.Roots)
	for i := 0; i < len(all); i++ {
		all = append(all, all[i].Below...)
	}
	return all
}
