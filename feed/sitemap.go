package feed

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// Sitemap is what a site says of its pages, or of its sitemaps.
type Sitemap struct {
	// Entries are pages, with what the extension for news says of them: title,
	// outlet, language, publication date. Updated is lastmod.
	Entries []Entry
	// Sitemaps are the sitemaps that an index names.
	Sitemaps []SitemapLink
}

// SitemapLink is one line of a sitemap index.
type SitemapLink struct {
	URL     string
	Updated stemma.Moment
}

// ParseSitemap reads a sitemap, a sitemap index, a feed that serves as a
// sitemap, or a plain list of addresses; also compressed by gzip. Relative
// addresses are resolved against base. Where it is broken, what comes before
// is returned with an error.
func ParseSitemap(ctx context.Context, data []byte, base string) (*Sitemap, error) {
	doc, err := documentOf(ctx, data)
	if err != nil {
		return nil, err
	}
	switch doc.root {
	case "urlset", "sitemapindex":
		return readSitemap(ctx, doc, base)
	case "rss", "rdf", "feed":
		f, err := Parse(ctx, data, base)
		if f == nil {
			return nil, err
		}
		return &Sitemap{Entries: f.Entries}, err
	case "":
		return listed(data)
	}
	return nil, fmt.Errorf("%w but a document of %q, where a sitemap was asked for", ErrNotFeed, doc.root)
}

// siteReader reads the elements of a sitemap.
type siteReader struct {
	base  string
	out   *Sitemap
	entry *Entry       // the page at hand
	index *SitemapLink // the sitemap at hand
	said  stated       // its dates
	dates []stated     // of the pages before
	field string       // the field at hand
	text  []byte       // and its text
}

func readSitemap(ctx context.Context, doc *document, base string) (*Sitemap, error) {
	r := &siteReader{base: base, out: &Sitemap{}}
	err := eachToken(ctx, doc.text, r.read)
	readDates(r.out.Entries, r.dates, "")
	return r.out, err
}

func (r *siteReader) read(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		r.open(t)
	case xml.CharData:
		if r.field != "" && len(r.text)+len(t) < 64<<10 {
			r.text = append(r.text, t...)
		}
	case xml.EndElement:
		r.close(lower(t.Name.Local))
	}
	return tooMany(max(len(r.out.Entries), len(r.out.Sitemaps)))
}

func (r *siteReader) open(t xml.StartElement) {
	name := lower(t.Name.Local)
	switch space := lower(t.Name.Space); {
	case name == "url":
		r.entry, r.said = &Entry{}, stated{}
	case name == "sitemap":
		r.index = &SitemapLink{Updated: stemma.Moment{Precision: stemma.PrecisionNone}}
	case strings.Contains(space, "image"), strings.Contains(space, "video"):
		r.field = ""
		return
	case name == "link" && r.entry != nil: // another language's page
		return
	}
	r.field, r.text = name, r.text[:0]
}

func (r *siteReader) close(name string) {
	if name == r.field && r.field != "" {
		r.set(name, plain(string(r.text)))
	}
	r.field = ""
	switch {
	case name == "url" && r.entry != nil:
		if r.entry.URL != "" {
			r.out.Entries, r.dates = append(r.out.Entries, *r.entry), append(r.dates, r.said)
		}
		r.entry = nil
	case name == "sitemap" && r.index != nil:
		if r.index.URL != "" {
			r.out.Sitemaps = append(r.out.Sitemaps, *r.index)
		}
		r.index = nil
	}
}

// set sets a field of the page or the sitemap at hand.
func (r *siteReader) set(name, text string) {
	switch {
	case r.index != nil && name == "loc":
		r.index.URL = absolute(r.base, text)
	case r.index != nil && name == "lastmod":
		r.index.Updated = moment(text, "", date.Unsure)
	case r.entry == nil:
	case name == "loc" && r.entry.URL == "":
		r.entry.URL = absolute(r.base, text)
	case name == "lastmod":
		r.said.updated = text
	case name == "publication_date":
		r.said.published = text
	case name == "name":
		r.entry.Outlet = text
	case name == "language":
		r.entry.Lang = language(text)
	case name == "title":
		r.entry.Title = text
	}
}

// listed reads a plain list, an address a line.
func listed(data []byte) (*Sitemap, error) {
	data, err := unpack(data)
	if err != nil {
		return nil, err
	}
	s := &Sitemap{}
	other := 0
	lines := bufio.NewScanner(bytes.NewReader(toUTF8(data)))
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\uFEFF"))
		if url := absolute("", line); url != "" {
			none := stemma.Moment{Precision: stemma.PrecisionNone}
			s.Entries = append(s.Entries, Entry{URL: url, Published: none, Updated: none})
		} else if line != "" {
			other++
		}
		if err := tooMany(len(s.Entries)); err != nil {
			return s, err
		}
	}
	switch {
	case len(s.Entries) == 0:
		return nil, fmt.Errorf("%w, sitemap or list of addresses", ErrNotFeed)
	case other > 0 || lines.Err() != nil:
		return s, fmt.Errorf("%d of its lines are no addresses", max(1, other))
	}
	return s, nil
}
