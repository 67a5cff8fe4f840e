package feed

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
	"golang.org/x/text/unicode/norm"
)

// ParseDate reads a date of a feed: in the forms of RFC 822, RFC 3339 and ISO
// 8601, and what feeds have instead, such as names in other languages, day and
// month in figures, no zone, or none that is a standard. It returns the
// precision that is stated, and the zone; a time without one is taken to be
// UTC. Midnight is what programs write that know no more than the day, and so
// is the day. The moment is the zero one, of PrecisionNone, where the date
// cannot be read, or where day and month could be either.
func ParseDate(s string) stemma.Moment { return order(0).parse(s) }

// order is how the dates of a feed that are in figures are written.
type order int

const (
	dayFirst   order = 1
	monthFirst order = 2
)

var (
	reISO     = regexp.MustCompile(`(\d{4})[-/.]0?(\d{1,2})(?:[-/.](\d{1,2}))?(?:\D|$)`)
	reCompact = regexp.MustCompile(`^((?:19|20|25)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?`)
	reFigures = regexp.MustCompile(`(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})`)
	reSigns   = regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?`)
	reUnix    = regexp.MustCompile(`^(\d{10})(?:\d{3})?(?:\.\d+)?$`)
	reNumber  = regexp.MustCompile(`\d+`)
)

// maxDate bounds what is looked at; dates are shorter.
const maxDate = 120

// parse reads a date.
func (o order) parse(s string) stemma.Moment {
	none := stemma.Moment{Precision: stemma.PrecisionNone}
	s = figures(s)
	if s == "" || len(s) > maxDate {
		return none
	}
	if m := reUnix.FindStringSubmatch(s); m != nil {
		sec, _ := strconv.ParseInt(m[1], 10, 64) // ten digits
		return checked(stemma.Moment{Time: time.Unix(sec, 0).UTC(), Precision: stemma.PrecisionSecond})
	}
	day, rest := o.day(s)
	if day.precision == "" {
		return none
	}
	c, ok := readClock(rest)
	if !ok || day.precision != stemma.PrecisionDay {
		c = clock{zone: time.UTC}
	} else {
		day.precision = c.precision
	}
	t := time.Date(day.year, time.Month(day.month), day.day, c.hour, c.minute, c.second, 0, c.zone)
	return checked(stemma.Moment{Time: t, Precision: day.precision})
}

// figures makes digits of all scripts ASCII, and letters small.
func figures(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r > unicode.MaxASCII && unicode.Is(unicode.Nd, r):
			return '0' + digit(r)
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r): // marks of direction
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(plain(s)))
	return strings.TrimSpace(s)
}

// digit returns the value of a decimal digit: in the tables of Unicode, tens
// of them stand in the order of their values.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if lo := rune(t.Lo); r >= lo && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo := rune(t.Lo); r >= lo && r <= rune(t.Hi) {
			return (r - lo) % 10
		}
	}
	return 0
}

// calendarDay is a day, month or year.
type calendarDay struct {
	year, month, day int
	precision        stemma.Precision
}

// day finds the day in a date, and returns what remains.
func (o order) day(s string) (calendarDay, string) {
	if m := reCompact.FindStringSubmatchIndex(s); m != nil && (m[1] == len(s) || s[m[1]] < '0' || s[m[1]] > '9') {
		d := dayOf(group(s, m, 1), group(s, m, 2), group(s, m, 3))
		rest := s[m[1]:]
		if m[8] >= 0 {
			rest = group(s, m, 4) + ":" + group(s, m, 5) + ":" + firstOf(group(s, m, 6), "00") + rest
		}
		return d, rest
	}
	for _, re := range []*regexp.Regexp{reSigns, reISO} {
		if m := re.FindStringSubmatchIndex(s); m != nil {
			end := max(m[5], m[7])
			return dayOf(group(s, m, 1), group(s, m, 2), group(s, m, 3)), s[:m[0]] + " " + s[end:]
		}
	}
	if d, rest := named(s); d.precision != "" {
		return d, rest
	}
	if m := reFigures.FindStringSubmatchIndex(s); m != nil {
		return o.inFigures(group(s, m, 1), group(s, m, 2), group(s, m, 3), s[m[0]:m[1]]), s[:m[0]] + " " + s[m[1]:]
	}
	if len(s) == 4 {
		return dayOf(s, "", ""), ""
	}
	return calendarDay{}, s
}

func group(s string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

// dayOf returns the day that figures name, as exactly as they do.
func dayOf(year, month, day string) calendarDay {
	d := calendarDay{month: 1, day: 1, precision: stemma.PrecisionYear}
	d.year, _ = strconv.Atoi(year)
	if len(year) == 2 {
		d.year += 2000
	}
	if d.year > 2400 { // Buddhist calendar
		d.year -= 543
	}
	if n, err := strconv.Atoi(month); err == nil {
		d.month, d.precision = n, stemma.PrecisionMonth
		if n, err := strconv.Atoi(day); err == nil {
			d.day, d.precision = n, stemma.PrecisionDay
		}
	}
	last := time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if _, err := strconv.Atoi(year); err != nil || d.month < 1 || d.month > 12 || d.day < 1 || d.day > last {
		return calendarDay{}
	}
	return d
}

// inFigures reads "3/14/2026", "14.3.2026". With points, the day is first;
// otherwise it depends on the feed.
func (o order) inFigures(a, b, year, whole string) calendarDay {
	first, _ := strconv.Atoi(a)
	second, _ := strconv.Atoi(b)
	switch {
	case first > 12 || strings.Contains(whole, ".") || first == second || o == dayFirst:
		return dayOf(year, b, a)
	case second > 12 || o == monthFirst:
		return dayOf(year, a, b)
	}
	return calendarDay{}
}

// orderOf tells from all dates of a feed whether day or month is first in
// those in figures.
func orderOf(all []stated) order {
	var o order
	for _, one := range all {
		for _, s := range []string{one.published, one.updated} {
			if len(s) > maxDate {
				continue
			}
			m := reFigures.FindStringSubmatch(figures(s))
			if m == nil {
				continue
			}
			if n, _ := strconv.Atoi(m[1]); n > 12 {
				o |= dayFirst
			}
			if n, _ := strconv.Atoi(m[2]); n > 12 {
				o |= monthFirst
			}
		}
	}
	return o // both together decide nothing
}

// named finds a day whose month is a word.
func named(s string) (calendarDay, string) {
	v := words()
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '.' && r != '\'' && r != '’'
	})
	for i, w := range parts {
		if slices.Contains(v.numbered, w) {
			return numbered(s, w)
		}
		month := v.month(w)
		if i+1 < len(parts) && month == 0 {
			month = v.month(w + "-" + parts[i+1])
		}
		if month == 0 {
			continue
		}
		at := strings.Index(s, w)
		before, after := s[:at], s[at+len(w):]
		if i+1 < len(parts) && v.month(w) == 0 {
			_, after, _ = strings.Cut(after, parts[i+1])
		}
		if d, rest, ok := around(month, before, after); ok {
			return d, rest
		}
	}
	return calendarDay{}, s
}

// numbered finds a day whose month is a number behind a word.
func numbered(s, word string) (calendarDay, string) {
	before, after, _ := strings.Cut(s, word)
	m := reMonth.FindStringSubmatch(after)
	if m == nil {
		return calendarDay{}, s
	}
	month, _ := strconv.Atoi(m[1])
	d, rest, ok := around(month, before, after[len(m[0]):])
	if !ok {
		return calendarDay{}, s
	}
	return d, rest
}

var reMonth = regexp.MustCompile(`^\.?\s*(\d{1,2})\b`)

// around finds day and year before and after the name of a month: "14 March
// 2026", "March 14, 2026", "2026 March 14", "14-Mar-26".
func around(month int, before, after string) (calendarDay, string, bool) {
	// The clock's figures are none of the date.
	clean := func(s string) string {
		return reClock.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat("#", len(m)) })
	}
	b := reNumber.FindAllString(clean(before), -1)
	a := reNumber.FindAllString(reOffsetBehind.ReplaceAllString(clean(after), "#"), -1)
	day, year := "", ""
	for _, n := range append(lastOf(b), a...) {
		switch {
		case len(n) == 4 && year == "":
			year = n
		case len(n) <= 2 && day == "":
			day = n
		case len(n) == 2 && year == "":
			year = n
		}
	}
	if year == "" {
		return calendarDay{}, "", false
	}
	return dayOf(year, strconv.Itoa(month), day), before + " " + after, true
}

// reOffsetBehind finds the zone behind a clock that was blotted out.
var reOffsetBehind = regexp.MustCompile(`#[^#\d]{0,8}[+\-]\d{1,2}:?(?:\d\d)?`)

// lastOf returns at most two of the numbers before a month, those next to it.
func lastOf(all []string) []string { return all[max(0, len(all)-2):] }

// checked drops a moment that no feed can mean.
func checked(m stemma.Moment) stemma.Moment {
	if y := m.Time.Year(); y < 1990 || y > 2100 {
		return stemma.Moment{Precision: stemma.PrecisionNone}
	}
	return m
}
