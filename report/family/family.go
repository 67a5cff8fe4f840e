package family

import (
	"cmp"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
)

// Family is one story as a reader meets it: a forest of articles and lost
// sources, with a letter for every article.
type Family struct {
	*Index
	Story *stemma.Story
	Roots []*Member
	// Members are all nodes in the order of the tree, parents first.
	Members []*Member
	ByID    map[string]*Member
}

// Member is a node of the tree: an article, or a lost source.
type Member struct {
	ID      string
	Article *stemma.Article
	Source  *stemma.Source
	Letter  string       // of an article
	Edge    *stemma.Edge // to the parent drawn above it; nil at a root
	Root    *stemma.Root // how sure it is that there is no parent; of a root only
	Guess   *stemma.Edge // the best edge where none is supported well enough to be drawn
	Also    []*stemma.Edge
	Below   []*Member
	Vague   []*Member // copies below it of which nothing tells which copied which
	Tucked  int       // how many at the end of below are copies shown as one line
	Hidden  bool      // in that one line itself
	doubted bool      // its date cannot be right
	reports int       // articles in this subtree
	first   time.Time // when the first dated one of them came out at the latest
}

// New arranges a story into its tree. Edges with less support than
// minSupport are left out.
func New(x *Index, s *stemma.Story, minSupport float64) *Family {
	f := &Family{Index: x, Story: s, ByID: make(map[string]*Member)}
	order := f.collect()
	for i := range s.Edges {
		f.attach(&s.Edges[i], minSupport)
	}
	f.doubt(order)
	f.climb(order)
	for i := range s.Roots {
		if m := f.ByID[s.Roots[i].Origin]; m != nil && m.Edge == nil {
			m.Root = &s.Roots[i]
		}
	}
	for _, m := range order {
		slices.SortStableFunc(m.Below, f.elderFirst)
	}
	for _, m := range order {
		m.blur()
	}
	for _, m := range order {
		m.tuck()
	}
	slices.SortStableFunc(f.Roots, func(a, b *Member) int {
		return cmp.Or(cmp.Compare(b.reports, a.reports), f.elderFirst(a, b))
	})
	f.letters()
	return f
}

// collect makes the members, in the order of the story's articles and edges.
func (f *Family) collect() []*Member {
	var order []*Member
	add := func(m *Member) {
		if f.ByID[m.ID] == nil {
			f.ByID[m.ID] = m
			order = append(order, m)
		}
	}
	for _, id := range f.Story.Articles {
		if a := f.Articles[id]; a != nil {
			add(&Member{ID: id, Article: a})
		}
	}
	for _, e := range f.Story.Edges {
		for _, id := range []string{e.Parent, e.Child} {
			if s := f.Sources[id]; s != nil {
				add(&Member{ID: id, Source: s})
			}
		}
	}
	return order
}

// doubt marks the articles whose dates were not believed.
func (f *Family) doubt(order []*Member) {
	var members []*Member
	var articles []stemma.Article
	for _, m := range order {
		if m.Article != nil {
			members, articles = append(members, m), append(articles, *m.Article)
		}
	}
	for i, doubted := range lineage.Doubted(articles) {
		members[i].doubted = doubted
	}
}

// attach notes an edge at its child: as the edge to draw, or as a second one.
func (f *Family) attach(e *stemma.Edge, minSupport float64) {
	child := f.ByID[e.Child]
	if child == nil || f.ByID[e.Parent] == nil || e.Parent == e.Child {
		return
	}
	switch {
	case e.Support < minSupport:
		if e.Primary && child.Guess == nil {
			child.Guess = e
		}
	case child.Edge == nil && (e.Primary || child.Source != nil):
		child.Edge = e
	default:
		child.Also = append(child.Also, e)
	}
}

// Edges are those to all of a member's parents, the one drawn first.
func (m *Member) Edges() []*stemma.Edge {
	if m.Edge == nil {
		return m.Also
	}
	return append([]*stemma.Edge{m.Edge}, m.Also...)
}

// Parent is the member that another is drawn below, nil at a root.
func (f *Family) Parent(m *Member) *Member {
	if m.Edge == nil {
		return nil
	}
	return f.ByID[m.Edge.Parent]
}

// Descends is true when m has ancestor above it, or is it.
func (f *Family) Descends(m, ancestor *Member) bool {
	for steps := 0; m != nil && steps <= len(f.ByID); steps++ {
		if m == ancestor {
			return true
		}
		m = f.Parent(m)
	}
	return false
}

// elderFirst puts the dated before the undated, and of two of one time a lost
// source before an article; a date known to the month only counts as the end
// of that month. A lost source came out before what derives from it.
func (f *Family) elderFirst(a, b *Member) int {
	x, y := f.since(a), f.since(b)
	switch {
	case x.IsZero() != y.IsZero():
		if y.IsZero() {
			return -1
		}
		return 1
	case !x.Equal(y):
		return x.Compare(y)
	case (a.Source != nil) != (b.Source != nil):
		if a.Source != nil {
			return -1
		}
		return 1
	}
	return 0
}

// since is when a member was there at the latest; zero where nothing tells.
func (f *Family) since(m *Member) time.Time {
	if m.Article != nil {
		return m.latest()
	}
	if !m.first.IsZero() {
		return m.first
	}
	if w := m.Source.Window; w != nil {
		return w.Before
	}
	return time.Time{}
}

// Period is when a report came out: from the first moment that its date names to the
// last, which are one where the date has a clock; zero without a date that can be right.
func (m *Member) Period() (from, to time.Time) {
	if m.Article == nil || m.latest().IsZero() {
		return from, to
	}
	return m.Article.Published, m.latest()
}

// latest is when the member's article was there at the latest; zero without a
// date that can be right.
func (m *Member) latest() time.Time {
	if m.doubted {
		return time.Time{}
	}
	return latest(m.Article)
}

// latest is the end of the period in which an article was published.
func latest(a *stemma.Article) time.Time {
	t := a.Published
	if t.IsZero() {
		return t
	}
	switch a.PublishedPrecision {
	case stemma.PrecisionYear:
		return t.AddDate(1, 0, 0)
	case stemma.PrecisionMonth:
		return t.AddDate(0, 1, 0)
	case stemma.PrecisionDay:
		return t.AddDate(0, 0, 1)
	case stemma.PrecisionNone:
		return time.Time{}
	}
	return t
}

// maxCopies is how many verbatim copies of one article are shown line by line.
const maxCopies = 4

// tuck moves verbatim copies that nothing derives from behind their siblings
// and marks those beyond the first few: an agency report with two hundred
// copies stays readable.
func (m *Member) tuck() {
	var rest, copies []*Member
	for _, b := range m.Below {
		if b.isPlainCopy() {
			copies = append(copies, b)
		} else {
			rest = append(rest, b)
		}
	}
	if len(copies) <= maxCopies {
		return
	}
	m.Tucked = len(copies) - maxCopies + 1
	m.Below = slices.Concat(rest, copies)
	for _, b := range m.Folded() {
		b.Hidden = true
	}
}

// minVague is from how many copies on that could each be of any other a line is
// made of them all.
const minVague = 6

// blur gathers the copies below m of which nothing tells which copied which.
func (m *Member) blur() {
	if m.Hidden || m.Article == nil {
		return
	}
	var rest, vague []*Member
	for _, b := range m.Below {
		if all, ok := b.allVague(nil); ok {
			vague = append(vague, all...)
		} else {
			rest = append(rest, b)
		}
	}
	if len(vague) < minVague {
		return
	}
	m.Below, m.Vague = rest, vague
	for _, v := range vague {
		v.Hidden, v.Below = true, nil
	}
}

// allVague returns a member and all below it, if all are copies whose parent may
// as well be another.
func (m *Member) allVague(all []*Member) ([]*Member, bool) {
	if e := m.Edge; m.Article == nil || e.Kind != stemma.EdgeCopy || e.Support >= Weak || len(m.Also) > 0 {
		return nil, false
	}
	all = append(all, m)
	for _, b := range m.Below {
		more, ok := b.allVague(all)
		if !ok {
			return nil, false
		}
		all = more
	}
	return all, true
}

func (m *Member) isPlainCopy() bool {
	e := m.Edge
	return e.Kind == stemma.EdgeCopy && e.Support >= Weak && !e.DirectionUncertain &&
		m.Article != nil && len(m.Below) == 0 && len(m.Also) == 0
}

// Shown are the children drawn line by line, folded those drawn as one line.
func (m *Member) Shown() []*Member { return m.Below[:len(m.Below)-m.Tucked] }

// Folded are the children drawn as one line: copies, and at the end of Below.
func (m *Member) Folded() []*Member { return m.Below[len(m.Below)-m.Tucked:] }

// letters names the articles A, B, … in the order in which the tree is read.
// It keeps its own stack: a chain of thousands of copies is a deep tree.
func (f *Family) letters() {
	stack := slices.Clone(f.Roots)
	slices.Reverse(stack)
	n := 0
	for len(stack) > 0 {
		m := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		f.Members = append(f.Members, m)
		if m.Article != nil {
			m.Letter = letter(n)
			n++
		}
		for _, b := range slices.Backward(slices.Concat(m.Below, m.Vague)) {
			stack = append(stack, b)
		}
	}
}

// letter counts A … Z, AA, AB, … as the columns of a spreadsheet do.
func letter(n int) string {
	s := ""
	for n++; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
