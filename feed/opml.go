package feed

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Link is the address of a feed, and what the page or list that names it says
// of it.
type Link struct {
	URL   string
	Title string
	// Type is the media type, "rss" or the like, as it is stated.
	Type string
	Lang string
	// Site is the page that the feed belongs to.
	Site string
	// Found is how Discover found it.
	Found Found
}

// ParseOPML reads a list of feeds: OPML 1 and 2, nested as it may be. Each
// address is returned once, in the order of the list. Where the list is broken,
// what comes before is returned with an error.
func ParseOPML(ctx context.Context, data []byte) ([]Link, error) {
	doc, err := documentOf(ctx, data)
	if err != nil {
		return nil, err
	}
	if doc.root != "opml" {
		return nil, fmt.Errorf("%w list (OPML): its root element is %q", ErrNotFeed, doc.root)
	}
	list := &opmlReader{seen: map[string]bool{}}
	err = eachToken(ctx, doc.text, list.read)
	return list.links, err
}

// opmlReader reads the lines of a list.
type opmlReader struct {
	links []Link
	seen  map[string]bool
}

func (r *opmlReader) read(token xml.Token) error {
	start, ok := token.(xml.StartElement)
	if !ok || lower(start.Name.Local) != "outline" {
		return nil
	}
	if link := outline(start); link.URL != "" && !r.seen[link.URL] {
		r.seen[link.URL] = true
		r.links = append(r.links, link)
	}
	return tooMany(len(r.links))
}

// outline reads one line of a list. Its attributes are written in every case.
func outline(e xml.StartElement) Link {
	var link Link
	text := ""
	for _, a := range e.Attr {
		switch lower(a.Name.Local) {
		case "xmlurl":
			link.URL = absolute("", strings.Replace(a.Value, "feed://", "http://", 1))
		case "htmlurl":
			link.Site = absolute("", a.Value)
		case "title":
			link.Title = plain(a.Value)
		case "text":
			text = plain(a.Value)
		case "type":
			link.Type = lower(a.Value)
		case "language":
			link.Lang = language(a.Value)
		}
	}
	link.Title = cmp.Or(link.Title, text)
	return link
}

// documentOf unpacks and cleans an XML document.
func documentOf(ctx context.Context, data []byte) (*document, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := unpack(data)
	if err != nil {
		return nil, err
	}
	doc := clean(data)
	return doc, checkNesting(doc.text)
}

// errEnough stops the reading of a document.
var errEnough = fmt.Errorf("more than %d entries: the rest is left out", maxEntries)

func tooMany(n int) error {
	if n >= maxEntries {
		return errEnough
	}
	return nil
}

// eachToken calls do for each part of a document, up to the first error.
func eachToken(ctx context.Context, text []byte, do func(xml.Token) error) error {
	d := decoder(text)
	for n := 0; ; n++ {
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("broken XML (%w): what comes before is given", err)
		}
		if err := do(token); err != nil {
			return err
		}
	}
}

// decoder reads XML that is already UTF-8, and not strictly.
func decoder(text []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}
