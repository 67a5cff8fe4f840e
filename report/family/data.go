package family

import (
	"net/url"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/report/display"
)

// Date is when an article came out, in the form of ISO 8601 and no more exactly than it
// is known: "2025", "2025-05-02", "2025-05-02T08:10Z"; "" without a date.
func Date(a *stemma.Article) string {
	t := a.Published
	if t.IsZero() {
		return ""
	}
	switch a.PublishedPrecision {
	case stemma.PrecisionSecond:
		return t.UTC().Format("2006-01-02T15:04:05Z")
	case stemma.PrecisionMinute:
		return t.UTC().Format("2006-01-02T15:04Z")
	case stemma.PrecisionMonth:
		return t.Format("2006-01")
	case stemma.PrecisionYear:
		return t.Format("2006")
	case stemma.PrecisionNone:
		return ""
	}
	return t.Format("2006-01-02")
}

// Date is when a report came out, as far as that can be believed.
func (m *Member) Date() string {
	if m.Article == nil || m.doubted {
		return ""
	}
	return Date(m.Article)
}

// IsOrigin is true for a member that derives from no other, as far as is known: of one
// whose parent is left out for want of support, nothing is known.
func (m *Member) IsOrigin() bool { return m.Edge == nil && m.Guess == nil }

// Address is where an article stands on the web; "" where it has no address that others
// may follow.
func Address(a *stemma.Article) string {
	u, err := url.Parse(a.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	if s := u.String(); s == display.Clean(s) {
		return s
	}
	return ""
}
