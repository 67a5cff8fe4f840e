package date

import (
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

// forms are those of ISO 8601, each with the precision that it shows. A
// fraction of a second may follow the seconds.
var forms = []struct {
	layout    string
	precision stemma.Precision
}{
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

// compact are forms without marks between the numbers, by their length.
var compact = map[int]struct {
	layout    string
	precision stemma.Precision
}{
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
	s = strings.ToUpper(strings.TrimSpace(s))
	if s == "" || len(s) > 60 {
		return None(), false
	}
	if m, ok := parseCompact(s); ok {
		return m, true
	}
	iso := isoForm(s)
	for _, f := range forms {
		// In UTC, so that a zone is never taken for this machine's own.
		if t, err := time.ParseInLocation(f.layout, iso, time.UTC); err == nil && t.Year() >= 1000 {
			return stemma.Moment{Time: t, Precision: f.precision}, true
		}
	}
	return None(), false
}

// parseCompact reads digits alone.
func parseCompact(s string) (stemma.Moment, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && (len(s) == 10 || len(s) == 13) {
		if len(s) == 13 {
			n /= 1000
		}
		t := time.Unix(n, 0).UTC()
		return stemma.Moment{Time: t, Precision: stemma.PrecisionSecond}, t.Year() >= 1990 && t.Year() < 2100
	}
	f, ok := compact[len(s)]
	if !ok {
		return None(), false
	}
	t, err := time.ParseInLocation(f.layout, s, time.UTC)
	if err != nil || t.Year() < 1900 || t.Year() > 2100 {
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
