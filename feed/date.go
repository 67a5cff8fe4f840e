package feed

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"sync"
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
	reISO     = regexp.MustCompile(`(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?`)
	reCompact = regexp.MustCompile(`^((?:19|20|25)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?`)
	reFigures = regexp.MustCompile(`(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})`)
	reSigns   = regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(?:(\d{1,2})\s*[日일])?`)
	reClock   = regexp.MustCompile(`(\d{1,2})(?:\s?[:h時时시点點]\s?)(\d{1,2})(?:\s?[:分분]\s?(\d{1,2})(?:[.,]\d{1,9})?)?[秒초분分]?`)
	reOffset  = regexp.MustCompile(`^\s*(?:[a-z]{1,4})?\s*([+\-\x{2212}])\s*(\d{1,2}):?(\d{2})?`)
	reZone    = regexp.MustCompile(`^[\s(]*([a-z]{1,5})\b`)
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

// digit returns the value of a decimal digit: in every script they stand in
// the order of their values, from one whose code is a multiple of their own.
func digit(r rune) rune {
	zero := r
	for range 9 {
		if !unicode.Is(unicode.Nd, zero-1) {
			break
		}
		zero--
	}
	return (r - zero) % 10
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
			return dayOf(group(s, m, 1), group(s, m, 2), group(s, m, 3)), s[:m[0]] + " " + s[m[1]:]
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

// around finds day and year before and after the name of a month: "14 March
// 2026", "March 14, 2026", "2026 March 14", "14-Mar-26".
func around(month int, before, after string) (calendarDay, string, bool) {
	// The clock's figures are none of the date.
	clean := func(s string) string {
		return reClock.ReplaceAllStringFunc(s, func(m string) string { return strings.Repeat("#", len(m)) })
	}
	b := reNumber.FindAllString(clean(before), -1)
	rest := clean(after)
	if m := reOffsetBehind.FindStringIndex(rest); m != nil {
		rest = rest[:m[0]]
	}
	a := reNumber.FindAllString(rest, -1)
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
var reOffsetBehind = regexp.MustCompile(`#[^#]*?[+\-]\d\d`)

// lastOf returns at most two of the numbers before a month, those next to it.
func lastOf(all []string) []string { return all[max(0, len(all)-2):] }

// clock is a time of the day.
type clock struct {
	hour, minute, second int
	zone                 *time.Location
	precision            stemma.Precision
}

// readClock finds the time in what a date has besides the day.
func readClock(s string) (clock, bool) {
	m := reClock.FindStringSubmatchIndex(s)
	if m == nil {
		return clock{}, false
	}
	c := clock{precision: stemma.PrecisionMinute}
	c.hour, _ = strconv.Atoi(group(s, m, 1))
	c.minute, _ = strconv.Atoi(group(s, m, 2))
	if sec := group(s, m, 3); sec != "" {
		c.second, _ = strconv.Atoi(sec)
		c.precision = stemma.PrecisionSecond
	}
	rest := s[m[1]:]
	c.hour, rest = words().half(c.hour, s[:m[0]], rest)
	if c.hour > 24 || c.minute > 59 || c.second > 60 {
		return clock{}, false
	}
	c.zone = zoneOf(rest)
	if c.hour%24+c.minute+c.second == 0 {
		c.precision = stemma.PrecisionDay
	}
	return c, true
}

// zoneOf reads a zone: an offset, or a name that RFC 822 knows or that is
// common in feeds. An unknown one is UTC.
func zoneOf(s string) *time.Location {
	if m := reOffset.FindStringSubmatch(s); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		seconds := hours*3600 + minutes*60
		if m[1] != "+" {
			seconds = -seconds
		}
		if seconds == 0 || hours > 14 || minutes > 59 {
			return time.UTC
		}
		return time.FixedZone("", seconds)
	}
	if m := reZone.FindStringSubmatch(s); m != nil {
		if hours := zoneHours(m[1]); hours != 0 {
			return time.FixedZone(strings.ToUpper(m[1]), int(hours*3600))
		}
	}
	return time.UTC
}

// zoneHours returns how far east a zone is. Of names that several zones have,
// that of the feeds that use it: CST and EST are American, IST is Indian.
func zoneHours(name string) float64 {
	switch name {
	case "est", "cdt":
		return -5
	case "edt", "ast":
		return -4
	case "cst", "mdt":
		return -6
	case "mst", "pdt":
		return -7
	case "pst":
		return -8
	case "brt", "art", "adt":
		return -3
	case "bst", "cet", "mez", "wat", "west":
		return 1
	case "cest", "mesz", "eet", "sast", "cat":
		return 2
	case "eest", "msk", "trt", "eat":
		return 3
	case "pkt":
		return 5
	case "ist":
		return 5.5
	case "wib", "ict":
		return 7
	case "hkt", "sgt", "myt", "wita", "awst":
		return 8
	case "jst", "kst", "wit":
		return 9
	case "aest":
		return 10
	case "aedt":
		return 11
	case "nzst":
		return 12
	case "nzdt":
		return 13
	}
	return 0
}

// checked drops a moment that no feed can mean.
func checked(m stemma.Moment) stemma.Moment {
	if y := m.Time.Year(); y < 1990 || y > 2100 {
		return stemma.Moment{Precision: stemma.PrecisionNone}
	}
	return m
}

//go:embed dates.txt
var dateWords string

// vocabulary are the words of dates.
type vocabulary struct {
	months map[string]int // 0 where languages differ
	forms  []string       // of the months, English first
	am, pm []string
}

var words = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{months: map[string]int{}}
	for line := range strings.Lines(norm.NFC.String(dateWords)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "@am":
			v.am = f[1:]
		case f[0] == "@pm":
			v.pm = f[1:]
		case len(f) == 13:
			v.add(f[1:])
		}
	}
	return v
})

func (v *vocabulary) add(months []string) {
	for i, forms := range months {
		for form := range strings.SplitSeq(forms, "|") {
			if old, known := v.months[form]; known && old != i+1 {
				v.months[form] = 0
				continue
			} else if !known {
				v.forms = append(v.forms, form)
			}
			v.months[form] = i + 1
		}
	}
}

// month returns the month that a word names, or 0.
func (v *vocabulary) month(w string) int {
	if m, known := v.months[w]; known {
		return m
	}
	w = strings.Trim(w, ".'’")
	if m, known := v.months[w]; known {
		return m
	}
	if len([]rune(w)) < 3 {
		return 0
	}
	found := 0
	for i, form := range v.forms {
		if !strings.HasPrefix(form, w) {
			continue
		}
		m := v.months[form]
		switch {
		case i < 13 && m > 0: // English, with its second form of September
			return m
		case found == 0:
			found = m
		case found != m:
			return 0
		}
	}
	return found
}

// half adds the half of the day that stands before or behind a clock, and
// returns what follows it.
func (v *vocabulary) half(hour int, before, after string) (int, string) {
	before, trimmed := strings.TrimSpace(before), strings.TrimSpace(after)
	for i, names := range [][]string{v.am, v.pm} {
		for _, name := range names {
			rest, behind := strings.CutPrefix(trimmed, name)
			if !behind && !strings.HasSuffix(before, name) || hour > 12 {
				continue
			}
			if !behind {
				rest = after
			}
			return hour%12 + 12*i, rest
		}
	}
	return hour, after
}
