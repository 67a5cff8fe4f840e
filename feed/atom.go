package feed

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// parseAtom reads Atom 0.3 and 1.0 (RFC 4287).
func parseAtom(text []byte) (*draft, error) {
	in, err := new(atom.Parser).Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	f := &draft{Feed: Feed{
		Title: plain(in.Title), Lang: language(in.Language),
		URL: link(in.Links, "self"), Site: link(in.Links, "alternate"), Next: cmp.Or(link(in.Links, "next"), link(in.Links, "prev-archive")),
	}}
	f.Refresh = refresh("", in.Extensions)
	for _, entry := range in.Entries {
		if entry == nil {
			continue
		}
		e := atomEntry(entry)
		// Section 4.1.1: the feed's author where neither entry nor source has one.
		if author := authors(in.Authors); e.Byline == "" && author != f.Title && entry.Source == nil {
			e.Byline = author
		}
		f.add(e, stated{entry.Published, entry.Updated})
	}
	return f, nil
}

func atomEntry(in *atom.Entry) Entry {
	e := Entry{
		URL: link(in.Links, "alternate"), GUID: in.ID,
		Title: plain(in.Title), Byline: authors(in.Authors), Summary: plain(in.Summary),
	}
	if e.URL == "" && isAddress(in.ID) {
		e.URL = in.ID
	}
	if s := in.Source; s != nil {
		e.Outlet, e.OutletURL = plain(s.Title), cmp.Or(link(s.Links, "alternate"), link(s.Links, "self"))
		e.Byline = cmp.Or(e.Byline, authors(s.Authors))
	}
	x := in.Extensions
	e.Title = cmp.Or(e.Title, media(x, "title"))
	e.Byline = cmp.Or(e.Byline, person(value(x, "dc", "creator")))
	e.Lang = language(value(x, "dc", "language"))
	e.Summary = cmp.Or(e.Summary, media(x, "description"))
	if c := in.Content; c != nil {
		e.HTML, e.Text = atomContent(c)
	}
	return e
}

// atomContent tells HTML from text. A type that is missing is text by the
// standard, and HTML in many feeds.
func atomContent(c *atom.Content) (html, text string) {
	media := lower(c.Type)
	switch {
	case strings.HasPrefix(media, "image/"), strings.HasPrefix(media, "audio/"), strings.HasPrefix(media, "video/"):
		return "", ""
	case strings.Contains(media, "html"), hasMarkup(c.Value):
		return c.Value, ""
	}
	return "", plain(c.Value)
}

// link returns the first address of a relation, of several the page rather
// than other forms of it.
func link(links []*atom.Link, rel string) string {
	found := ""
	for _, l := range links {
		if l == nil || lower(l.Rel) != rel || l.Href == "" {
			continue
		}
		if strings.Contains(l.Type, "html") || l.Type == "" {
			return l.Href
		}
		found = cmp.Or(found, l.Href)
	}
	return found
}

func authors(all []*atom.Person) string {
	var names []string
	for _, p := range all {
		if p != nil {
			names = append(names, p.Name)
		}
	}
	return people(names)
}
