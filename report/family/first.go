package family

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma"
)

// FirstOf are the reports with which a claim may have begun, in the order of the tree: those that make it and have it from none of
// the others, but for those that came out after another of them had for certain.
func (f *Family) FirstOf(cl *stemma.Claim) []*Member {
	held := Holders(cl)
	above := f.inherited(held)
	var all []*Member
	for _, m := range f.Members {
		if m.Article != nil && held[m.ID] != nil && !above[m] {
			all = append(all, m)
		}
	}
	var end time.Time // when the first of them was out
	for _, m := range all {
		if _, to := m.Period(); !to.IsZero() && (end.IsZero() || to.Before(end)) {
			end = to
		}
	}
	return slices.DeleteFunc(all, func(m *Member) bool {
		from, _ := m.Period()
		return !end.IsZero() && from.After(end)
	})
}

// inherited are the members of which a parent makes a claim, or has it above it: the lines between may have left
// it out and taken it up again.
func (f *Family) inherited(held map[string]*stemma.Passage) map[*Member]bool {
	out := make(map[*Member]bool)
	for _, m := range f.Members { // parents come before their children
		up := f.Parent(m)
		out[m] = up != nil && (held[up.ID] != nil || out[up]) ||
			slices.ContainsFunc(m.Also, func(e *stemma.Edge) bool { return held[e.Parent] != nil })
	}
	return out
}

// ByTime are the reports in the order in which they came out, as far as their dates tell it: those of one moment, and the
// undated behind all others, in the order of the tree.
func (f *Family) ByTime() []*Member {
	var all []*Member
	for _, m := range f.Members {
		if m.Article != nil {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b *Member) int {
		x, _ := a.Period()
		y, _ := b.Period()
		switch {
		case x.IsZero() && y.IsZero():
			return 0
		case x.IsZero():
			return 1
		case y.IsZero():
			return -1
		}
		return x.Compare(y)
	})
	return all
}
