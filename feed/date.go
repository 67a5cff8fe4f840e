package feed

import (
	"cmp"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// maxDate bounds what is looked at; dates are shorter.
const maxDate = 120

// moment reads a date of a feed in the language it states. Midnight is what
// programs write that know no more than the day, and so is the day; a date that
// no feed can mean is none.
func moment(s, lang string, order date.Order) stemma.Moment {
	if s == "" || len(s) > maxDate {
		return date.None()
	}
	m, ok := date.Read(s, date.Options{Lang: lang, Order: order})
	if y := m.Time.Year(); !ok || y < 1990 || y > 2100 {
		return date.None()
	}
	return date.DayIfMidnight(m)
}

// readDates reads the dates of all entries: whether day or month is first in
// "3/4/2026" is told from the whole feed, and if nothing tells it there is no
// date.
func readDates(entries []Entry, dates []stated, lang string) {
	all := make([]string, 0, 2*len(dates))
	for _, s := range dates {
		all = append(all, plain(s.published), plain(s.updated))
	}
	order := date.OrderOf(all)
	for i := range dates {
		e := &entries[i]
		lang := cmp.Or(e.Lang, lang)
		e.Published, e.Updated = moment(all[2*i], lang, order), moment(all[2*i+1], lang, order)
	}
}
