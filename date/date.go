// Package date reads dates as programs and outlets write them: with the
// precision that they have and the zone that they name.
//
//	Parse("2024-03-02T10:15:00+07:00")            forms of machines: ISO 8601, RFC 3339, RFC 1123, Unix time
//	Read("Sat, 14 Mar 26 05:06 EST", …)           forms of feeds and mail, whatever is wrong with them
//	Read("Selasa, 12 Mar 2024 14:05 WIB", …)      forms of outlets, in 70 languages
//	Read("il y a 2 heures", …)                    relative to a given time
//
// A visible date is cut into numbers, names and signs. The clock is found first
// (only it has colons or marks of hours), then the day: by marks (2024年3月2日), by
// the name of a month and the numbers nearest to it, as three numbers, or
// relative to now. What names are in which language stands in names.txt. Of two
// readings none is taken: "3/4/2024" in plain English has no date, since a wrong
// one is worse.
//
// Years are turned into Gregorian ones from the Thai Buddhist, the Solar Hijri,
// the Minguo and the Japanese count. Dates of the lunar Hijri calendar, which
// pages print beside the Gregorian ones, are left out: they are known by the
// sight of the moon.
package date

import (
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"golang.org/x/text/unicode/norm"
)

// Options say what is known about a date that is read. The zero value knows
// nothing.
type Options struct {
	// Lang is the language of the page (BCP 47), with the region where the page
	// says it: en-US writes the month first, en-GB the day. A date that cannot be
	// read in it is tried in all languages.
	Lang string
	// Now is the moment that "yesterday" and "2 hours ago" are relative to, and
	// by which a date without a year gets the latest year that is not after it.
	// Without it such dates are not read.
	Now time.Time
	// Order is which of day and month is first in a date of figures. A form with
	// points ("4.3.2026") has the day first in any order but that of the language.
	Order Order
}

// Order is which of day and month is first in 3/4/2024.
type Order int

// The orders. Unsure reads such a date only where it can mean one day.
const (
	ByLanguage Order = iota
	DayFirst
	MonthFirst
	Unsure
)

// maxLength is how much of a text is read, in bytes: dates stand in short lines.
const maxLength = 400

// None is the moment that is not known.
func None() stemma.Moment { return stemma.Moment{Precision: stemma.PrecisionNone} }

// Read reads the date in a short text ("Updated: 2 March 2024, 10:15 GMT").
// Words that are part of no date are passed over. A time without a zone is
// taken to be UTC.
func Read(s string, o Options) (stemma.Moment, bool) {
	s = strings.TrimSpace(s)
	if m, ok := Parse(s); ok {
		return m, true
	}
	if len(s) > maxLength {
		s = strings.ToValidUTF8(s[:maxLength], "")
	}
	s = clean(norm.NFKC.String(s))
	r := newReading(o)
	for _, lang := range append(r.all.chain(o.Lang), "") {
		r.begin(s, lang)
		if m, ok := r.moment(); ok {
			return m, true
		}
	}
	return None(), false
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

// clean drops the marks of direction, and writes one Arabic letter for those
// that look the same.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2069 || r == 0x61C || r == 0xFEFF || r == 0xAD || r == 0x640:
			return -1
		case r == 'ی' || r == 'ى':
			return 'ي'
		case r == 'ک':
			return 'ك'
		case r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}
