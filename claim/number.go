package claim

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

const (
	// nearFactor and farFactor are how far a number may change, across
	// languages and within one: beyond that one of the two was misread, or
	// they count other things.
	nearFactor, farFactor = 12, 1000
	// clearBy is by how much a figure must be the best counterpart of another.
	clearBy = 0.25
	// nearby is how many sentences before and after one count as near it.
	nearby = 2
)

// candidate is two figures of which the one may have been put in the place of
// the other.
type candidate struct {
	x, y *figure
	seen evidence
}

// valueChanges compares dates and figures. Equal ones account for each other
// first; of what is left the two that belong together by role, unit and place,
// and no other, are a change.
func (p *pair) valueChanges() []stemma.Change {
	m := p.matchFigures()
	out := m.dateChanges()
	for _, c := range m.candidates() {
		if score := c.seen.score(p.same); score >= Threshold {
			out = append(out, p.numberChange(&c, score))
		}
	}
	return out
}

func (p *pair) numberChange(c *candidate, score float64) stemma.Change {
	if c.x.isDated() && c.y.isDated() {
		ch := p.change(stemma.ChangeDate, c.x.date.Span, c.y.date.Span, score)
		ch.BeforeValue, ch.AfterValue = dateValue(c.x.date.Moment), dateValue(c.y.date.Moment)
		return ch
	}
	ch := p.change(stemma.ChangeNumber, c.x.Span, c.y.Span, score)
	ch.BeforeValue, ch.AfterValue = c.x.value(), c.y.value()
	return ch
}

// matching is the state of pairing the figures of two sides.
type matching struct {
	*pair
	dates [2][]*text.Date // without an equal
	// left are the figures without an equal; anchors are the equal ones, as
	// indices of words on either side.
	left    [2][]*figure
	anchors [][2]int
}

func (p *pair) matchFigures() *matching {
	m := &matching{pair: p}
	settled := m.matchDates()
	for k := range p.sides {
		for i := range p.sides[k].figures {
			if f := &p.sides[k].figures[i]; f.date == nil || !settled[f.date] {
				m.left[k] = append(m.left[k], f)
			}
		}
	}
	m.match((*figure).equals)
	m.match((*figure).canBe)
	m.match((*figure).inAnotherUnit)
	m.match((*figure).within)
	return m
}

// match takes out the figures that account for each other, those that stand
// nearest in the two sides first.
func (m *matching) match(same func(x, y *figure) bool) {
	type equal struct {
		i, j  int
		apart float64
	}
	var all []equal
	for i, x := range m.left[0] {
		for j, y := range m.left[1] {
			if same(x, y) {
				all = append(all, equal{i, j, m.apart(x, y)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b equal) int { return cmp.Compare(a.apart, b.apart) })
	var gone [2]map[*figure]bool
	gone[0], gone[1] = map[*figure]bool{}, map[*figure]bool{}
	for _, e := range all {
		x, y := m.left[0][e.i], m.left[1][e.j]
		if gone[0][x] || gone[1][y] {
			continue
		}
		gone[0][x], gone[1][y] = true, true
		m.anchors = append(m.anchors, [2]int{x.word, y.word})
	}
	was := [2][]*figure{slices.Clone(m.left[0]), slices.Clone(m.left[1])}
	for k := range m.left {
		others := was[1-k]
		if !m.same {
			others = m.left[1-k]
		}
		m.left[k] = slices.DeleteFunc(m.left[k], func(f *figure) bool {
			return gone[k][f] || len(others) == 1 && otherEnd(was[k], f, gone[k])
		})
	}
}

// otherEnd says that f is the other end of a range of which one end was taken
// for all of it.
func otherEnd(was []*figure, f *figure, gone map[*figure]bool) bool {
	return f.whole != nil && slices.ContainsFunc(was, func(g *figure) bool { return g != f && g.whole == f.whole && gone[g] })
}

// apart is how far from each other two figures stand: 0 in the same place.
func (m *matching) apart(x, y *figure) float64 {
	d := math.Abs(x.place - y.place)
	if m.opposite(x.Span, y.Span) {
		d -= 1
	}
	if x.role != y.role {
		d += 0.5
	}
	if x.Unit != y.Unit {
		d += 0.5
	}
	return d
}

// candidates returns the figures left over that can only have changed into one
// another, with what speaks for it.
func (m *matching) candidates() []candidate {
	left, right := m.missing(0), m.missing(1)
	cost := make([][]float64, len(left))
	for i, x := range left {
		cost[i] = make([]float64, len(right))
		for j, y := range right {
			cost[i][j] = m.cost(x, y)
		}
	}
	var out []candidate
	for i := range left {
		j, margin := clearest(cost, i)
		if j < 0 {
			continue
		}
		c := candidate{x: left[i], y: right[j]}
		c.seen = m.evidence(c.x, c.y, len(left)+len(right)-2, margin)
		out = append(out, c)
	}
	return out
}

// impossible is the cost of two figures that cannot stand for each other.
const impossible = 100

// clearest returns the column that is the best of row i, and i of it, by some
// margin, or -1.
func clearest(cost [][]float64, i int) (best int, margin float64) {
	best = -1
	for j := range cost[i] {
		if cost[i][j] < impossible && (best < 0 || cost[i][j] < cost[i][best]) {
			best = j
		}
	}
	if best < 0 {
		return -1, 0
	}
	second := float64(impossible)
	for j := range cost[i] {
		if j != best {
			second = min(second, cost[i][j])
		}
	}
	for k := range cost {
		if k != i {
			second = min(second, cost[k][best])
		}
	}
	if margin = second - cost[i][best]; margin < clearBy {
		return -1, 0
	}
	return best, min(margin, 2)
}

// cost says how badly y stands for x.
func (m *matching) cost(x, y *figure) float64 {
	if !m.comparable(x, y) {
		return impossible
	}
	cost := m.apart(x, y)
	if m.order(x, y) {
		cost -= 0.3
	}
	if x.inDigits != y.inDigits {
		cost += 0.5
	}
	return cost + 0.3*min(2, ratio(x, y))
}

// isPower says that one figure is ten or a hundred times the other: with the
// same digits, any other factor is one of reading.
func isPower(x, y *figure) bool {
	r := ratio(x, y)
	return math.Abs(r-1) < 1e-6 || math.Abs(r-2) < 1e-6
}

// scaled says that one figure is a thousand times the other and both are of one
// known unit: a million for a billion, and read with certainty.
func scaled(x, y *figure) bool {
	return x.Unit != "" && x.Unit == y.Unit && math.Abs(ratio(x, y)-3) < 1e-6
}

// ratio is the absolute decimal logarithm of how many times one is the other.
func ratio(x, y *figure) float64 {
	a, b := math.Abs(x.Value), math.Abs(y.Value)
	if min(a, b) == 0 {
		return 2
	}
	return math.Abs(math.Log10(a / b))
}

// comparable says that x can have been changed into y.
func (m *matching) comparable(x, y *figure) bool {
	factor := float64(farFactor)
	if !m.same && !scaled(x, y) {
		factor = nearFactor
	}
	switch {
	case m.same && x.Unit != y.Unit && !m.sameAfter(x, y):
		return false // the unit of one was not understood, and is another
	case !sameUnits(x.Unit, y.Unit), farApart(x.Value, y.Value, factor):
		return false
	case !m.same && sameDigits(m.shown(0, x.Span), m.shown(1, y.Span)) && !isPower(x, y) && !scaled(x, y):
		return false
	case x.isDated() && y.isDated():
		return x.role == y.role && m.sameRest(x, y)
	case x.isDated() && !m.standsInDate(x, 1, y), y.isDated() && !m.standsInDate(y, 0, x):
		return false
	case !m.same && (strings.HasPrefix(x.Unit, "°") || strings.HasPrefix(y.Unit, "°")):
		return false // "degrees" alone may be of either scale
	}
	return (x.inDigits || y.role == quantity) && (y.inDigits || x.role == quantity) && !converted(&x.Number, &y.Number)
}

// sameAfter says that one word follows both figures.
func (m *matching) sameAfter(x, y *figure) bool {
	_, v := neighbours(m.sides[0].words, x.Span)
	_, w := neighbours(m.sides[1].words, y.Span)
	return v != "" && v == w
}

// sameRest says that two figures are of dates that are otherwise alike: years
// by themselves, or days of one month.
func (m *matching) sameRest(x, y *figure) bool {
	switch {
	case x.date.Precision != y.date.Precision:
		return false
	case x.role == year:
		return true
	}
	return x.role == day && x.date.Time.IsZero() == y.date.Time.IsZero() && x.date.Time.Month() == y.date.Time.Month()
}

// isDated says that a figure is a part of a date.
func (f *figure) isDated() bool { return f.date != nil && f.role != ago }

// yearDigits is the least value of a figure that may have been a year.
const yearDigits = 100

// standsInDate says that y, which is no part of a date, may have been put into
// the date of x: a year is four digits by themselves, a day stands beside the
// rest of its date.
func (m *matching) standsInDate(x *figure, which int, y *figure) bool {
	switch {
	case y.Unit != "" || y.Approx != "" || y.role == ago || y.Value != math.Trunc(y.Value):
		return false
	case x.role == year:
		return y.Value >= yearDigits && y.Value < 100*yearDigits && !strings.ContainsAny(m.shown(which, y.Span), ".,  ")
	case x.role == day:
		return y.Value < 100 && m.besideDate(which, y, x.date)
	}
	return false
}

// besideDate says that a figure stands next to a date that may be what is left
// of d: one of its month or year.
func (m *matching) besideDate(which int, y *figure, d *text.Date) bool {
	const gap = 6 // bytes: " de ", ". "
	s := &m.sides[which]
	for _, i := range s.sentences {
		for _, e := range s.doc.Sentences[i].Dates {
			if e.Precision != stemma.PrecisionDay && (e.Start-y.End <= gap && e.Start >= y.End || y.Start-e.End <= gap && y.Start >= e.End) && sameDate(*d, e) {
				return true
			}
		}
	}
	return false
}

// order says that as many of the equal figures stand before x as before y.
func (m *matching) order(x, y *figure) bool {
	before := 0
	for _, a := range m.anchors {
		if a[0] < x.word {
			before++
		}
		if a[1] < y.word {
			before--
		}
	}
	return before == 0
}

// missing returns the figures that one side has and the other article does not
// give nearby, where it is not accounted for: such a one was moved, and not
// changed. Where the words around it are the same that does not matter.
func (m *matching) missing(which int) []*figure {
	if m.same && m.share >= closeShare {
		return m.left[which]
	}
	return slices.DeleteFunc(slices.Clone(m.left[which]), func(f *figure) bool { return m.elsewhere(which, f) })
}

// elsewhere says that the other article gives a figure of one side in a
// sentence near the other side.
func (m *matching) elsewhere(which int, f *figure) bool {
	other, s := 1-which, &m.sides[1-which]
	from, to := s.sentences[0]-nearby, s.sentences[len(s.sentences)-1]+nearby
	for i := max(0, from); i <= min(to, len(s.doc.Sentences)-1); i++ {
		if slices.Contains(s.sentences, i) || !m.c.has(s.at, i, f) {
			continue
		}
		if !m.accounted(other, i, f) {
			return true
		}
	}
	return false
}

// has says that a sentence gives a figure.
func (c *collation) has(doc, sentence int, f *figure) bool {
	return slices.ContainsFunc(c.figures(doc, sentence), func(g figure) bool { return f.equals(&g) })
}

// accounted says that what a sentence beside one side says with this figure is
// what a sentence of the other article says, with the figure too.
func (m *matching) accounted(which, sentence int, f *figure) bool {
	doc, other := m.sides[which].at, &m.sides[1-which]
	for _, cl := range m.c.claimsOf[node{doc, sentence}] {
		for _, i := range m.c.said[cl][other.at] {
			if !slices.Contains(other.sentences, i) && m.c.has(other.at, i, f) {
				return true
			}
		}
	}
	return false
}

func farApart(x, y, factor float64) bool {
	const rounding = 1 + 1e-9
	x, y = math.Abs(x), math.Abs(y)
	return min(x, y) == 0 || max(x, y) > factor*rounding*min(x, y)
}
