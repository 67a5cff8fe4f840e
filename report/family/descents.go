package family

import "github.com/stemma-news/stemma"

// Heading names an origin over a column: a lost source known through another one
// only by that other one.
func (f *Family) Heading(m *Member) string {
	for m.Source != nil && len(m.Below) == 1 && m.Below[0].Source != nil {
		m = m.Below[0]
	}
	if m.Source != nil {
		return "◌ " + SourceName(m.Source)
	}
	return m.Letter + " " + Outlet(m.Article)
}

// ShareOf is the share of an origin in a report, 0 to 1.
func ShareOf(d *stemma.Descent, origin string) float64 {
	for _, s := range d.From {
		if s.Origin == origin {
			return s.Share
		}
	}
	return 0
}
