// Package newsml reads what news agencies ship: NewsML-G2 (IPTC, versions 2.x,
// alone or in a news message), NewsML 1, and NITF 3, alone or within these.
//
//	r := NewReader(input, limit)
//	item, err := r.Next()      one news item, package or other item at a time
//
// Items are found in the stream and read one by one, so that a message of any
// number of them takes the memory of one. Of an item the whole tree of elements
// is held, and its fields are looked up by local names: prefixes and versions
// of namespaces differ between agencies, names do not.
//
// Entities that a document declares are refused, which is what bombs are made
// of (the "billion laughs") and no agency does; DTDs and schemas are not
// fetched. What is broken in the markup is read as browsers would.
package newsml

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"

	"github.com/stemma-news/stemma"
)

// Kind is what an item is.
type Kind string

// The kinds of item. Other are those that describe the world or plans and
// hold no report: concepts, knowledge, planning, catalogues.
const (
	KindNews    Kind = "news"
	KindPackage Kind = "package"
	KindOther   Kind = "other"
)

// Item is one item. What it does not say is left zero.
type Item struct {
	Kind Kind
	// Element is the name of its outermost element.
	Element string
	// ID is the provider's (guid, NewsItemId, doc-id); Version counts its editions.
	ID, Version string
	// Status is "usable", "canceled" or "withheld"; "" where it says none, which
	// means usable.
	Status   string
	Lang     string
	Headline string
	// Subheadline stands under it.
	Subheadline string
	Slug        string
	Byline      string
	Dateline    string
	// Provider is who sends it, Holder who holds the copyright, Credit the line
	// to print, Origin who the information is from.
	Provider, Holder, Credit, Origin string
	// Created is when the first version was made, Modified this one, and
	// Embargoed before when it must not be published.
	Created, Modified, Embargoed stemma.Moment
	Urgency, Genre, Location     string
	Series, Edition, Section     string
	// Note is what the agency tells its customers about it.
	Note     string
	Keywords []string
	URL      string
	// Text is its text, a paragraph a line; HTML is the markup of one that is
	// not XML.
	Text, HTML string
	// References are what a package is made of: addresses or identifiers.
	References []Reference
	// Remote counts contents that are files of their own: pictures, sound, video.
	Remote int
	// Cut is true where the document ends within the item.
	Cut bool
}

// Reference is an item of a package.
type Reference struct {
	Address, ID, Headline string
}

// Reader reads the items of a document.
type Reader struct {
	d     *xml.Decoder
	in    *limited
	limit int64
	cut   bool          // the document ends within an item
	sent  stemma.Moment // by the message around the items
	from  string        // who sent it
	err   error
}

const (
	maxDepth = 200
	maxNodes = 500_000 // elements of one item
)

var (
	errDeep     = fmt.Errorf("elements are nested more than %d deep", maxDepth)
	errMany     = fmt.Errorf("an item has more than %d elements", maxNodes)
	errEntities = errors.New("it declares entities of its own, which are not read")
	// ErrLarge is the error for an item with more bytes than the limit.
	ErrLarge = errors.New("an item is larger than one may be")
)

// NewReader returns a reader of a document. An item may have limit bytes.
func NewReader(ctx context.Context, r io.Reader, limit int64) *Reader {
	in := &limited{ctx: ctx, r: r, left: limit}
	d := xml.NewDecoder(in)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return r, nil // made UTF-8 before, by its byte order mark
		}
		return charset.NewReaderLabel(label, r)
	}
	return &Reader{d: d, in: in, limit: limit}
}

// limited is a reader that fails when it has given more than it may since it
// was last filled.
type limited struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if l.left <= 0 {
		return 0, ErrLarge
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}

// Sniff reports whether text is a document of this package, by its first
// element.
func Sniff(head []byte) bool {
	s := string(head)
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || strings.TrimSpace(s[:i]) != "" && strings.TrimSpace(s[:i]) != "\uFEFF" {
			return false
		}
		s = s[i+1:]
		end := ">"
		switch {
		case strings.HasPrefix(s, "!--"):
			end = "-->"
		case strings.HasPrefix(s, "?"), strings.HasPrefix(s, "!"):
			if subset, closing := strings.IndexByte(s, '['), strings.IndexByte(s, '>'); s[0] == '!' && subset >= 0 && subset < closing {
				end = "]>"
			}
		default:
			name := s[:strings.IndexFunc(s+">", func(r rune) bool { return strings.ContainsRune(" \t\r\n/>", r) })]
			name = name[strings.IndexByte(name, ':')+1:]
			return name == "newsMessage" || name == "NewsML" || kindOf(name) != ""
		}
		_, after, found := strings.Cut(s, end)
		if !found {
			return false
		}
		s = after
	}
}

// kindOf returns the kind of an item by its element's name; "" for none.
func kindOf(element string) Kind {
	switch element {
	case "newsItem", "NewsItem", "nitf":
		return KindNews
	case "packageItem":
		return KindPackage
	case "knowledgeItem", "conceptItem", "planningItem", "catalogItem", "TopicSet":
		return KindOther
	}
	return ""
}

// Next returns the next item; at the end of the document the error is io.EOF.
// Another error ends the reading.
func (r *Reader) Next() (*Item, error) {
	if r.err != nil {
		return nil, r.err
	}
	item, err := r.next()
	r.err = err
	return item, err
}

func (r *Reader) next() (*Item, error) {
	r.in.left = r.limit
	for {
		token, err := r.d.RawToken()
		if err != nil {
			return nil, wrong(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if strings.Contains(string(t), "<!ENTITY") {
				return nil, errEntities
			}
		case xml.StartElement:
			if kind := kindOf(t.Name.Local); kind != "" {
				n, err := r.tree(t)
				if err != nil {
					return nil, wrong(err)
				}
				item := r.item(n, kind)
				item.Cut = r.cut
				return item, nil
			}
			if err := r.around(t); err != nil {
				return nil, wrong(err)
			}
			r.in.left = r.limit
		}
	}
}

// around reads what the message says that is around the items.
func (r *Reader) around(t xml.StartElement) error {
	switch t.Name.Local {
	case "header", "NewsEnvelope", "catalog", "Catalog":
	default:
		return nil
	}
	n, err := r.tree(t)
	if err != nil {
		return err
	}
	r.sent = n.date("sent", "DateAndTime")
	r.from = cmp.Or(n.find("sender").text(), n.find("SentFrom").find("Party").attr("FormalName"))
	return nil
}

// wrong makes an error of the XML one for people.
func wrong(err error) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("not XML that can be read, in line %d (%s)", syntax.Line, syntax.Msg)
	}
	return err
}
