package extract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"golang.org/x/net/html/atom"
)

var noMoment = date.None()

// The bounds of a date that is believed where it is not known when the page
// was got. They are fixed: the same page must give the same date next year.
var (
	earliest = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// believable reports that a page of news can be of that date.
func (o Options) believable(m stemma.Moment) bool {
	limit := latest
	if !o.Seen.IsZero() {
		limit = o.Seen.Add(48 * time.Hour)
	}
	return known(m) && m.Time.After(earliest) && m.Time.Before(limit)
}

// guessable reports that a date that is not stated can be the page's.
func (o Options) guessable(m stemma.Moment) bool {
	return o.believable(m) && (o.Modified.IsZero() || m.Time.Before(o.Modified.Add(48*time.Hour)))
}

// statedDate reads a date that markup states, which is mostly one of programs,
// else one of people.
func (e *elements) statedDate(s string, o Options) (stemma.Moment, bool) {
	if s == "" {
		return noMoment, false
	}
	m, ok := date.Read(s, date.Options{Lang: e.lang, Now: o.Seen})
	if !ok || !o.believable(m) {
		return noMoment, false
	}
	return date.DayIfMidnight(m), true
}

// known reports that a date is there.
func known(m stemma.Moment) bool {
	return m.Precision != stemma.PrecisionNone && m.Precision != "" && !m.Time.IsZero()
}

// better returns a, unless only b is known or b says more exactly when the
// same day was.
func better(a, b stemma.Moment) stemma.Moment {
	switch {
	case !known(a):
		return b
	case !known(b):
		return a
	}
	fine := b.Precision == stemma.PrecisionMinute || b.Precision == stemma.PrecisionSecond
	if d := b.Time.Sub(a.Time).Hours(); a.Precision == stemma.PrecisionDay && fine && d > -15 && d < 39 {
		return b
	}
	if b.Precision == stemma.PrecisionDay && a.Precision == stemma.PrecisionMonth && a.Time.Year() == b.Time.Year() && a.Time.Month() == b.Time.Month() {
		return b
	}
	return a
}

// dates sets when the page was published and changed: as it states, as it
// shows beside the headline, as its address says.
func (s *stated) dates(p *Page, e *elements, f found, o Options) {
	m := s.published
	if !known(m) || m.Precision == stemma.PrecisionDay || m.Precision == stemma.PrecisionMonth {
		m = better(m, f.visibleDate(e, p.Title, o))
	}
	if !known(m) {
		m = e.time(false, false, o)
	}
	for _, address := range []string{p.URL, o.Address} {
		if !known(m) {
			m = dateInAddress(address, o)
		}
	}
	if !known(m) {
		m = s.modified
	}
	p.Published = m
	if known(s.published) && toTheMinute(s.modified) && s.modified.Time.After(s.published.Time) {
		p.Updated = s.modified.Time
	}
}

// toTheMinute reports whether a moment is known to the minute at least: the
// midnight of a day is not when a page was changed.
func toTheMinute(m stemma.Moment) bool {
	return m.Precision == stemma.PrecisionMinute || m.Precision == stemma.PrecisionSecond
}

// Visible dates stand in short blocks from a few before the headline to the
// first paragraphs of the text.
const (
	beforeHeadline = 8
	toText         = 60
	behindText     = 3
	maxDateLine    = 160
)

// visibleDate reads the first date that stands beside the headline.
func (f *found) visibleDate(e *elements, title string, o Options) stemma.Moment {
	head := f.headline(e, title)
	to := min(len(f.blocks), max(f.first+behindText, head+1), head+toText)
	for i := head; i < to; i++ {
		if m, ok := f.dateIn(i, e, o); ok {
			return m
		}
	}
	for i := head - 1; i >= max(0, head-beforeHeadline); i-- {
		if m, ok := f.dateIn(i, e, o); ok && !isPageTop(f.blocks[i]) {
			return m
		}
	}
	return noMoment
}

// isPageTop reports a block of the page's head, which shows the date of today.
func isPageTop(b block) bool { return b.junk&junkElement != 0 }

// headline is the index of the block that holds the headline: the heading that
// is one, the page's title, any h1, or else where the text begins.
func (f *found) headline(e *elements, title string) int {
	for _, key := range []string{letters(first(e.heading, e.props["headline"])), letters(title)} {
		if i := slices.IndexFunc(f.blocks, func(b block) bool { return letters(b.text) == key }); i >= 0 && key != "" {
			return i
		}
	}
	if i := slices.IndexFunc(f.blocks, func(b block) bool { return within(b.node, atom.H1) }); i >= 0 {
		return i
	}
	return f.first
}

// dateIn reads the date in a short block. A link with a date names another
// article.
func (f *found) dateIn(i int, e *elements, o Options) (stemma.Moment, bool) {
	b := &f.blocks[i]
	if len(b.text) > maxDateLine || b.linked() > 0.7 || b.junk&(junkReply|junkCard) != 0 || !hasDigit(b.text) {
		return noMoment, false
	}
	m, ok := date.Read(b.text, date.Options{Lang: e.lang, Now: o.Seen})
	if !ok || !o.guessable(m) || m.Precision == stemma.PrecisionYear || m.Precision == stemma.PrecisionMonth {
		return noMoment, false
	}
	return date.DayIfMidnight(m), true
}

func hasDigit(s string) bool {
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= 0x660 && hanOrDigit(r) {
			return true
		}
	}
	return false
}

// hanOrDigit reports a digit of another script, or a Chinese one.
func hanOrDigit(r rune) bool {
	return strings.ContainsRune("〇一二三四五六七八九十", r) || r >= 0x660 && r <= 0x669 || r >= 0x6F0 && r <= 0x6F9 || r >= 0x900 && r < 0x1100 || r >= 0xFF10 && r <= 0xFF19
}

var (
	reAddressDay = regexp.MustCompile(`(?:^|[/_.-])((?:19|20)\d\d)([/_.-]?)(1[0-2]|0?[1-9]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)([/_.-]?)(3[01]|[12]\d|0?[1-9])($|[^0-9])`)
	reAddressMon = regexp.MustCompile(`/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:/|$)`)
)

// dateInAddress reads the day or month that an address names: /2024/03/02/,
// /2024/mar/02/, /2024-03/02/, -20240302, -20240302t0815. Eight digits that go on
// with a letter, as in /20001202b7, are a number that some system counts by.
func dateInAddress(address string, o Options) stemma.Moment {
	address = strings.ToLower(address)
	if i := strings.Index(address, "://"); i >= 0 {
		address = address[i+3:]
	}
	if i := strings.IndexByte(address, '/'); i >= 0 {
		address = address[i:]
	} else {
		return noMoment
	}
	for _, m := range reAddressDay.FindAllStringSubmatch(address, 4) {
		if m[2] != m[4] && (m[2] != "-" || m[4] != "/") || m[2] == "" && (len(m[3]) != 2 || len(m[5]) != 2) {
			continue
		}
		if m[2] == "" && m[6] != "t" && m[6] >= "a" && m[6] <= "z" {
			continue
		}
		if found := addressMoment(m[1], m[3], m[5]); o.guessable(found) {
			return found
		}
	}
	if m := reAddressMon.FindStringSubmatch(address); m != nil {
		if found := addressMoment(m[1], m[2], ""); o.guessable(found) {
			return found
		}
	}
	return noMoment
}

func addressMoment(year, month, day string) stemma.Moment {
	y, _ := strconv.Atoi(year)
	mon, err := strconv.Atoi(month)
	if err != nil {
		mon = strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", month)/3 + 1
	}
	if day == "" {
		return stemma.Moment{Time: time.Date(y, time.Month(mon), 1, 0, 0, 0, 0, time.UTC), Precision: stemma.PrecisionMonth}
	}
	d, _ := strconv.Atoi(day)
	t := time.Date(y, time.Month(mon), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d {
		return noMoment
	}
	return stemma.Moment{Time: t, Precision: stemma.PrecisionDay}
}
