package date

import (
	"strconv"
	"strings"
	"time"
)

// PeriodForms are what Period reads, for who gave something else.
const PeriodForms = "give a date as 2025, 2025-03 or 2025-03-31, or a time up to now as 24h, 7d or 2w"

// longAgo bounds how long ago a time can be.
const longAgo = 200 * 365 * 24 * time.Hour

// Period returns the beginning and the end of a year, month or day, or the moment that was so long ago, for both; false
// where it is none of these. Nothing is no time.
func Period(s string, now time.Time) (from, to time.Time, ok bool) {
	if s == "" {
		return from, to, true
	}
	for _, p := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if t, err := time.Parse(p.layout, s); err == nil {
			return t, t.AddDate(p.years, p.months, p.days), true
		}
	}
	d, ok := ago(s)
	return now.Add(-d), now.Add(-d), ok
}

// ago reads how long ago something was: 24h, 7d, 2w, or another duration as Go writes it.
func ago(s string) (time.Duration, bool) {
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		number, is := strings.CutSuffix(s, unit)
		if !is {
			continue
		}
		n, err := strconv.ParseFloat(number, 64)
		if err != nil || !(n > 0 && n*float64(length) < float64(longAgo)) { // nor no number at all
			return 0, false
		}
		return time.Duration(n * float64(length)), true
	}
	d, err := time.ParseDuration(s)
	return d, err == nil && d > 0 && d < longAgo
}
