package report

import (
	"slices"

	"github.com/stemma-news/stemma/report/family"

	"github.com/stemma-news/stemma"
)

// Explanation says why one report or lost source has the place in the tree
// that it has, and not the next best. It is read off the result: nothing is
// inferred anew.
type Explanation struct {
	result *stemma.Result
	family *family.Family // nil for a report that belongs to no story
	member *family.Member
}

// Explain finds the report or lost source that a reader calls child: by the
// letter that Text gives it with the same minSupport ("B", or "2:B" for that of
// the second story), by id, outlet, title,
// input or URL, or by how one of them begins. It fails with a *ChoiceError
// where that is none of them, or several.
func Explain(r *stemma.Result, child string, minSupport float64) (*Explanation, error) {
	x := family.NewIndex(r)
	var all []choice
	for i := range r.Stories {
		f := family.New(x, &r.Stories[i], minSupport)
		for _, m := range f.Members {
			all = append(all, choice{f, m, i + 1})
		}
	}
	for _, id := range r.Unplaced {
		placed := slices.ContainsFunc(all, func(c choice) bool { return c.member.ID == id })
		if a := x.Articles[id]; a != nil && !placed {
			all = append(all, choice{nil, &family.Member{ID: id, Article: a}, 0})
		}
	}
	found := choose(all, child)
	if len(found) != 1 {
		return nil, newChoiceError(child, found, all)
	}
	return &Explanation{result: r, family: found[0].family, member: found[0].member}, nil
}

// ID is that of the report or lost source that is explained.
func (e *Explanation) ID() string { return e.member.ID }

// edges are those into the member: the one drawn, one too weak to be drawn,
// and the further ones.
func (e *Explanation) edges() []*stemma.Edge {
	m := e.member
	if m.Edge == nil && m.Guess != nil {
		return append([]*stemma.Edge{m.Guess}, m.Also...)
	}
	return m.Edges()
}

// lost is the lost source that the member is or comes from, nil if neither.
func (e *Explanation) lost() *family.Member {
	if e.member.Source != nil {
		return e.member
	}
	for _, edge := range e.edges() {
		if up := e.family.ByID[edge.Parent]; up.Source != nil {
			return up
		}
	}
	return nil
}

// abreast are the passages that a parent and the member have in common, in the
// order of the member; those that are evidence for the edge where it says so.
func (e *Explanation) abreast(edge *stemma.Edge) []*diffRow {
	up := e.family.ByID[edge.Parent]
	if e.member.Article == nil || up == nil || up.Article == nil {
		return nil
	}
	d, err := newDiff(e.result, up.ID, e.member.ID)
	if err != nil {
		return nil // cannot be: both are in the result
	}
	rows := slices.DeleteFunc(d.rows, func(r *diffRow) bool {
		return len(r.left) == 0 || len(r.right) == 0 || len(edge.Sentences) > 0 && !slices.ContainsFunc(r.right, func(i int) bool { return slices.Contains(edge.Sentences, i) })
	})
	slices.SortStableFunc(rows, func(a, b *diffRow) int { return a.right[0] - b.right[0] })
	return rows
}
