package feed

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
)

var (
	reClock  = regexp.MustCompile(`(\d{1,2})(?:\s?[:h時时시点點]\s?)(\d{1,2})(?:\s?[:分분]\s?(\d{1,2})(?:[.,]\d{1,9})?)?[秒초분分]?`)
	reOffset = regexp.MustCompile(`^\s*(?:[a-z]{1,4})?\s*([+\-\x{2212}])\s*(\d{1,2}):?(\d{2})?`)
	reZone   = regexp.MustCompile(`^[\s(]*([a-z]{1,5})\b`)
)

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
	case "est", "et", "cdt":
		return -5
	case "edt", "ast", "at":
		return -4
	case "cst", "ct", "mdt":
		return -6
	case "mst", "mt", "pdt":
		return -7
	case "pst", "pt":
		return -8
	case "brt", "art", "adt":
		return -3
	case "bst", "cet", "met", "mez", "wat", "west":
		return 1
	case "cest", "mest", "mesz", "eet", "sast", "cat":
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
