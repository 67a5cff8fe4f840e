// Package atom writes feeds as RFC 4287 has them: any reader can follow one.
package atom

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// Feed is what is written.
type Feed struct {
	// ID is an address or URN that never changes (4.2.6).
	ID       string
	Title    string
	Subtitle string
	// Author of all entries; 4.1.1 demands one.
	Author string
	// Self is where the feed can be read; none if empty.
	Self    string
	Updated time.Time
	Entries []Entry // the newest first
}

// Entry is one thing that is told.
type Entry struct {
	ID      string // as that of a feed
	Title   string
	Updated time.Time
	// Text is what is told, plain, with line breaks.
	Text       string
	Categories []string
	Links      []Link
}

// Link is an address that an entry is about. Only those of the web are written.
type Link struct {
	URL, Title, Lang string
}

// The elements of the standard, in the order in which it lists them.
type (
	xmlFeed struct {
		XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID        string      `xml:"id"`
		Title     string      `xml:"title"`
		Subtitle  string      `xml:"subtitle,omitempty"`
		Updated   string      `xml:"updated"`
		Author    xmlPerson   `xml:"author"`
		Generator xmlMaker    `xml:"generator"`
		Links     []xmlLink   `xml:"link"`
		Entries   []xmlRecord `xml:"entry"`
	}
	xmlPerson struct {
		Name string `xml:"name"`
	}
	xmlMaker struct {
		URI  string `xml:"uri,attr"`
		Name string `xml:",chardata"`
	}
	xmlLink struct {
		Rel   string `xml:"rel,attr"`
		Href  string `xml:"href,attr"`
		Lang  string `xml:"hreflang,attr,omitempty"`
		Title string `xml:"title,attr,omitempty"`
	}
	xmlRecord struct {
		ID         string        `xml:"id"`
		Title      string        `xml:"title"`
		Updated    string        `xml:"updated"`
		Categories []xmlCategory `xml:"category"`
		Links      []xmlLink     `xml:"link"`
		Content    xmlContent    `xml:"content"`
	}
	xmlCategory struct {
		Term string `xml:"term,attr"`
	}
	xmlContent struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// Marshal returns the feed as XML. What XML cannot hold (control characters, bytes that are no UTF-8) is replaced.
func Marshal(f Feed) ([]byte, error) {
	x := xmlFeed{
		ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Updated: stamp(f.Updated), Author: xmlPerson{f.Author},
		Generator: xmlMaker{"https://github.com/stemma-news/stemma", "stemma"},
	}
	if f.Self != "" {
		x.Links = []xmlLink{{Rel: "self", Href: f.Self}}
	}
	for i := range f.Entries {
		x.Entries = append(x.Entries, f.Entries[i].xml())
	}
	body, err := xml.MarshalIndent(x, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the feed: %w", err)
	}
	return append(append([]byte(xml.Header), body...), '\n'), nil
}

func (e *Entry) xml() xmlRecord {
	x := xmlRecord{ID: e.ID, Title: readable(e.Title), Updated: stamp(e.Updated), Content: xmlContent{"html", markup(e.Text)}}
	for _, c := range e.Categories {
		x.Categories = append(x.Categories, xmlCategory{c})
	}
	for _, l := range e.Links {
		if !ofWeb(l.URL) {
			continue
		}
		rel := "related"
		if len(x.Links) == 0 {
			rel = "alternate" // 4.1.2: at most one without a type
		}
		x.Links = append(x.Links, xmlLink{Rel: rel, Href: l.URL, Lang: readable(l.Lang), Title: readable(l.Title)})
	}
	return x
}

// ofWeb reports an address that may be a link: one that a reader opens by asking a server.
func ofWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// stamp is a moment as RFC 3339 has it (3.3).
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// markup is plain text as HTML: most readers run the lines of plain text together. Whether it is read from
// the left or from the right shows in each line for itself.
func markup(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		b.WriteString(`<p dir="auto">`)
		var escaped bytes.Buffer
		_ = xml.EscapeText(&escaped, []byte(readable(line))) // a buffer takes everything
		b.Write(escaped.Bytes())
		b.WriteString("</p>\n")
	}
	return b.String()
}

// readable is a text without what is not to be seen and changes how the rest is: control characters, and those that
// turn the order of others around, such as U+202E. Marks of direction, which have an effect on neutral characters alone, stay.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// WriteFile writes the feed to a file, which is at each moment the old one or the new one: readers may come at any.
func WriteFile(name string, f Feed) error {
	b, err := Marshal(f)
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return fmt.Errorf("write the feed %s: %w", name, err)
	}
	if err = fill(out, b); err == nil {
		err = os.Rename(out.Name(), name)
	}
	if err != nil {
		_ = os.Remove(out.Name()) // the first error says more
		return fmt.Errorf("write the feed %s: %w", name, err)
	}
	return nil
}

// fill writes a temporary file, readable by all: a server of pages is often another user.
func fill(f *os.File, b []byte) error {
	_, err := f.Write(b)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if errClose := f.Close(); err == nil {
		err = errClose
	}
	return err
}
