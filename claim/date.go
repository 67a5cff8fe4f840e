package claim

import (
	"slices"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// matchDates pairs the dates that agree and returns those that are settled:
// equal to one of the other side, with all their figures.
func (m *matching) matchDates() map[*text.Date]bool {
	settled := map[*text.Date]bool{}
	left, right := m.datesOf(0), m.datesOf(1)
	for _, exact := range []bool{true, false} {
		for i, x := range left {
			for j, y := range right {
				if x == nil || y == nil || !m.agree(x, y) || exact && x.Precision != y.Precision {
					continue
				}
				settled[x], settled[y] = m.isTold(0, x, y), m.isTold(1, y, x)
				left[i], right[j] = nil, nil
				break
			}
		}
	}
	for _, x := range left {
		if x != nil {
			m.dates[0] = append(m.dates[0], x)
		}
	}
	for _, y := range right {
		if y != nil {
			m.dates[1] = append(m.dates[1], y)
		}
	}
	return settled
}

// agree says that two dates are one; where only one gives the year, by day and
// month, for the year of the other is a guess.
func (m *matching) agree(x, y *text.Date) bool {
	if sameDate(*x, *y) {
		return true
	}
	one, other := m.givesYear(0, x), m.givesYear(1, y)
	if one == other || x.Precision != y.Precision || x.Time.Month() != y.Time.Month() {
		return false
	}
	switch x.Precision {
	case stemma.PrecisionMonth:
		return true
	case stemma.PrecisionDay:
		return x.Time.Day() == y.Time.Day() && (one && m.givesDay(1, y) || other && m.givesDay(0, x))
	}
	return false
}

func (m *matching) givesYear(which int, d *text.Date) bool { return m.hasPart(which, d, year) }

func (m *matching) givesDay(which int, d *text.Date) bool { return m.hasPart(which, d, day) }

func (m *matching) hasPart(which int, d *text.Date, r role) bool {
	return slices.ContainsFunc(m.sides[which].figures, func(f figure) bool { return f.date == d && f.role == r })
}

// isTold says that all that x gives is in y: y is as exact, and gives the year
// if x does.
func (m *matching) isTold(which int, x, y *text.Date) bool {
	if x.Precision == y.Precision {
		return sameDate(*x, *y) || !m.givesYear(which, x)
	}
	return isCoarser(x, y)
}

// isCoarser says that x is known less exactly than y.
func isCoarser(x, y *text.Date) bool {
	rank := func(p stemma.Precision) int {
		switch p {
		case stemma.PrecisionYear:
			return 2
		case stemma.PrecisionMonth:
			return 1
		}
		return 0
	}
	return rank(x.Precision) > rank(y.Precision)
}

// datesOf returns the dates of a side that are known and not told by a number.
func (m *matching) datesOf(which int) []*text.Date {
	s := &m.sides[which]
	byNumber := map[*text.Date]bool{}
	for i := range s.figures {
		if f := &s.figures[i]; f.role == ago {
			byNumber[f.date] = true
		}
	}
	var out []*text.Date
	for _, i := range s.sentences {
		dates := s.doc.Sentences[i].Dates
		for k := range dates {
			if !byNumber[&dates[k]] && !dates[k].Time.IsZero() {
				out = append(out, &dates[k])
			}
		}
	}
	return out[:min(len(out), maxFigures)]
}

// sameDate says that two dates agree as far as the less exact one goes.
func sameDate(x, y text.Date) bool {
	if x.Precision == stemma.PrecisionNone || y.Precision == stemma.PrecisionNone {
		return false
	}
	if x.Precision == stemma.PrecisionYear || y.Precision == stemma.PrecisionYear {
		return x.Time.Year() == y.Time.Year()
	}
	if x.Precision == stemma.PrecisionMonth || y.Precision == stemma.PrecisionMonth {
		return x.Time.Year() == y.Time.Year() && x.Time.Month() == y.Time.Month()
	}
	return x.Time.Year() == y.Time.Year() && x.Time.YearDay() == y.Time.YearDay()
}

// The scores of changes of dates, set by hand: no higher than
// the share that is right in the pairs to work with (eval's TestChangeScores),
// which have more changes than life, and lower where unchanged retellings raise
// alarms (TestAlarms).
const (
	scoreDateCross = 0.75
	scoreDateSame  = 0.9
	scoreWeekday   = 0.6
)

// dateChanges reports a date in place of another, where each is the only one
// left over. Across languages both are written in figures, or are days of one
// week: what they are resolved by, the date of publication, copies do not share.
func (m *matching) dateChanges() []stemma.Change {
	left, right := m.dates[0], m.dates[1]
	if len(left) != 1 || len(right) != 1 || left[0].Precision != right[0].Precision {
		return nil
	}
	x, y := left[0], right[0]
	was, is := m.shown(0, x.Span), m.shown(1, y.Span)
	score := scoreDateCross
	switch {
	case text.Fold(was) == text.Fold(is):
		return nil
	case m.same && (m.opposite(x.Span, y.Span) || m.share >= closeShare):
		score = scoreDateSame
	case m.alone && m.bothWeekdays(x, y):
		score = scoreWeekday
	case m.same || !m.alone || !hasDigit(was) || !hasDigit(is):
		return nil
	}
	m.drop(x, y)
	ch := m.change(stemma.ChangeDate, x.Span, y.Span, score)
	ch.BeforeValue, ch.AfterValue = dateValue(x.Moment), dateValue(y.Moment)
	return []stemma.Change{ch}
}

// bothWeekdays says that two dates are told without a figure, by reports of
// known days that are a few days apart.
func (m *matching) bothWeekdays(x, y *text.Date) bool {
	const days = 6
	if hasDigit(m.shown(0, x.Span)) || hasDigit(m.shown(1, y.Span)) || x.Precision != stemma.PrecisionDay {
		return false
	}
	return apart(m.sides[0].doc, m.sides[1].doc, 2) && absDays(x.Time, y.Time) <= days
}

// apart says that two articles were published no more than some days apart.
func apart(a, b *text.Document, days int) bool {
	x, y := a.Article.Published, b.Article.Published
	return !x.IsZero() && !y.IsZero() && absDays(x, y) <= days
}

func absDays(x, y time.Time) int {
	return int(max(x.Sub(y), y.Sub(x)).Hours()) / 24
}

// drop takes the figures of two dates out of those that are left.
func (m *matching) drop(x, y *text.Date) {
	for k, d := range []*text.Date{x, y} {
		kept := m.left[k][:0]
		for _, f := range m.left[k] {
			if f.date != d {
				kept = append(kept, f)
			}
		}
		m.left[k] = kept
	}
}
