// Package mail reads electronic mail: one message, or a mailbox of them (mbox),
// as programs store it and people drag it out of them.
//
//	Parse(bytes)              RFC 5322 with MIME (RFC 2045-2049, 2231): .eml, .emlx
//	NewMailbox(r).Next()      mbox in its common forms
//
// The text is what a reader of the mail sees, in UTF-8, from the plain and the
// HTML form that the sender gave; everything else is an attachment. Mail in the
// wild breaks the standards, and the strict readers of the standard library
// give up on it: header lines that are none are passed over here, encodings
// that are damaged are read as far as they go, and multipart bodies without
// their end are read to the end of the mail. Names of encodings that lie are
// overruled by what is valid UTF-8.
//
// The package does not fetch, verify signatures or decrypt.
package mail

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"

	"github.com/stemma-news/stemma"
	"github.com/stemma-news/stemma/date"
)

// Message is one mail.
type Message struct {
	Subject string
	// From is who wrote it: the sender's name and address. Either can be empty.
	From Address
	// Date is what the sender's clock said, with its zone; where the mail has no
	// date that can be read, when the last server received it.
	Date stemma.Moment
	// ID is the mail's own (Message-ID) without its brackets.
	ID string
	// List is the name or, without one, the identifier of the mailing list.
	List string
	// Organisation is the sender's, where the mail names it.
	Organisation string
	// URL is where the mail is archived, as it says itself (RFC 5064).
	URL string
	// Location is the address of the page that its HTML is, where a browser has
	// saved it (MHTML, RFC 2557).
	Location string
	Lang     string
	// Text and HTML are the two forms of the body; either can be empty.
	Text, HTML  string
	Attachments []Attachment
	// Troubles are what could not be read of it, in words for people.
	Troubles []string
}

// Address is one of a mail's people.
type Address struct {
	Name, Address string
}

// Attachment is a file that came with a mail, or a mail within it.
type Attachment struct {
	// Name is the last part of the sender's name for it, never empty.
	Name      string
	MediaType string
	Data      []byte
}

const (
	maxHeader = 1 << 20 // bytes
	maxDepth  = 20      // multiparts within multiparts
	maxParts  = 1000
)

// ErrNotMail is the error for what has no header of a mail.
var ErrNotMail = errors.New("not a mail: it has no From, Date or Subject")

// Parse reads one mail.
func Parse(b []byte) (*Message, error) {
	h, body := cutHeader(unwrapped(b))
	if !h.isMail() {
		return nil, ErrNotMail
	}
	m := &Message{
		Subject: h.text("Subject"), From: h.address("From"), Date: h.date(),
		ID: strings.Trim(h.first("Message-Id"), "<> "), List: listName(h.text("List-Id")),
		Organisation: h.text("Organization"), //nolint:misspell // as RFC 5536 spells it
		URL:          strings.Trim(h.first("Archived-At"), "<> "), Lang: language(h.first("Content-Language")),
	}
	if m.From == (Address{}) {
		m.From = h.address("Sender")
	}
	m.Location = cmp.Or(h.text("Snapshot-Content-Location"), h.text("Content-Location"))
	p := parser{m: m}
	p.part(h, body, 0)
	return m, nil
}

// unwrapped takes off what Apple Mail puts around a mail (.emlx): a line with
// its length before it, and a property list after it; and the line that opens
// a mail in a mailbox.
func unwrapped(b []byte) []byte {
	line, rest, found := bytes.Cut(b, []byte("\n"))
	if !found {
		return b
	}
	if n, err := strconv.Atoi(string(bytes.TrimSpace(line))); err == nil && n > 0 && n <= len(rest) {
		return rest[:n]
	}
	if bytes.HasPrefix(line, []byte("From ")) {
		return rest
	}
	return b
}

// date reads when the mail was sent.
func (h header) date() stemma.Moment {
	if m, ok := readDate(h.first("Date")); ok {
		return m
	}
	for _, trace := range h["Received"] {
		if m, ok := readDate(trace[strings.LastIndexByte(trace, ';')+1:]); ok {
			return m
		}
	}
	return date.None()
}

// readDate reads a date in the forms of mail. The standard library reads more
// of them, and zones by their names ("EST") as if they were UTC, so it is last.
func readDate(s string) (stemma.Moment, bool) {
	if m, ok := date.Read(s, date.Options{Lang: "en"}); ok && (m.Precision == stemma.PrecisionSecond || m.Precision == stemma.PrecisionMinute) {
		return m, true
	}
	if t, err := netmail.ParseDate(strings.TrimSpace(s)); err == nil && t.Year() >= 1970 {
		return stemma.Moment{Time: t, Precision: stemma.PrecisionSecond}, true
	}
	return date.Read(s, date.Options{Lang: "en"})
}

// listName returns the name in a List-Id (RFC 2919): `Harbour news <h.example>`.
func listName(s string) string {
	name, id, _ := strings.Cut(s, "<")
	if name = strings.Trim(name, ` "`); name != "" {
		return name
	}
	return strings.Trim(id, "<> ")
}

func language(s string) string {
	tag, _, _ := strings.Cut(s, ",")
	return strings.TrimSpace(tag)
}

// parser collects the parts of a mail.
type parser struct {
	m     *Message
	parts int
}

func (p *parser) trouble(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	if !slices.Contains(p.m.Troubles, said) {
		p.m.Troubles = append(p.m.Troubles, said)
	}
}

// part reads one part of a mail and those within it.
func (p *parser) part(h header, body []byte, depth int) {
	switch p.parts++; {
	case depth > maxDepth:
		p.trouble("its parts are nested more than %d deep, and the inner ones are not read", maxDepth)
		return
	case p.parts > maxParts:
		p.trouble("it has more than %d parts, and the others are not read", maxParts)
		return
	}
	kind, params := contentType(h.first("Content-Type"))
	if boundary := params["boundary"]; strings.HasPrefix(kind, "multipart/") && boundary != "" {
		p.multipart(kind, boundary, body, depth)
		return
	}
	if kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime" {
		p.trouble("it is encrypted or sealed as a whole (S/MIME): save its text")
		return
	}
	p.leaf(h, kind, params, decodeTransfer(body, h.first("Content-Transfer-Encoding")))
}

// multipart reads the parts of a body. Of an encrypted one there is nothing to
// read.
func (p *parser) multipart(kind, boundary string, body []byte, depth int) {
	if kind == "multipart/encrypted" {
		p.trouble("it is encrypted: save its text")
		return
	}
	for _, raw := range split(body, boundary) {
		h, inner := cutHeader(raw)
		if kind == "multipart/digest" && h.first("Content-Type") == "" {
			h["Content-Type"] = []string{"message/rfc822"}
		}
		p.part(h, inner, depth+1)
	}
}

// leaf keeps a part without parts: as the body's text where it is that, else as
// an attachment. Of several texts in a row, as mailing lists make them by adding
// a foot, all are the body.
func (p *parser) leaf(h header, kind string, params map[string]string, data []byte) {
	disposition, dispositionParams := valued(h.first("Content-Disposition"))
	name := fileName(cmp.Or(dispositionParams["filename"], params["name"]))
	isBody := disposition != "attachment" && name == ""
	switch {
	case isBody && kind == "text/plain":
		p.m.Text = joined(p.m.Text, unflow(decodeText(data, params["charset"]), params))
	case isBody && kind == "text/html" && p.m.HTML != "" && h.first("Content-Location")+h.first("Content-Id") != "":
		// a frame of the page: an advertisement, mostly
	case isBody && kind == "text/html":
		p.m.Location = cmp.Or(p.m.Location, h.text("Content-Location"))
		p.m.HTML = joined(p.m.HTML, decodeText(data, params["charset"]))
	default:
		if name == "" {
			name = fmt.Sprintf("part-%d%s", p.parts, extensionOf(kind))
		}
		if kind == "text/plain" || kind == "text/html" {
			data = []byte(decodeText(data, params["charset"]))
		}
		p.m.Attachments = append(p.m.Attachments, Attachment{name, kind, data})
	}
}

// extensionOf returns how the name of a file of a kind ends.
func extensionOf(kind string) string {
	return map[string]string{
		"message/rfc822": ".eml", "text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf", "text/csv": ".csv",
		"application/json": ".json", "application/xml": ".xml", "text/xml": ".xml", "application/zip": ".zip",
	}[kind]
}

func joined(a, b string) string {
	if strings.TrimSpace(a) == "" {
		return b
	}
	return a + "\n\n" + b
}

// fileName returns the last part of a name, which a sender chooses: no folders,
// no control characters, 200 bytes at most.
func fileName(s string) string {
	s = decodeWords(s)
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == 0xFFFD || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s)
	const longest = 200
	if len(s) > longest { // the end has the kind of file
		s = strings.ToValidUTF8(s[len(s)-longest:], "")
	}
	return strings.TrimSpace(s)
}

// valued reads a field that has a value and parameters. The standard library's
// parser is strict: where it gives up, what can be told apart counts.
func valued(s string) (value string, params map[string]string) {
	value, params, err := mime.ParseMediaType(s)
	if err == nil {
		return value, params
	}
	value, rest, _ := strings.Cut(s, ";")
	params = map[string]string{}
	for p := range strings.SplitSeq(rest, ";") {
		key, v, _ := strings.Cut(p, "=")
		params[strings.ToLower(strings.TrimSpace(key))] = strings.Trim(strings.TrimSpace(v), `"`)
	}
	return strings.ToLower(strings.TrimSpace(value)), params
}

// contentType reads the kind of a part, which is plain text unless it says
// otherwise.
func contentType(s string) (kind string, params map[string]string) {
	if strings.TrimSpace(s) == "" {
		return "text/plain", nil
	}
	return valued(s)
}

// split cuts the body of a multipart at the lines of its boundary. What comes
// before the first and after the last is not shown to readers.
func split(body []byte, boundary string) [][]byte {
	mark := []byte("--" + boundary)
	var parts [][]byte
	begin := -1
	for at := 0; at < len(body); {
		end := at + bytes.IndexByte(body[at:], '\n') + 1
		if end == at {
			end = len(body)
		}
		if rest, ok := bytes.CutPrefix(body[at:end], mark); ok {
			rest = bytes.TrimRight(rest, " \t\r\n")
			last := string(rest) == "--"
			if last || len(rest) == 0 {
				if begin >= 0 {
					parts = append(parts, withoutBreak(body[begin:at]))
				}
				if begin = end; last {
					return parts
				}
			}
		}
		at = end
	}
	if begin >= 0 {
		parts = append(parts, body[begin:])
	}
	return parts
}

// withoutBreak takes off the line break that belongs to the boundary after it.
func withoutBreak(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("\n")), []byte("\r"))
}
