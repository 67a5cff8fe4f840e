package ingest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/fetch"
)

// visit is what is known of a page beside what it says: where and when it was
// got, and how a feed announces it.
type visit struct {
	address     string    // of the original, where this is a copy from an archive
	captured    time.Time // of the copy; zero where there is none
	latest      time.Time // when the page was there: it is not younger
	contentType string    // as its server declares it
	entry       *feed.Entry
	feed        *feed.Feed
	// outside says that somebody on the public internet named it, or that it comes from there.
	outside bool
}

// complete adds to an article what its page leaves open. What the page says of
// itself comes first, but for dates (see better).
func (v *visit) complete(a *stemma.Article) {
	a.URL = v.url(a.URL)
	v.dates(a)
	if !v.captured.IsZero() {
		note(a, "captured", v.captured.UTC().Format(time.RFC3339))
	}
	unarchive(a)
	e := v.entry
	if e == nil {
		return
	}
	a.Title = cmp.Or(a.Title, e.Title)
	a.Byline = cmp.Or(a.Byline, e.Byline)
	if strings.EqualFold(strings.TrimPrefix(a.Outlet, "www."), hostOf(e.URL)) {
		a.Outlet = cmp.Or(v.outlet(), a.Outlet) // the page names none but its host
	}
	a.Outlet = cmp.Or(a.Outlet, v.outlet())
	note(a, "feed_source", e.Outlet)
}

// unarchive puts the original in the place of the address of an archived copy,
// and notes when that was taken.
func unarchive(a *stemma.Article) {
	original, captured, ok := fetch.Archived(a.URL)
	if !ok {
		return
	}
	a.URL = original
	if captured.Known() && a.Extra["captured"] == nil {
		note(a, "captured", momentText(captured))
	}
}

func note(a *stemma.Article, key, value string) {
	if value == "" {
		return
	}
	if raw, err := json.Marshal(value); err == nil {
		setExtra(a, key, raw)
	}
}

// url returns the page's own address, unless it is none, or that of the home
// page, which careless templates give to every page.
func (v *visit) url(own string) string {
	u, err := url.Parse(own)
	if err != nil || u.Host == "" || v.address != "" && strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return cmp.Or(v.address, v.entryURL())
	}
	return own
}

func (v *visit) entryURL() string {
	if v.entry == nil {
		return ""
	}
	return v.entry.URL
}

// outlet returns who published the page of an entry: the source that the entry
// names where that is where the page is, or where the feed gathers from others;
// else the feed's own outlet. In the feed of an outlet, an entry's source is
// the agency it was taken from.
func (v *visit) outlet() string {
	e := v.entry
	page := hostOf(e.URL)
	if e.Outlet != "" && (page == hostOf(e.OutletURL) || page != hostOf(v.feed.Site) && page != hostOf(v.feed.URL)) {
		return e.Outlet
	}
	return v.feed.Title
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// dates puts the better date of page and feed into an article, and keeps both
// in Extra where they differ.
func (v *visit) dates(a *stemma.Article) {
	page := v.possible(stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision})
	announced := date.None()
	if v.entry != nil {
		announced = v.possible(v.entry.Published)
		if u := v.possible(v.entry.Updated); a.Updated.IsZero() && u.Known() && toTheMinute(u) {
			a.Updated = u.Time
		}
	}
	if a.PublishedPrecision != "" && a.PublishedPrecision != page.Precision {
		note(a, "page_published", momentText(stemma.Moment{Time: a.Published, Precision: a.PublishedPrecision}))
	}
	if v.entry != nil && !page.Known() && !announced.Known() {
		if announced = v.possible(v.entry.Updated); announced.Known() {
			note(a, "published_from", "feed_updated") // the one date that Atom demands
		}
	}
	best := better(page, announced)
	if page.Known() && announced.Known() && page != announced {
		note(a, "page_published", momentText(page))
		note(a, "feed_published", momentText(announced))
	}
	a.Published, a.PublishedPrecision = best.Time, best.Precision
	if !a.Updated.IsZero() && (!a.Updated.After(a.Published) || a.Updated.After(v.bound())) {
		a.Updated = time.Time{}
	}
}

// toTheMinute reports whether a moment is known to the minute at least.
func toTheMinute(m stemma.Moment) bool {
	return m.Precision == stemma.PrecisionMinute || m.Precision == stemma.PrecisionSecond
}

// bound is the first moment of which a page cannot be. A day is allowed for
// clocks that are wrong and zones that are not given.
func (v *visit) bound() time.Time {
	if v.latest.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return v.latest.Add(24 * time.Hour)
}

// possible returns a date, or none where the page was there before it.
func (v *visit) possible(m stemma.Moment) stemma.Moment {
	if !m.Known() || m.Time.After(v.bound()) {
		return date.None()
	}
	return m
}

// better chooses between the dates that a page and a feed give. If both can be
// of one moment (zones, where they are not given, count as 14 hours), it is the
// more precise one. Else it is the earlier: pages and feeds alike move their
// date on when an article is changed, and neither moves it back.
func better(page, announced stemma.Moment) stemma.Moment {
	switch {
	case !announced.Known():
		return page
	case !page.Known():
		return announced
	}
	fine, coarse := page, announced
	if coarser(fine, coarse.Precision) == fine && fine.Precision != coarse.Precision {
		fine, coarse = coarse, fine
	}
	const zones = 14 * time.Hour
	begin, end := coarse.Time.Add(-zones), endOf(coarse).Add(zones)
	if fine.Precision != coarse.Precision && !fine.Time.Before(begin) && fine.Time.Before(end) {
		return fine
	}
	if announced.Time.Before(page.Time) {
		return announced
	}
	return page
}

// endOf returns the end of the period that a moment is.
func endOf(m stemma.Moment) time.Time {
	switch m.Precision {
	case stemma.PrecisionYear:
		return m.Time.AddDate(1, 0, 0)
	case stemma.PrecisionMonth:
		return m.Time.AddDate(0, 1, 0)
	case stemma.PrecisionDay:
		return m.Time.AddDate(0, 0, 1)
	case stemma.PrecisionMinute:
		return m.Time.Add(time.Minute)
	}
	return m.Time.Add(time.Second)
}

// momentText writes a moment in the form of ISO 8601 that has its precision.
func momentText(m stemma.Moment) string {
	layouts := map[stemma.Precision]string{
		stemma.PrecisionYear: "2006", stemma.PrecisionMonth: "2006-01", stemma.PrecisionDay: time.DateOnly,
		stemma.PrecisionMinute: "2006-01-02T15:04Z07:00", stemma.PrecisionSecond: time.RFC3339,
	}
	return m.Time.Format(layouts[m.Precision])
}

// articleOf is the article of a page.
func articleOf(p extract.Page) stemma.Article {
	return stemma.Article{
		URL: p.URL, Outlet: p.Outlet, Title: p.Title, Byline: p.Byline, Lang: p.Lang,
		Published: p.Published.Time, PublishedPrecision: p.Published.Precision, Updated: p.Updated, Text: p.Text,
	}
}
