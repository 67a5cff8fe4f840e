package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/lineage"
)

// family is one story as a reader meets it: a forest of articles and lost
// sources, with a letter for every article.
type family struct {
	*index
	story *stemma.Story
	roots []*member
	// members are all nodes in the order of the tree, parents first.
	members []*member
	byID    map[string]*member
}

// member is a node of the tree: an article, or a lost source.
type member struct {
	id      string
	article *stemma.Article
	source  *stemma.Source
	letter  string       // of an article
	edge    *stemma.Edge // to the parent drawn above it; nil at a root
	root    *stemma.Root // how sure it is that there is no parent; of a root only
	guess   *stemma.Edge // the best edge where none is supported well enough to be drawn
	also    []*stemma.Edge
	below   []*member
	vague   []*member // copies below it of which nothing tells which copied which
	tucked  int       // how many at the end of below are copies shown as one line
	hidden  bool      // in that one line itself
	doubted bool      // its date cannot be right
	reports int       // articles in this subtree
	first   time.Time // when the first dated one of them came out at the latest
}

// newFamily arranges a story into its tree. Edges with less support than
// minSupport are left out.
func newFamily(x *index, s *stemma.Story, minSupport float64) *family {
	f := &family{index: x, story: s, byID: make(map[string]*member)}
	order := f.collect()
	for i := range s.Edges {
		f.attach(&s.Edges[i], minSupport)
	}
	f.doubt(order)
	f.climb(order)
	for i := range s.Roots {
		if m := f.byID[s.Roots[i].Origin]; m != nil && m.edge == nil {
			m.root = &s.Roots[i]
		}
	}
	for _, m := range order {
		slices.SortStableFunc(m.below, f.elderFirst)
	}
	for _, m := range order {
		m.blur()
	}
	for _, m := range order {
		m.tuck()
	}
	slices.SortStableFunc(f.roots, func(a, b *member) int {
		return cmp.Or(cmp.Compare(b.reports, a.reports), f.elderFirst(a, b))
	})
	f.letters()
	return f
}

// collect makes the members, in the order of the story's articles and edges.
func (f *family) collect() []*member {
	var order []*member
	add := func(m *member) {
		if f.byID[m.id] == nil {
			f.byID[m.id] = m
			order = append(order, m)
		}
	}
	for _, id := range f.story.Articles {
		if a := f.articles[id]; a != nil {
			add(&member{id: id, article: a})
		}
	}
	for _, e := range f.story.Edges {
		for _, id := range []string{e.Parent, e.Child} {
			if s := f.sources[id]; s != nil {
				add(&member{id: id, source: s})
			}
		}
	}
	return order
}

// doubt marks the articles whose dates were not believed.
func (f *family) doubt(order []*member) {
	var members []*member
	var articles []stemma.Article
	for _, m := range order {
		if m.article != nil {
			members, articles = append(members, m), append(articles, *m.article)
		}
	}
	for i, doubted := range lineage.Doubted(articles) {
		members[i].doubted = doubted
	}
}

// attach notes an edge at its child: as the edge to draw, or as a second one.
func (f *family) attach(e *stemma.Edge, minSupport float64) {
	child := f.byID[e.Child]
	if child == nil || f.byID[e.Parent] == nil || e.Parent == e.Child {
		return
	}
	switch {
	case e.Support < minSupport:
		if e.Primary && child.guess == nil {
			child.guess = e
		}
	case child.edge == nil && (e.Primary || child.source != nil):
		child.edge = e
	default:
		child.also = append(child.also, e)
	}
}

// climb hangs every member below its parent, makes roots of those without
// one, and counts the reports of each subtree. An edge that would close a
// circle is not drawn as descent but kept as a second parent.
func (f *family) climb(order []*member) {
	for _, m := range order {
		if m.edge != nil && f.descends(f.byID[m.edge.Parent], m) {
			m.also, m.edge = append(m.also, m.edge), nil
		}
		if m.edge == nil {
			f.roots = append(f.roots, m)
			continue
		}
		up := f.byID[m.edge.Parent]
		up.below = append(up.below, m)
	}
	for _, m := range order {
		if m.article == nil {
			continue
		}
		when := m.latest()
		for up := m; up != nil; up = f.parent(up) {
			up.reports++
			if !when.IsZero() && (up.first.IsZero() || when.Before(up.first)) {
				up.first = when
			}
		}
	}
}

// edges are those to all of a member's parents, the one drawn first.
func (m *member) edges() []*stemma.Edge {
	if m.edge == nil {
		return m.also
	}
	return append([]*stemma.Edge{m.edge}, m.also...)
}

func (f *family) parent(m *member) *member {
	if m.edge == nil {
		return nil
	}
	return f.byID[m.edge.Parent]
}

// descends is true when m has ancestor above it, or is it.
func (f *family) descends(m, ancestor *member) bool {
	for steps := 0; m != nil && steps <= len(f.byID); steps++ {
		if m == ancestor {
			return true
		}
		m = f.parent(m)
	}
	return false
}

// elderFirst puts the dated before the undated, and of two of one time a lost
// source before an article; a date known to the month only counts as the end
// of that month. A lost source came out before what derives from it.
func (f *family) elderFirst(a, b *member) int {
	x, y := f.since(a), f.since(b)
	switch {
	case x.IsZero() != y.IsZero():
		if y.IsZero() {
			return -1
		}
		return 1
	case !x.Equal(y):
		return x.Compare(y)
	case (a.source != nil) != (b.source != nil):
		if a.source != nil {
			return -1
		}
		return 1
	}
	return 0
}

// since is when a member was there at the latest; zero where nothing tells.
func (f *family) since(m *member) time.Time {
	if m.article != nil {
		return m.latest()
	}
	if !m.first.IsZero() {
		return m.first
	}
	if w := m.source.Window; w != nil {
		return w.Before
	}
	return time.Time{}
}

// latest is when the member's article was there at the latest; zero without a
// date that can be right.
func (m *member) latest() time.Time {
	if m.doubted {
		return time.Time{}
	}
	return latest(m.article)
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
func (m *member) tuck() {
	var rest, copies []*member
	for _, b := range m.below {
		if b.isPlainCopy() {
			copies = append(copies, b)
		} else {
			rest = append(rest, b)
		}
	}
	if len(copies) <= maxCopies {
		return
	}
	m.tucked = len(copies) - maxCopies + 1
	m.below = slices.Concat(rest, copies)
	for _, b := range m.folded() {
		b.hidden = true
	}
}

// minVague is from how many copies on that could each be of any other a line is
// made of them all.
const minVague = 6

// blur gathers the copies below m of which nothing tells which copied which.
func (m *member) blur() {
	if m.hidden || m.article == nil {
		return
	}
	var rest, vague []*member
	for _, b := range m.below {
		if all, ok := b.allVague(nil); ok {
			vague = append(vague, all...)
		} else {
			rest = append(rest, b)
		}
	}
	if len(vague) < minVague {
		return
	}
	m.below, m.vague = rest, vague
	for _, v := range vague {
		v.hidden, v.below = true, nil
	}
}

// allVague returns a member and all below it, if all are copies whose parent may
// as well be another.
func (m *member) allVague(all []*member) ([]*member, bool) {
	if e := m.edge; m.article == nil || e.Kind != stemma.EdgeCopy || e.Support >= weak || len(m.also) > 0 {
		return nil, false
	}
	all = append(all, m)
	for _, b := range m.below {
		more, ok := b.allVague(all)
		if !ok {
			return nil, false
		}
		all = more
	}
	return all, true
}

func (m *member) isPlainCopy() bool {
	e := m.edge
	return e.Kind == stemma.EdgeCopy && e.Support >= weak && !e.DirectionUncertain &&
		m.article != nil && len(m.below) == 0 && len(m.also) == 0
}

// shown are the children drawn line by line, folded those drawn as one line.
func (m *member) shown() []*member  { return m.below[:len(m.below)-m.tucked] }
func (m *member) folded() []*member { return m.below[len(m.below)-m.tucked:] }

// letters names the articles A, B, … in the order in which the tree is read.
// It keeps its own stack: a chain of thousands of copies is a deep tree.
func (f *family) letters() {
	stack := slices.Clone(f.roots)
	slices.Reverse(stack)
	n := 0
	for len(stack) > 0 {
		m := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		f.members = append(f.members, m)
		if m.article != nil {
			m.letter = letter(n)
			n++
		}
		for _, b := range slices.Backward(slices.Concat(m.below, m.vague)) {
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
