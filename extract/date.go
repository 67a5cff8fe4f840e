package extract

import (
	"regexp"
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"
	"github.com/stemma-news/stemma"
	"golang.org/x/net/html"
)

// dateForms are the forms of ISO 8601 that ParseDate reads, each with the
// precision that it shows. A fraction of a second may follow the seconds.
var dateForms = []struct {
	layout    string
	precision stemma.Precision
}{
	{"2006-01-02T15:04:05Z07:00", stemma.PrecisionSecond},
	{"2006-01-02T15:04:05Z0700", stemma.PrecisionSecond},
	{"2006-01-02T15:04:05", stemma.PrecisionSecond},
	{"2006-01-02T15:04Z07:00", stemma.PrecisionMinute},
	{"2006-01-02T15:04Z0700", stemma.PrecisionMinute},
	{"2006-01-02T15:04", stemma.PrecisionMinute},
	{"2006-01-02", stemma.PrecisionDay},
	{"2006-01", stemma.PrecisionMonth},
	{"2006", stemma.PrecisionYear},
}

// ParseDate reads a date in the forms of ISO 8601 and RFC 3339, from the year
// alone to the second, with the precision that the form has. The zone is kept;
// a time without one is taken to be UTC.
func ParseDate(s string) (stemma.Moment, bool) {
	s = isoForm(s)
	for _, f := range dateForms {
		// In UTC, so that a zone is never taken for this machine's own.
		t, err := time.ParseInLocation(f.layout, s, time.UTC)
		if err == nil && t.Year() >= 1000 {
			return stemma.Moment{Time: t, Precision: f.precision}, true
		}
	}
	return stemma.Moment{Precision: stemma.PrecisionNone}, false
}

// DayIfMidnight makes a moment that falls on midnight to the second one of the
// day: it is what programs write that know no more than the day.
func DayIfMidnight(m stemma.Moment) stemma.Moment {
	exact := m.Precision == stemma.PrecisionSecond || m.Precision == stemma.PrecisionMinute
	if hour, minute, second := m.Time.Clock(); exact && hour+minute+second == 0 && m.Time.Nanosecond() == 0 {
		m.Precision = stemma.PrecisionDay
	}
	return m
}

// isoForm repairs what pages commonly get wrong in ISO 8601: a space for the
// T, a space before the zone, a zone by name, a lower-case letter.
func isoForm(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > 40 || len(s) < len("2006-01-02T15:04") {
		return s
	}
	for _, utc := range []string{"UTC", "GMT"} {
		if rest, ok := strings.CutSuffix(s, utc); ok {
			s = strings.TrimSpace(rest) + "Z"
		}
	}
	day, clock := s[:10], strings.TrimSpace(s[10:])
	clock = strings.TrimPrefix(clock, "T")
	return day + "T" + strings.ReplaceAll(clock, " ", "")
}

// The bounds of a date found by search. They are fixed, where htmldate's own
// move with the clock: the same page must give the same date next year.
var (
	searchMin = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)
	searchMax = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// searchDate looks for a date in the page's address and markup. It is never
// more exact than a day. The search through the whole text that htmldate also
// offers is left out: on the benchmark it dates one page in 91 more, by any
// date that occurs in it, and an undated article is better than a wrong date.
func searchDate(doc *html.Node, url string) stemma.Moment {
	r, err := htmldate.FromDocument(doc, htmldate.Options{
		URL:                 url,
		UseOriginalDate:     true,
		SkipExtensiveSearch: true,
		DeferUrlExtractor:   true,
		MinDate:             searchMin,
		MaxDate:             searchMax,
	})
	if err != nil || r.IsZero() {
		return stemma.Moment{Precision: stemma.PrecisionNone}
	}
	day := time.Date(r.DateTime.Year(), r.DateTime.Month(), r.DateTime.Day(), 0, 0, 0, 0, time.UTC)
	if day.Day() == 1 && !reFirst.MatchString(r.SrcString) {
		return stemma.Moment{Time: day, Precision: stemma.PrecisionMonth}
	}
	return stemma.Moment{Time: day, Precision: stemma.PrecisionDay}
}

// reFirst finds a number that can be the first day of a month. Where a page
// has only month and year, htmldate fills in the first without saying so.
var reFirst = regexp.MustCompile(`(?:^|\D)0?1(?:\D|$)|(?:19|20)\d\d(?:0[1-9]|1[0-2])01`)
