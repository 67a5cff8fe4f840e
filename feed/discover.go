package feed

import (
	"bytes"
	"cmp"
	"net/url"
	"sort"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Found is how Discover found a feed.
type Found int

// From the surest to the least sure.
const (
	// Declared: the page names it as an alternative of itself.
	Declared Found = iota + 1
	// Linked: a link of the page looks as if it led to a feed.
	Linked
	// Guessed: the page names none, and many sites have theirs there.
	Guessed
)

const (
	maxPage  = 8 << 20 // of a page that is looked at
	maxLinks = 100     // that are returned
)

// Discover returns the feeds of the site that a page belongs to, the best
// first: those that the page declares, the site's own before those of a
// section, of comments last; else those that it links to; else where feeds
// commonly are, which has to be tried. The base is the page's address.
func Discover(page []byte, base string) []Link {
	d := &discovery{base: base, seen: map[string]bool{}}
	d.read(page[:min(len(page), maxPage)])
	links := d.links
	if len(links) == 0 {
		links = commonPlaces(base)
	}
	sort.SliceStable(links, func(i, j int) bool {
		if links[i].Found != links[j].Found {
			return links[i].Found < links[j].Found
		}
		return remote(links[i].URL) < remote(links[j].URL)
	})
	return links[:min(len(links), maxLinks)]
}

type discovery struct {
	base  string
	lang  string
	links []Link
	seen  map[string]bool
	// anchor is the link whose text is being read.
	anchor *Link
}

func (d *discovery) read(page []byte) {
	z := html.NewTokenizer(bytes.NewReader(toUTF8(page)))
	z.SetMaxBuf(1 << 20)
	for len(d.links) < 10*maxLinks {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, has := z.TagName()
			if a := atom.Lookup(name); has && (a == atom.Link || a == atom.A || a == atom.Base || a == atom.Html) {
				d.tag(a, attributes(z))
			}
		case html.TextToken:
			if d.anchor != nil && len(d.anchor.Title) < 200 {
				d.anchor.Title = plain(d.anchor.Title + " " + string(z.Text()))
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); atom.Lookup(name) == atom.A {
				d.endAnchor()
			}
		}
	}
}

func attributes(z *html.Tokenizer) map[string]string {
	all := map[string]string{}
	for range 50 {
		key, value, more := z.TagAttr()
		if _, twice := all[string(key)]; !twice {
			all[string(key)] = strings.TrimSpace(string(value))
		}
		if !more {
			break
		}
	}
	return all
}

func (d *discovery) tag(a atom.Atom, attr map[string]string) {
	switch a {
	case atom.Base:
		if base := absolute(d.base, attr["href"]); base != "" {
			d.base = base
		}
	case atom.Html:
		d.lang = language(attr["lang"])
	case atom.Link:
		if declares(lower(attr["rel"]), lower(attr["type"])) {
			d.add(Link{
				URL: absolute(d.base, attr["href"]), Title: plain(attr["title"]), Type: lower(attr["type"]),
				Lang: cmp.Or(language(attr["hreflang"]), d.lang), Found: Declared,
			})
		}
	case atom.A:
		d.endAnchor()
		if u := absolute(d.base, strings.TrimPrefix(attr["href"], "feed:")); looksLikeFeed(u) || isFeedType(lower(attr["type"])) {
			d.anchor = &Link{URL: u, Title: plain(attr["title"]), Type: lower(attr["type"]), Lang: d.lang, Found: Linked}
		}
	}
}

func (d *discovery) endAnchor() {
	if d.anchor != nil {
		d.add(*d.anchor)
		d.anchor = nil
	}
}

func (d *discovery) add(l Link) {
	if l.URL == "" || d.seen[l.URL] {
		return
	}
	d.seen[l.URL] = true
	l.Site = d.base
	d.links = append(d.links, l)
}

// declares reports the link by which a page names a feed of it.
func declares(rel, media string) bool {
	for r := range strings.FieldsSeq(rel) {
		if r == "feed" || r == "alternate" && isFeedType(media) {
			return true
		}
	}
	return false
}

func isFeedType(media string) bool {
	media, _, _ = strings.Cut(media, ";")
	switch strings.TrimSpace(media) {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
		"application/x.atom+xml", "application/x-atom+xml", "application/rss", "text/rss", "text/rss+xml", "text/atom+xml":
		return true
	}
	return false
}

// looksLikeFeed reports an address that is commonly one of a feed.
func looksLikeFeed(address string) bool {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return false
	}
	p := strings.TrimSuffix(lower(u.Path), "/")
	last := p[strings.LastIndexByte(p, '/')+1:]
	switch last {
	case "feed", "rss", "atom", "rss2", "rdf", "feed.json", "atom.xml", "rss.xml", "feed.xml", "index.rdf", "rss.php", "feed.php":
		return true
	}
	return strings.HasSuffix(last, ".rss") || strings.HasSuffix(last, ".atom") || strings.HasSuffix(last, ".rdf") ||
		strings.HasSuffix(last, ".xml") && (strings.Contains(p, "rss") || strings.Contains(p, "feed") || strings.Contains(p, "atom")) ||
		u.Query().Has("feed") || u.Query().Get("format") == "rss"
}

// remote ranks a feed among those found in the same way: how far it is from
// the site's whole news.
func remote(address string) int {
	u, err := url.Parse(lower(address))
	if err != nil {
		return 9
	}
	p := u.Path + "?" + u.RawQuery
	switch {
	case strings.Contains(p, "comment"):
		return 3
	case strings.Contains(p, "/search"), strings.Contains(p, "/author/"), strings.Contains(p, "/tag/"), strings.Contains(p, "podcast"), strings.Contains(p, "/video"):
		return 2
	case strings.Contains(p, "/category/"), strings.Contains(p, "/section/"), strings.Contains(p, "/topic"):
		return 1
	}
	return 0
}

// commonPlaces are where many sites have their feed.
func commonPlaces(base string) []Link {
	var links []Link
	for _, p := range []string{"/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json"} {
		if u := absolute(base, p); u != "" {
			links = append(links, Link{URL: u, Site: base, Found: Guessed})
		}
	}
	return links
}
