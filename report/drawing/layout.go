package drawing

import (
	"math"
	"slices"
	"time"

	"github.com/stemma-news/stemma/report/family"
)

// All lengths are pixels.
const (
	rowHeight = 46.0
	radius    = 11.0 // of a report's mark
	margin    = 24.0
	// leastStep is how far a child is at least to the right of its parent, unless it is dated before it,
	// narrowStep the same on a narrow drawing, and narrow up to which width it is one.
	// smallStep is what is left of that in a tree of many generations, which else needs more room than there is.
	leastStep, narrowStep, smallStep = 26.0, 20.0, 8.0
	narrow                           = 600.0
	// labelGap is between a mark and its name.
	labelGap = 10.0
)

// mark is a row of the drawing.
type mark struct {
	member *family.Member
	// copies are those that are this row together, below member.
	copies []*family.Member
	vague  bool // nothing tells which of the copies copied which
	x, y   float64
	// from and to are where the period of its date begins and ends.
	from, to float64
	latest   float64 // where it can be at most, for what derives from it; 0 where nothing tells
	label    float64 // where its name begins
	up       *mark
	foot     float64 // the row of the last that derives from it, 0 where nothing does
	dated    bool
	row, end int  // its number among all that can be unfolded, and that of the first behind what derives from it
	single   bool // one of copies that are a row together, which the script of a page unfolds
}

// plan is where everything is.
type plan struct {
	marks         []*mark // in the order of the rows
	folded        []*mark // those that are drawn in a row of copies each for itself, too, and hidden
	numbers       int     // of rows, those that are folded included
	byID          map[string]*mark
	axis          *axis // nil where the dates tell no order
	width, height float64
	top           float64 // of the first row
	left, right   float64 // of the axis
	labels        float64 // how wide a label may be
	narrow        bool
	step          float64 // from a parent to a child, at least; half more from a lost source
}

// lay arranges a family on a drawing of a width, the first row below top.
func lay(f *family.Family, width, top float64, unfold bool) *plan {
	p := &plan{byID: map[string]*mark{}, width: width, top: top, narrow: width < narrow}
	p.labels, p.step = min(300, width*0.3), leastStep
	if p.narrow {
		p.labels, p.step = width*0.42, narrowStep
	}
	p.rows(f, unfold)
	p.left = margin + radius + 1.5*p.step*float64(p.lead())
	p.right = width - margin - p.labels
	p.room()
	starts, end := moments(p.marks)
	p.axis = newAxis(starts, end, p.left, p.right)
	p.date()
	for _, m := range p.marks {
		p.place(m)
	}
	p.placeLost()
	p.clear()
	p.unfold()
	p.height = top + rowHeight*float64(len(p.marks))
	return p
}

// room makes the steps of a tree of many generations smaller, and where that is not enough the drawing wider.
func (p *plan) room() {
	depth := 1.0
	depths := map[*mark]float64{}
	for _, m := range p.marks {
		if m.up != nil && !m.up.isLost() {
			depths[m] = depths[m.up] + 1
			depth = max(depth, depths[m]+1)
		}
	}
	p.step = min(p.step, max(smallStep, (p.right-p.left)/depth))
	if more := p.step*depth - (p.right - p.left); more > 0 {
		p.right += more
		p.width += more
	}
}

// rows gives every member that is drawn a row, in the order of the tree.
func (p *plan) rows(f *family.Family, unfold bool) {
	var add func(m *family.Member, up *mark)
	add = func(m *family.Member, up *mark) {
		k := p.add(&mark{member: m, up: up})
		p.byID[m.ID] = k
		for _, b := range m.Shown() {
			add(b, k)
		}
		if m.Tucked > 0 {
			p.pile(&mark{member: m, up: k, copies: m.Folded()}, unfold)
		}
		if len(m.Vague) > 0 {
			p.pile(&mark{member: m, up: k, copies: m.Vague, vague: true}, unfold)
		}
		k.end = p.numbers
	}
	for _, r := range f.Roots {
		add(r, nil)
	}
}

// maxUnfolded is how many copies are drawn that a page can unfold.
const maxUnfolded = 500

// pile adds a row of copies, and each of them for itself where they can be unfolded.
func (p *plan) pile(m *mark, unfold bool) {
	p.add(m)
	if unfold && len(p.folded)+len(m.copies) <= maxUnfolded {
		for _, c := range m.copies {
			p.folded = append(p.folded, &mark{member: c, up: m.up, y: m.y, row: p.numbers, end: p.numbers + 1, single: true})
			p.numbers++
		}
	}
	m.end = p.numbers
}

func (p *plan) add(m *mark) *mark {
	m.row = p.numbers
	p.numbers++
	m.y = p.top + rowHeight*(float64(len(p.marks))+0.5)
	p.marks = append(p.marks, m)
	return m
}

func (m *mark) isLost() bool { return m.copies == nil && m.member.Source != nil }

// period is when what a mark stands for came out; of copies, the first of them.
func (m *mark) period() (from, to time.Time) {
	if m.copies == nil {
		return m.member.Period()
	}
	for _, c := range m.copies {
		if f, t := c.Period(); !f.IsZero() && (from.IsZero() || f.Before(from)) {
			from, to = f, t
		}
	}
	return from, to
}

// moments are those from which on reports may have come out, and when the last of them had. Of one that names a month
// or a year only the axis need not show all, unless there is nothing finer.
func moments(marks []*mark) (starts []time.Time, end time.Time) {
	var coarse []time.Time
	var last time.Time
	for _, m := range marks {
		from, to := m.period()
		switch {
		case from.IsZero():
		case to.Sub(from) <= 24*time.Hour:
			starts, end = append(starts, from), later(end, to)
		default:
			coarse, last = append(coarse, from), later(last, to)
		}
	}
	if len(starts) == 0 {
		return coarse, last
	}
	return starts, end
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// lead is how many lost sources stand behind each other at most.
func (p *plan) lead() int {
	most := 0
	for _, m := range p.marks {
		n := 0
		for up := m; up != nil && up.member.Source != nil; up = up.up {
			n++
		}
		most = max(most, n)
	}
	return most
}

// unfold places what is folded, on the row of its pile.
func (p *plan) unfold() {
	for _, m := range p.folded {
		from, to := m.period()
		if m.dated = !from.IsZero() && p.axis != nil; m.dated {
			m.from, m.to = p.axis.place(from), p.axis.place(to)
		} else {
			m.from, m.to = p.left, p.right
		}
		p.place(m)
		m.label = max(m.x+radius, m.up.x) + labelGap
	}
}

// date finds where the date of every mark begins and ends, and how late it can be for
// what derives from it, whose date may be known better.
func (p *plan) date() {
	for _, m := range slices.Backward(p.marks) { // children come before their parents
		from, to := m.period()
		if m.dated = !from.IsZero() && p.axis != nil; m.dated {
			m.from, m.to = p.axis.place(from), p.axis.place(to)
		} else {
			m.from, m.to = p.left, p.right
		}
		latest := min(m.bound(), m.to)
		if m.dated && to.Equal(from) {
			latest = m.from
		}
		if m.up != nil && m.dated {
			m.up.latest = min(m.up.bound(), latest-p.step)
		}
	}
}

// bound is how far to the right what derives from a mark lets it be.
func (m *mark) bound() float64 {
	if m.latest == 0 {
		return math.Inf(1)
	}
	return m.latest
}

// place puts a mark where its date says, and no nearer to its parent than can be seen. One whose
// date is a day or more, or unknown, comes after its parent if it then still comes before its children.
func (p *plan) place(m *mark) {
	least := p.left
	if m.up != nil && !m.up.isLost() {
		least = m.up.x + p.step
	}
	m.x = m.from
	if m.up != nil && m.up.from <= m.to || !m.dated {
		m.x = max(m.x, least)
	}
	if m.from < m.to {
		m.x = max(m.from, min(m.x, m.bound()))
	}
	m.x = min(m.x, p.right)
}

// placeLost puts every lost source to the left of what derives from it.
func (p *plan) placeLost() {
	leftmost := map[*mark]float64{}
	for _, m := range slices.Backward(p.marks) { // children come before their parents
		if first, known := leftmost[m]; known && m.isLost() {
			m.x = first - 1.5*p.step
		}
		if x, known := leftmost[m.up]; m.up != nil && (!known || m.x < x) {
			leftmost[m.up] = m.x
		}
	}
}

// clear puts every name to the right of the stems that pass its row.
func (p *plan) clear() {
	for _, m := range p.marks {
		if m.up != nil {
			m.up.foot = m.y
		}
	}
	var passing []*mark
	for _, m := range p.marks {
		x := m.x + radius
		passing = slices.DeleteFunc(passing, func(s *mark) bool { return s.foot < m.y })
		for _, s := range passing {
			x = max(x, s.x)
		}
		passing = append(passing, m)
		m.label = x + labelGap
	}
}
