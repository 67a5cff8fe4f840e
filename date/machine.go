package date

import (
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// form is a layout of package time, with the precision that it shows.
type form struct {
	layout    string
	precision stemma.Precision
}

// isoForms are those of ISO 8601. A fraction of a second may follow the seconds.
var isoForms = []form{
	{"2006-01-02T15:04:05Z07:00", stemma.PrecisionSecond},
	{"2006-01-02T15:04:05Z0700", stemma.PrecisionSecond},
	{"2006-01-02T15:04:05Z07", stemma.PrecisionSecond},
	{"2006-01-02T15:04:05", stemma.PrecisionSecond},
	{"2006-01-02T15:04Z07:00", stemma.PrecisionMinute},
	{"2006-01-02T15:04Z0700", stemma.PrecisionMinute},
	{"2006-01-02T15:04Z07", stemma.PrecisionMinute},
	{"2006-01-02T15:04", stemma.PrecisionMinute},
	{"2006-01-02", stemma.PrecisionDay},
	{"2006-1-2", stemma.PrecisionDay},
	{"2006-01", stemma.PrecisionMonth},
	{"2006", stemma.PrecisionYear},
}

// dayForms begin with the day, mailForms with a letter: those of RFC 822 and 1123,
// as feeds and HTTP have them, and days in English. They are here for speed, and
// for years long ago.
var dayForms = []form{
	{"2 Jan 2006 15:04:05 -0700", stemma.PrecisionSecond},
	{"2 Jan 2006", stemma.PrecisionDay},
	{"2 January 2006", stemma.PrecisionDay},
}

var mailForms = []form{
	{"Mon, 2 Jan 2006 15:04:05 -0700", stemma.PrecisionSecond},
	{"Mon, 2 Jan 2006 15:04:05 GMT", stemma.PrecisionSecond}, // no other zone by name: time.Parse invents those
	{"Mon, 2 Jan 2006 15:04:05 UTC", stemma.PrecisionSecond},
	{"Mon, 2 Jan 2006", stemma.PrecisionDay},
	{"Jan 2, 2006", stemma.PrecisionDay},
	{"January 2, 2006", stemma.PrecisionDay},
	{"Jan 2006", stemma.PrecisionMonth},
	{"January 2006", stemma.PrecisionMonth},
}

// compact are forms without marks between the numbers, by their length.
var compact = map[int]form{
	8:  {"20060102", stemma.PrecisionDay},
	12: {"200601021504", stemma.PrecisionMinute},
	14: {"20060102150405", stemma.PrecisionSecond},
	15: {"20060102T150405", stemma.PrecisionSecond},
	16: {"20060102T150405Z", stemma.PrecisionSecond},
	20: {"20060102T150405Z0700", stemma.PrecisionSecond},
}

// Parse reads a date as programs write it: ISO 8601 and RFC 3339 from the year
// alone to the second, with what pages commonly get wrong in them; the same
// without marks (20240302T1015); RFC 1123 and its relatives (feeds, HTTP); Unix time in
// seconds or milliseconds. The zone is kept; a time without one is taken to be
// UTC.
func Parse(s string) (stemma.Moment, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 60 || s[0] > 'z' {
		return None(), false
	}
	if s = strings.ToUpper(s); s[0] >= 'A' {
		return parseForms(s, mailForms)
	}
	if m, ok := parseCompact(s); ok {
		return m, true
	}
	if yearFirst(s) {
		return parseForms(isoForm(s), isoForms)
	}
	return parseForms(s, dayForms)
}

// yearFirst reports four figures at the begin.
func yearFirst(s string) bool {
	_, err := strconv.ParseUint(s[:min(4, len(s))], 10, 16)
	return err == nil
}

func parseForms(s string, forms []form) (stemma.Moment, bool) {
	for _, f := range forms {
		// In UTC, so that a zone is never taken for this machine's own.
		if t, err := time.ParseInLocation(f.layout, s, time.UTC); err == nil && t.Year() >= 1000 {
			return stemma.Moment{Time: t, Precision: f.precision}, true
		}
	}
	return None(), false
}

// unixTime reads seconds or milliseconds since 1970, from September 2001 on:
// fewer or more digits are no date.
func unixTime(s string) (stemma.Moment, bool) {
	s, _, _ = strings.Cut(s, ".")
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) != 10 && len(s) != 13 {
		return None(), false
	}
	if len(s) == 13 {
		n /= 1000
	}
	t := time.Unix(int64(n), 0).UTC() // at most thirteen digits
	if t.Year() < 2001 || t.Year() > 2100 {
		return None(), false
	}
	return stemma.Moment{Time: t, Precision: stemma.PrecisionSecond}, true
}

// The years of news: newspapers are printed since the 17th century.
const earliestYear, latestYear = 1600, 2100

// parseCompact reads digits alone.
func parseCompact(s string) (stemma.Moment, bool) {
	if m, ok := unixTime(s); ok {
		return m, true
	}
	f, ok := compact[len(s)]
	if !ok {
		return None(), false
	}
	t, err := time.ParseInLocation(f.layout, s, time.UTC)
	if err != nil || t.Year() < earliestYear || t.Year() > latestYear {
		return None(), false
	}
	return stemma.Moment{Time: t, Precision: f.precision}, true
}

// isoForm repairs what pages get wrong in ISO 8601: slashes or points in the
// day, a space for the T, a space before the zone, a zone by name.
func isoForm(s string) string {
	if len(s) < len("2006-01-02") || s[4] != '-' && s[4] != '/' && s[4] != '.' || s[7] != s[4] {
		return s
	}
	day, clock := strings.NewReplacer("/", "-", ".", "-").Replace(s[:10]), strings.TrimSpace(s[10:])
	if clock == "" {
		return day
	}
	for _, utc := range []string{"UTC", "GMT"} {
		if rest, ok := strings.CutSuffix(clock, utc); ok {
			clock = strings.TrimSpace(rest) + "Z"
		}
	}
	clock = strings.ReplaceAll(strings.TrimPrefix(clock, "T"), " ", "")
	if strings.IndexByte(clock, ':') == 1 {
		clock = "0" + clock
	}
	return day + "T" + clock
}
