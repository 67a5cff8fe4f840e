package feed

import (
	"bytes"
	"cmp"
	"strings"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// parseRSS reads RSS of all versions.
func parseRSS(text []byte) (*draft, error) {
	in, err := new(rss.Parser).Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	f := &draft{Feed: Feed{Title: plain(in.Title), Site: in.Link, Lang: language(in.Language)}}
	if dc := in.DublinCoreExt; dc != nil {
		f.Title = cmp.Or(f.Title, plain(first(dc.Title)))
		f.Lang = cmp.Or(f.Lang, language(first(dc.Language)))
	}
	for _, link := range atomOf(in.Extensions, "link") {
		switch link.Attrs["rel"] {
		case "self":
			f.URL = link.Attrs["href"]
		case "next":
			f.Next = link.Attrs["href"]
		case "prev-archive":
			f.Next = cmp.Or(f.Next, link.Attrs["href"])
		case "", "alternate":
			f.Site = cmp.Or(f.Site, link.Attrs["href"])
		}
	}
	f.Refresh = refresh(in.TTL, in.Extensions)
	for _, item := range in.Items {
		if item != nil {
			f.add(rssEntry(item))
		}
	}
	return f, nil
}

func rssEntry(in *rss.Item) (Entry, stated) {
	x := in.Extensions
	e := Entry{
		Title:   cmp.Or(plain(in.Title), media(x, "title")),
		Byline:  person(in.Author),
		Summary: plain(in.Description),
		HTML:    in.Content,
	}
	e.URL, e.GUID = rssAddress(in)
	if in.Source != nil {
		e.Outlet, e.OutletURL = plain(in.Source.Title), in.Source.URL
	}
	dates := stated{published: in.PubDate}
	if dc := in.DublinCoreExt; dc != nil {
		addDublinCore(&e, dc)
		dates.published = cmp.Or(dates.published, first(dc.Date))
	}
	dates.published = cmp.Or(dates.published, value(x, "dcterms", "created"), value(x, "dcterms", "issued"),
		value(x, "prism", "publicationDate"), firstText(atomOf(x, "published")))
	dates.updated = cmp.Or(value(x, "dcterms", "modified"), value(x, "prism", "modificationDate"), firstText(atomOf(x, "updated")))
	addContent(&e, in)
	return e, dates
}

// rssAddress returns where the article is, and its own name. Between a link
// and the link that a feed service replaced, the latter is the article's.
func rssAddress(in *rss.Item) (url, guid string) {
	if in.GUID != nil {
		guid = in.GUID.Value
		if !strings.EqualFold(in.GUID.IsPermalink, "false") && isAddress(guid) {
			url = guid
		}
	}
	url = cmp.Or(value(in.Extensions, "feedburner", "origLink"), in.Link, url)
	for _, link := range atomOf(in.Extensions, "link") {
		if rel := link.Attrs["rel"]; url == "" && (rel == "" || rel == "alternate") {
			url = link.Attrs["href"]
		}
	}
	return url, guid
}

func addDublinCore(e *Entry, dc *ext.DublinCoreExtension) {
	e.Title = cmp.Or(e.Title, plain(first(dc.Title)))
	e.Byline = cmp.Or(people(dc.Creator), e.Byline, people(dc.Author))
	e.Summary = cmp.Or(e.Summary, plain(first(dc.Description)))
	e.Lang = language(first(dc.Language))
	if source := plain(first(dc.Source)); source != "" && !isAddress(source) {
		e.Outlet = cmp.Or(e.Outlet, source)
	}
	e.Outlet = cmp.Or(e.Outlet, plain(first(dc.Publisher)))
}

// longSummary is from how many bytes of plain text on a description is taken
// for the article itself: RSS allows both.
const longSummary = 1500

// addContent fills in what the item has of the article, and of whom.
func addContent(e *Entry, in *rss.Item) {
	x := in.Extensions
	e.Byline = cmp.Or(e.Byline, person(value(x, "itunes", "author")), person(in.Custom["byline"]))
	e.Summary = cmp.Or(e.Summary, media(x, "description"), plain(firstText(atomOf(x, "summary"))))
	if e.HTML == "" {
		e.HTML = cmp.Or(firstText(atomOf(x, "content")), value(x, "turbo", "content"), in.Custom["fulltext"], in.Custom["content"], in.Custom["body"])
	}
	// The full text that a large search engine asks outlets for.
	for _, space := range []string{"yandex", "http://news.yandex.ru"} {
		if full := value(x, space, "full-text"); full != "" && e.HTML == "" {
			e.HTML = full
		}
	}
	if e.HTML == "" && len(e.Summary) >= longSummary {
		e.HTML = in.Description
	}
	if e.HTML != "" && !hasMarkup(e.HTML) {
		e.HTML, e.Text = "", plain(e.HTML)
	}
}

// value returns the text of the first element of a namespace and name.
func value(x ext.Extensions, space, name string) string { return firstText(x[space][name]) }

// media returns a text of Media RSS, which may stand in a group.
func media(x ext.Extensions, name string) string {
	text := value(x, "media", name)
	for _, group := range x["media"]["group"] {
		text = cmp.Or(text, firstText(group.Children[name]))
	}
	return plain(text)
}

func firstText(all []ext.Extension) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].Value
}

// atomOf returns elements of Atom that stand in another format.
func atomOf(x ext.Extensions, name string) []ext.Extension {
	for _, space := range []string{"atom", "atom10", "atom03"} {
		if all := x[space][name]; len(all) > 0 {
			return all
		}
	}
	return nil
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
