package claim

import (
	"strconv"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/text"
)

// value writes a figure so that languages compare: "12000", "2500..3000 km",
// "~200", ">=38".
func (f *figure) value() string { return Value(&f.Number) }

// Value writes a number as changes give it, the same for all languages: ">=12000", "20..99 km".
func Value(n *text.Number) string {
	s := plain(n.Value)
	if n.High != n.Value {
		s += ".." + plain(n.High)
	}
	s = sign(n.Approx) + s
	if n.Unit != "" {
		s += " " + n.Unit
	}
	return s
}

func sign(a text.Approx) string {
	switch a {
	case text.ApproxAbout:
		return "~"
	case text.ApproxAtLeast:
		return ">="
	case text.ApproxAtMost:
		return "<="
	}
	return ""
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// dateValue writes a date as far as it is known: "2021-02-12", "2021-02",
// "2021".
func dateValue(m stemma.Moment) string {
	switch m.Precision {
	case stemma.PrecisionNone:
		return ""
	case stemma.PrecisionYear:
		return m.Time.Format("2006")
	case stemma.PrecisionMonth:
		return m.Time.Format("2006-01")
	}
	return m.Time.Format("2006-01-02")
}
