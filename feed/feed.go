// Package feed reads the lists in which sites announce their articles: feeds
// (RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed), news sitemaps and
// sitemap indexes, and OPML lists of feeds; and it finds a site's feeds from a
// page of it.
//
// The formats are read by gofeed; what is here makes them readable and
// comparable: bytes of any encoding, broken XML (entry by entry, so that one
// bad entry costs itself alone), dates of every form with their precision and
// zone, addresses made absolute, and who an entry's text is from: the source
// that an item names is often the agency it was taken from.
//
// Feeds are outside data: size, depth and number are limited, entities are
// not expanded, and no address is fetched.
package feed

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/stemma-news/stemma"
)

const (
	// MaxSize is the size of the largest feed, sitemap or list that is read,
	// unpacked. Sitemaps may have 50 MB by their protocol.
	MaxSize = 64 << 20
	// maxEntries is how many entries of one are read. Sitemaps may have 50,000.
	maxEntries = 100_000
)

// Feed is a feed as it stands.
type Feed struct {
	Title string
	// URL is the feed's own address, as it states it; Site is the page it
	// belongs to.
	URL, Site string
	// Lang is a BCP 47 tag, or "".
	Lang string
	// Next is the address of the feed's next page, where it has several, or of the archive of its older entries
	// (RFC 5005).
	Next string
	// Refresh is for how long the feed says that it stays as it is (ttl of RSS, the syndication module's
	// updatePeriod and updateFrequency); zero where it does not.
	Refresh time.Duration
	Entries []Entry
}

// Entry is one article as a feed or a sitemap announces it. Texts are UTF-8
// and plain, except HTML. What is not stated is empty.
type Entry struct {
	URL string
	// Refused is the address that the entry gives where that is none of the web
	// (file:, javascript:): URL is then empty.
	Refused string
	GUID    string
	// Title is without markup.
	Title string
	// Outlet is who the entry says it is from, where that is not the feed
	// itself (<source> of RSS and Atom): the agency of a reprint, the outlet
	// of an aggregator's entry. OutletURL is that source's address.
	Outlet, OutletURL string
	Byline            string
	Lang              string
	// Published and Updated have the precision and the zone in which they are
	// given.
	Published, Updated stemma.Moment
	// HTML or Text is the article itself, where the feed has it; at most one.
	HTML, Text string
	// Summary is the beginning or a description of it.
	Summary string
}

// ErrNotFeed says that data is no feed, sitemap or list of the kind asked for.
var ErrNotFeed = errors.New("not a feed")

// Parse reads a feed. Relative addresses in it are resolved against base, the
// address it was fetched from. Where only a part of it can be read, that part
// is returned together with an error that says what was lost.
func Parse(ctx context.Context, data []byte, base string) (*Feed, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := unpack(data)
	if err != nil {
		return nil, err
	}
	var d *draft
	if isJSON(data) {
		d, err = parseJSON(ctx, data)
	} else {
		d, err = parseXML(ctx, data, base)
	}
	if d == nil {
		return nil, err
	}
	if len(d.Entries) > maxEntries {
		d.Entries, d.dates = d.Entries[:maxEntries], d.dates[:maxEntries]
		err = errors.Join(err, fmt.Errorf("more than %d entries: the rest is left out", maxEntries))
	}
	return d.finish(base), err
}

func parseXML(ctx context.Context, data []byte, base string) (*draft, error) {
	doc := clean(data)
	read := reader(doc.root)
	if read == nil {
		return nil, doc.notFeed(base)
	}
	f, err := read(doc.text)
	if err == nil && !swallowed(doc, len(f.Entries)) {
		return f, nil
	}
	saved, serr := salvage(ctx, doc, read, err)
	if err == nil && (saved == nil || len(saved.Entries) <= len(f.Entries)) {
		return f, nil
	}
	return saved, serr
}

// draft is a feed whose dates are still as stated: how they are written is
// only seen from all of them.
type draft struct {
	Feed
	dates []stated // of each entry
}

// stated are the dates of an entry in the words of the feed.
type stated struct{ published, updated string }

func (d *draft) add(e Entry, s stated) {
	d.Entries = append(d.Entries, e)
	d.dates = append(d.dates, s)
}

// finish reads the dates and resolves the addresses.
func (d *draft) finish(base string) *Feed {
	readDates(d.Entries, d.dates, d.Lang)
	d.resolve(base)
	return &d.Feed
}

// reader returns what reads the feeds with a root element of a name.
func reader(root string) func([]byte) (*draft, error) {
	switch root {
	case "rss", "rdf":
		return ifShallow(parseRSS)
	case "feed":
		return ifShallow(parseAtom)
	}
	return nil
}

// ifShallow reads only what the parser does not descend into too deeply.
func ifShallow(read func([]byte) (*draft, error)) func([]byte) (*draft, error) {
	return func(text []byte) (*draft, error) {
		if err := checkNesting(text); err != nil {
			return nil, err
		}
		return read(text)
	}
}

// notFeed says what an XML document is that is no feed.
func (d *document) notFeed(base string) error {
	switch d.root {
	case "html":
		return fmt.Errorf("%w but a web page: give %s", ErrNotFeed, remedy(Discover(d.text, base)))
	case "opml":
		return fmt.Errorf("%w but a list of feeds (OPML)", ErrNotFeed)
	case "urlset", "sitemapindex":
		return fmt.Errorf("%w but a sitemap", ErrNotFeed)
	case "":
		return fmt.Errorf("%w: it has neither an XML element nor a JSON object", ErrNotFeed)
	}
	return fmt.Errorf("%w: its root element is %q; RSS, Atom and JSON feeds are read", ErrNotFeed, d.root)
}

// resolve makes the addresses absolute, and drops what is none.
func (f *Feed) resolve(base string) {
	f.URL = absolute(base, f.URL)
	f.Site = absolute(cmp.Or(base, f.URL), f.Site)
	f.Next = absolute(cmp.Or(base, f.URL), f.Next)
	base = cmp.Or(base, f.URL, f.Site)
	for i := range f.Entries {
		e := &f.Entries[i]
		if stated := e.URL; stated != "" {
			if e.URL = absolute(base, stated); e.URL == "" {
				e.Refused = refused(stated)
			}
		}
		e.OutletURL = absolute(base, e.OutletURL)
		if f.isSelf(e, base) {
			e.Outlet, e.OutletURL = "", ""
		}
		e.Title = withoutOutlet(e.Title, e.Outlet)
	}
}

// refused is an address that is none, short enough for a message.
func refused(stated string) string {
	const most = 80
	s := strings.TrimSpace(printable(stated))
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// remedy names the feeds of a page that is none.
func remedy(links []Link) string {
	const most = 3
	var named []string
	for _, l := range links {
		if l.Found != Guessed && len(named) < most {
			named = append(named, l.URL)
		}
	}
	if named == nil {
		return "the address of the site's feed"
	}
	return "the address of a feed of it: " + strings.Join(named, " or ")
}

// isSelf reports an entry whose source is the feed itself: by its name, or by
// the address and a part of the name. The address alone is not enough, since
// some sites give their own with the name of the agency.
func (f *Feed) isSelf(e *Entry, base string) bool {
	if e.Outlet == f.Title {
		return true
	}
	if !sameHost(e.OutletURL, cmp.Or(f.Site, f.URL, base)) {
		return false
	}
	words := func(s string) []string {
		return strings.FieldsFunc(lower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	}
	own := words(f.Title)
	return e.Outlet == "" || slices.ContainsFunc(words(e.Outlet), func(w string) bool { return slices.Contains(own, w) })
}

// sameHost reports that two addresses are of one site.
func sameHost(a, b string) bool {
	host := func(s string) string {
		u, err := url.Parse(s)
		if err != nil {
			return ""
		}
		return strings.TrimPrefix(lower(u.Host), "www.")
	}
	return host(a) != "" && host(a) == host(b)
}

// withoutOutlet removes the name of the outlet that aggregators put behind a
// title.
func withoutOutlet(title, outlet string) string {
	rest, found := strings.CutSuffix(title, outlet)
	if !found || outlet == "" {
		return title
	}
	short := strings.TrimRight(rest, " -–—|·")
	if short == "" || strings.TrimRight(rest, " ") == short {
		return title
	}
	return short
}

// Kind is what a list of articles is.
type Kind int

// The kinds of list that this package reads.
const (
	KindNone Kind = iota
	KindFeed
	KindSitemap // or a sitemap index
	KindOPML
)

// Sniff tells from its beginning what a document is. The beginning need not
// be UTF-8; a few kilobytes are enough.
func Sniff(head []byte) Kind {
	head = bytes.TrimLeft(toUTF8(head[:min(len(head), 64<<10)]), "\uFEFF \t\r\n")
	if isJSON(head) {
		if bytes.Contains(head, []byte("jsonfeed.org/version")) {
			return KindFeed
		}
		return KindNone
	}
	if !bytes.HasPrefix(head, []byte("<")) {
		return KindNone
	}
	switch root, _ := firstElement(head); root {
	case "rss", "rdf", "feed":
		return KindFeed
	case "urlset", "sitemapindex":
		return KindSitemap
	case "opml":
		return KindOPML
	}
	return KindNone
}

func isJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(data, "\xEF\xBB\xBF \t\r\n"), []byte("{"))
}

// lower returns an element's or attribute's name for comparison.
func lower(name string) string { return strings.ToLower(name) }
