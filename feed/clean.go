package feed

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

const (
	// maxDepth is how deep elements may be nested: parsers descend into them.
	maxDepth = 250
	// maxNames is how many namespaces may be declared around an element:
	// parsers copy them for each that declares one more.
	maxNames = 300
	// junk is how much may stand before the document: warnings of the program
	// that writes it.
	junk = 64 << 10
)

// document is an XML document made readable.
type document struct {
	text []byte // UTF-8, from its root or its XML declaration on
	root string // the local name of the root element, in lower case
}

// unpack undoes gzip, which files of sitemaps have.
func unpack(data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\x1F\x8B")) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%w: damaged gzip: %w", ErrNotFeed, err)
		}
		out, err := io.ReadAll(io.LimitReader(z, MaxSize+1))
		if err != nil && len(out) == 0 {
			return nil, fmt.Errorf("%w: damaged gzip: %w", ErrNotFeed, err)
		}
		data = out
	}
	if len(data) > MaxSize {
		return nil, fmt.Errorf("longer than %d MB: split it, or have the site do so", MaxSize>>20)
	}
	return data, nil
}

// clean makes an XML document readable: UTF-8, from its beginning, without
// what XML forbids.
func clean(data []byte) *document {
	text := toUTF8(data)
	root, at := rootOf(text)
	if root == "" {
		return &document{}
	}
	return &document{root: root, text: allowed(text[at:])}
}

var (
	reDeclared = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{2,40})["']`)
	reRoot     = regexp.MustCompile(`(?i)<(?:[\w-]+:)?(rss|rdf|feed|opml|urlset|sitemapindex|html)[\s>/]`)
)

// rootOf returns the name of the root element and where it begins; where that
// is none this package knows, the first element that is, since programs write
// their warnings before the feed. What stands before is dropped, with it the
// declaration of an encoding that no longer holds.
func rootOf(text []byte) (string, int) {
	first, at := firstElement(text)
	if isRoot(first) {
		return first, at
	}
	if m := reRoot.FindSubmatchIndex(text[:min(len(text), junk)]); m != nil {
		return string(bytes.ToLower(text[m[2]:m[3]])), m[0]
	}
	return first, at
}

// firstElement returns the name of the first element and where it begins.
func firstElement(text []byte) (string, int) {
	tag, rest, found := nextTag(text)
	if !found {
		return "", 0
	}
	return localName(tag), len(text) - len(rest) - len(tag)
}

// isRoot reports the name of a root element that this package reads or knows
// what to say of.
func isRoot(name string) bool {
	switch name {
	case "rss", "rdf", "feed", "opml", "urlset", "sitemapindex", "html":
		return true
	}
	return false
}

// toUTF8 decodes a document: by its byte order mark, as UTF-8 where it is
// valid or nearly so, by the encoding that it declares, and else by its
// statistics.
func toUTF8(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("<\x00")):
		return utf16(b, unicode.LittleEndian)
	case bytes.HasPrefix(b, []byte("\xFE\xFF")), bytes.HasPrefix(b, []byte("\x00<")):
		return utf16(b, unicode.BigEndian)
	}
	if utf8.Valid(b) && !bytes.Contains(b[:min(len(b), junk)], []byte("\x1B$")) {
		return b
	}
	if nearlyUTF8(b) {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	if m := reDeclared.FindSubmatch(b[:min(len(b), 1024)]); m != nil {
		if out, ok := by(string(m[1]), b); ok {
			return out
		}
	}
	if out, ok := by(guess(b), b); ok {
		return out
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}

func utf16(b []byte, order unicode.Endianness) []byte {
	out, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(b)
	if err != nil {
		return nil
	}
	return out
}

// by decodes by an encoding's name. UTF-8 is not among them: what is valid was
// taken before.
func by(label string, b []byte) ([]byte, bool) {
	enc, name := charset.Lookup(label)
	if enc == nil || strings.HasPrefix(name, "utf-") || name == "replacement" {
		return nil, false
	}
	out, err := enc.NewDecoder().Bytes(b)
	return out, err == nil
}

// nearlyUTF8 reports that more characters of several bytes are right than
// bytes are wrong.
func nearlyUTF8(b []byte) bool {
	right, wrong := 0, 0
	for len(b) > 0 {
		if i := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }); i < 0 {
			break
		} else if b = b[i:]; len(b) == 0 {
			break
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			wrong++
		} else {
			right++
		}
		b = b[n:]
	}
	return right > wrong
}

// guess returns the encoding that the statistics of a sample show.
func guess(b []byte) string {
	const sample = 32 << 10
	first := bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf })
	first = max(0, first-sample/8)
	results, err := chardet.NewTextDetector().DetectAll(b[first:min(len(b), first+sample)])
	if err != nil {
		return "windows-1252"
	}
	sort.Slice(results, func(i, j int) bool { // the detector leaves equals to chance
		if results[i].Confidence != results[j].Confidence {
			return results[i].Confidence > results[j].Confidence
		}
		return results[i].Charset < results[j].Charset
	})
	return results[0].Charset
}

var (
	reBadReference = regexp.MustCompile(`&#(?:x0*(?:[0-8bcBC]|1?[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));`)
	reBase         = regexp.MustCompile(`\bxml:base\s*=\s*("[^"<]*"|'[^'<]*')`)
)

// allowed removes what XML forbids and feeds have: control characters,
// references to them, and "<" where no element begins.
func allowed(text []byte) []byte {
	text = reBadReference.ReplaceAllFunc(text, func(m []byte) []byte {
		switch strings.TrimLeft(lower(string(m[2:len(m)-1])), "0") {
		case "9", "10", "13", "x9", "xa", "xd", "x09", "x0a", "x0d":
			return m
		}
		return nil
	})
	out := make([]byte, 0, len(text))
	for i, c := range text {
		switch {
		case c < ' ' && c != '\t' && c != '\n' && c != '\r':
		case c == '<' && !opens(text[i+1:]):
			out = append(out, "&lt;"...)
		default:
			out = append(out, c)
		}
	}
	return reBase.ReplaceAllFunc(out, directory)
}

// opens reports whether what follows "<" makes it markup.
func opens(rest []byte) bool {
	if len(rest) == 0 {
		return false
	}
	c := rest[0]
	return c == '/' || c == '!' || c == '?' || c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

// directory cuts a base down to its directory, which is all of it that counts
// (RFC 3986, section 5.2.3); gofeed takes a base to be one.
func directory(attribute []byte) []byte {
	end := len(attribute) - 1
	if i := bytes.IndexAny(attribute[:end], "?#"); i >= 0 {
		end = i
	}
	value := attribute[:end]
	slash := bytes.LastIndexByte(value, '/')
	if slash < 0 || slash > 0 && value[slash-1] == '/' { // "https://merrow.example"
		return attribute
	}
	return append(bytes.Clone(value[:slash+1]), attribute[len(attribute)-1])
}

// checkNesting refuses a document whose elements are nested deeper, or have
// more namespaces, than those of any feed.
func checkNesting(text []byte) error {
	var names []int // declared by the open elements
	sum := 0
	for {
		tag, rest, found := nextTag(text)
		if !found {
			return nil
		}
		text = rest
		if tag[1] == '/' {
			if n := len(names); n > 0 {
				sum, names = sum-names[n-1], names[:n-1]
			}
			continue
		}
		n := bytes.Count(tag, []byte("xmlns"))
		if sum+n > maxNames {
			return errors.New("more namespaces than a feed has: it is not read")
		}
		if tag[len(tag)-2] == '/' {
			continue
		}
		if sum, names = sum+n, append(names, n); len(names) > maxDepth {
			return fmt.Errorf("nested deeper than %d elements: it is not read", maxDepth)
		}
	}
}

// nextTag returns the next tag, from "<" to ">", and what follows it.
func nextTag(text []byte) (tag, rest []byte, found bool) {
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			return nil, nil, false
		}
		text = text[i:]
		end := ">"
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<![CDATA[")):
			end = "]]>"
		}
		j := bytes.Index(text, []byte(end))
		if j < 0 {
			return nil, nil, false
		}
		tag, rest = text[:j+len(end)], text[j+len(end):]
		if len(tag) > 2 && tag[1] != '!' && tag[1] != '?' {
			return tag, rest, true
		}
		text = rest
	}
}
